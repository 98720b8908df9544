package dev.xev.bench.echo;

import dev.xev.bench.run.Camp;
import dev.xev.bench.run.Child;
import dev.xev.bench.run.Contender;
import dev.xev.bench.run.Server;
import dev.xev.bench.run.Servers;
import dev.xev.bench.run.Session;
import dev.xev.bench.run.Worker;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A server under load.
 *
 * @param connections how many
 * @param bytes of each message
 * @param depth how many messages are under way on each connection
 */
record Load(Session session, Server server, int connections, int bytes, int depth)
        implements Contender {
    /** Lets the compilers of the servers in Java see their work; who fails at it is taken out. */
    static void warmUp(Session session, Servers servers, Function<Server, Load> loads)
            throws InterruptedException {
        int millis = session.scale().pick(1, 1500, 3000);
        for (Server server : List.copyOf(servers.all())) {
            if (server.camp() == Camp.NATIVE) continue;
            try {
                loads.apply(server).measure(0, millis);
            } catch (IOException e) {
                session.failed("warm-up", server.name(), e);
                servers.all().remove(server);
                server.close();
            }
        }
    }

    @Override
    public String name() {
        return server.name();
    }

    @Override
    public Camp camp() {
        return server.camp();
    }

    @Override
    public Map<String, Double> measure() throws IOException, InterruptedException {
        int warmUp = session.scale().warmUpMillis();
        return measure(warmUp, session.scale().measureMillis());
    }

    Map<String, Double> measure(int warmUp, int millis) throws IOException, InterruptedException {
        String load = session.peers().c("load").file().orElseThrow().toString();
        List<String> command =
                List.of(
                        load,
                        "" + server.port(),
                        "" + connections,
                        "" + bytes,
                        "" + depth,
                        "" + warmUp,
                        "" + millis,
                        "" + server.pid());
        int limit = 30 + (warmUp + millis) / 1000;
        try (Child child = Child.start(session, "load", session.loadCore(), limit, command)) {
            child.line(limit);
            Map<String, Double> before = server.heap();
            String result = child.line(limit);
            Map<String, Double> after = server.heap();
            return values(result, before, after);
        }
    }

    private static Map<String, Double> values(
            String result, Map<String, Double> before, Map<String, Double> after) {
        Map<String, Double> values = new HashMap<>(Worker.values(result));
        double operations = values.getOrDefault("operations", 1.0);
        before.forEach((key, value) -> values.put(key, after.getOrDefault(key, value) - value));
        values.computeIfPresent("heap", (_, bytes) -> bytes / operations);
        return values;
    }
}
