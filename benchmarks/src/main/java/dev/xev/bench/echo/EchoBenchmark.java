package dev.xev.bench.echo;

import dev.xev.bench.run.Benchmark;
import dev.xev.bench.run.Camp;
import dev.xev.bench.run.Metric;
import dev.xev.bench.run.Rounds;
import dev.xev.bench.run.Scale;
import dev.xev.bench.run.Session;
import dev.xev.bench.run.Table;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Echo servers under load: one message under way on each connection, or many. */
public final class EchoBenchmark implements Benchmark {
    private static final int WARM_UP_CONNECTIONS = 64;

    static final List<Metric> METRICS =
            List.of(
                    Metric.range("cpu_ns", "server CPU, ns a message"),
                    Metric.range("rate", "messages/s"),
                    Metric.of("p50_us", "p50, µs"),
                    Metric.range("p99_us", "p99, µs"),
                    Metric.of("p999_us", "p999, µs"),
                    Metric.of("heap", "heap, B a message"),
                    Metric.of("collections", "collections"));

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
                + " the nanosecond clock of the process.";
    }

    private List<Work> works(Session session) {
        if (isPipelined) {
            return session.scale()
                    .pick(
                            List.of(new Work(64, 16, 16)),
                            List.of(new Work(64, 16, 16), new Work(64, 16, 64)),
                            List.of(
                                    new Work(64, 1, 16),
                                    new Work(64, 64, 16),
                                    new Work(64, 64, 64)));
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
    public List<Table> run(Session session) throws IOException, InterruptedException {
        var load = session.peers().c("load");
        if (load.file().isEmpty()) {
            return List.of(new Table(name, METRICS, List.of(), Map.of("everybody", load.reason())));
        }
        Map<String, String> missing = new LinkedHashMap<>();
        List<Server> servers = start(session, missing);
        try {
            List<Table> tables = new ArrayList<>();
            for (Work work : works(session)) tables.add(run(session, servers, work, missing));
            return tables;
        } finally {
            servers.forEach(Server::close);
        }
    }

    private List<Server> start(Session session, Map<String, String> missing)
            throws InterruptedException {
        List<Server> servers = new ArrayList<>();
        for (Server.Kind kind : Server.ALL) {
            // They have been proven to run by the other benchmark.
            boolean isProven = isPipelined && kind.camp() != Camp.OURS;
            if (isProven && session.scale() == Scale.BRIEF) continue;
            try {
                Server server = kind.start(session);
                servers.add(server);
                int depth = isPipelined ? 16 : 1;
                int millis = session.scale().pick(1, 1500, 3000);
                new Load(session, server, WARM_UP_CONNECTIONS, 64, depth).measure(0, millis);
            } catch (IOException e) {
                missing.put(kind.name(), e.getMessage());
                if (!kind.isMissing(session)) session.failed("start", kind.name(), e);
            }
        }
        return servers;
    }

    private static Table run(
            Session session, List<Server> servers, Work work, Map<String, String> missing)
            throws InterruptedException {
        List<Load> loads =
                servers.stream()
                        .map(s -> new Load(session, s, work.connections, work.bytes, work.depth))
                        .toList();
        Table table = new Rounds(session).runWarm(work.title(), METRICS, loads);
        table.notMeasured().putAll(missing);
        return table;
    }
}
