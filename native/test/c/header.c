/* The header in C and C++: sizes, alignment and values of its types, and the address of every
 * function through a pointer of the type that libxev's documentation gives it. */
#include "xev.h"

#include <stddef.h>
#include <stdio.h>

/* Does not compile unless the condition holds. */
#define REQUIRE(name, condition) typedef char require_##name[(condition) ? 1 : -1]

REQUIRE(loop_size, sizeof(xev_loop) == 512 && XEV_SIZEOF_LOOP == 512);
REQUIRE(completion_size, sizeof(xev_completion) == 320 && XEV_SIZEOF_COMPLETION == 320);
REQUIRE(watcher_size, sizeof(xev_watcher) == 256 && XEV_SIZEOF_WATCHER == 256);
REQUIRE(pool_size, sizeof(xev_threadpool) == 64 && XEV_SIZEOF_THREADPOOL == 64);
REQUIRE(batch_size, sizeof(xev_threadpool_batch) == 24 && XEV_SIZEOF_THREADPOOL_BATCH == 24);
REQUIRE(task_size, sizeof(xev_threadpool_task) == 24 && XEV_SIZEOF_THREADPOOL_TASK == 24);
REQUIRE(config_size, sizeof(xev_threadpool_config) == 64 && XEV_SIZEOF_THREADPOOL_CONFIG == 64);
REQUIRE(actions, XEV_DISARM == 0 && XEV_REARM == 1 && sizeof(xev_cb_action) == sizeof(int));
REQUIRE(modes, XEV_RUN_NO_WAIT == 0 && XEV_RUN_ONCE == 1 && XEV_RUN_UNTIL_DONE == 2);
REQUIRE(mode_size, sizeof(xev_run_mode_t) == sizeof(int));
REQUIRE(states, XEV_COMPLETION_DEAD == 0 && XEV_COMPLETION_ACTIVE == 1);
REQUIRE(state_size, sizeof(xev_completion_state_t) == sizeof(int));

struct behind_a_byte {
    char byte;
    xev_loop loop;
    char another;
    xev_completion completion;
    char third;
    xev_watcher watcher;
    char fourth;
    xev_threadpool pool;
};

REQUIRE(loop_alignment, offsetof(struct behind_a_byte, loop) % 16 == 0);
REQUIRE(completion_alignment, offsetof(struct behind_a_byte, completion) % 16 == 0);
REQUIRE(watcher_alignment, offsetof(struct behind_a_byte, watcher) % 16 == 0);
REQUIRE(pool_alignment, offsetof(struct behind_a_byte, pool) % 16 == 0);

static struct {
    int (*loop_init)(xev_loop *);
    void (*loop_deinit)(xev_loop *);
    int (*loop_run)(xev_loop *, xev_run_mode_t);
    int64_t (*loop_now)(xev_loop *);
    void (*loop_update_now)(xev_loop *);
    void (*completion_zero)(xev_completion *);
    xev_completion_state_t (*completion_state)(xev_completion *);
    void (*config_init)(xev_threadpool_config *);
    void (*config_set_stack_size)(xev_threadpool_config *, uint32_t);
    void (*config_set_max_threads)(xev_threadpool_config *, uint32_t);
    int (*pool_init)(xev_threadpool *, xev_threadpool_config *);
    void (*pool_deinit)(xev_threadpool *);
    void (*pool_shutdown)(xev_threadpool *);
    void (*pool_schedule)(xev_threadpool *, xev_threadpool_batch *);
    void (*task_init)(xev_threadpool_task *, xev_task_cb);
    void (*batch_init)(xev_threadpool_batch *);
    void (*batch_push_task)(xev_threadpool_batch *, xev_threadpool_task *);
    void (*batch_push_batch)(xev_threadpool_batch *, xev_threadpool_batch *);
    int (*timer_init)(xev_watcher *);
    void (*timer_deinit)(xev_watcher *);
    void (*timer_run)(xev_watcher *, xev_loop *, xev_completion *, uint64_t, void *,
                      xev_timer_cb);
    void (*timer_reset)(xev_watcher *, xev_loop *, xev_completion *, xev_completion *, uint64_t,
                        void *, xev_timer_cb);
    void (*timer_cancel)(xev_watcher *, xev_loop *, xev_completion *, xev_completion *, void *,
                         xev_timer_cb);
    int (*async_init)(xev_watcher *);
    void (*async_deinit)(xev_watcher *);
    int (*async_notify)(xev_watcher *);
    void (*async_wait)(xev_watcher *, xev_loop *, xev_completion *, void *, xev_async_cb);
} functions = {
    xev_loop_init,
    xev_loop_deinit,
    xev_loop_run,
    xev_loop_now,
    xev_loop_update_now,
    xev_completion_zero,
    xev_completion_state,
    xev_threadpool_config_init,
    xev_threadpool_config_set_stack_size,
    xev_threadpool_config_set_max_threads,
    xev_threadpool_init,
    xev_threadpool_deinit,
    xev_threadpool_shutdown,
    xev_threadpool_schedule,
    xev_threadpool_task_init,
    xev_threadpool_batch_init,
    xev_threadpool_batch_push_task,
    xev_threadpool_batch_push_batch,
    xev_timer_init,
    xev_timer_deinit,
    xev_timer_run,
    xev_timer_reset,
    xev_timer_cancel,
    xev_async_init,
    xev_async_deinit,
    xev_async_notify,
    xev_async_wait,
};

int main(void)
{
    xev_loop loop;
    int code = functions.loop_init(&loop);

    if (code != 0) {
        fprintf(stderr, "xev_loop_init answers %d\n", code);
        return 1;
    }
    functions.loop_deinit(&loop);
    return 0;
}
