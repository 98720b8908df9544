package dev.xev.bench.run;

import dev.xev.bench.run.Peers.Program;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A server that runs on the server core, idle until it is loaded. */
public final class Server implements AutoCloseable {
    private static final int LIMIT_SECONDS = 1800;

    private final Kind kind;
    private final Child child;
    private final int port;

    private Server(Session session, Kind kind, List<String> command)
            throws IOException, InterruptedException {
        this.kind = kind;
        child = Child.start(session, kind.name, session.serverCore(), LIMIT_SECONDS, command);
        try {
            String[] words = child.line(20).split(" ", 3);
            if (!words[0].equals("READY")) throw new IOException(String.join(" ", words));
            port = Integer.parseInt(words[1]);
            if (words.length > 2) session.detail(kind.name, words[2]);
        } catch (IOException | InterruptedException | RuntimeException e) {
            child.close();
            throw e;
        }
    }

    /**
     * A kind of server.
     *
     * @param mode the argument of the Java program that has all the Java servers; of others the
     *     name of the program, and its argument
     */
    public record Kind(String name, Camp camp, String mode) {
        /** Starts one; those in Java are all in the same program. */
        public Server start(Session session, Class<?> main, List<String> options)
                throws IOException, InterruptedException {
            if (camp != Camp.NATIVE) {
                return new Server(session, this, Home.java(options, main, mode));
            }
            Program program = program(session);
            if (program.file().isEmpty()) throw new IOException(program.reason());
            List<String> command = new ArrayList<>(List.of(mode.split(" ", 2)));
            command.set(0, "" + program.file().get());
            return new Server(session, this, command);
        }

        private Program program(Session session) {
            String program = mode.split(" ", 2)[0];
            return switch (program) {
                case "uring_echo" -> session.peers().c(program, "uring");
                case "uv_echo", "uv_stream" -> session.peers().c(program, "uv");
                case "go" -> session.peers().go();
                case "tokio" -> session.peers().rust();
                default -> session.peers().c(program);
            };
        }

        /** Whether this host lacks what the peer needs, which is nobody's fault. */
        public boolean isMissing(Session session) {
            return camp == Camp.NATIVE && program(session).file().isEmpty();
        }
    }

    public String name() {
        return kind.name;
    }

    public Camp camp() {
        return kind.camp;
    }

    public int port() {
        return port;
    }

    public long pid() {
        return child.pid();
    }

    /** What it has allocated on its heap so far, and its collections; nothing if it has none. */
    public Map<String, Double> heap() throws IOException, InterruptedException {
        if (camp() == Camp.NATIVE) return Map.of();
        child.tell("heap");
        String[] words = child.line(5).split(" ", 2);
        return Map.of(
                "heap", Double.parseDouble(words[0]), "collections", Double.parseDouble(words[1]));
    }

    /** {@return the bytes that are alive on its heap, after a collection} */
    public long live() throws IOException, InterruptedException {
        child.tell("live");
        return Long.parseLong(child.line(20));
    }

    @Override
    public void close() {
        child.close();
    }
}
