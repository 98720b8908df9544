package dev.xev.bench.stream;

import dev.xev.bench.run.Benchmark;
import dev.xev.bench.run.Camp;
import dev.xev.bench.run.Child;
import dev.xev.bench.run.Contender;
import dev.xev.bench.run.Metric;
import dev.xev.bench.run.Rounds;
import dev.xev.bench.run.Server;
import dev.xev.bench.run.Servers;
import dev.xev.bench.run.Session;
import dev.xev.bench.run.Table;
import dev.xev.bench.run.Target;
import dev.xev.bench.run.Worker;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A gibibyte through a server, up and down, over one connection and over some. */
public final class StreamBenchmark implements Benchmark {
    private static final int LIMIT_SECONDS = 30;

    private static final Metric CPU = Metric.range("cpu_us", "server CPU, µs a MB");
    private static final Metric RATE = Metric.rate("rate", "MB/s");
    private static final List<Metric> METRICS =
            List.of(CPU, RATE, Metric.of("heap", "heap, B a MB"), Metric.of("collections", "GCs"));

    private record Work(int connections, boolean isUp) {
        String title() {
            String many = connections == 1 ? "1 connection" : connections + " connections";
            return many + (isUp ? ", to the server" : ", from the server");
        }
    }

    @Override
    public String name() {
        return "stream";
    }

    @Override
    public String method() {
        return "1 GiB over loopback TCP, in reads of at most 64 KiB and writes of 256 KiB, to the"
                + " server, which counts it, and from the server, where every byte is checked."
                + " The servers run all the time on one core; who sends or checks is on another"
                + " one. CPU is all that the server's process uses.";
    }

    @Override
    public List<Table> run(Session session) throws InterruptedException {
        var load = session.peers().c("stream_load");
        if (load.file().isEmpty()) return List.of(Table.nothing(name(), METRICS, load.reason()));
        long bytes = session.scale().pick(8L << 20, 256L << 20, 1L << 30);
        List<Work> works =
                session.scale().pick(List.of(new Work(4, true), new Work(4, false)), all(), all());
        try (var servers = Servers.start(session, StreamServer.ALL, StreamServer.class)) {
            List<Table> tables = new ArrayList<>();
            for (Work work : works) {
                List<Contender> contenders = new ArrayList<>();
                for (Server server : servers.all()) {
                    contenders.add(
                            Contender.of(
                                    server.name(),
                                    server.camp(),
                                    () -> measure(session, server, work, bytes)));
                }
                Table table = new Rounds(session).runWarm(work.title(), METRICS, contenders);
                table.notMeasured().putAll(servers.missing());
                tables.add(table.judged(targets()));
            }
            return tables;
        }
    }

    private static List<Work> all() {
        return List.of(
                new Work(1, true), new Work(1, false), new Work(16, true), new Work(16, false));
    }

    private static List<Target> targets() {
        return List.of(
                Target.ratio(
                        "throughput ≥ 1.0 of the best peer's",
                        RATE,
                        "xev",
                        Target.camp(Camp.JAVA, Camp.NATIVE),
                        1.0));
    }

    private static Map<String, Double> measure(
            Session session, Server server, Work work, long bytes)
            throws IOException, InterruptedException {
        List<String> command =
                List.of(
                        session.peers().c("stream_load").file().orElseThrow().toString(),
                        "" + server.port(),
                        "" + work.connections,
                        "" + bytes,
                        work.isUp ? "up" : "down",
                        "" + server.pid());
        Map<String, Double> before = server.heap();
        try (Child child =
                Child.start(session, "stream", session.loadCore(), LIMIT_SECONDS, command)) {
            Map<String, Double> values = new HashMap<>(Worker.values(child.line(LIMIT_SECONDS)));
            server.heap()
                    .forEach(
                            (key, value) -> values.put(key, value - before.getOrDefault(key, 0.0)));
            double operations = values.getOrDefault("operations", 1.0);
            values.computeIfPresent("heap", (_, all) -> all / operations);
            return values;
        }
    }
}
