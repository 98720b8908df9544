package dev.xev.bench.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Servers that run beside each other, all the time.
 *
 * @param missing who could not be started here, and why
 */
public record Servers(List<Server> all, Map<String, String> missing) implements AutoCloseable {

    /** Starts one of each kind; those in Java are all in the same program. */
    public static Servers start(Session session, List<Server.Kind> kinds, Class<?> main)
            throws InterruptedException {
        var servers = new Servers(new ArrayList<>(), new LinkedHashMap<>());
        for (Server.Kind kind : kinds) {
            try {
                servers.all.add(kind.start(session, main, List.of()));
            } catch (IOException e) {
                servers.missing.put(kind.name(), e.getMessage());
                if (!kind.isMissing(session)) session.failed("start", kind.name(), e);
            }
        }
        return servers;
    }

    @Override
    public void close() {
        all.forEach(Server::close);
    }
}
