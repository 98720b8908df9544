package dev.xev.bench.timer;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Everything with the JDK's interface: its own pool with one thread, and Netty's event loop. */
final class ScheduledTimers implements Timers {
    private final ScheduledExecutorService executor;
    private final Runnable shutDown;
    private final Future<?>[] futures;
    private final Runnable[] tasks;
    private volatile CountDownLatch done = new CountDownLatch(1);

    private ScheduledTimers(
            ScheduledExecutorService executor, Runnable shutDown, int count, Fired fired) {
        this.executor = executor;
        this.shutDown = shutDown;
        this.futures = new Future<?>[count];
        this.tasks = new Runnable[count];
        for (int i = 0; i < count; i++) {
            int index = i;
            tasks[i] = () -> fired.fired(index);
        }
    }

    static ScheduledTimers pool(int count, Fired fired) {
        var pool = new ScheduledThreadPoolExecutor(1);
        pool.setRemoveOnCancelPolicy(true);
        return new ScheduledTimers(pool, pool::shutdownNow, count, fired);
    }

    static ScheduledTimers netty(boolean isEpoll, int count, Fired fired) {
        var factory = isEpoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        var group = new MultiThreadIoEventLoopGroup(1, factory);
        Runnable shutDown =
                () -> group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        return new ScheduledTimers(group.next(), shutDown, count, fired);
    }

    @Override
    public void start(int index, Duration delay) {
        futures[index] = executor.schedule(tasks[index], delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void reset(int index, Duration delay) {
        futures[index].cancel(false);
        start(index, delay);
    }

    @Override
    public boolean cancel(int index) {
        return futures[index].cancel(false);
    }

    @Override
    public void run(Runnable work) {
        done = new CountDownLatch(1);
        try {
            executor.submit(work).get();
            done.await();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void stop() {
        done.countDown();
    }

    @Override
    public void close() {
        shutDown.run();
    }
}
