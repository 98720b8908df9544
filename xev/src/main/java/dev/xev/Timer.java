package dev.xev;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * Calls back once after a delay, or at a fixed rate.
 *
 * <p>A timer never fires early, and timers fire in the order of their deadlines, those with the
 * same one in the order in which they were started. The clock is the monotonic one; since reading
 * it takes longer than all else in a start, a delay may begin up to 2 microseconds after the call.
 * A zero delay is the next turn of the loop; one of more than 292 years never comes. Where timers
 * come in quick succession, they share wake-ups, within {@link LoopOptions#timerSlack}.
 *
 * <p>All methods are for the loop's thread.
 *
 * {@snippet file="snippets/Timers.java" region="three-ticks"}
 */
public final class Timer extends Deadline implements Resource, AutoCloseable {
    private final Core core;
    private final int registration;
    private @Nullable OperationCallback<Timer> callback;

    private long delayNanos;

    /** For a fixed rate: how it deals with missed ticks. */
    private @Nullable MissedTicks missedTicks;

    private boolean isUnreferenced;
    private boolean isHolding;
    private boolean isCanceled;
    private boolean isCalling;
    private boolean isRestarted;
    private boolean isOverruled;
    private boolean isClosed;

    private Timer(Core core) {
        this.core = core;
        this.registration = core.registry.add(this);
    }

    /**
     * {@return a timer, not started}
     *
     * @param loop its loop
     * @throws IllegalStateException if the loop is closed
     * @throws WrongThreadException if the loop belongs to another thread
     */
    public static Timer open(Loop loop) {
        Core core = Check.notNull(loop, "the loop").core();
        core.checkOpen();
        return new Timer(core);
    }

    /**
     * Starts it. If it is armed, this replaces what it was started for, without a call for that; in
     * its own callback it wins over what the callback answers.
     *
     * @param delay when, from now on
     * @param callback called with 0 when the time has come, or {@link XevError#CANCELED}; {@link
     *     Action#REARM} waits the same delay again
     * @return the number for {@link Loop#cancel}
     * @throws IllegalArgumentException if the delay is negative
     * @throws IllegalStateException if the timer or its loop is closed
     * @throws WrongThreadException if the loop belongs to another thread
     */
    public long start(Duration delay, OperationCallback<Timer> callback) {
        long nanos = Check.nanos(delay, "the delay");
        Check.notNull(callback, "the callback");
        checkStart();
        missedTicks = null;
        delayNanos = nanos;
        return arm(callback, nanos, core.after(nanos));
    }

    /**
     * Starts it at a fixed rate: it calls back after {@code initial}, and then every {@code
     * period}, as long as the callback answers {@link Action#REARM}.
     *
     * @param initial when the first tick is, from now on
     * @param period the time between ticks; positive
     * @param missed what becomes of ticks for which the loop had no time
     * @param callback called with the number of ticks that this call stands for, at least 1 and
     *     more only with {@link MissedTicks#SKIP}; or with {@link XevError#CANCELED}
     * @return the number for {@link Loop#cancel}
     * @throws IllegalArgumentException if {@code initial} is negative or {@code period} not
     *     positive
     * @throws IllegalStateException if the timer or its loop is closed
     * @throws WrongThreadException if the loop belongs to another thread
     */
    public long startAtFixedRate(
            Duration initial,
            Duration period,
            MissedTicks missed,
            OperationCallback<Timer> callback) {
        long initialNanos = Check.nanos(initial, "the initial delay");
        long periodNanos = Check.nanos(period, "the period");
        Check.argument(periodNanos > 0, "the period of a fixed rate is positive, not zero");
        Check.notNull(missed, "the policy for missed ticks");
        Check.notNull(callback, "the callback");
        checkStart();
        missedTicks = missed;
        delayNanos = periodNanos;
        return arm(callback, initialNanos, core.after(initialNanos));
    }

    private void checkStart() {
        core.checkStart();
        if (isClosed) throw new IllegalStateException("the timer is closed: open another one");
    }

    private long arm(OperationCallback<Timer> callback, long delay, long deadline) {
        this.callback = callback;
        isCanceled = false;
        if (isCalling) isRestarted = true;
        hold();
        if (isWaiting) {
            core.timers.renew(this);
        } else {
            core.timers.enter(this);
        }
        move(delay, deadline);
        return id();
    }

    /** What has no delay is for the next turn, which must not wait for anything. */
    private void move(long delay, long deadline) {
        if (delay == 0) {
            core.timers.expire(this, deadline);
        } else {
            core.timers.move(this, deadline);
        }
    }

    /** Timers and other operations share one space of numbers: the top bit of the index is ours. */
    private long id() {
        return (long) generation << 32 | 0x8000_0000L | index;
    }

    /**
     * Cancels it: in the next turn its callback gets {@link XevError#CANCELED}, whatever the clock
     * says. In its own callback this makes {@link Action#REARM} count as {@link Action#DISARM}.
     *
     * @return whether it was armed
     * @throws WrongThreadException if the loop belongs to another thread
     */
    public boolean cancel() {
        core.checkAccess();
        if (isCalling && !isRestarted) {
            isOverruled = true;
            return false;
        }
        if (!isWaiting || isCanceled) return false;
        isCanceled = true;
        core.timers.expire(this);
        return true;
    }

    /**
     * Lets an armed timer wait for another time, from now on, with the same callback. One at a
     * fixed rate keeps its period.
     *
     * @param delay when, from now on
     * @return false if it was not armed, and nothing happened
     * @throws IllegalArgumentException if the delay is negative
     * @throws WrongThreadException if the loop belongs to another thread
     */
    public boolean reset(Duration delay) {
        long nanos = Check.nanos(delay, "the delay");
        core.checkAccess();
        if (!isArmed() || isCanceled) return false;
        if (missedTicks == null) delayNanos = nanos;
        move(nanos, core.after(nanos));
        return true;
    }

    /** {@return whether it is started and has not called back for that} */
    public boolean isArmed() {
        return isWaiting && (!isCalling || isRestarted);
    }

    /** Lets it keep {@link Loop#run()} running while it is armed, as it does unless told not to. */
    public void reference() {
        core.checkAccess();
        isUnreferenced = false;
        if (isWaiting) hold();
    }

    /** Lets {@link Loop#run()} end although it is armed. */
    public void unreference() {
        core.checkAccess();
        isUnreferenced = true;
        letGo();
    }

    private void hold() {
        if (isHolding || isUnreferenced) return;
        isHolding = true;
        core.referenced++;
    }

    private void letGo() {
        if (!isHolding) return;
        isHolding = false;
        core.referenced--;
    }

    /** Has the processor fetch what a call needs; the answer means nothing. */
    int touch() {
        Object called = callback;
        return called instanceof Timer ? 1 : 0;
    }

    /** Its deadline has come. It stays in the queue meanwhile: to REARM is to move it. */
    void fire(long now) {
        OperationCallback<Timer> callback = this.callback;
        assert callback != null;
        boolean canceled = isCanceled;
        int result = canceled ? -XevError.CANCELED : ticks(now);
        isCanceled = false;
        isRestarted = false;
        isOverruled = false;
        isCalling = true;
        Action action = null;
        try {
            action = callback.completed(this, result);
        } finally {
            isCalling = false;
            if (!isRestarted) {
                boolean again = action == Action.REARM && !canceled && !isOverruled && !isClosed;
                if (again && core.isOpen()) {
                    move(delayNanos, nextDeadline());
                } else {
                    disarm();
                }
            }
        }
    }

    private int ticks(long now) {
        if (missedTicks == null) return 0;
        if (missedTicks != MissedTicks.SKIP) return 1;
        long missed = (now - moment) / delayNanos;
        moment += missed * delayNanos;
        return (int) Math.min(missed + 1, Integer.MAX_VALUE);
    }

    private long nextDeadline() {
        if (missedTicks == null || missedTicks == MissedTicks.DELAY) {
            return core.after(delayNanos);
        }
        long next = moment + delayNanos;
        return next < 0 ? TimerQueue.NEVER : next;
    }

    private void disarm() {
        core.timers.disarm(this);
        if (isClosed) core.timers.forget(this);
        callback = null;
        letGo();
    }

    /**
     * Closes it. If it is armed, its callback gets {@link XevError#CANCELED} in the next turn.
     * Closing twice is no mistake.
     *
     * @throws WrongThreadException if the loop belongs to another thread
     */
    @Override
    public void close() {
        core.checkAccess();
        if (isClosed) return;
        cancel();
        isClosed = true;
        if (!isWaiting) core.timers.forget(this);
        core.registry.remove(registration);
    }

    @Override
    public String toString() {
        return "Timer[" + (isClosed ? "closed" : isArmed() ? "armed" : "not armed") + "]";
    }
}
