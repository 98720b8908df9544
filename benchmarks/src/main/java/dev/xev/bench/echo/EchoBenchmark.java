package dev.xev.bench.echo;

import dev.xev.bench.run.Benchmark;
import dev.xev.bench.run.Camp;
import dev.xev.bench.run.Metric;
import dev.xev.bench.run.Rounds;
import dev.xev.bench.run.Scale;
import dev.xev.bench.run.Server;
import dev.xev.bench.run.Servers;
import dev.xev.bench.run.Session;
import dev.xev.bench.run.Table;
import dev.xev.bench.run.Target;

import java.util.ArrayList;
import java.util.List;

/** Echo servers under load: one message under way on each connection, or many. */
public final class EchoBenchmark implements Benchmark {
    private static final int WARM_UP_CONNECTIONS = 64;

    private static final Metric CPU = Metric.range("cpu_ns", "server CPU, ns a message");
    private static final Metric P99 = Metric.range("p99_us", "p99, µs");
    static final List<Metric> METRICS =
            List.of(
                    CPU,
                    Metric.rate("rate", "messages/s"),
                    Metric.of("p50_us", "p50, µs"),
                    P99,
                    Metric.of("p999_us", "p999, µs"),
                    Metric.of("heap", "heap, B a message"),
                    Metric.of("collections", "GCs"));

    /** Who says nothing new where connections are one, many or very many. */
    private static final List<String> ONLY_AT_64 =
            List.of(
                    "Netty io_uring",
                    "Netty NIO",
                    "AsynchronousSocketChannel",
                    "liburing (C)",
                    "libuv, uv_write",
                    "Go net");

    private record Work(int bytes, int connections, int depth) {
        String title() {
            String size = bytes % 1024 == 0 ? bytes / 1024 + " KiB" : bytes + " B";
            String much = depth == 1 ? "" : ", " + depth + " under way on each";
            String many = connections == 1 ? "1 connection" : connections + " connections";
            return size + ", " + many + much;
        }
    }

    private final String name;
    private final boolean isPipelined;

    private EchoBenchmark(String name, boolean isPipelined) {
        this.name = name;
        this.isPipelined = isPipelined;
    }

    public static EchoBenchmark oneAtATime() {
        return new EchoBenchmark("echo", false);
    }

    public static EchoBenchmark pipelined() {
        return new EchoBenchmark("pipelined", true);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String method() {
        return "TCP echo on the loopback interface, "
                + (isPipelined ? "many messages" : "one message")
                + " under way on each connection, every byte checked. All servers run all the time,"
                + " on one core; the load generator is on another one and turns to one after the"
                + " other. CPU is all that the server's process uses, in user and kernel mode, by"
                + " the nanosecond clock of the process. With 64 connections everybody takes part,"
                + " but not with 64 under way on each;"
                + " elsewhere "
                + String.join(", ", ONLY_AT_64)
                + " are left out, which lie beside others of their kind there.";
    }

    private List<Work> works(Session session) {
        if (isPipelined) {
            List<Work> all =
                    List.of(new Work(64, 1, 16), new Work(64, 64, 16), new Work(64, 64, 64));
            return session.scale().pick(List.of(new Work(64, 16, 16)), all.subList(1, 3), all);
        }
        List<Work> few = List.of(new Work(64, 64, 1), new Work(64, 500, 1), new Work(4096, 64, 1));
        List<Work> all = new ArrayList<>();
        for (int bytes : new int[] {64, 4096}) {
            for (int connections : new int[] {1, 64, 500, 5000}) {
                all.add(new Work(bytes, connections, 1));
            }
        }
        return session.scale().pick(List.of(new Work(4096, 8, 1)), few, all);
    }

    @Override
    public List<Table> run(Session session) throws InterruptedException {
        var load = session.peers().c("load");
        if (load.file().isEmpty()) return List.of(Table.nothing(name, METRICS, load.reason()));
        try (Servers servers = Servers.start(session, kinds(session), EchoServer.class)) {
            warmUp(session, servers);
            List<Table> tables = new ArrayList<>();
            for (Work work : works(session)) tables.add(run(session, servers, work));
            return tables;
        }
    }

    private List<Server.Kind> kinds(Session session) {
        // Those of others have been proven to run by the other benchmark.
        boolean isProven = isPipelined && session.scale() == Scale.BRIEF;
        return EchoServer.ALL.stream().filter(k -> !isProven || k.camp() == Camp.OURS).toList();
    }

    private void warmUp(Session session, Servers servers) throws InterruptedException {
        int depth = isPipelined ? 16 : 1;
        Load.warmUp(
                session,
                servers,
                server -> new Load(session, server, WARM_UP_CONNECTIONS, 64, depth));
    }

    private Table run(Session session, Servers servers, Work work) throws InterruptedException {
        boolean isForAll =
                work.connections == 64 && work.depth < 64 || session.scale() == Scale.BRIEF;
        List<Load> loads =
                servers.all().stream()
                        .filter(s -> isForAll || !ONLY_AT_64.contains(s.name()))
                        .map(s -> new Load(session, s, work.connections, work.bytes, work.depth))
                        .toList();
        Table table = new Rounds(session).runWarm(work.title(), METRICS, loads);
        table.notMeasured().putAll(servers.missing());
        return table.judged(isPipelined ? pipelinedTargets() : targets());
    }

    private static List<Target> targets() {
        return List.of(
                Target.ratio(
                        "CPU ≤ 1.00 of the best native peer and Netty io_uring",
                        CPU,
                        "xev io_uring",
                        Target.camp(Camp.NATIVE).or(Target.named("Netty io_uring")),
                        1.0),
                Target.ratio(
                        "CPU ≤ 0.88 of every other Java peer",
                        CPU,
                        "xev io_uring",
                        Target.camp(Camp.JAVA).and(Target.named("Netty io_uring").negate()),
                        0.88),
                Target.ratio(
                        "epoll: CPU ≤ 1.00 of epoll in C",
                        CPU,
                        "xev epoll",
                        Target.named("epoll (C)"),
                        1.0),
                Target.ratio(
                        "p99 ≤ 1.00 of the best peer's",
                        P99,
                        "xev io_uring",
                        Target.camp(Camp.JAVA, Camp.NATIVE),
                        1.0));
    }

    static List<Target> pipelinedTargets() {
        return List.of(
                Target.ratio(
                        "CPU ≤ 0.80 of the best Java peer",
                        CPU,
                        "xev io_uring",
                        Target.camp(Camp.JAVA),
                        0.8),
                Target.ratio(
                        "CPU ≤ 1.10 of the best native peer",
                        CPU,
                        "xev io_uring",
                        Target.camp(Camp.NATIVE),
                        1.1));
    }
}
