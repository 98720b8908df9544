package dev.xev.bench.wake;

import dev.xev.Backend;
import dev.xev.Loop;
import dev.xev.LoopOptions;
import dev.xev.bench.run.CpuClock;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.uring.IoUringIoHandler;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * One kind of executor in a process of its own: {@code WakeWorker KIND PRODUCERS TASKS TRIPS}. A
 * flood of tasks from some threads, then trips: a task to a sleeping loop, which wakes the caller.
 */
public final class WakeWorker {
    private static final int OUTSTANDING = 4096;
    private static final int WARM_UPS = 3;

    private final Executor executor;
    private final CpuClock cpu = new CpuClock();
    private final AtomicLong done = new AtomicLong();

    private WakeWorker(Executor executor) {
        this.executor = executor;
    }

    public static void main(String[] arguments) throws InterruptedException {
        int producers = Integer.parseInt(arguments[1]);
        int tasks = Integer.parseInt(arguments[2]);
        int trips = Integer.parseInt(arguments[3]);
        var worker = new WakeWorker(executor(arguments[0]));
        for (int i = 0; i < WARM_UPS; i++) {
            worker.flood(producers, tasks / WARM_UPS);
            worker.trips(trips / WARM_UPS);
        }
        String flood = worker.flood(producers, tasks);
        System.out.println("{" + flood + "," + worker.trips(trips) + "}");
        System.exit(0);
    }

    private static Executor executor(String kind) {
        return switch (kind) {
            case "xev-uring" -> xev(Backend.IO_URING);
            case "xev-epoll" -> xev(Backend.EPOLL);
            case "netty-uring" -> netty(IoUringIoHandler.newFactory());
            case "netty-epoll" -> netty(EpollIoHandler.newFactory());
            case "netty-nio" -> netty(NioIoHandler.newFactory());
            case "pool" -> Executors.newSingleThreadExecutor();
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private static Executor xev(Backend backend) {
        return Loop.start(LoopOptions.defaults().backend(backend)).loop();
    }

    private static Executor netty(IoHandlerFactory factory) {
        return new MultiThreadIoEventLoopGroup(1, factory).next();
    }

    /** Each producer waits while too much of what it sent has not been done. */
    private String flood(int producers, int tasks) throws InterruptedException {
        done.set(0);
        int each = tasks / producers;
        long total = (long) each * producers;
        // Only the loop's thread counts up.
        Runnable task = () -> done.lazySet(done.getPlain() + 1);
        long cpuStart = cpu.nanos();
        long start = System.nanoTime();
        AtomicLong sent = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < producers; i++) {
            threads.add(Thread.ofPlatform().start(() -> produce(task, each, sent)));
        }
        for (Thread thread : threads) thread.join();
        while (done.get() < total) Thread.onSpinWait();
        long wall = System.nanoTime() - start;
        double used = cpu.nanos() - cpuStart;
        return String.format(
                Locale.ROOT,
                "\"flood\":%.2f,\"flood_cpu\":%.2f",
                (double) wall / total,
                used / total);
    }

    @SuppressWarnings("ThreadPriorityCheck") // more producers than cores: the loop needs one
    private void produce(Runnable task, int count, AtomicLong sent) {
        for (int i = 0; i < count; i++) {
            executor.execute(task);
            if ((i & 255) != 255) continue;
            long all = sent.addAndGet(256);
            while (all - done.get() > OUTSTANDING) Thread.yield();
        }
    }

    private String trips(int count) {
        long[] took = new long[count];
        Thread caller = Thread.currentThread();
        var arrived = new AtomicInteger();
        Runnable task =
                () -> {
                    arrived.incrementAndGet();
                    LockSupport.unpark(caller);
                };
        long cpuStart = cpu.nanos();
        for (int i = 0; i < count; i++) {
            long start = System.nanoTime();
            executor.execute(task);
            while (arrived.get() <= i) LockSupport.park(this);
            took[i] = System.nanoTime() - start;
        }
        double used = cpu.nanos() - cpuStart;
        Arrays.sort(took);
        return String.format(
                Locale.ROOT,
                "\"trip_p50\":%.3f,\"trip_p99\":%.3f,\"trip_cpu\":%.3f",
                took[count / 2] / 1e3,
                took[(int) (count * 0.99)] / 1e3,
                used / count / 1e3);
    }
}
