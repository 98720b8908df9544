/* Callbacks of operations: what REARM and DISARM do, cancels, and reuse. */
#include "ext.h"

static xev_submission timer_of(uint64_t delay_ns)
{
    xev_submission submission = submission_of(XEV_OP_TIMER);

    submission.offset = delay_ns;
    return submission;
}

static void nothing_is_called_inside_submit(void)
{
    xev_submission submission = submission_of(XEV_OP_NOOP);
    struct operation noop;

    open_loop();
    start(&noop, &submission, 0);
    CHECK_EQUAL(XEV_COMPLETION_ACTIVE, xev_completion_state(&noop.completion));
    run();
    CHECK_EQUAL(1, noop.calls);
    CHECK_EQUAL(0, noop.event.result);
    CHECK_EQUAL(XEV_COMPLETION_DEAD, xev_completion_state(&noop.completion));
    xev_loop_deinit(&loop);
}

static void rearm_waits_the_same_delay_again(void)
{
    xev_submission submission = timer_of(2000000);
    struct operation timer;
    int64_t before;

    open_loop();
    before = xev_ext_now(&loop);
    start(&timer, &submission, 3);
    run();
    CHECK_EQUAL(4, timer.calls);
    CHECK(xev_ext_now(&loop) - before >= 4 * 2000000);
    xev_loop_deinit(&loop);
}

static void rearm_reads_on(void)
{
    xev_submission submission;
    struct operation reading;
    int64_t ends[2];
    char text[2];

    open_loop();
    pair(ends);
    CHECK_EQUAL(5, move(XEV_OP_WRITE, ends[1], "abcde", 5, 0));
    submission = transfer(XEV_OP_READ, ends[0], text, sizeof(text));
    start(&reading, &submission, 2);
    memset(&submission, 0xff, sizeof(submission));
    run();
    CHECK_EQUAL(3, reading.calls);
    CHECK_EQUAL(2, reading.results[0]);
    CHECK_EQUAL(2, reading.results[1]);
    CHECK_EQUAL(1, reading.results[2]);
    CHECK_EQUAL('e', text[0]);
    xev_loop_deinit(&loop);
}

static void rearm_after_a_cancel_is_disarm(void)
{
    xev_submission submission = timer_of(UINT64_C(3600000000000));
    struct operation timer, canceling;

    open_loop();
    start(&timer, &submission, 5);
    cancel(&timer, &canceling);
    run();
    CHECK_EQUAL(1, timer.calls);
    CHECK_CODE(XEV_ERROR_CANCELED, timer.event.result);
    CHECK_EQUAL(ECANCELED, xev_ext_result_errno(timer.event.result));
    CHECK_EQUAL(0, canceling.event.result);

    cancel(&timer, &canceling);
    run();
    CHECK_EQUAL(1, timer.calls);
    CHECK_CODE(XEV_ERROR_NOT_FOUND, canceling.event.result);
    xev_loop_deinit(&loop);
}

/* As large as it takes to fill a socket whose peer does not read. */
static char much[1 << 20];

static void rearm_after_a_cancel_that_came_late_is_disarm_too(void)
{
    xev_submission submission;
    struct operation sending, canceling;
    int64_t ends[2];
    char received[1];

    open_loop();
    pair(ends);
    submission = transfer(XEV_OP_SEND, ends[0], much, sizeof(much));
    start(&sending, &submission, 5);
    CHECK_EQUAL(1, move(XEV_OP_RECEIVE, ends[1], received, 1, 0));
    cancel(&sending, &canceling);
    run();
    CHECK_EQUAL(1, sending.calls);
    CHECK_CODE(XEV_ERROR_CANCELED, sending.event.result);
    CHECK(xev_ext_result_moved(sending.event.result) > 0);
    CHECK(xev_ext_result_moved(sending.event.result) < (int64_t)sizeof(much));
    xev_loop_deinit(&loop);
}

struct chain {
    xev_completion completion;
    int left;
};

static xev_cb_action start_next(xev_loop *of, xev_completion *completion, const xev_event *event,
                                void *userdata)
{
    struct chain *chain = (struct chain *)userdata;
    xev_submission submission = timer_of(0);

    CHECK_EQUAL(0, event->result);
    if (--chain->left > 0)
        CHECK_EQUAL(0, xev_ext_submit(of, completion, &submission, chain, start_next));
    /* Too late: the completion is busy with something else. */
    return XEV_REARM;
}

static void a_completion_is_reused_in_its_callback(void)
{
    xev_submission submission = submission_of(XEV_OP_NOOP);
    struct chain chain;

    open_loop();
    memset(&chain, 0, sizeof(chain));
    chain.left = 3;
    CHECK_EQUAL(0, xev_ext_submit(&loop, &chain.completion, &submission, &chain, start_next));
    while (chain.left > 0)
        CHECK_EQUAL(0, xev_loop_run(&loop, XEV_RUN_ONCE));
    xev_loop_deinit(&loop);
    CHECK_EQUAL(0, chain.left);
}

static xev_cb_action free_it(xev_loop *of, xev_completion *completion, const xev_event *event,
                             void *userdata)
{
    (void)of;
    CHECK_EQUAL(0, event->result);
    memset(completion, 0xee, sizeof(*completion));
    free(completion);
    ++*(int *)userdata;
    return XEV_DISARM;
}

static void a_completion_is_freed_in_its_callback(void)
{
    xev_submission submission = submission_of(XEV_OP_NOOP);
    xev_completion *completion = (xev_completion *)malloc(sizeof(*completion));
    int calls = 0;

    open_loop();
    CHECK(completion != NULL);
    CHECK_EQUAL(0, xev_ext_submit(&loop, completion, &submission, &calls, free_it));
    run();
    CHECK_EQUAL(1, calls);
    xev_loop_deinit(&loop);
}

static void a_completion_that_is_active_is_refused(void)
{
    xev_submission submission = timer_of(1000000);
    struct operation timer;

    open_loop();
    start(&timer, &submission, 0);
    CHECK_EQUAL(XEV_ERROR_BUSY,
                xev_ext_submit(&loop, &timer.completion, &submission, &timer, note));
    CHECK_EQUAL(XEV_ERROR_BUSY, xev_ext_cancel(&loop, &timer.completion, &timer.completion, &timer,
                                               note));
    run();
    CHECK_EQUAL(1, timer.calls);
    CHECK_EQUAL(0, timer.event.result);
    xev_loop_deinit(&loop);
}

static xev_cb_action note_code(xev_loop *of, xev_completion *completion, int result, void *userdata)
{
    (void)of;
    CHECK_EQUAL(XEV_COMPLETION_DEAD, xev_completion_state(completion));
    *(int *)userdata = result;
    return XEV_REARM;
}

static void each_cancel_ends_timers_of_both_headers(void)
{
    xev_submission submission = timer_of(3600000000000);
    struct operation timer, canceling;
    xev_completion plain, canceling_timer;
    xev_watcher watcher;
    int of_plain = -1, of_cancel = -1;

    open_loop();
    FILL_WITH_RUBBISH(plain);
    xev_timer_run(&watcher, &loop, &plain, 3600000, &of_plain, note_code);
    memset(&canceling, 0, sizeof(canceling));
    canceling.rearms = 1;
    CHECK_EQUAL(0, xev_ext_cancel(&loop, &plain, &canceling.completion, &canceling, note));
    CHECK_EQUAL(0, canceling.calls);
    run();
    CHECK_EQUAL(CANCELED, of_plain);
    CHECK_EQUAL(2, canceling.calls);
    CHECK_EQUAL(0, canceling.results[0]);
    CHECK_CODE(XEV_ERROR_NOT_FOUND, canceling.event.result);

    start(&timer, &submission, 0);
    xev_timer_cancel(&watcher, &loop, &timer.completion, &canceling_timer, &of_cancel, note_code);
    run();
    CHECK_CODE(XEV_ERROR_CANCELED, timer.event.result);
    CHECK_EQUAL(0, of_cancel);
    xev_loop_deinit(&loop);
}

static xev_cb_action stop_it(xev_loop *of, xev_completion *completion, const xev_event *event,
                             void *userdata)
{
    (void)completion;
    (void)event;
    (void)userdata;
    xev_ext_stop(of);
    return XEV_REARM;
}

static void stop_ends_a_run(void)
{
    xev_submission submission = submission_of(XEV_OP_NOOP);
    xev_completion completion;

    open_loop();
    CHECK_EQUAL(0, xev_ext_stopped(&loop));
    FILL_WITH_RUBBISH(completion);
    CHECK_EQUAL(0, xev_ext_submit(&loop, &completion, &submission, NULL, stop_it));
    run();
    CHECK_EQUAL(1, xev_ext_stopped(&loop));
    xev_loop_deinit(&loop);
}

int main(void)
{
    static const struct test tests[] = {
        TEST(nothing_is_called_inside_submit),
        TEST(rearm_waits_the_same_delay_again),
        TEST(rearm_reads_on),
        TEST(rearm_after_a_cancel_is_disarm),
        TEST(rearm_after_a_cancel_that_came_late_is_disarm_too),
        TEST(a_completion_is_reused_in_its_callback),
        TEST(a_completion_is_freed_in_its_callback),
        TEST(a_completion_that_is_active_is_refused),
        TEST(each_cancel_ends_timers_of_both_headers),
        TEST(stop_ends_a_run),
    };

    return RUN_ON_EACH_BACKEND(tests);
}
