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
     * Makes a loop with the default options.
     *
     * @param loop {@link #XEV_SIZEOF_LOOP} bytes that stay where they are
     * @return 0, or a positive {@link ErrorCode}
     */
    public static int xev_loop_init(MemorySegment loop) {
        Callback.dropAll(loop);
        try {
            return (int) XevFunctions.LOOP_INIT.invokeExact(loop);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Ends a loop. What is armed is dropped: no callback is called, none keeps its Java object
     * alive.
     *
     * @param loop the loop
     */
    public static void xev_loop_deinit(MemorySegment loop) {
        try {
            XevFunctions.LOOP_DEINIT.invokeExact(loop);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
        Callback.dropAll(loop);
    }

    /**
     * Runs callbacks on this thread. What they threw is thrown when the run is over: the first
     * throwable, with the others suppressed in it.
     *
     * @param loop the loop
     * @param mode {@link #XEV_RUN_NO_WAIT}, {@link #XEV_RUN_ONCE} or {@link #XEV_RUN_UNTIL_DONE}
     * @return 0, or a positive {@link ErrorCode}
     */
    public static int xev_loop_run(MemorySegment loop, int mode) {
        int code;
        Callback.prepare();
        try {
            code = (int) XevFunctions.LOOP_RUN.invokeExact(loop, mode);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
        Callback.throwFailures(loop);
        return code;
    }

    /**
     * The time as the loop last read it.
     *
     * @param loop the loop
     * @return milliseconds of a monotonic clock
     */
    public static long xev_loop_now(MemorySegment loop) {
        try {
            return (long) XevFunctions.LOOP_NOW.invokeExact(loop);
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
            XevFunctions.LOOP_UPDATE_NOW.invokeExact(loop);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Makes a completion {@link #XEV_COMPLETION_DEAD}.
     *
     * @param c the completion
     */
    public static void xev_completion_zero(MemorySegment c) {
        try {
            XevFunctions.COMPLETION_ZERO.invokeExact(c);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Whether a completion is in use.
     *
     * @param c the completion
     * @return {@link #XEV_COMPLETION_DEAD} or {@link #XEV_COMPLETION_ACTIVE}
     */
    public static int xev_completion_state(MemorySegment c) {
        try {
            return (int) XevFunctions.COMPLETION_STATE.invokeExact(c);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Sets the defaults.
     *
     * @param config the configuration
     */
    public static void xev_threadpool_config_init(MemorySegment config) {
        try {
            XevFunctions.THREADPOOL_CONFIG_INIT.invokeExact(config);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Sets the stack of each thread.
     *
     * @param config the configuration
     * @param v bytes; Java callbacks need 256 KiB
     */
    public static void xev_threadpool_config_set_stack_size(MemorySegment config, int v) {
        try {
            XevFunctions.THREADPOOL_CONFIG_SET_STACK_SIZE.invokeExact(config, v);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Sets how many threads there may be.
     *
     * @param config the configuration
     * @param v the most threads; 0 is one for each processor
     */
    public static void xev_threadpool_config_set_max_threads(MemorySegment config, int v) {
        try {
            XevFunctions.THREADPOOL_CONFIG_SET_MAX_THREADS.invokeExact(config, v);
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
            return (int) XevFunctions.THREADPOOL_INIT.invokeExact(pool, config);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Waits until the threads of a pool that was shut down are gone. Not from one of them.
     *
     * @param pool the pool
     */
    public static void xev_threadpool_deinit(MemorySegment pool) {
        try {
            XevFunctions.THREADPOOL_DEINIT.invokeExact(pool);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Tells the threads to leave; queued tasks may never run. Any thread.
     *
     * @param pool the pool
     */
    public static void xev_threadpool_shutdown(MemorySegment pool) {
        try {
            XevFunctions.THREADPOOL_SHUTDOWN.invokeExact(pool);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Hands the tasks of a batch to the pool. Any thread.
     *
     * @param pool the pool
     * @param batch the batch
     */
    public static void xev_threadpool_schedule(MemorySegment pool, MemorySegment batch) {
        try {
            XevFunctions.THREADPOOL_SCHEDULE.invokeExact(pool, batch);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Makes a task.
     *
     * @param task {@link #XEV_SIZEOF_THREADPOOL_TASK} bytes that stay where they are until it ran
     * @param cb called on a thread of the pool: {@link TaskCallback#bind}
     */
    public static void xev_threadpool_task_init(MemorySegment task, MemorySegment cb) {
        try {
            XevFunctions.THREADPOOL_TASK_INIT.invokeExact(task, cb);
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
            XevFunctions.THREADPOOL_BATCH_INIT.invokeExact(batch);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Adds a task at the end.
     *
     * @param batch the batch
     * @param task the task
     */
    public static void xev_threadpool_batch_push_task(MemorySegment batch, MemorySegment task) {
        try {
            XevFunctions.THREADPOOL_BATCH_PUSH_TASK.invokeExact(batch, task);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Adds the tasks of another batch at the end.
     *
     * @param batch the batch
     * @param other its tasks move; do not schedule it, too
     */
    public static void xev_threadpool_batch_push_batch(MemorySegment batch, MemorySegment other) {
        try {
            XevFunctions.THREADPOOL_BATCH_PUSH_BATCH.invokeExact(batch, other);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Makes a timer watcher.
     *
     * @param w the watcher
     * @return 0
     */
    public static int xev_timer_init(MemorySegment w) {
        try {
            return (int) XevFunctions.TIMER_INIT.invokeExact(w);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Ends a timer watcher.
     *
     * @param w the watcher
     */
    public static void xev_timer_deinit(MemorySegment w) {
        try {
            XevFunctions.TIMER_DEINIT.invokeExact(w);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Starts a timer.
     *
     * @param w the watcher
     * @param loop the loop
     * @param c the completion of the timer, not active
     * @param next_ms the delay in milliseconds, unsigned
     * @param userdata handed to the callback
     * @param cb called on expiry: {@link TimerCallback#bind}
     */
    public static void xev_timer_run(
            MemorySegment w,
            MemorySegment loop,
            MemorySegment c,
            long next_ms,
            MemorySegment userdata,
            MemorySegment cb) {
        Callback.started(loop, c, cb);
        try {
            XevFunctions.TIMER_RUN.invokeExact(w, loop, c, next_ms, userdata, cb);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Starts a timer, or starts it again: the old callback is not called. Both completions were
     * zeroed once.
     *
     * @param w the watcher
     * @param loop the loop
     * @param c the completion of the timer
     * @param c_cancel a completion for the cancel of the old expiry
     * @param next_ms the delay in milliseconds, unsigned
     * @param userdata handed to the callback
     * @param cb called on expiry, in place of the old one: {@link TimerCallback#bind}
     */
    public static void xev_timer_reset(
            MemorySegment w,
            MemorySegment loop,
            MemorySegment c,
            MemorySegment c_cancel,
            long next_ms,
            MemorySegment userdata,
            MemorySegment cb) {
        Callback.started(loop, c, cb);
        try {
            XevFunctions.TIMER_RESET.invokeExact(w, loop, c, c_cancel, next_ms, userdata, cb);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Cancels a timer: its callback is called with {@link ErrorCode#CANCELED}, that of the cancel
     * with 0.
     *
     * @param w the watcher
     * @param loop the loop
     * @param c_timer the completion of the timer
     * @param c_cancel a completion for the cancel, not active
     * @param userdata handed to the callback
     * @param cb called when the cancel is done: {@link TimerCallback#bind}
     */
    public static void xev_timer_cancel(
            MemorySegment w,
            MemorySegment loop,
            MemorySegment c_timer,
            MemorySegment c_cancel,
            MemorySegment userdata,
            MemorySegment cb) {
        Callback.started(loop, c_cancel, cb);
        try {
            XevFunctions.TIMER_CANCEL.invokeExact(w, loop, c_timer, c_cancel, userdata, cb);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Makes an async watcher.
     *
     * @param w the watcher
     * @return 0, or a positive {@link ErrorCode}
     */
    public static int xev_async_init(MemorySegment w) {
        try {
            return (int) XevFunctions.ASYNC_INIT.invokeExact(w);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Ends an async watcher. A wait that is armed stays so for ever.
     *
     * @param w the watcher
     */
    public static void xev_async_deinit(MemorySegment w) {
        try {
            XevFunctions.ASYNC_DEINIT.invokeExact(w);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Makes the waiting callback run; several notifications may be one call. Any thread, until
     * {@link #xev_async_deinit}.
     *
     * @param w the watcher
     * @return 0, or a positive {@link ErrorCode}
     */
    public static int xev_async_notify(MemorySegment w) {
        try {
            return (int) XevFunctions.ASYNC_NOTIFY.invokeExact(w);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Waits for a notification. One wait at a time.
     *
     * @param w the watcher
     * @param loop the loop
     * @param c the completion of the wait, not active
     * @param userdata handed to the callback
     * @param cb called after a notification: {@link AsyncCallback#bind}
     */
    public static void xev_async_wait(
            MemorySegment w,
            MemorySegment loop,
            MemorySegment c,
            MemorySegment userdata,
            MemorySegment cb) {
        Callback.started(loop, c, cb);
        try {
            XevFunctions.ASYNC_WAIT.invokeExact(w, loop, c, userdata, cb);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    private Xev() {}
}
