/* Loops: the three ways to run one, its clock, and how it ends. */
#include "check.h"

static xev_watcher watcher;

/* How often a callback was called, and what it saw. */
struct seen {
    int calls;
    int result;
    int rearms;
    xev_loop *loop;
    xev_completion *completion;
};

static xev_cb_action see(xev_loop *loop, xev_completion *completion, int result, void *userdata)
{
    struct seen *seen = userdata;

    seen->calls++;
    seen->result = result;
    seen->loop = loop;
    seen->completion = completion;
    return seen->calls <= seen->rearms ? XEV_REARM : XEV_DISARM;
}

static void pause_ms(long ms)
{
    struct timespec time = {0, 0};

    time.tv_nsec = ms * 1000000;
    nanosleep(&time, NULL);
}

static void an_empty_loop_returns_at_once(void)
{
    xev_loop loop;

    FILL_WITH_RUBBISH(loop);
    CHECK_EQUAL(0, xev_loop_init(&loop));

    CHECK_EQUAL(0, xev_loop_run(&loop, XEV_RUN_NO_WAIT));
    CHECK_EQUAL(0, xev_loop_run(&loop, XEV_RUN_ONCE));
    CHECK_EQUAL(0, xev_loop_run(&loop, XEV_RUN_UNTIL_DONE));
    xev_loop_deinit(&loop);
}

static void a_callback_gets_the_callers_own_pointers(void)
{
    xev_loop loop;
    xev_completion completion;
    struct seen seen = {0, -1, 0, NULL, NULL};

    FILL_WITH_RUBBISH(completion);
    CHECK_EQUAL(0, xev_loop_init(&loop));
    xev_timer_run(&watcher, &loop, &completion, 0, &seen, see);
    CHECK_EQUAL(0, seen.calls);
    CHECK_EQUAL(0, xev_loop_run(&loop, XEV_RUN_UNTIL_DONE));

    CHECK_EQUAL(1, seen.calls);
    CHECK_EQUAL(0, seen.result);
    CHECK(seen.loop == &loop);
    CHECK(seen.completion == &completion);
    xev_loop_deinit(&loop);
}

static void no_wait_does_not_wait(void)
{
    xev_loop loop;
    xev_completion completion;
    struct seen seen = {0, -1, 0, NULL, NULL};

    CHECK_EQUAL(0, xev_loop_init(&loop));
    xev_timer_run(&watcher, &loop, &completion, 3600 * 1000, &seen, see);
    CHECK_EQUAL(0, xev_loop_run(&loop, XEV_RUN_NO_WAIT));

    CHECK_EQUAL(0, seen.calls);
    CHECK_EQUAL(XEV_COMPLETION_ACTIVE, xev_completion_state(&completion));
    xev_loop_deinit(&loop);
}

static void no_wait_delivers_everything_that_is_due(void)
{
    enum { COUNT = 300 };
    static xev_completion completions[COUNT];
    xev_loop loop;
    struct seen seen = {0, -1, 0, NULL, NULL};
    int index;

    CHECK_EQUAL(0, xev_loop_init(&loop));
    for (index = 0; index < COUNT; index++)
        xev_timer_run(&watcher, &loop, &completions[index], 1, &seen, see);
    pause_ms(2);
    CHECK_EQUAL(0, xev_loop_run(&loop, XEV_RUN_NO_WAIT));

    CHECK_EQUAL(COUNT, seen.calls);
    xev_loop_deinit(&loop);
}

static void once_returns_after_the_first_callback(void)
{
    xev_loop loop;
    xev_completion early, late;
    struct seen first = {0, -1, 0, NULL, NULL};
    struct seen second = {0, -1, 0, NULL, NULL};

    CHECK_EQUAL(0, xev_loop_init(&loop));
    xev_timer_run(&watcher, &loop, &late, 3600 * 1000, &second, see);
    xev_timer_run(&watcher, &loop, &early, 5, &first, see);

    CHECK_EQUAL(0, xev_loop_run(&loop, XEV_RUN_ONCE));
    CHECK_EQUAL(1, first.calls);
    xev_timer_run(&watcher, &loop, &early, 5, &first, see);
    CHECK_EQUAL(0, xev_loop_run(&loop, XEV_RUN_ONCE));
    CHECK_EQUAL(2, first.calls);
    CHECK_EQUAL(0, second.calls);
    xev_loop_deinit(&loop);
}

struct nest {
    int code;
    int deinit;
};

static xev_cb_action run_again(xev_loop *loop, xev_completion *completion, int result,
                               void *userdata)
{
    struct nest *nest = userdata;

    (void)completion;
    (void)result;
    if (nest->deinit)
        xev_loop_deinit(loop);
    nest->code = xev_loop_run(loop, XEV_RUN_NO_WAIT);
    return XEV_DISARM;
}

static void a_run_inside_a_callback_is_refused(void)
{
    xev_loop loop;
    xev_completion first, second;
    struct nest nest = {0, 0};
    struct seen seen = {0, -1, 0, NULL, NULL};

    CHECK_EQUAL(0, xev_loop_init(&loop));
    xev_timer_run(&watcher, &loop, &first, 1, &nest, run_again);
    xev_timer_run(&watcher, &loop, &second, 2, &seen, see);
    CHECK_EQUAL(0, xev_loop_run(&loop, XEV_RUN_UNTIL_DONE));

    CHECK_EQUAL(NESTED_RUN, nest.code);
    CHECK_EQUAL(1, seen.calls);
    xev_loop_deinit(&loop);
}

static void a_deinit_inside_a_callback_does_nothing(void)
{
    xev_loop loop;
    xev_completion completion;
    struct nest nest = {0, 1};

    CHECK_EQUAL(0, xev_loop_init(&loop));
    xev_timer_run(&watcher, &loop, &completion, 1, &nest, run_again);
    CHECK_EQUAL(0, xev_loop_run(&loop, XEV_RUN_UNTIL_DONE));

    CHECK_EQUAL(NESTED_RUN, nest.code);
    CHECK_EQUAL(0, xev_loop_run(&loop, XEV_RUN_UNTIL_DONE));
    xev_loop_deinit(&loop);
}

static void any_other_mode_is_an_error(void)
{
    xev_loop loop;

    CHECK_EQUAL(0, xev_loop_init(&loop));
    CHECK_EQUAL(INVALID_ARGUMENT, xev_loop_run(&loop, (xev_run_mode_t)3));
    xev_loop_deinit(&loop);
}

static void deinit_calls_no_callback_and_frees_the_completions(void)
{
    xev_loop loop;
    xev_completion completion;
    struct seen seen = {0, -1, 0, NULL, NULL};

    CHECK_EQUAL(0, xev_loop_init(&loop));
    xev_timer_run(&watcher, &loop, &completion, 0, &seen, see);
    xev_loop_deinit(&loop);
    CHECK_EQUAL(0, seen.calls);

    CHECK_EQUAL(0, xev_loop_init(&loop));
    xev_timer_run(&watcher, &loop, &completion, 0, &seen, see);
    CHECK_EQUAL(0, xev_loop_run(&loop, XEV_RUN_UNTIL_DONE));
    CHECK_EQUAL(1, seen.calls);
    xev_loop_deinit(&loop);
}

static void a_loop_that_has_ended_answers_errors(void)
{
    xev_loop loop;
    xev_completion completion;
    struct seen seen = {0, -1, 0, NULL, NULL};

    CHECK_EQUAL(0, xev_loop_init(&loop));
    xev_loop_deinit(&loop);
    xev_loop_deinit(&loop);

    CHECK_EQUAL(LOOP_CLOSED, xev_loop_run(&loop, XEV_RUN_NO_WAIT));
    xev_timer_run(&watcher, &loop, &completion, 0, &seen, see);
    xev_loop_update_now(&loop);
    CHECK_EQUAL(0, seen.calls);
}

static void the_clock_stands_still_until_it_is_updated(void)
{
    xev_loop loop;
    int64_t before;

    CHECK_EQUAL(0, xev_loop_init(&loop));
    before = xev_loop_now(&loop);
    CHECK(before > 0);
    pause_ms(5);
    CHECK_EQUAL(before, xev_loop_now(&loop));

    xev_loop_update_now(&loop);
    CHECK(xev_loop_now(&loop) >= before + 5);
    xev_loop_deinit(&loop);
}

static void a_thousand_loops_come_and_go(void)
{
    int round;

    for (round = 0; round < 1000; round++) {
        xev_loop loop;
        xev_completion completion;
        struct seen seen = {0, -1, 0, NULL, NULL};

        CHECK_EQUAL(0, xev_loop_init(&loop));
        xev_timer_run(&watcher, &loop, &completion, 0, &seen, see);
        CHECK_EQUAL(0, xev_loop_run(&loop, XEV_RUN_UNTIL_DONE));
        CHECK_EQUAL(1, seen.calls);
        xev_loop_deinit(&loop);
    }
}

int main(void)
{
    static const struct test tests[] = {
        TEST(an_empty_loop_returns_at_once),
        TEST(a_callback_gets_the_callers_own_pointers),
        TEST(no_wait_does_not_wait),
        TEST(no_wait_delivers_everything_that_is_due),
        TEST(once_returns_after_the_first_callback),
        TEST(a_run_inside_a_callback_is_refused),
        TEST(a_deinit_inside_a_callback_does_nothing),
        TEST(any_other_mode_is_an_error),
        TEST(deinit_calls_no_callback_and_frees_the_completions),
        TEST(a_loop_that_has_ended_answers_errors),
        TEST(the_clock_stands_still_until_it_is_updated),
        TEST(a_thousand_loops_come_and_go),
    };

    return RUN_ALL(tests);
}
