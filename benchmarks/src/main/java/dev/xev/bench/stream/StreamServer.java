package dev.xev.bench.stream;

import dev.xev.bench.run.Camp;
import dev.xev.bench.run.Server;
import dev.xev.bench.run.ServerProgram;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * One server in a process of its own: {@code StreamServer MODE}. A connection opens with a number
 * of 8 bytes, the low one first: so many bytes follow, and are answered with 8 bytes when they are
 * there; or, if it is negative, so many are to be sent.
 */
public final class StreamServer {
    static final int READ_BYTES = 65_536;
    static final int WRITE_BYTES = 4 * READ_BYTES;
    static final int ANSWER_BYTES = Long.BYTES;

    static final List<Server.Kind> ALL =
            List.of(
                    new Server.Kind("xev io_uring, memory", Camp.OURS, "xev-memory"),
                    new Server.Kind("xev io_uring, lent", Camp.OURS, "xev-lent"),
                    new Server.Kind("xev epoll, memory", Camp.OURS, "xev-epoll"),
                    new Server.Kind("Netty io_uring", Camp.JAVA, "netty-uring"),
                    new Server.Kind("Netty epoll", Camp.JAVA, "netty-epoll"),
                    new Server.Kind("Netty NIO", Camp.JAVA, "netty-nio"),
                    new Server.Kind("JDK selector", Camp.JAVA, "nio"),
                    new Server.Kind("libuv", Camp.NATIVE, "uv_stream"));

    private StreamServer() {}

    public static void main(String[] arguments) throws IOException {
        String mode = arguments[0];
        ServerProgram.run(
                () -> {
                    if (mode.startsWith("xev")) {
                        XevStream.serve(mode);
                    } else if (mode.startsWith("netty")) {
                        NettyStream.serve(mode);
                    } else {
                        new NioStream().serve();
                    }
                });
    }

    /** The bytes that are sent, again and again; direct memory. */
    static ByteBuffer pattern() {
        ByteBuffer pattern = ByteBuffer.allocateDirect(WRITE_BYTES);
        for (int i = 0; i < WRITE_BYTES; i++) pattern.put(i, (byte) (i % READ_BYTES % 251));
        return pattern;
    }
}
