package dev.xev.bench.echo;

import dev.xev.bench.run.Camp;
import dev.xev.bench.run.Server;
import dev.xev.bench.run.ServerProgram;

import java.io.IOException;
import java.util.List;

/** One echo server in a process of its own: {@code EchoServer MODE}. */
public final class EchoServer {
    static final int BUFFER_BYTES = 65_536;

    static final List<Server.Kind> ALL =
            List.of(
                    new Server.Kind("xev io_uring, memory", Camp.OURS, "xev-memory"),
                    new Server.Kind("xev io_uring, lent", Camp.OURS, "xev-lent"),
                    new Server.Kind("xev epoll, memory", Camp.OURS, "xev-epoll"),
                    new Server.Kind("Netty io_uring, buffer ring", Camp.JAVA, "netty-uring-ring"),
                    new Server.Kind("Netty io_uring", Camp.JAVA, "netty-uring"),
                    new Server.Kind("Netty epoll", Camp.JAVA, "netty-epoll"),
                    new Server.Kind("Netty NIO", Camp.JAVA, "netty-nio"),
                    new Server.Kind("JDK selector", Camp.JAVA, "nio"),
                    new Server.Kind("virtual threads", Camp.JAVA, "virtual"),
                    new Server.Kind("AsynchronousSocketChannel", Camp.JAVA, "async"),
                    new Server.Kind("liburing, buffer ring (C)", Camp.NATIVE, "uring_echo ring"),
                    new Server.Kind("liburing (C)", Camp.NATIVE, "uring_echo plain"),
                    new Server.Kind("epoll (C)", Camp.NATIVE, "epoll_echo"),
                    new Server.Kind("libuv, uv_try_write", Camp.NATIVE, "uv_echo try"),
                    new Server.Kind("libuv, uv_write", Camp.NATIVE, "uv_echo write"),
                    new Server.Kind("Tokio", Camp.NATIVE, "tokio"),
                    new Server.Kind("Go net", Camp.NATIVE, "go"));

    private EchoServer() {}

    public static void main(String[] arguments) throws IOException {
        ServerProgram.run(() -> serve(arguments[0]));
    }

    private static void serve(String mode) throws Exception {
        switch (mode) {
            case "xev-memory", "xev-lent", "xev-epoll", "xev-epoll-lent" -> XevEcho.serve(mode);
            case "netty-uring", "netty-uring-ring", "netty-epoll", "netty-nio" ->
                    NettyEcho.serve(mode);
            case "nio" -> new NioEcho().serve();
            case "virtual" -> BlockingEcho.serve();
            case "async" -> AsyncEcho.serve();
            default -> throw new IllegalArgumentException("no server " + mode);
        }
    }
}
