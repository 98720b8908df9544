package dev.xev.bench.run;

import com.sun.management.ThreadMXBean;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * The frame of a server in a process of its own. It prints where it listens; it answers {@code
 * heap} with the bytes that its threads have allocated and the collections there were, {@code live}
 * with the bytes alive after one; it ends with its input.
 */
public final class ServerProgram {
    public static final SocketAddress ANYWHERE =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    public static final int BACKLOG = 4096;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private ServerProgram() {}

    /** What serves, on a thread of its own, until the process ends. */
    @FunctionalInterface
    public interface Body {
        void serve() throws Exception;
    }

    public static void run(Body body) throws IOException {
        Thread.ofPlatform().name("server").daemon().start(() -> serve(body));
        answer();
    }

    private static void serve(Body body) {
        try {
            body.serve();
        } catch (Throwable failure) {
            System.err.println(failure);
            Runtime.getRuntime().halt(1);
        }
    }

    public static void ready(SocketAddress at, String detail) {
        System.out.println("READY " + ((InetSocketAddress) at).getPort() + " " + detail);
    }

    private static void answer() throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(line.equals("live") ? live() : allocated() + " " + collections());
        }
        Runtime.getRuntime().halt(0);
    }

    /** By everybody but this thread, which allocates its answers. */
    private static long allocated() {
        return THREADS.getTotalThreadAllocatedBytes() - THREADS.getCurrentThreadAllocatedBytes();
    }

    private static String live() {
        // A second one finds what the first one has only made unreachable.
        for (int i = 0; i < 2; i++) System.gc();
        return "" + ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long collections() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }
}
