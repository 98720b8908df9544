package dev.xev;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether the loop has to be woken, and whether its native memory may still be touched, in one
 * word: the state of the loop, and how many <em>guests</em> (other threads inside a native call)
 * there are.
 *
 * <p>A thread publishes its work first and looks at the word then; the loop announces that it will
 * wait first and looks for work then. So either the loop sees the work, or the thread sees the
 * announcement. While the loop runs, waking it costs one read.
 */
final class Wakeup {
    /** What wakes the loop: the native call. */
    interface Bell {
        void ring();
    }

    private static final int RUNNING = 0;
    private static final int WAITING = 1;
    private static final int RUNG = 2;
    private static final int CLOSED = 3;
    private static final int STATE = 3;
    private static final int GUEST = 4;

    private final AtomicInteger word = new AtomicInteger(RUNNING);
    private final Bell bell;

    Wakeup(Bell bell) {
        this.bell = bell;
    }

    /** The loop will look for work, and then wait. */
    void announceWait() {
        setState(WAITING);
    }

    /** The loop is back. */
    void announceRun() {
        setState(RUNNING);
    }

    private void setState(int state) {
        int old;
        do {
            old = word.get();
        } while (!word.compareAndSet(old, old & ~STATE | state));
    }

    /** Ends the loop's wait, if it waits. Any thread, after it has published its work. */
    void wake() {
        int old = word.get();
        while ((old & STATE) == WAITING) {
            int guest = (old & ~STATE | RUNG) + GUEST;
            if (word.compareAndSet(old, guest)) {
                try {
                    bell.ring();
                } finally {
                    leave();
                }
                return;
            }
            old = word.get();
        }
    }

    /** Keeps native memory alive until {@link #leave}. Any thread. False once it is gone. */
    boolean enter() {
        int old;
        do {
            old = word.get();
            if ((old & STATE) == CLOSED) return false;
        } while (!word.compareAndSet(old, old + GUEST));
        return true;
    }

    void leave() {
        word.getAndAdd(-GUEST);
    }

    /** After this no other thread is inside a native call, and none will be. */
    void close() {
        setState(CLOSED);
        while (word.get() >= GUEST) Thread.onSpinWait();
    }
}
