package dev.xev.bench.read;

import dev.xev.bench.run.Benchmark;
import dev.xev.bench.run.Camp;
import dev.xev.bench.run.Contender;
import dev.xev.bench.run.Home;
import dev.xev.bench.run.Metric;
import dev.xev.bench.run.Rounds;
import dev.xev.bench.run.Scale;
import dev.xev.bench.run.Session;
import dev.xev.bench.run.Table;
import dev.xev.bench.run.Target;
import dev.xev.bench.run.Worker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Random reads of 4 KiB. */
public final class ReadBenchmark implements Benchmark {
    private static final int LIMIT_SECONDS = 40;

    private static final int ROUNDS = 3;

    private static final Metric CPU = Metric.range("cpu_ns", "CPU, ns a read");
    private static final Metric HEAP = Metric.of("heap", "heap, B a read");
    private static final List<Metric> METRICS = List.of(CPU, Metric.rate("rate", "reads/s"), HEAP);

    private record Kind(String name, Camp camp, String mode) {}

    private static final List<Kind> KINDS =
            List.of(
                    new Kind("xev io_uring", Camp.OURS, "xev-uring"),
                    new Kind("xev epoll, its pool", Camp.OURS, "xev-epoll"),
                    new Kind("FileChannel, one thread", Camp.JAVA, "channel"),
                    new Kind("FileChannel, virtual threads", Camp.JAVA, "virtual"),
                    new Kind("AsynchronousFileChannel", Camp.JAVA, "async"),
                    new Kind("liburing, registered (C)", Camp.NATIVE, "fixed"),
                    new Kind("liburing (C)", Camp.NATIVE, "plain"),
                    new Kind("pread (C)", Camp.NATIVE, "pread"));

    private record Work(int depth, boolean isDirect) {
        String title() {
            return (isDirect ? "past the cache, " : "cached, ") + depth + " in flight";
        }
    }

    @Override
    public String name() {
        return "read";
    }

    @Override
    public String method() {
        return "Random reads of 4 KiB blocks, each checked to be the right one. CPU is all that the"
                + " process uses. Who reads in a single thread has one in flight, whatever the"
                + " heading says. On all cores, a new process for each round. JUring is not"
                + " measured: it is not on Maven Central under any of its names, and its own"
                + " build file calls it a snapshot (0.1-SNAPSHOT).";
    }

    @Override
    public List<Table> run(Session session) throws IOException, InterruptedException {
        long bytes = session.scale() == Scale.BRIEF ? 4 << 20 : 256 << 20;
        Path file = session.work().resolve("blocks-" + (bytes >> 20));
        Blocks.make(file, bytes);
        List<Work> works =
                session.scale()
                        .pick(
                                List.of(new Work(8, false)),
                                List.of(new Work(1, false), new Work(64, false)),
                                List.of(
                                        new Work(1, false),
                                        new Work(8, false),
                                        new Work(64, false),
                                        new Work(128, false),
                                        new Work(64, true)));
        List<Table> tables = new ArrayList<>();
        for (Work work : works) tables.add(run(session, file, work));
        return tables;
    }

    private static Table run(Session session, Path file, Work work) throws InterruptedException {
        var liburing = session.peers().c("uring_read", "uring");
        int millis = session.scale().pick(10, 300, 400);
        List<Contender> contenders = new ArrayList<>();
        for (Kind kind : KINDS) {
            if (kind.camp == Camp.NATIVE && liburing.file().isEmpty()) continue;
            List<String> arguments =
                    List.of(
                            kind.mode,
                            file.toString(),
                            "" + work.depth,
                            // Nothing has to be compiled in C.
                            "" + (kind.camp == Camp.NATIVE ? millis / 4 : millis),
                            "" + millis,
                            work.isDirect ? "1" : "0");
            List<String> command = new ArrayList<>();
            if (kind.camp == Camp.NATIVE) {
                command.add(liburing.file().orElseThrow().toString());
                command.addAll(arguments);
            } else {
                command.addAll(
                        Home.java(List.of(), ReadWorker.class, arguments.toArray(String[]::new)));
            }
            contenders.add(new Worker(session, kind.name, kind.camp, -1, LIMIT_SECONDS, command));
        }
        Table table = new Rounds(session, ROUNDS).run(work.title(), METRICS, contenders);
        if (liburing.file().isEmpty()) table.notMeasured().put("liburing", liburing.reason());
        return table.judged(targets(work));
    }

    private static List<Target> targets(Work work) {
        List<Target> targets = new ArrayList<>();
        if (work.depth >= 8 && !work.isDirect) {
            targets.add(
                    Target.ratio(
                            "CPU ≤ 1.05 of liburing, registered",
                            CPU,
                            "xev io_uring",
                            Target.named("liburing, registered"),
                            1.05));
        }
        targets.add(Target.none("no allocation", HEAP, "xev io_uring"));
        return targets;
    }
}
