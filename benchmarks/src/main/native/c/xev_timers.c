/* Timers of xev.h. A cancel has a completion and a callback of its own, which count as firing. */
#include "timers.h"

#include <xev.h>

static xev_loop loop;
static xev_watcher timer;
static xev_completion *all, *cancels;
static uint64_t *due_ms;

static xev_cb_action on_timer(xev_loop *on, xev_completion *completion, int result, void *data)
{
    (void)completion;
    if (result) return XEV_DISARM;
    fired++;
    if ((uint64_t)xev_loop_now(on) < *(uint64_t *)data) early++;
    return XEV_DISARM;
}

static xev_cb_action on_cancel(xev_loop *on, xev_completion *completion, int result, void *data)
{
    (void)on, (void)completion, (void)result, (void)data;
    return XEV_DISARM;
}

static void prepare(int count)
{
    if (xev_loop_init(&loop) || xev_timer_init(&timer)) exit(2);
    int stops = (count < MOVES_MAX ? count : MOVES_MAX) / 2;
    all = calloc((size_t)count, sizeof *all);
    cancels = calloc((size_t)stops, sizeof *cancels);
    due_ms = calloc((size_t)count, sizeof *due_ms);
    for (int i = 0; i < count; i++) xev_completion_zero(&all[i]);
    for (int i = 0; i < stops; i++) xev_completion_zero(&cancels[i]);
    for (int i = 0; i < count; i++) due_ms[i] = 1;
    xev_loop_update_now(&loop);
}

static void start(int index, uint64_t delay_ms)
{
    due_ms[index] = (uint64_t)xev_loop_now(&loop) + delay_ms;
    if (xev_completion_state(&all[index]) == XEV_COMPLETION_ACTIVE) {
        xev_timer_reset(&timer, &loop, &all[index], 0, delay_ms, &due_ms[index], on_timer);
    } else {
        xev_timer_run(&timer, &loop, &all[index], delay_ms, &due_ms[index], on_timer);
    }
}

static void stop(int index)
{
    xev_completion *cancel = &cancels[index / 2];
    xev_timer_cancel(&timer, &loop, &all[index], cancel, 0, on_cancel);
}

static void run(void)
{
    if (xev_loop_run(&loop, XEV_RUN_UNTIL_DONE)) exit(2);
}
