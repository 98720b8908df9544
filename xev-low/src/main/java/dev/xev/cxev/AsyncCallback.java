package dev.xev.cxev;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * Called after a notification: {@code xev_async_cb}. Runs on the thread that runs the loop; what it
 * throws is treated as {@link TimerCallback} says.
 */
@FunctionalInterface
public interface AsyncCallback {
    /**
     * Called once for one or more notifications.
     *
     * @param loop the loop, as a pointer without a size
     * @param completion the completion, as it was given to {@link #bind}
     * @param result 0, or a positive {@link ErrorCode}
     * @param userdata what was given to the wait, as a pointer without a size
     * @return {@link Xev#XEV_DISARM}, or {@link Xev#XEV_REARM} to wait for the next one
     */
    int call(MemorySegment loop, MemorySegment completion, int result, MemorySegment userdata);

    /**
     * {@return the function pointer to start the wait with} It is kept as {@link
     * TimerCallback#bind} says.
     *
     * @param completion the completion of the wait
     * @param callback what to call
     * @throws IllegalArgumentException if the completion is not native memory
     */
    static MemorySegment bind(MemorySegment completion, AsyncCallback callback) {
        Objects.requireNonNull(callback);
        return TimerCallback.bind(completion, callback::call);
    }
}
