package dev.xev.bench.timer;

import java.time.Duration;

/**
 * Somebody's timers. All methods run on the thread of the loop or scheduler.
 *
 * <p>What fires calls {@link Fired}.
 */
interface Timers extends AutoCloseable {
    /** Told of each timer that fires. */
    interface Fired {
        void fired(int index);
    }

    /** Starts timer {@code index}. */
    void start(int index, Duration delay);

    /** Lets a running timer wait anew. */
    void reset(int index, Duration delay);

    /** {@return whether it was still running} */
    boolean cancel(int index);

    /** Runs work on the thread of the timers, and then them, until {@link #stop}; repeatedly. */
    void run(Runnable work);

    /** Called in a timer's callback: nothing more is awaited. */
    void stop();

    @Override
    void close();
}
