/* Timers of libuv. */
#include "timers.h"

#include <uv.h>

static uv_loop_t *loop;
static uv_timer_t *all;

static void on_timer(uv_timer_t *timer)
{
    fired++;
    if (uv_now(timer->loop) < (uint64_t)(uintptr_t)timer->data) early++;
}

static void prepare(int count)
{
    loop = uv_default_loop();
    all = calloc((size_t)count, sizeof *all);
    for (int i = 0; i < count; i++) uv_timer_init(loop, &all[i]);
    uv_update_time(loop);
}

static void start(int index, uint64_t delay_ms)
{
    all[index].data = (void *)(uintptr_t)(uv_now(loop) + delay_ms);
    uv_timer_start(&all[index], on_timer, delay_ms, 0);
}

static void stop(int index)
{
    uv_timer_stop(&all[index]);
}

static void run(void)
{
    uv_run(loop, UV_RUN_DEFAULT);
}
