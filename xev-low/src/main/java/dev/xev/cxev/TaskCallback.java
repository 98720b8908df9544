package dev.xev.cxev;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * Called by a thread of a pool: {@code xev_task_cb}. A task belongs to no loop, so what it throws
 * goes to the {@linkplain Thread#getUncaughtExceptionHandler() handler} of that thread.
 */
@FunctionalInterface
public interface TaskCallback {
    /**
     * Called once for each time the task was bound and scheduled.
     *
     * @param task the task, as it was given to {@link #bind}
     */
    void call(MemorySegment task);

    /**
     * {@return the function pointer for {@link Xev#xev_threadpool_task_init}} The callback is kept,
     * and with it what it refers to, until it is called or {@linkplain #unbind unbound}. To
     * schedule a task again, also from inside of the callback, bind it again.
     *
     * @param task the task
     * @param callback what to call
     * @throws IllegalArgumentException if the task is not native memory
     */
    static MemorySegment bind(MemorySegment task, TaskCallback callback) {
        Objects.requireNonNull(callback);
        Callback.bind(
                task,
                (_, _, _) -> {
                    callback.call(task);
                    return Xev.XEV_DISARM;
                });
        return Upcalls.TASK;
    }

    /**
     * Forgets the callback of a task that will not run, because its pool was shut down before.
     *
     * @param task the task
     */
    static void unbind(MemorySegment task) {
        Callback.unbind(task);
    }
}
