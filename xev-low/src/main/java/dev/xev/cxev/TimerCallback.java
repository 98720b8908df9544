package dev.xev.cxev;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * Called by a timer, or by the cancel of one: {@code xev_timer_cb}. Runs on the thread that runs
 * the loop.
 *
 * <p>What it throws does not get into native code: it counts as {@link Xev#XEV_DISARM}, and is
 * thrown by {@link Xev#xev_loop_run} when the run is over. Any other answer than the two of {@link
 * #call} is treated as such a failure.
 */
@FunctionalInterface
public interface TimerCallback {
    /**
     * Called on expiry.
     *
     * @param loop the loop, as a pointer without a size
     * @param completion the completion, as it was given to {@link #bind}
     * @param result 0, or a positive {@link ErrorCode}
     * @param userdata what was given at the start, as a pointer without a size
     * @return {@link Xev#XEV_DISARM}, or {@link Xev#XEV_REARM} to wait the same delay again
     */
    int call(MemorySegment loop, MemorySegment completion, int result, MemorySegment userdata);

    /**
     * {@return the function pointer to start the completion with} The callback is kept, and with it
     * what it refers to, until it answers {@link Xev#XEV_DISARM} or throws, until another one is
     * bound to the same completion, or until the loop ends. So it has to be bound anew for each
     * start.
     *
     * @param completion the completion it will be started with
     * @param callback what to call
     * @throws IllegalArgumentException if the completion is not native memory
     */
    static MemorySegment bind(MemorySegment completion, TimerCallback callback) {
        Objects.requireNonNull(callback);
        Callback.bind(
                completion,
                (loop, result, userdata) ->
                        callback.call(
                                Upcalls.pointer(loop),
                                completion,
                                (int) result,
                                Upcalls.pointer(userdata)));
        return Upcalls.COMPLETED;
    }
}
