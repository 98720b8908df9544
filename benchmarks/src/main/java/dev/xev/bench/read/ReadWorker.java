package dev.xev.bench.read;

import com.sun.management.ThreadMXBean;

import dev.xev.Backend;
import dev.xev.bench.run.CpuClock;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * One way to read in a process of its own: {@code ReadWorker KIND FILE DEPTH WARM_UP_MS MEASURE_MS
 * DIRECT}.
 */
public final class ReadWorker {
    private static final int POOL_THREADS = 2;
    private static final long WARM_UP_READS_A_MILLI = 5000;
    private static final long WARM_UP_LIMIT_NANOS = 2_000_000_000L;

    private final String kind;
    private final Path file;
    private final int depth;
    private final boolean isDirect;
    private final ExecutorService pool =
            Executors.newFixedThreadPool(POOL_THREADS, Thread.ofPlatform().daemon().factory());

    /** How somebody reads: for so long, answering how often. */
    @FunctionalInterface
    private interface Reads {
        long until(long endNanos) throws Exception;
    }

    private final Reads reads;

    private ReadWorker(String[] arguments) throws IOException {
        kind = arguments[0];
        file = Path.of(arguments[1]);
        depth = Integer.parseInt(arguments[2]);
        isDirect = arguments[5].equals("1");
        reads = reads();
    }

    public static void main(String[] arguments) throws Exception {
        var worker = new ReadWorker(arguments);
        var cpu = new CpuClock();
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        worker.warmUp(Integer.parseInt(arguments[3]));
        // Asking for the first time allocates by itself.
        if (threads.getTotalThreadAllocatedBytes() < 0) {
            throw new IllegalStateException("this JVM does not count what threads allocate");
        }
        long cpuStart = cpu.nanos();
        long start = System.nanoTime();
        long heap = threads.getTotalThreadAllocatedBytes();
        double count = worker.read(Integer.parseInt(arguments[4]));
        heap = threads.getTotalThreadAllocatedBytes() - heap;
        double seconds = (System.nanoTime() - start) / 1e9;
        long used = cpu.nanos() - cpuStart;
        System.out.printf(
                Locale.ROOT,
                "{\"cpu_ns\":%.2f,\"rate\":%.1f,\"heap\":%.3f}%n",
                used / count,
                count / seconds,
                heap / count);
        System.exit(0);
    }

    /** By work, not by time: on a busy machine a second may be little for the compilers. */
    private void warmUp(int millis) throws Exception {
        long end = System.nanoTime() + WARM_UP_LIMIT_NANOS;
        long target = WARM_UP_READS_A_MILLI * millis;
        for (long count = 0; count < target && System.nanoTime() < end; ) count += read(millis);
    }

    private long read(int millis) throws Exception {
        return reads.until(System.nanoTime() + millis * 1_000_000L);
    }

    /** A loop is there before, as a ring of C is; channels are opened each time, at little cost. */
    private Reads reads() throws IOException {
        return switch (kind) {
            case "xev-uring" -> new XevReads(Backend.IO_URING, file, isDirect, depth)::until;
            case "xev-epoll" -> new XevReads(Backend.EPOLL, file, isDirect, depth)::until;
            case "channel" ->
                    end -> JdkReads.threads(Thread.ofPlatform().factory(), file, isDirect, 1, end);
            case "virtual" ->
                    end ->
                            JdkReads.threads(
                                    Thread.ofVirtual().factory(), file, isDirect, depth, end);
            case "async" -> end -> JdkReads.asynchronous(pool, file, isDirect, depth, end);
            default -> throw new IllegalArgumentException(kind);
        };
    }
}
