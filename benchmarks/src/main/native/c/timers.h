/* What timers of C are asked to do, as TimerWorker.java does it, warm-up included, by whatever has
 * a start, a stop and a run: uv_timers.c and xev_timers.c. Arguments: COUNT BASE_MS SPREAD_MS.
 * Prints a line of JSON.
 */
#ifndef XEV_BENCH_TIMERS_H
#define XEV_BENCH_TIMERS_H

#include "run.h"

enum { MOVES_MAX = 1000000, WARM_UP_COUNT = 30000 };

static uint64_t fired, early;

/* Has `count` timers ready; a program has written to all of its own memory then. */
static void prepare(int count);
static void start(int index, uint64_t delay_ms);
static void stop(int index);
static void run(void);

static inline uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state >> 33;
}

static inline uint64_t cpu(void)
{
    return nanos(CLOCK_THREAD_CPUTIME_ID);
}

/* Nanoseconds of CPU. */
struct figures {
    double insert, reset, cancel, fire;
};

static struct figures measure(uint64_t n, uint64_t base_ms, uint64_t spread_ms)
{
    uint64_t state = 88172645463325252u;
    uint64_t moves = n < MOVES_MAX ? n : MOVES_MAX, stops = moves / 2;
    fired = 0;
    uint64_t begin = cpu();
    for (uint64_t i = 0; i < n; i++) start((int)i, base_ms + next_random(&state) % spread_ms);
    uint64_t inserted = cpu() - begin;
    begin = cpu();
    for (uint64_t i = 0; i < moves; i++) {
        start((int)(next_random(&state) % n), base_ms + next_random(&state) % spread_ms);
    }
    uint64_t moved = cpu() - begin;
    begin = cpu();
    for (uint64_t i = 0; i < stops; i++) stop((int)(2 * i));
    uint64_t stopped = cpu() - begin;
    begin = cpu();
    run();
    uint64_t fire = cpu() - begin;
    if (fired != n - stops || early) {
        fprintf(stderr, "%llu fired, %llu early\n", (unsigned long long)fired,
                (unsigned long long)early);
        exit(4);
    }
    return (struct figures){(double)inserted / (double)n, (double)moved / (double)moves,
                            (double)stopped / (double)stops, (double)fire / (double)fired};
}

int main(int count, char **arguments)
{
    if (count != 4) return 1;
    int n = atoi(arguments[1]);
    prepare(n > WARM_UP_COUNT ? n : WARM_UP_COUNT);
    if (n >= 1000) measure(WARM_UP_COUNT, 100, 50);
    struct figures each = measure((uint64_t)n, (uint64_t)atoi(arguments[2]),
                                  (uint64_t)atoi(arguments[3]));
    printf("{\"insert\":%.2f,\"reset\":%.2f,\"cancel\":%.2f,\"fire\":%.2f,\"both\":%.2f}\n",
           each.insert, each.reset, each.cancel, each.fire, each.insert + each.fire);
    return 0;
}

#endif
