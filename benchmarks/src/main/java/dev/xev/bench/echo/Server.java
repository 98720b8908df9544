package dev.xev.bench.echo;

import dev.xev.bench.run.Camp;
import dev.xev.bench.run.Child;
import dev.xev.bench.run.Home;
import dev.xev.bench.run.Peers.Program;
import dev.xev.bench.run.Session;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A server that runs on the server core, idle until it is loaded. */
final class Server implements AutoCloseable {
    private static final int LIMIT_SECONDS = 1800;

    final String name;
    final Camp camp;
    private final Child child;
    private final int port;

    private Server(Session session, String name, Camp camp, List<String> command)
            throws IOException, InterruptedException {
        this.name = name;
        this.camp = camp;
        child = Child.start(session, name, session.serverCore(), LIMIT_SECONDS, command);
        try {
            String[] words = child.line(20).split(" ", 3);
            if (!words[0].equals("READY")) throw new IOException(String.join(" ", words));
            port = Integer.parseInt(words[1]);
            if (words.length > 2) session.detail(name, words[2]);
        } catch (IOException | InterruptedException | RuntimeException e) {
            child.close();
            throw e;
        }
    }

    /** A kind of server. */
    record Kind(String name, Camp camp, String mode) {
        Server start(Session session) throws IOException, InterruptedException {
            if (camp != Camp.NATIVE) {
                return new Server(
                        session, name, camp, Home.java(List.of(), EchoServer.class, mode));
            }
            Program program = program(session);
            if (program.file().isEmpty()) throw new IOException(program.reason());
            String[] words = mode.split(" ", 2);
            List<String> command =
                    words.length == 1
                            ? List.of("" + program.file().get())
                            : List.of("" + program.file().get(), words[1]);
            return new Server(session, name, camp, command);
        }

        private Program program(Session session) {
            return switch (mode.split(" ", 2)[0]) {
                case "uring_echo" -> session.peers().c("uring_echo", "uring");
                case "uv_echo" -> session.peers().c("uv_echo", "uv");
                case "go" -> session.peers().go();
                case "tokio" -> session.peers().rust();
                default -> session.peers().c(mode);
            };
        }

        /** Whether this host lacks what the peer needs, which is nobody's fault. */
        boolean isMissing(Session session) {
            return camp == Camp.NATIVE && program(session).file().isEmpty();
        }
    }

    static final List<Kind> ALL =
            List.of(
                    new Kind("xev io_uring, memory", Camp.OURS, "xev-memory"),
                    new Kind("xev io_uring, lent", Camp.OURS, "xev-lent"),
                    new Kind("xev epoll, memory", Camp.OURS, "xev-epoll"),
                    new Kind("Netty io_uring, buffer ring", Camp.JAVA, "netty-uring-ring"),
                    new Kind("Netty io_uring", Camp.JAVA, "netty-uring"),
                    new Kind("Netty epoll", Camp.JAVA, "netty-epoll"),
                    new Kind("Netty NIO", Camp.JAVA, "netty-nio"),
                    new Kind("JDK selector", Camp.JAVA, "nio"),
                    new Kind("virtual threads", Camp.JAVA, "virtual"),
                    new Kind("AsynchronousSocketChannel", Camp.JAVA, "async"),
                    new Kind("liburing, buffer ring (C)", Camp.NATIVE, "uring_echo ring"),
                    new Kind("liburing (C)", Camp.NATIVE, "uring_echo plain"),
                    new Kind("epoll (C)", Camp.NATIVE, "epoll_echo"),
                    new Kind("libuv, uv_try_write", Camp.NATIVE, "uv_echo try"),
                    new Kind("libuv, uv_write", Camp.NATIVE, "uv_echo write"),
                    new Kind("Tokio", Camp.NATIVE, "tokio"),
                    new Kind("Go net", Camp.NATIVE, "go"));

    int port() {
        return port;
    }

    long pid() {
        return child.pid();
    }

    /** What it has allocated on its heap so far, and its collections; nothing if it has none. */
    Map<String, Double> heap() throws IOException, InterruptedException {
        if (camp == Camp.NATIVE) return Map.of();
        child.tell("heap");
        String[] words = child.line(5).split(" ", 2);
        return Map.of(
                "heap", Double.parseDouble(words[0]), "collections", Double.parseDouble(words[1]));
    }

    @Override
    public void close() {
        child.close();
    }
}
