package dev.xev.bench.echo;

import dev.xev.bench.run.Camp;
import dev.xev.bench.run.Server;
import dev.xev.bench.run.ServerProgram;

import java.io.IOException;
import java.util.List;

/**
 * One server that takes a stream apart into messages and answers each by itself, as its users would
 * write it, in a process of its own: {@code FramedServer MODE}.
 */
public final class FramedServer {
    /** The bytes of a message. */
    static final int FRAME = 64;

    static final List<Server.Kind> ALL =
            List.of(
                    new Server.Kind("xev io_uring", Camp.OURS, "xev-lent"),
                    new Server.Kind("xev epoll", Camp.OURS, "xev-epoll-lent"),
                    new Server.Kind("Netty io_uring, buffer ring", Camp.JAVA, "netty-uring-ring"),
                    new Server.Kind("Netty epoll", Camp.JAVA, "netty-epoll"),
                    new Server.Kind("JDK selector", Camp.JAVA, "nio"),
                    new Server.Kind("virtual threads", Camp.JAVA, "virtual"),
                    new Server.Kind("epoll (C)", Camp.NATIVE, "epoll_framed"),
                    new Server.Kind("Tokio", Camp.NATIVE, "tokio framed"));

    private FramedServer() {}

    public static void main(String[] arguments) throws IOException {
        ServerProgram.run(() -> serve(arguments[0]));
    }

    private static void serve(String mode) throws Exception {
        switch (mode) {
            case "xev-lent", "xev-epoll-lent" -> XevFramed.serve(mode);
            case "netty-uring-ring", "netty-epoll" -> NettyFramed.serve(mode);
            case "nio" -> new NioFramed().serve();
            case "virtual" -> BlockingEcho.serve(BlockingFramed::answer);
            default -> throw new IllegalArgumentException("no server " + mode);
        }
    }
}
