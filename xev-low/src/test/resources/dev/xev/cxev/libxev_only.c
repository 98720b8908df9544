/* A library with the functions of xev.h and nothing else, as a genuine libxev is. Enough of it
   works to see that calls arrive: a loop knows that it was made and counts its runs. */
#include <stdint.h>
#include <string.h>

struct loop {
    int64_t now;
    int runs;
};

int xev_loop_init(struct loop *loop) {
    loop->now = 1000;
    loop->runs = 0;
    return 0;
}

void xev_loop_deinit(struct loop *loop) { loop->now = -1; }

int xev_loop_run(struct loop *loop, int mode) {
    loop->runs += 1;
    return mode > 2 ? 26 : 0;
}

int64_t xev_loop_now(struct loop *loop) { return loop->now; }

void xev_loop_update_now(struct loop *loop) { loop->now += 1; }

void xev_completion_zero(void *completion) { memset(completion, 0, 320); }

int xev_completion_state(void *completion) { return *(unsigned char *)completion; }

int xev_timer_init(void *w) { return w == 0; }
void xev_timer_deinit(void *w) { (void)w; }

/* A timer expires at once, inside of the call: nothing here can wait. */
void xev_timer_run(void *w, void *loop, void *c, uint64_t next_ms, void *userdata,
                   int (*cb)(void *, void *, int, void *)) {
    (void)w;
    (void)next_ms;
    cb(loop, c, 0, userdata);
}

#define NOTHING(name)                                                                             \
    int name(void) { return 0; }
NOTHING(xev_threadpool_config_init)
NOTHING(xev_threadpool_config_set_stack_size)
NOTHING(xev_threadpool_config_set_max_threads)
NOTHING(xev_threadpool_init)
NOTHING(xev_threadpool_deinit)
NOTHING(xev_threadpool_shutdown)
NOTHING(xev_threadpool_schedule)
NOTHING(xev_threadpool_task_init)
NOTHING(xev_threadpool_batch_init)
NOTHING(xev_threadpool_batch_push_task)
NOTHING(xev_threadpool_batch_push_batch)
NOTHING(xev_timer_reset)
NOTHING(xev_timer_cancel)
NOTHING(xev_async_init)
NOTHING(xev_async_deinit)
NOTHING(xev_async_notify)
NOTHING(xev_async_wait)
