package dev.xev.bench.wake;

import dev.xev.bench.run.Benchmark;
import dev.xev.bench.run.Camp;
import dev.xev.bench.run.Contender;
import dev.xev.bench.run.Home;
import dev.xev.bench.run.Metric;
import dev.xev.bench.run.Rounds;
import dev.xev.bench.run.Session;
import dev.xev.bench.run.Table;
import dev.xev.bench.run.Target;
import dev.xev.bench.run.Worker;

import java.util.ArrayList;
import java.util.List;

/** Tasks from other threads. */
public final class WakeBenchmark implements Benchmark {
    private static final int LIMIT_SECONDS = 60;

    private static final Metric FLOOD = Metric.range("flood", "flood, ns a task");
    private static final Metric TRIP = Metric.range("trip_p50", "round trip p50, µs");
    private static final List<Metric> METRICS =
            List.of(
                    FLOOD,
                    Metric.of("flood_cpu", "CPU, ns a task"),
                    TRIP,
                    Metric.of("trip_p99", "p99, µs"),
                    Metric.of("trip_cpu", "CPU, µs a trip"));

    private record Kind(String name, Camp camp, String mode) {}

    private static final List<Kind> KINDS =
            List.of(
                    new Kind("xev io_uring", Camp.OURS, "xev-uring"),
                    new Kind("xev epoll", Camp.OURS, "xev-epoll"),
                    new Kind("Netty io_uring", Camp.JAVA, "netty-uring"),
                    new Kind("Netty epoll", Camp.JAVA, "netty-epoll"),
                    new Kind("Netty NIO", Camp.JAVA, "netty-nio"),
                    new Kind("single thread executor", Camp.JAVA, "pool"));

    @Override
    public String name() {
        return "wake";
    }

    @Override
    public String method() {
        return "Tasks handed to a loop by other threads, at most 4096 of them not done yet: wall"
                + " time and CPU of the whole process, producers included. Then single tasks to"
                + " a sleeping loop, each of which wakes its caller. On all cores, a new process"
                + " for each round. libuv has no queue of tasks: its program has the usual one,"
                + " a list under a lock and an async.";
    }

    @Override
    public List<Table> run(Session session) throws InterruptedException {
        int tasks = session.scale().pick(5_000, 1_000_000, 2_000_000);
        int trips = session.scale().pick(200, 5_000, 10_000);
        List<Table> tables = new ArrayList<>();
        for (int producers : session.scale().pick(List.of(8), List.of(1, 8), List.of(1, 8))) {
            List<Contender> contenders = new ArrayList<>();
            for (Kind kind : KINDS) {
                var command =
                        Home.java(
                                List.of(),
                                WakeWorker.class,
                                kind.mode,
                                "" + producers,
                                "" + tasks,
                                "" + trips);
                contenders.add(
                        new Worker(session, kind.name, kind.camp, -1, LIMIT_SECONDS, command));
            }
            var libuv = session.peers().c("uv_wake", "uv");
            if (libuv.file().isPresent()) {
                var command =
                        List.of("" + libuv.file().get(), "" + producers, "" + tasks, "" + trips);
                contenders.add(
                        new Worker(session, "libuv", Camp.NATIVE, -1, LIMIT_SECONDS, command));
            }
            String title = producers == 1 ? "1 producer" : producers + " producers";
            Table table = new Rounds(session).run(title, METRICS, contenders);
            if (libuv.file().isEmpty()) table.notMeasured().put("libuv", libuv.reason());
            tables.add(table.judged(targets()));
        }
        return tables;
    }

    private static List<Target> targets() {
        return List.of(
                Target.figure("flood ≤ 15 ns a task", FLOOD, "xev", 15),
                Target.ratio(
                        "round trip ≤ 1.00 of the best peer's",
                        TRIP,
                        "xev",
                        Target.camp(Camp.JAVA, Camp.NATIVE),
                        1.0));
    }
}
