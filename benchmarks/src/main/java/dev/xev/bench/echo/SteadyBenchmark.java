package dev.xev.bench.echo;

import dev.xev.bench.run.Benchmark;
import dev.xev.bench.run.Camp;
import dev.xev.bench.run.Contender;
import dev.xev.bench.run.Home;
import dev.xev.bench.run.Metric;
import dev.xev.bench.run.Rounds;
import dev.xev.bench.run.Server;
import dev.xev.bench.run.Servers;
import dev.xev.bench.run.Session;
import dev.xev.bench.run.Table;
import dev.xev.bench.run.Table.Row;
import dev.xev.bench.run.Target;
import dev.xev.bench.run.Worker;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is allocated on the heap while nothing new happens. */
public final class SteadyBenchmark implements Benchmark {
    private static final int LIMIT_SECONDS = 60;
    private static final int CONNECTIONS = 64;
    private static final int MESSAGE_BYTES = 64;

    private static final Metric HEAP = Metric.of("heap", "heap, B a message");
    private static final Metric BYTES = Metric.of("bytes", "heap, B in all");
    private static final Metric COLLECTIONS = Metric.of("collections", "GCs");
    private static final Metric HEAP_EACH = Metric.of("heap", "heap, B an operation");

    private static final Set<String> MODES =
            Set.of("xev-memory", "xev-lent", "xev-epoll", "netty-uring-ring", "netty-epoll", "nio");

    private static final List<String> STATES =
            List.of("timer", "reset", "cancel", "execute", "async", "read");

    @Override
    public String name() {
        return "steady";
    }

    @Override
    public String method() {
        return "Bytes allocated on the Java heap, by the counters of the threads, and collections."
                + " First a minute of echo, 64 B over 64 connections each, with all servers at the"
                + " same time, after ten seconds to warm up: by all threads of the server but the"
                + " one that answers how much it was. Then other states of the loop, by its"
                + " thread: a timer that repeats, one that is moved, one that is started and"
                + " canceled, a task, a notification, a read of 4 KiB from a file.";
    }

    @Override
    public List<Table> run(Session session) throws InterruptedException {
        var load = session.peers().c("load");
        List<Metric> metrics = List.of(HEAP, BYTES, COLLECTIONS, Metric.of("rate", "messages/s"));
        List<Table> tables = new ArrayList<>();
        if (load.file().isEmpty()) {
            tables.add(Table.nothing("echo", metrics, load.reason()));
        } else {
            tables.add(echo(session, metrics));
        }
        tables.add(states(session));
        return tables;
    }

    private static Table echo(Session session, List<Metric> metrics) throws InterruptedException {
        List<Server.Kind> kinds =
                EchoServer.ALL.stream().filter(kind -> MODES.contains(kind.mode())).toList();
        int warmUp = session.scale().pick(50, 3000, 10_000);
        int millis = session.scale().pick(50, 5000, 60_000);
        try (Servers servers = Servers.start(session, kinds, EchoServer.class)) {
            List<Row> rows = measure(session, servers, warmUp, millis);
            List<Target> targets = new ArrayList<>();
            for (Row row : rows) {
                if (row.camp() != Camp.OURS) continue;
                targets.add(Target.none("0 B a message", HEAP, row.name()));
                targets.add(Target.none("no collection", COLLECTIONS, row.name()));
            }
            String title = "Echo for " + millis / 1000.0 + " s";
            return new Table(title, metrics, rows, servers.missing()).judged(targets);
        }
    }

    /** All of them at the same time: it is not speed that is compared. */
    private static List<Row> measure(Session session, Servers servers, int warmUp, int millis)
            throws InterruptedException {
        Map<Server, Map<String, Double>> samples = new HashMap<>();
        List<Thread> threads = new ArrayList<>();
        for (Server server : servers.all()) {
            var load = new Load(session, server, CONNECTIONS, MESSAGE_BYTES, 1);
            Runnable work =
                    () -> {
                        try {
                            Map<String, Double> sample = load.measure(warmUp, millis);
                            synchronized (samples) {
                                samples.put(server, sample);
                            }
                        } catch (IOException | InterruptedException e) {
                            session.failed("echo", server.name(), e);
                        }
                    };
            threads.add(Thread.ofPlatform().start(work));
        }
        for (Thread thread : threads) thread.join();
        List<Row> rows = new ArrayList<>();
        for (Server server : servers.all()) {
            Map<String, Double> sample = samples.get(server);
            if (sample == null) continue;
            double operations = sample.getOrDefault("operations", 0.0);
            sample.put("bytes", sample.getOrDefault("heap", 0.0) * operations);
            rows.add(new Row(server.name(), server.camp(), List.of(sample)));
        }
        return rows;
    }

    private static Table states(Session session) throws InterruptedException {
        int count = session.scale().pick(2000, 200_000, 1_000_000);
        List<Contender> contenders = new ArrayList<>();
        List<Target> targets = new ArrayList<>();
        for (String state : STATES) {
            var command = Home.java(List.of(), SteadyWorker.class, state, "" + count);
            contenders.add(new Worker(session, state, Camp.OURS, -1, LIMIT_SECONDS, command));
            targets.add(Target.none("0 B an operation", HEAP_EACH, state));
        }
        List<Metric> metrics = List.of(HEAP_EACH, Metric.of("ns", "ns an operation"));
        Table table = new Rounds(session, 1).run("other states of the loop", metrics, contenders);
        return table.judged(targets);
    }
}
