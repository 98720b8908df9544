package dev.xev.cxev;

import java.lang.foreign.MemorySegment;

/**
 * The functions of {@code xev.h}, in its order. They are those of libxev, and work with a genuine
 * libxev, too. Each of them throws {@link XevLinkageError} if no library could be loaded.
 *
 * <p>Structures are opaque: memory of the size given here, aligned to 16 bytes, that stays where it
 * is while the library uses it.
 */
public final class Xev {
    /** Bytes of an {@code xev_loop}. */
    public static final int XEV_SIZEOF_LOOP = 512;

    /** Bytes of an {@code xev_completion}. */
    public static final int XEV_SIZEOF_COMPLETION = 320;

    /** Bytes of an {@code xev_watcher}. */
    public static final int XEV_SIZEOF_WATCHER = 256;

    /** Bytes of an {@code xev_threadpool}. */
    public static final int XEV_SIZEOF_THREADPOOL = 64;

    /** Bytes of an {@code xev_threadpool_batch}. */
    public static final int XEV_SIZEOF_THREADPOOL_BATCH = 24;

    /** Bytes of an {@code xev_threadpool_task}. */
    public static final int XEV_SIZEOF_THREADPOOL_TASK = 24;

    /** Bytes of an {@code xev_threadpool_config}. */
    public static final int XEV_SIZEOF_THREADPOOL_CONFIG = 64;

    /** Answer of a callback: not again. */
    public static final int XEV_DISARM = 0;

    /** Answer of a callback: again, with the same arguments. */
    public static final int XEV_REARM = 1;

    /** Mode of a run: what is ready. */
    public static final int XEV_RUN_NO_WAIT = 0;

    /** Mode of a run: waits until something was done. */
    public static final int XEV_RUN_ONCE = 1;

    /** Mode of a run: until nothing is active. */
    public static final int XEV_RUN_UNTIL_DONE = 2;

    /** State of a completion: not in use. */
    public static final int XEV_COMPLETION_DEAD = 0;

    /** State of a completion: in use by the loop. */
    public static final int XEV_COMPLETION_ACTIVE = 1;

    /**
     * Opens a loop with the default options; what was in the memory does not matter.
     *
     * @param loop {@link #XEV_SIZEOF_LOOP} bytes that stay where they are
     * @return 0, or a positive {@link ErrorCode}
     */
    public static int xev_loop_init(MemorySegment loop) {
        Callback.dropOf(loop);
        try {
            return (int) XevFunctions.LoopInit.CALL.invokeExact(loop);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Closes a loop, outside of its callbacks. What is active is dropped: no callback is called,
     * and those of Java are forgotten.
     *
     * @param loop the loop
     */
    public static void xev_loop_deinit(MemorySegment loop) {
        try {
            XevFunctions.LoopDeinit.CALL.invokeExact(loop);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
        Callback.dropOf(loop);
    }

    /**
     * Delivers what has ended, on this thread. What callbacks threw is thrown when the run is over:
     * the first throwable, with the others suppressed in it.
     *
     * @param loop the loop
     * @param mode {@link #XEV_RUN_NO_WAIT}, {@link #XEV_RUN_ONCE} or {@link #XEV_RUN_UNTIL_DONE}
     * @return 0, or a positive {@link ErrorCode}
     */
    public static int xev_loop_run(MemorySegment loop, int mode) {
        int code;
        Callback.prepare();
        try {
            code = (int) XevFunctions.LoopRun.CALL.invokeExact(loop, mode);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
        Callback.throwFailures(loop);
        return code;
    }

    /**
     * The time as the loop last read it: after a wait, when a timer is started, and when it is
     * asked for first in a turn or after it.
     *
     * @param loop the loop
     * @return milliseconds of a monotonic clock
     */
    public static long xev_loop_now(MemorySegment loop) {
        try {
            return (long) XevFunctions.LoopNow.CALL.invokeExact(loop);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Reads the clock again.
     *
     * @param loop the loop
     */
    public static void xev_loop_update_now(MemorySegment loop) {
        try {
            XevFunctions.LoopUpdateNow.CALL.invokeExact(loop);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Makes a completion {@link #XEV_COMPLETION_DEAD}, before {@link #xev_completion_state} or
     * {@link #xev_timer_reset} look at it for the first time.
     *
     * @param completion the completion
     */
    public static void xev_completion_zero(MemorySegment completion) {
        try {
            XevFunctions.CompletionZero.CALL.invokeExact(completion);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Whether a completion is in use.
     *
     * @param completion the completion
     * @return {@link #XEV_COMPLETION_DEAD} or {@link #XEV_COMPLETION_ACTIVE}
     */
    public static int xev_completion_state(MemorySegment completion) {
        try {
            return (int) XevFunctions.CompletionState.CALL.invokeExact(completion);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Sets the defaults: stacks of 16 MiB, a thread for each processor.
     *
     * @param config the configuration
     */
    public static void xev_threadpool_config_init(MemorySegment config) {
        try {
            XevFunctions.ThreadpoolConfigInit.CALL.invokeExact(config);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Sets the stack of each thread.
     *
     * @param config the configuration
     * @param bytes unsigned; Java callbacks need 256 KiB
     */
    public static void xev_threadpool_config_set_stack_size(MemorySegment config, int bytes) {
        try {
            XevFunctions.ThreadpoolConfigSetStackSize.CALL.invokeExact(config, bytes);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Sets how many threads there may be.
     *
     * @param config the configuration
     * @param count the most threads; 0 is one for each processor
     */
    public static void xev_threadpool_config_set_max_threads(MemorySegment config, int count) {
        try {
            XevFunctions.ThreadpoolConfigSetMaxThreads.CALL.invokeExact(config, count);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Makes a pool; it starts threads when they are needed.
     *
     * @param pool {@link #XEV_SIZEOF_THREADPOOL} bytes that stay where they are
     * @param config a configuration, or {@link MemorySegment#NULL} for the defaults
     * @return 0, or a positive {@link ErrorCode}
     */
    public static int xev_threadpool_init(MemorySegment pool, MemorySegment config) {
        try {
            return (int) XevFunctions.ThreadpoolInit.CALL.invokeExact(pool, config);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Waits until somebody has shut the pool down, all tasks have run and all threads have ended.
     * Not on one of them.
     *
     * @param pool the pool
     */
    public static void xev_threadpool_deinit(MemorySegment pool) {
        try {
            XevFunctions.ThreadpoolDeinit.CALL.invokeExact(pool);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Refuses tasks from now on; those accepted before are still run. Any thread.
     *
     * @param pool the pool
     */
    public static void xev_threadpool_shutdown(MemorySegment pool) {
        try {
            XevFunctions.ThreadpoolShutdown.CALL.invokeExact(pool);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Hands the tasks of a batch to the pool, in order; the batch is empty afterwards. A task may
     * be bound, initialised and scheduled again once it was called, also inside of that call. After
     * a shutdown tasks are dropped: {@link TaskCallback#unbind} them. Any thread.
     *
     * @param pool the pool
     * @param batch the batch
     */
    public static void xev_threadpool_schedule(MemorySegment pool, MemorySegment batch) {
        try {
            XevFunctions.ThreadpoolSchedule.CALL.invokeExact(pool, batch);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Makes a task.
     *
     * @param task {@link #XEV_SIZEOF_THREADPOOL_TASK} bytes that stay where they are until it ran
     * @param callback called on a thread of the pool: {@link TaskCallback#bind}
     */
    public static void xev_threadpool_task_init(MemorySegment task, MemorySegment callback) {
        try {
            XevFunctions.ThreadpoolTaskInit.CALL.invokeExact(task, callback);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Makes an empty batch.
     *
     * @param batch the batch
     */
    public static void xev_threadpool_batch_init(MemorySegment batch) {
        try {
            XevFunctions.ThreadpoolBatchInit.CALL.invokeExact(batch);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Adds a task at the end.
     *
     * @param batch the batch
     * @param task a task that is in no other batch
     */
    public static void xev_threadpool_batch_push_task(MemorySegment batch, MemorySegment task) {
        try {
            XevFunctions.ThreadpoolBatchPushTask.CALL.invokeExact(batch, task);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Moves the tasks of another batch to the end of this one.
     *
     * @param batch the batch
     * @param other the other batch, empty afterwards
     */
    public static void xev_threadpool_batch_push_batch(MemorySegment batch, MemorySegment other) {
        try {
            XevFunctions.ThreadpoolBatchPushBatch.CALL.invokeExact(batch, other);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Makes a timer watcher, which stands for nothing: any number of timers may share one.
     *
     * @param watcher the watcher
     * @return 0
     */
    public static int xev_timer_init(MemorySegment watcher) {
        try {
            return (int) XevFunctions.TimerInit.CALL.invokeExact(watcher);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Ends a timer watcher.
     *
     * @param watcher the watcher
     */
    public static void xev_timer_deinit(MemorySegment watcher) {
        try {
            XevFunctions.TimerDeinit.CALL.invokeExact(watcher);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Starts a timer on a completion that is not active: the callback is called {@code next_ms}
     * from now and never earlier. {@link #XEV_REARM} waits the same delay again.
     *
     * @param watcher the watcher
     * @param loop the loop
     * @param completion the completion of the timer, not active
     * @param next_ms the delay in milliseconds, unsigned
     * @param userdata handed to the callback
     * @param callback called on expiry: {@link TimerCallback#bind}
     */
    public static void xev_timer_run(
            MemorySegment watcher,
            MemorySegment loop,
            MemorySegment completion,
            long next_ms,
            MemorySegment userdata,
            MemorySegment callback) {
        Callback.started(loop, completion, callback);
        try {
            XevFunctions.TimerRun.CALL.invokeExact(
                    watcher, loop, completion, next_ms, userdata, callback);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Gives an active timer a new deadline, callback and user data; the old callback is not called
     * any more. A timer that is not active is started. Both completions were zeroed once.
     *
     * @param watcher the watcher
     * @param loop the loop
     * @param completion the completion of the timer
     * @param cancel_completion not used, except by a genuine libxev
     * @param next_ms the delay in milliseconds, unsigned
     * @param userdata handed to the callback
     * @param callback called on expiry, in place of the old one: {@link TimerCallback#bind}
     */
    public static void xev_timer_reset(
            MemorySegment watcher,
            MemorySegment loop,
            MemorySegment completion,
            MemorySegment cancel_completion,
            long next_ms,
            MemorySegment userdata,
            MemorySegment callback) {
        Callback.started(loop, completion, callback);
        try {
            XevFunctions.TimerReset.CALL.invokeExact(
                    watcher, loop, completion, cancel_completion, next_ms, userdata, callback);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Cancels a timer: its callback is called with {@link ErrorCode#CANCELED}, that of the cancel
     * with 0. If the timer is not active, only the second one is called, with {@link
     * ErrorCode#NOT_FOUND}.
     *
     * @param watcher the watcher
     * @param loop the loop
     * @param completion the completion of the timer
     * @param cancel_completion a completion for the cancel, not active
     * @param userdata handed to the callback
     * @param callback called when the cancel is done: {@link TimerCallback#bind}
     */
    public static void xev_timer_cancel(
            MemorySegment watcher,
            MemorySegment loop,
            MemorySegment completion,
            MemorySegment cancel_completion,
            MemorySegment userdata,
            MemorySegment callback) {
        Callback.started(loop, cancel_completion, callback);
        try {
            XevFunctions.TimerCancel.CALL.invokeExact(
                    watcher, loop, completion, cancel_completion, userdata, callback);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Makes an async watcher.
     *
     * @param watcher the watcher
     * @return 0, or a positive {@link ErrorCode}
     */
    public static int xev_async_init(MemorySegment watcher) {
        try {
            return (int) XevFunctions.AsyncInit.CALL.invokeExact(watcher);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Ends an async watcher, on the thread of its loop. A wait that is active ends without a
     * callback.
     *
     * @param watcher the watcher
     */
    public static void xev_async_deinit(MemorySegment watcher) {
        try {
            XevFunctions.AsyncDeinit.CALL.invokeExact(watcher);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
        Callback.dropOf(watcher);
    }

    /**
     * Ends the wait, the one that is active or the next to start; notifications that come before
     * the callback add up to one. Any thread, as long as the memory of the watcher stays.
     *
     * @param watcher the watcher
     * @return 0, or a positive {@link ErrorCode}
     */
    public static int xev_async_notify(MemorySegment watcher) {
        try {
            return (int) XevFunctions.AsyncNotify.CALL.invokeExact(watcher);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Waits for a notification, one wait at a time. {@link #XEV_REARM} goes on waiting.
     *
     * @param watcher the watcher
     * @param loop the loop
     * @param completion the completion of the wait, not active
     * @param userdata handed to the callback
     * @param callback called after a notification: {@link AsyncCallback#bind}
     */
    public static void xev_async_wait(
            MemorySegment watcher,
            MemorySegment loop,
            MemorySegment completion,
            MemorySegment userdata,
            MemorySegment callback) {
        Callback.started(loop, watcher, completion, callback);
        try {
            XevFunctions.AsyncWait.CALL.invokeExact(watcher, loop, completion, userdata, callback);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    private Xev() {}
}
