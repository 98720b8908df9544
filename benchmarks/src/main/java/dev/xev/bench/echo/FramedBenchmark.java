package dev.xev.bench.echo;

import dev.xev.bench.run.Benchmark;
import dev.xev.bench.run.Metric;
import dev.xev.bench.run.Rounds;
import dev.xev.bench.run.Scale;
import dev.xev.bench.run.Server;
import dev.xev.bench.run.Servers;
import dev.xev.bench.run.Session;
import dev.xev.bench.run.Table;

import java.util.ArrayList;
import java.util.List;

/** Many small messages that the server takes apart and answers one by one. */
public final class FramedBenchmark implements Benchmark {
    private static final List<Metric> METRICS = EchoBenchmark.METRICS;

    @Override
    public String name() {
        return "framed";
    }

    @Override
    public String method() {
        return "As pipelined, but the servers do not send back what they got in one piece: they"
                + " take the stream apart into messages of "
                + FramedServer.FRAME
                + " B and answer each by itself, as their users would. Ours and Netty's write each"
                + " message and leave the gathering to the loop; the others put it into the buffer"
                + " of the connection, or of its stream, and send that when nothing is left to be"
                + " read. What a message costs above the kernel shows best here.";
    }

    @Override
    public List<Table> run(Session session) throws InterruptedException {
        var load = session.peers().c("load");
        if (load.file().isEmpty()) return List.of(Table.nothing(name(), METRICS, load.reason()));
        try (Servers servers = Servers.start(session, FramedServer.ALL, FramedServer.class)) {
            Load.warmUp(session, servers, server -> load(session, server, 16));
            List<Table> tables = new ArrayList<>();
            tables.add(run(session, servers, 16));
            if (session.scale() != Scale.BRIEF) tables.add(run(session, servers, 64));
            return tables;
        }
    }

    private static Load load(Session session, Server server, int depth) {
        int connections = session.scale() == Scale.BRIEF ? 16 : 64;
        return new Load(session, server, connections, FramedServer.FRAME, depth);
    }

    private static Table run(Session session, Servers servers, int depth)
            throws InterruptedException {
        List<Load> loads =
                servers.all().stream().map(server -> load(session, server, depth)).toList();
        String title =
                "%d B, %d connections, %d under way on each"
                        .formatted(FramedServer.FRAME, loads.getFirst().connections(), depth);
        Table table = new Rounds(session).runWarm(title, METRICS, loads);
        table.notMeasured().putAll(servers.missing());
        return table.judged(EchoBenchmark.pipelinedTargets());
    }
}
