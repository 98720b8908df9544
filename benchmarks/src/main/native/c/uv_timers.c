/* Timers on libuv, as TimerWorker.java does it: uv_timers COUNT. Prints a line of JSON. */
#include "run.h"

#include <uv.h>

static uint64_t fired, early;

static void on_timer(uv_timer_t *timer)
{
    fired++;
    if (uv_now(timer->loop) < (uint64_t)(uintptr_t)timer->data) early++;
}

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state >> 33;
}

static void start(uv_loop_t *loop, uv_timer_t *timer, uint64_t delay_ms)
{
    timer->data = (void *)(uintptr_t)(uv_now(loop) + delay_ms);
    uv_timer_start(timer, on_timer, delay_ms, 0);
}

static uint64_t cpu(void)
{
    return nanos(CLOCK_THREAD_CPUTIME_ID);
}

int main(int count, char **arguments)
{
    if (count != 2) return 1;
    int timers = atoi(arguments[1]);
    uint64_t base_ms = 200 + (uint64_t)timers / 250, state = 88172645463325252u;
    uv_loop_t *loop = uv_default_loop();
    uv_timer_t *all = calloc((size_t)timers, sizeof *all);
    for (int i = 0; i < timers; i++) uv_timer_init(loop, &all[i]);
    uv_update_time(loop);
    uint64_t begin = cpu();
    for (int i = 0; i < timers; i++) start(loop, &all[i], base_ms + next_random(&state) % 1000);
    uint64_t inserted = cpu() - begin;
    begin = cpu();
    for (int i = 0; i < timers; i++) {
        start(loop, &all[next_random(&state) % (uint64_t)timers],
              base_ms + next_random(&state) % 1000);
    }
    uint64_t reset = cpu() - begin;
    begin = cpu();
    for (int i = 0; i < timers; i += 2) uv_timer_stop(&all[i]);
    uint64_t canceled = cpu() - begin;
    begin = cpu();
    uv_run(loop, UV_RUN_DEFAULT);
    uint64_t fire = cpu() - begin;
    if (fired != (uint64_t)timers / 2 || early) {
        fprintf(stderr, "uv_timers: %llu fired, %llu early\n", (unsigned long long)fired,
                (unsigned long long)early);
        return 4;
    }
    double n = timers;
    printf("{\"insert\":%.2f,\"reset\":%.2f,\"cancel\":%.2f,\"fire\":%.2f,\"both\":%.2f}\n",
           (double)inserted / n, (double)reset / n, (double)canceled / n * 2,
           (double)fire / (double)fired, (double)inserted / n + (double)fire / (double)fired);
    return 0;
}
