/* Timers: when they end, and in which order; starting again, resetting and cancelling. */
#include "check.h"

static xev_watcher watcher;

/* What a callback saw, and what it is to answer. */
struct seen {
    int calls;
    int result;
    int order;
    int64_t at_ms;
    xev_completion_state_t state;
    int answer;
};

static int calls_so_far;

static xev_cb_action see(xev_loop *loop, xev_completion *completion, int result, void *userdata)
{
    struct seen *seen = userdata;

    seen->calls++;
    seen->result = result;
    seen->order = ++calls_so_far;
    seen->at_ms = xev_loop_now(loop);
    seen->state = xev_completion_state(completion);
    return (xev_cb_action)seen->answer;
}

static void open_loop(xev_loop *loop)
{
    CHECK_EQUAL(0, xev_loop_init(loop));
    CHECK_EQUAL(0, xev_timer_init(&watcher));
    calls_so_far = 0;
}

static void run_and_close(xev_loop *loop)
{
    CHECK_EQUAL(0, xev_loop_run(loop, XEV_RUN_UNTIL_DONE));
    xev_timer_deinit(&watcher);
    xev_loop_deinit(loop);
}

static int64_t monotonic_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void pause_ms(long ms)
{
    struct timespec time = {0, 0};

    time.tv_nsec = ms * 1000000;
    nanosleep(&time, NULL);
}

static void timers_end_in_the_order_of_their_deadlines(void)
{
    xev_loop loop;
    xev_completion completions[4];
    static const uint64_t delays_ms[4] = {12, 4, 0, 8};
    struct seen seen[4];
    int64_t start_ns;
    int index;

    memset(seen, 0, sizeof(seen));
    open_loop(&loop);
    start_ns = monotonic_ns();
    for (index = 0; index < 4; index++)
        xev_timer_run(&watcher, &loop, &completions[index], delays_ms[index], &seen[index], see);
    CHECK_EQUAL(0, xev_loop_run(&loop, XEV_RUN_UNTIL_DONE));

    CHECK(monotonic_ns() - start_ns >= 12 * 1000000);
    CHECK_EQUAL(4, seen[0].order);
    CHECK_EQUAL(2, seen[1].order);
    CHECK_EQUAL(1, seen[2].order);
    CHECK_EQUAL(3, seen[3].order);
    run_and_close(&loop);
}

struct early {
    int64_t start_ns;
    int64_t delay_ns;
    int rounds;
};

static xev_cb_action never_early(xev_loop *loop, xev_completion *completion, int result,
                                 void *userdata)
{
    struct early *early = userdata;
    int64_t now_ns = monotonic_ns();

    CHECK_EQUAL(0, result);
    CHECK(now_ns - early->start_ns >= early->delay_ns);
    if (--early->rounds == 0)
        return XEV_DISARM;
    early->start_ns = now_ns;
    xev_timer_run(&watcher, loop, completion, 1, early, never_early);
    return XEV_DISARM;
}

static void no_timer_ends_early(void)
{
    xev_loop loop;
    xev_completion completions[8];
    struct early early[8];
    int index;

    open_loop(&loop);
    for (index = 0; index < 8; index++) {
        early[index].start_ns = monotonic_ns();
        early[index].delay_ns = 1000000;
        early[index].rounds = 25;
        xev_timer_run(&watcher, &loop, &completions[index], 1, &early[index], never_early);
    }
    run_and_close(&loop);

    for (index = 0; index < 8; index++)
        CHECK_EQUAL(0, early[index].rounds);
}

static void a_timer_started_after_a_pause_is_not_early(void)
{
    xev_loop loop;
    xev_completion completion;
    struct early early = {0, 20 * 1000000, 1};

    open_loop(&loop);
    CHECK_EQUAL(0, xev_loop_run(&loop, XEV_RUN_NO_WAIT));
    pause_ms(40);
    early.start_ns = monotonic_ns();
    xev_timer_run(&watcher, &loop, &completion, 20, &early, never_early);
    run_and_close(&loop);

    CHECK_EQUAL(0, early.rounds);
}

static int last_index;

static xev_cb_action in_order(xev_loop *loop, xev_completion *completion, int result,
                              void *userdata)
{
    (void)loop;
    (void)completion;
    CHECK_EQUAL(0, result);
    CHECK_EQUAL(last_index + 1, *(int *)userdata);
    last_index++;
    return XEV_DISARM;
}

static void timers_of_one_deadline_end_in_the_order_they_were_started(void)
{
    enum { COUNT = 500 };
    static xev_completion completions[COUNT];
    static int indices[COUNT];
    xev_loop loop;
    int index;

    open_loop(&loop);
    last_index = -1;
    for (index = 0; index < COUNT; index++) {
        indices[index] = index;
        xev_timer_run(&watcher, &loop, &completions[index], 0, &indices[index], in_order);
    }
    run_and_close(&loop);

    CHECK_EQUAL(COUNT - 1, last_index);
}

struct beats {
    int count;
    int64_t at_ns[4];
};

static xev_cb_action beat(xev_loop *loop, xev_completion *completion, int result, void *userdata)
{
    struct beats *beats = userdata;

    (void)loop;
    CHECK_EQUAL(0, result);
    CHECK_EQUAL(XEV_COMPLETION_DEAD, xev_completion_state(completion));
    beats->at_ns[beats->count++] = monotonic_ns();
    return beats->count < 4 ? XEV_REARM : XEV_DISARM;
}

static void rearm_waits_the_same_delay_again(void)
{
    xev_loop loop;
    xev_completion completion;
    struct beats beats;
    int64_t before_ns;
    int index;

    memset(&beats, 0, sizeof(beats));
    open_loop(&loop);
    before_ns = monotonic_ns();
    xev_timer_run(&watcher, &loop, &completion, 6, &beats, beat);
    run_and_close(&loop);

    CHECK_EQUAL(4, beats.count);
    for (index = 0; index < 4; index++) {
        CHECK(beats.at_ns[index] - before_ns >= 6 * 1000000);
        before_ns = beats.at_ns[index];
    }
}

static void every_other_answer_disarms(void)
{
    static const int answers[] = {2, -1, 256, 257, 0x7fffffff};
    size_t index;

    for (index = 0; index < sizeof(answers) / sizeof(answers[0]); index++) {
        xev_loop loop;
        xev_completion completion;
        struct seen seen;

        memset(&seen, 0, sizeof(seen));
        seen.answer = answers[index];
        open_loop(&loop);
        xev_timer_run(&watcher, &loop, &completion, 0, &seen, see);
        run_and_close(&loop);
        CHECK_EQUAL(1, seen.calls);
    }
}

static void a_delay_without_end_stays_active(void)
{
    xev_loop loop;
    xev_completion completions[3];
    struct seen seen;
    int index;

    memset(&seen, 0, sizeof(seen));
    open_loop(&loop);
    xev_timer_run(&watcher, &loop, &completions[0], UINT64_MAX, &seen, see);
    xev_timer_run(&watcher, &loop, &completions[1], INT64_MAX, &seen, see);
    xev_timer_run(&watcher, &loop, &completions[2], INT64_MAX / 1000000 + 1, &seen, see);
    for (index = 0; index < 3; index++) {
        CHECK_EQUAL(0, xev_loop_run(&loop, XEV_RUN_NO_WAIT));
        CHECK_EQUAL(XEV_COMPLETION_ACTIVE, xev_completion_state(&completions[index]));
    }

    CHECK_EQUAL(0, seen.calls);
    xev_loop_deinit(&loop);
}

static void a_timer_of_no_delay_started_in_a_callback_waits_for_the_next_turn(void)
{
    xev_loop loop;
    xev_completion completion;
    struct seen seen;
    int round;

    memset(&seen, 0, sizeof(seen));
    seen.answer = XEV_REARM;
    open_loop(&loop);
    xev_timer_run(&watcher, &loop, &completion, 0, &seen, see);
    for (round = 1; round <= 10; round++) {
        CHECK_EQUAL(0, xev_loop_run(&loop, XEV_RUN_NO_WAIT));
        CHECK_EQUAL(round, seen.calls);
    }

    xev_loop_deinit(&loop);
}

static xev_cb_action free_completion(xev_loop *loop, xev_completion *completion, int result,
                                     void *userdata)
{
    (void)loop;
    CHECK_EQUAL(0, result);
    memset(completion, 0x5a, sizeof(*completion));
    free(completion);
    ++*(int *)userdata;
    return XEV_DISARM;
}

static void a_completion_may_be_freed_in_its_callback(void)
{
    xev_loop loop;
    int freed = 0;
    int index;

    open_loop(&loop);
    for (index = 0; index < 100; index++) {
        xev_completion *completion = malloc(sizeof(*completion));

        CHECK(completion != NULL);
        xev_timer_run(&watcher, &loop, completion, (uint64_t)index % 3, &freed, free_completion);
    }
    run_and_close(&loop);

    CHECK_EQUAL(100, freed);
}

static struct seen restarted;

static xev_cb_action restart(xev_loop *loop, xev_completion *completion, int result,
                             void *userdata)
{
    ++*(int *)userdata;
    CHECK_EQUAL(0, result);
    xev_timer_run(&watcher, loop, completion, 3, &restarted, see);
    return XEV_REARM;
}

static void an_explicit_start_in_a_callback_wins_over_its_answer(void)
{
    xev_loop loop;
    xev_completion completion;
    int calls = 0;

    memset(&restarted, 0, sizeof(restarted));
    open_loop(&loop);
    xev_timer_run(&watcher, &loop, &completion, 0, &calls, restart);
    run_and_close(&loop);

    CHECK_EQUAL(1, calls);
    CHECK_EQUAL(1, restarted.calls);
}

static xev_completion unused;

static xev_cb_action periodic(xev_loop *loop, xev_completion *completion, int result,
                              void *userdata)
{
    int *calls = userdata;

    CHECK_EQUAL(0, result);
    if (++*calls < 5)
        xev_timer_reset(&watcher, loop, completion, &unused, 2, calls, periodic);
    return XEV_DISARM;
}

static void a_reset_in_the_own_callback_starts_again(void)
{
    xev_loop loop;
    xev_completion completion;
    int calls = 0;
    int64_t start_ns;

    open_loop(&loop);
    xev_completion_zero(&completion);
    xev_completion_zero(&unused);
    start_ns = monotonic_ns();
    xev_timer_reset(&watcher, &loop, &completion, &unused, 2, &calls, periodic);
    run_and_close(&loop);

    CHECK_EQUAL(5, calls);
    CHECK(monotonic_ns() - start_ns >= 10 * 1000000);
    CHECK_EQUAL(XEV_COMPLETION_DEAD, xev_completion_state(&unused));
}

static xev_cb_action see_again(xev_loop *loop, xev_completion *completion, int result,
                               void *userdata)
{
    ((struct seen *)userdata)->answer++;
    (void)see(loop, completion, result, userdata);
    return XEV_DISARM;
}

/* Earlier and later, by a reset or by another start: the first callback is never called. */
static void a_reset_replaces_deadline_callback_and_userdata(void)
{
    static const uint64_t from_ms[] = {3600 * 1000, 4, 4, 4};
    static const uint64_t to_ms[] = {4, 12, 0, 4};
    int index;

    for (index = 0; index < 8; index++) {
        xev_loop loop;
        xev_completion completion;
        struct seen old, new;
        int64_t start_ns;

        memset(&old, 0, sizeof(old));
        memset(&new, 0, sizeof(new));
        open_loop(&loop);
        xev_timer_run(&watcher, &loop, &completion, from_ms[index % 4], &old, see);
        start_ns = monotonic_ns();
        if (index < 4)
            xev_timer_reset(&watcher, &loop, &completion, &unused, to_ms[index % 4], &new,
                            see_again);
        else
            xev_timer_run(&watcher, &loop, &completion, to_ms[index % 4], &new, see_again);
        CHECK_EQUAL(XEV_COMPLETION_ACTIVE, xev_completion_state(&completion));
        run_and_close(&loop);

        CHECK_EQUAL(0, old.calls);
        CHECK_EQUAL(1, new.calls);
        CHECK_EQUAL(1, new.answer);
        CHECK_EQUAL(0, new.result);
        CHECK(monotonic_ns() - start_ns >= (int64_t)to_ms[index % 4] * 1000000);
    }
}

static void rearm_after_a_reset_waits_the_new_delay(void)
{
    xev_loop loop;
    xev_completion completion;
    struct beats beats;
    int64_t start_ns;

    memset(&beats, 0, sizeof(beats));
    open_loop(&loop);
    xev_timer_run(&watcher, &loop, &completion, 0, &beats, beat);
    start_ns = monotonic_ns();
    xev_timer_reset(&watcher, &loop, &completion, &unused, 4, &beats, beat);
    run_and_close(&loop);

    CHECK_EQUAL(4, beats.count);
    CHECK(monotonic_ns() - start_ns >= 4 * 4 * 1000000);
}

static void the_last_of_several_resets_wins(void)
{
    xev_loop loop;
    xev_completion completion;
    struct seen seen[10];
    int index;

    memset(seen, 0, sizeof(seen));
    open_loop(&loop);
    xev_completion_zero(&completion);
    for (index = 0; index < 10; index++)
        xev_timer_reset(&watcher, &loop, &completion, &unused, (uint64_t)(10 - index),
                        &seen[index], see);
    run_and_close(&loop);

    for (index = 0; index < 10; index++)
        CHECK_EQUAL(index == 9, seen[index].calls);
}

enum { MILLION = 1000000, BOUND_NS = 2000 };

/* Between these a deadline is: a delay counts from when it was asked for, or a bit later. */
struct deadline {
    int64_t soonest_ns, latest_ns;
};

static int64_t last_ns;
static int ended;

static xev_cb_action count_in_order(xev_loop *loop, xev_completion *completion, int result,
                                    void *userdata)
{
    const struct deadline *deadline = userdata;

    (void)loop;
    (void)completion;
    CHECK_EQUAL(0, result);
    CHECK(monotonic_ns() >= deadline->soonest_ns);
    CHECK(deadline->latest_ns >= last_ns);
    if (deadline->soonest_ns > last_ns) last_ns = deadline->soonest_ns;
    ended++;
    return XEV_DISARM;
}

static void a_million_timers_end_in_order(void)
{
    xev_completion *completions = malloc(MILLION * sizeof(*completions));
    struct deadline *deadlines = malloc(MILLION * sizeof(*deadlines));
    xev_loop loop;
    uint32_t random = 1;
    int index;

    CHECK(completions != NULL && deadlines != NULL);
    open_loop(&loop);
    last_ns = 0;
    ended = 0;
    for (index = 0; index < MILLION; index++) {
        struct deadline *deadline = &deadlines[index];
        uint64_t delay_ms;

        random = random * 1664525 + 1013904223;
        delay_ms = (random >> 16) % 700;
        deadline->soonest_ns = monotonic_ns() + (int64_t)delay_ms * 1000000;
        xev_timer_run(&watcher, &loop, &completions[index], delay_ms, deadline, count_in_order);
        deadline->latest_ns = monotonic_ns() + (int64_t)delay_ms * 1000000 + BOUND_NS;
    }
    run_and_close(&loop);

    CHECK_EQUAL(MILLION, ended);
    free(deadlines);
    free(completions);
}

int main(void)
{
    static const struct test tests[] = {
        TEST(timers_end_in_the_order_of_their_deadlines),
        TEST(no_timer_ends_early),
        TEST(a_timer_started_after_a_pause_is_not_early),
        TEST(timers_of_one_deadline_end_in_the_order_they_were_started),
        TEST(rearm_waits_the_same_delay_again),
        TEST(every_other_answer_disarms),
        TEST(a_delay_without_end_stays_active),
        TEST(a_timer_of_no_delay_started_in_a_callback_waits_for_the_next_turn),
        TEST(a_completion_may_be_freed_in_its_callback),
        TEST(an_explicit_start_in_a_callback_wins_over_its_answer),
        TEST(a_reset_in_the_own_callback_starts_again),
        TEST(a_reset_replaces_deadline_callback_and_userdata),
        TEST(rearm_after_a_reset_waits_the_new_delay),
        TEST(the_last_of_several_resets_wins),
        TEST(a_million_timers_end_in_order),
    };

    return RUN_ALL(tests);
}
