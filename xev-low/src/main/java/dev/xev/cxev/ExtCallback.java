package dev.xev.cxev;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * Called with each event of an operation that {@link XevExt#xev_ext_submit} started: {@code
 * xev_ext_cb}. Runs on the thread that runs or polls the loop; what it throws is thrown by {@link
 * Xev#xev_loop_run} or {@link XevExt#xev_ext_poll}, and otherwise treated as {@link TimerCallback}
 * says.
 */
@FunctionalInterface
public interface ExtCallback {
    /**
     * Called with an event.
     *
     * @param loop the loop, as a pointer without a size
     * @param completion the completion, as it was given to {@link #bind}
     * @param event one {@link Event}, valid until this call returns
     * @param userdata what was given at the start, as a pointer without a size
     * @return {@link Xev#XEV_DISARM}, or {@link Xev#XEV_REARM} to start the same again
     */
    int call(
            MemorySegment loop,
            MemorySegment completion,
            MemorySegment event,
            MemorySegment userdata);

    /**
     * {@return the function pointer to start the operation with} It is kept as {@link
     * TimerCallback#bind} says.
     *
     * @param completion the completion of the operation
     * @param callback what to call
     * @throws IllegalArgumentException if the completion is not native memory
     */
    static MemorySegment bind(MemorySegment completion, ExtCallback callback) {
        Objects.requireNonNull(callback);
        Callback.bind(
                completion,
                (loop, event, userdata) ->
                        callback.call(
                                Upcalls.pointer(loop),
                                completion,
                                Upcalls.event(event),
                                Upcalls.pointer(userdata)));
        return Upcalls.REPORTED;
    }
}
