package dev.xev.bench.timer;

import dev.xev.bench.run.Benchmark;
import dev.xev.bench.run.Camp;
import dev.xev.bench.run.Contender;
import dev.xev.bench.run.Home;
import dev.xev.bench.run.Metric;
import dev.xev.bench.run.Rounds;
import dev.xev.bench.run.Session;
import dev.xev.bench.run.Table;
import dev.xev.bench.run.Worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Timers by number. */
public final class TimerBenchmark implements Benchmark {
    private static final int LIMIT_SECONDS = 60;

    private static final List<Metric> METRICS =
            List.of(
                    Metric.range("both", "insert and fire, ns"),
                    Metric.of("insert", "insert"),
                    Metric.of("fire", "fire"),
                    Metric.range("reset", "reset, ns"),
                    Metric.range("cancel", "cancel, ns"),
                    Metric.of("heap", "heap, B an insert"));

    private record Kind(String name, Camp camp, String mode) {}

    private static final List<Kind> KINDS =
            List.of(
                    new Kind("xev io_uring", Camp.OURS, "xev-uring"),
                    new Kind("xev epoll", Camp.OURS, "xev-epoll"),
                    new Kind("Netty epoll loop", Camp.JAVA, "netty-epoll"),
                    new Kind("Netty NIO loop", Camp.JAVA, "netty-nio"),
                    new Kind("Netty wheel, 1 ms ticks", Camp.JAVA, "netty-wheel"),
                    new Kind("ScheduledThreadPoolExecutor", Camp.JAVA, "pool"));

    @Override
    public String name() {
        return "timers";
    }

    @Override
    public String method() {
        return "So many timers are started with delays spread over a second, as many are moved at"
                + " random, every second one is canceled, and the others fire. Insert, reset and"
                + " cancel are CPU of the thread that calls; fire is CPU of the whole process until"
                + " the last one, canceled ones included. Nobody's may fire"
                + " early. A new process for each round; below 30 000 timers it has not warmed up.";
    }

    @Override
    public List<Table> run(Session session) throws InterruptedException {
        List<Table> tables = new ArrayList<>();
        List<Integer> counts =
                session.scale().pick(List.of(1000), List.of(100_000), List.of(10_000, 1_000_000));
        for (int count : counts) {
            String title = String.format(Locale.ROOT, "%,d timers", count);
            tables.add(run(session, title, count));
        }
        return tables;
    }

    private static Table run(Session session, String title, int count) throws InterruptedException {
        List<Contender> contenders = new ArrayList<>();
        int core = session.serverCore();
        for (Kind kind : KINDS) {
            var command = Home.java(List.of(), TimerWorker.class, kind.mode, "" + count);
            contenders.add(new Worker(session, kind.name, kind.camp, core, LIMIT_SECONDS, command));
        }
        var libuv = session.peers().c("uv_timers", "uv");
        libuv.file()
                .ifPresent(
                        file ->
                                contenders.add(
                                        new Worker(
                                                session,
                                                "libuv",
                                                Camp.NATIVE,
                                                core,
                                                LIMIT_SECONDS,
                                                List.of("" + file, "" + count))));
        Table table = new Rounds(session).run(title, METRICS, contenders);
        if (libuv.file().isEmpty()) table.notMeasured().put("libuv", libuv.reason());
        return table;
    }
}
