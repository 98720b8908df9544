package dev.xev.bench.start;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How long it takes to have a loop. */
public final class StartBenchmark implements Benchmark {
    private static final int LIMIT_SECONDS = 40;

    private static final String CACHED = "AOT cache, ";

    private static final Metric COLD = Metric.range("cold", "first loop, ms");
    private static final Metric FURTHER = Metric.range("further", "a further loop, ms");
    private static final List<Metric> METRICS =
            List.of(COLD, Metric.of("jvm", "since the JVM began, ms"), FURTHER);

    private static final List<String> CACHED_MODES = List.of("xev-uring", "netty-nio", "selector");

    private record Kind(String name, Camp camp, String mode) {}

    private static final List<Kind> KINDS =
            List.of(
                    new Kind("xev io_uring", Camp.OURS, "xev-uring"),
                    new Kind("xev epoll", Camp.OURS, "xev-epoll"),
                    new Kind("Netty io_uring", Camp.JAVA, "netty-uring"),
                    new Kind("Netty epoll", Camp.JAVA, "netty-epoll"),
                    new Kind("Netty NIO", Camp.JAVA, "netty-nio"),
                    new Kind("JDK selector", Camp.JAVA, "selector"));

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String method() {
        return "From before a loop is opened until its first event, a timer without delay (a"
                + " wake-up for the selector, which has no timers): in a JVM that has just started,"
                + " and again in the same JVM. The AOT cache is the JDK's own (-XX:AOTCache), made"
                + " by one run of the same.";
    }

    @Override
    public List<Table> run(Session session) throws InterruptedException, IOException {
        List<Contender> contenders = new ArrayList<>();
        int loops = session.scale().pick(2, 20, 50);
        for (Kind kind : KINDS) {
            contenders.add(worker(session, kind, kind.name, List.of(), loops));
        }
        for (String mode : CACHED_MODES) {
            Kind kind = KINDS.stream().filter(k -> k.mode.equals(mode)).findFirst().orElseThrow();
            Path cache = session.work().resolve("start-" + mode + ".aot");
            if (session.scale() != Scale.BRIEF && train(kind, cache)) {
                var options = List.of("-XX:AOTCache=" + cache);
                contenders.add(worker(session, kind, CACHED + kind.name, options, loops));
            }
        }
        Table table = new Rounds(session).run("first event", METRICS, contenders);
        return List.of(table.judged(targets()));
    }

    private static List<Target> targets() {
        return List.of(
                Target.figure("cold ≤ 150 ms", COLD, "xev io_uring", 150),
                Target.figure("with an AOT cache ≤ 60 ms", COLD, CACHED + "xev io_uring", 60),
                Target.figure("a further loop ≤ 1 ms", FURTHER, "xev io_uring", 1));
    }

    /** Lets a JVM end by itself: it writes the cache when it does. */
    private static boolean train(Kind kind, Path cache) throws IOException, InterruptedException {
        Files.deleteIfExists(cache);
        var options = List.of("-XX:AOTCacheOutput=" + cache);
        var command = Home.java(options, StartWorker.class, kind.mode, "2");
        Process process =
                new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) process.destroyForcibly();
        return Files.exists(cache);
    }

    private static Worker worker(
            Session session, Kind kind, String name, List<String> options, int loops) {
        var command = Home.java(options, StartWorker.class, kind.mode, "" + loops);
        return new Worker(session, name, kind.camp, -1, LIMIT_SECONDS, command);
    }
}
