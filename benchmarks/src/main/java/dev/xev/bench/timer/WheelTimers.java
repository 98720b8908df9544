package dev.xev.bench.timer;

import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import io.netty.util.TimerTask;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Netty's wheel with ticks of a millisecond, which keeps no order within a tick. */
final class WheelTimers implements Timers {
    private static final int SLOTS = 4096;

    private final HashedWheelTimer wheel = new HashedWheelTimer(1, TimeUnit.MILLISECONDS, SLOTS);
    private final Timeout[] timeouts;
    private final TimerTask[] tasks;
    private volatile CountDownLatch done = new CountDownLatch(1);

    WheelTimers(int count, Fired fired) {
        timeouts = new Timeout[count];
        tasks = new TimerTask[count];
        for (int i = 0; i < count; i++) {
            int index = i;
            tasks[i] = _ -> fired.fired(index);
        }
        wheel.start();
    }

    @Override
    public void start(int index, Duration delay) {
        timeouts[index] = wheel.newTimeout(tasks[index], delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void reset(int index, Duration delay) {
        timeouts[index].cancel();
        start(index, delay);
    }

    @Override
    public boolean cancel(int index) {
        return timeouts[index].cancel();
    }

    @Override
    public void run(Runnable work) {
        done = new CountDownLatch(1);
        work.run();
        try {
            done.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void stop() {
        done.countDown();
    }

    @Override
    public void close() {
        wheel.stop();
    }
}
