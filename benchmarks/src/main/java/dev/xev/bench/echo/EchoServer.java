package dev.xev.bench.echo;

import com.sun.management.ThreadMXBean;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * One echo server in a process of its own: {@code EchoServer MODE}. It prints where it listens,
 * answers {@code heap} with the bytes it has allocated and the collections there were, and ends
 * with its input.
 */
public final class EchoServer {
    static final SocketAddress ANYWHERE =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    static final int BACKLOG = 4096;
    static final int BUFFER_BYTES = 65_536;

    private EchoServer() {}

    public static void main(String[] arguments) throws Exception {
        String mode = arguments[0];
        Thread server = Thread.ofPlatform().name("server").daemon().start(() -> serve(mode));
        server.setUncaughtExceptionHandler((_, failure) -> end(failure));
        answer();
    }

    private static void serve(String mode) {
        try {
            switch (mode) {
                case "xev-memory", "xev-lent", "xev-epoll", "xev-epoll-lent" -> XevEcho.serve(mode);
                case "netty-uring", "netty-uring-ring", "netty-epoll", "netty-nio" ->
                        NettyEcho.serve(mode);
                case "nio" -> NioEcho.serve();
                case "virtual" -> BlockingEcho.serve();
                case "async" -> AsyncEcho.serve();
                default -> throw new IllegalArgumentException("no server " + mode);
            }
        } catch (Throwable failure) {
            end(failure);
        }
    }

    private static void end(Throwable failure) {
        System.err.println(failure);
        Runtime.getRuntime().halt(1);
    }

    static void ready(SocketAddress at, String detail) {
        System.out.println("READY " + ((InetSocketAddress) at).getPort() + " " + detail);
    }

    private static void answer() throws Exception {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(threads.getTotalThreadAllocatedBytes() + " " + collections());
        }
        Runtime.getRuntime().halt(0);
    }

    private static long collections() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }
}
