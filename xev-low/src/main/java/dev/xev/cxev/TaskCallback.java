package dev.xev.cxev;

import java.lang.foreign.MemorySegment;

/** A callback. */
@FunctionalInterface
public interface TaskCallback {
    /** Called. */
    void call();

    /**
     * Binds.
     *
     * @param completion the completion
     * @param callback the callback
     * @return the pointer
     */
    static MemorySegment bind(MemorySegment completion, TaskCallback callback) {
        return MemorySegment.NULL;
    }
}
