package dev.xev.bench.wake;

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

/** Tasks from other threads. */
public final class WakeBenchmark implements Benchmark {
    private static final int LIMIT_SECONDS = 60;

    private static final List<Metric> METRICS =
            List.of(
                    Metric.range("flood", "flood, ns a task"),
                    Metric.of("flood_cpu", "CPU, ns a task"),
                    Metric.range("trip_p50", "round trip p50, µs"),
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
                + " time and CPU of the whole process, producers included. Then single tasks to a"
                + " sleeping loop, each of which wakes its caller. On all cores, a new process for"
                + " each round. libuv has no queue of tasks to compare.";
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
            String title = producers == 1 ? "1 producer" : producers + " producers";
            tables.add(new Rounds(session).run(title, METRICS, contenders));
        }
        return tables;
    }
}
