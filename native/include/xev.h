/*
 * xev: an event loop that a program embeds in one of its own threads.
 *
 * This is the C API of libxev, function for function, with the same sizes, values and binary
 * interface, written anew; docs/libxev-differences.md lists where the behaviour differs. What goes
 * beyond libxev is in xev_ext.h.
 *
 * An operation lives in a completion, which the caller owns: it is started, its callback is called
 * once when it has ended, and the callback's answer says whether it starts again.
 *
 * Threads. A loop, and the watchers and completions in use with it, belong to one thread: the
 * first that starts an operation on the loop or runs it. Only xev_async_notify and the functions
 * whose names start with xev_threadpool_ may be called on others. Callbacks of timers and asyncs
 * run on the loop's thread, inside xev_loop_run and nowhere else, one at a time; those of tasks
 * run on threads of their pool.
 *
 * Memory. The structures below are storage with nothing to read in them. None may be moved or
 * copied once it is initialised, a completion not while it is active, and a task not from
 * xev_threadpool_schedule until it runs; batches and configurations are plain values.
 *
 * Errors. A function that returns int answers 0 or a positive error code, and the result of a
 * callback is one or the other. The codes are the same on every system and in every version;
 * xev_ext_error_name tells their names. Two of them matter most here: 2, the operation was
 * canceled, and 5, there was nothing to cancel.
 */
#ifndef XEV_H
#define XEV_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes of each structure. */
#define XEV_SIZEOF_LOOP 512
#define XEV_SIZEOF_COMPLETION 320
#define XEV_SIZEOF_WATCHER 256
#define XEV_SIZEOF_THREADPOOL 64
#define XEV_SIZEOF_THREADPOOL_BATCH 24
#define XEV_SIZEOF_THREADPOOL_TASK 24
#define XEV_SIZEOF_THREADPOOL_CONFIG 64

/* Memory that is not declared by one of these types is aligned to 8 bytes at least. */
#if defined(__cplusplus)
#define XEV_ALIGNED alignas(16)
#elif defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
#define XEV_ALIGNED _Alignas(16)
#elif defined(__GNUC__)
#define XEV_ALIGNED __attribute__((aligned(16)))
#elif defined(_MSC_VER)
#define XEV_ALIGNED __declspec(align(16))
#else
#define XEV_ALIGNED
#endif

typedef struct { XEV_ALIGNED uint64_t storage[XEV_SIZEOF_LOOP / 8]; } xev_loop;
typedef struct { XEV_ALIGNED uint64_t storage[XEV_SIZEOF_COMPLETION / 8]; } xev_completion;
typedef struct { XEV_ALIGNED uint64_t storage[XEV_SIZEOF_WATCHER / 8]; } xev_watcher;
typedef struct { XEV_ALIGNED uint64_t storage[XEV_SIZEOF_THREADPOOL / 8]; } xev_threadpool;
typedef struct { uint64_t storage[XEV_SIZEOF_THREADPOOL_BATCH / 8]; } xev_threadpool_batch;
typedef struct { uint64_t storage[XEV_SIZEOF_THREADPOOL_TASK / 8]; } xev_threadpool_task;
typedef struct {
    XEV_ALIGNED uint64_t storage[XEV_SIZEOF_THREADPOOL_CONFIG / 8];
} xev_threadpool_config;

/* What a callback answers; every value but XEV_REARM means XEV_DISARM. */
typedef enum {
    /* The operation is over; its completion may be reused or freed inside the callback already. */
    XEV_DISARM = 0,
    /* The operation starts again with the same arguments. */
    XEV_REARM = 1
} xev_cb_action;

/* How long xev_loop_run runs. */
typedef enum {
    /* Never waits: delivers everything that is due now, however much. */
    XEV_RUN_NO_WAIT = 0,
    /* Waits until at least one operation has ended, unless none is active. */
    XEV_RUN_ONCE = 1,
    /* Until no operation is active. An async that is waited for is active. */
    XEV_RUN_UNTIL_DONE = 2
} xev_run_mode_t;

typedef enum {
    /* Not in use by a loop. So is a completion during its own callback. */
    XEV_COMPLETION_DEAD = 0,
    /* From the start of an operation until its callback is called. */
    XEV_COMPLETION_ACTIVE = 1
} xev_completion_state_t;

/*
 * Work for a pool. Runs on one of the pool's threads; there is no user data but the address of
 * the task, which is best made part of a larger structure.
 */
typedef void (*xev_task_cb)(xev_threadpool_task *task);

/*
 * The end of a timer, or of a request to cancel one. The result is 0 or an error code; `userdata`
 * is what was given at the start.
 */
typedef xev_cb_action (*xev_timer_cb)(xev_loop *loop, xev_completion *completion, int result,
                                      void *userdata);

/* The end of a wait for a notification. The result is 0 or an error code. */
typedef xev_cb_action (*xev_async_cb)(xev_loop *loop, xev_completion *completion, int result,
                                      void *userdata);

/*
 * Loop
 */

/*
 * Opens a loop; what was in the memory does not matter. It holds a few descriptors and some
 * memory until xev_loop_deinit.
 */
int xev_loop_init(xev_loop *loop);

/*
 * Closes a loop, outside of its callbacks. What is still active is dropped: no callback is called,
 * and the completions may be reused. Asyncs that were waited for can still be notified, and be
 * waited for on another loop.
 */
void xev_loop_deinit(xev_loop *loop);

/*
 * Delivers what has ended, in one of the three ways above. Answers 0, also when there was nothing
 * to do; inside a callback of the same loop it does nothing and answers an error code.
 */
int xev_loop_run(xev_loop *loop, xev_run_mode_t mode);

/*
 * The loop's monotonic clock in milliseconds; its zero is arbitrary. It is read after a wait, when
 * a timer is started unless that was less than 2 microseconds ago, and when it is asked for first
 * in a turn of the loop or after it. It stands still otherwise, also between runs.
 */
int64_t xev_loop_now(xev_loop *loop);

/* Brings xev_loop_now up to date. Timers do not need it: starting one reads the clock. */
void xev_loop_update_now(xev_loop *loop);

/*
 * Completion
 */

/*
 * Prepares fresh memory for xev_completion_state and xev_timer_reset, which look at a completion
 * before they use it. The functions that start an operation otherwise need no preparation.
 */
void xev_completion_zero(xev_completion *completion);

/* Whether an operation is using the completion. */
xev_completion_state_t xev_completion_state(xev_completion *completion);

/*
 * Thread pool
 */

/* The defaults: stacks of 16 MiB, a thread for each processor. */
void xev_threadpool_config_init(xev_threadpool_config *config);

/* Bytes of stack for each thread, of which only what is touched costs memory; 256 KiB at least. */
void xev_threadpool_config_set_stack_size(xev_threadpool_config *config, uint32_t bytes);

/* How many threads there are at most; 0 for one for each processor. */
void xev_threadpool_config_set_max_threads(xev_threadpool_config *config, uint32_t count);

/*
 * Prepares a pool; threads are started when there is work for them, and leave when they had none
 * for ten seconds. The configuration is copied and may be NULL for the defaults.
 */
int xev_threadpool_init(xev_threadpool *pool, xev_threadpool_config *config);

/*
 * Waits until somebody has called xev_threadpool_shutdown, all tasks have run and all threads have
 * ended; then the pool's memory may be freed. Not on a thread of the pool.
 */
void xev_threadpool_deinit(xev_threadpool *pool);

/*
 * From now on tasks are refused; those accepted before are still run. Returns at once, on any
 * thread, and may be called again.
 */
void xev_threadpool_shutdown(xev_threadpool *pool);

/*
 * Hands all tasks of a batch to the pool, in order; the batch is empty afterwards. Any thread. A
 * task may be scheduled again, or freed, once its callback was called, also inside of it. After a
 * shutdown the tasks are dropped: they never run. When no thread exists and none can be started,
 * they run here, before this returns.
 */
void xev_threadpool_schedule(xev_threadpool *pool, xev_threadpool_batch *batch);

/* Prepares a task. */
void xev_threadpool_task_init(xev_threadpool_task *task, xev_task_cb callback);

/* Makes a batch empty. */
void xev_threadpool_batch_init(xev_threadpool_batch *batch);

/* Adds a task, which is in no other batch, at the end. */
void xev_threadpool_batch_push_task(xev_threadpool_batch *batch, xev_threadpool_task *task);

/* Moves all tasks of `other`, which is empty afterwards, to the end of `batch`. */
void xev_threadpool_batch_push_batch(xev_threadpool_batch *batch, xev_threadpool_batch *other);

/*
 * Timer. The watcher stands for nothing and any number of completions may share one.
 */

int xev_timer_init(xev_watcher *watcher);
void xev_timer_deinit(xev_watcher *watcher);

/*
 * Starts a timer on a completion that is not active. The callback is called `next_ms` milliseconds
 * from now, never earlier, and timers end in the order of their deadlines; now may be taken as up
 * to 2 microseconds later than it is (xev_ext_moment tells when exactly). Those whose deadlines
 * are in the same millisecond end in one turn of the loop, at its end. A delay that leads beyond
 * the clock never ends. XEV_REARM waits the same delay again. A timer that is active is reset; a
 * completion that is active in another way keeps what it does, and nothing is started.
 */
void xev_timer_run(xev_watcher *watcher, xev_loop *loop, xev_completion *completion,
                   uint64_t next_ms, void *userdata, xev_timer_cb callback);

/*
 * Gives an active timer a new deadline, callback and user data; the old callback is not called any
 * more. A timer that is not active is started. `cancel_completion` is not used and stays as it is.
 */
void xev_timer_reset(xev_watcher *watcher, xev_loop *loop, xev_completion *completion,
                     xev_completion *cancel_completion, uint64_t next_ms, void *userdata,
                     xev_timer_cb callback);

/*
 * Cancels a timer. Two callbacks follow: that of the timer with the code for "canceled", then
 * `callback`, on `cancel_completion`, with 0. When the timer has ended before, or was never
 * started, only the second follows, with the code for "not found".
 */
void xev_timer_cancel(xev_watcher *watcher, xev_loop *loop, xev_completion *completion,
                      xev_completion *cancel_completion, void *userdata, xev_timer_cb callback);

/*
 * Async: wakes a loop up from other threads.
 */

int xev_async_init(xev_watcher *watcher);

/*
 * Ends an async, on the loop's thread. A wait that is active is ended without a callback; its
 * completion may be reused. A thread may be inside xev_async_notify meanwhile, as long as the
 * memory of the watcher stays.
 */
void xev_async_deinit(xev_watcher *watcher);

/*
 * Ends the wait, the one that is active or the next to start. Any thread, also inside a signal
 * handler; never blocks. Notifications that come before the callback add up to one. Answers an
 * error code after xev_async_deinit.
 */
int xev_async_notify(xev_watcher *watcher);

/*
 * Waits for a notification; one wait at a time for each async. With XEV_REARM it goes on waiting.
 */
void xev_async_wait(xev_watcher *watcher, xev_loop *loop, xev_completion *completion,
                    void *userdata, xev_async_cb callback);

#ifdef __cplusplus
}
#endif

#endif
