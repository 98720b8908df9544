/* Cancelling timers: armed, ended, never started, by others, twice, and what follows. */
#include "check.h"

static xev_watcher watcher;

struct seen {
    int calls;
    int result;
    int order;
    xev_completion_state_t state;
    int answer;
};

static int calls_so_far;

static xev_cb_action see(xev_loop *loop, xev_completion *completion, int result, void *userdata)
{
    struct seen *seen = userdata;

    (void)loop;
    seen->calls++;
    seen->result = result;
    seen->order = ++calls_so_far;
    seen->state = xev_completion_state(completion);
    return (xev_cb_action)seen->answer;
}

/* A timer, the request to cancel it, and what their callbacks saw. */
struct pair {
    xev_loop loop;
    xev_completion timer, cancel;
    struct seen of_timer, of_cancel;
};

static void open_pair(struct pair *pair)
{
    memset(pair, 0, sizeof(*pair));
    FILL_WITH_RUBBISH(pair->timer);
    FILL_WITH_RUBBISH(pair->cancel);
    calls_so_far = 0;
    CHECK_EQUAL(0, xev_loop_init(&pair->loop));
}

static void start_timer(struct pair *pair, uint64_t delay_ms)
{
    xev_timer_run(&watcher, &pair->loop, &pair->timer, delay_ms, &pair->of_timer, see);
}

static void cancel_timer(struct pair *pair)
{
    xev_timer_cancel(&watcher, &pair->loop, &pair->timer, &pair->cancel, &pair->of_cancel, see);
}

static void run_and_close(struct pair *pair)
{
    CHECK_EQUAL(0, xev_loop_run(&pair->loop, XEV_RUN_UNTIL_DONE));
    xev_loop_deinit(&pair->loop);
}

static void both_callbacks_of_a_cancel_are_called(void)
{
    struct pair pair;

    open_pair(&pair);
    start_timer(&pair, 3600 * 1000);
    cancel_timer(&pair);
    CHECK_EQUAL(0, calls_so_far);
    CHECK_EQUAL(XEV_COMPLETION_ACTIVE, xev_completion_state(&pair.timer));
    CHECK_EQUAL(XEV_COMPLETION_ACTIVE, xev_completion_state(&pair.cancel));
    run_and_close(&pair);

    CHECK_EQUAL(1, pair.of_cancel.calls);
    CHECK_EQUAL(0, pair.of_cancel.result);
    CHECK_EQUAL(1, pair.of_cancel.order);
    CHECK_EQUAL(XEV_COMPLETION_DEAD, pair.of_cancel.state);
    CHECK_EQUAL(1, pair.of_timer.calls);
    CHECK_EQUAL(CANCELED, pair.of_timer.result);
    CHECK_EQUAL(2, pair.of_timer.order);
    CHECK_EQUAL(XEV_COMPLETION_DEAD, pair.of_timer.state);
}

static void a_timer_that_is_due_can_still_be_canceled(void)
{
    struct pair pair;

    open_pair(&pair);
    start_timer(&pair, 0);
    cancel_timer(&pair);
    run_and_close(&pair);

    CHECK_EQUAL(1, pair.of_timer.calls);
    CHECK_EQUAL(CANCELED, pair.of_timer.result);
    CHECK_EQUAL(0, pair.of_cancel.result);
}

static void a_timer_that_has_ended_is_not_found(void)
{
    struct pair pair;

    open_pair(&pair);
    start_timer(&pair, 0);
    CHECK_EQUAL(0, xev_loop_run(&pair.loop, XEV_RUN_UNTIL_DONE));
    cancel_timer(&pair);
    run_and_close(&pair);

    CHECK_EQUAL(1, pair.of_timer.calls);
    CHECK_EQUAL(0, pair.of_timer.result);
    CHECK_EQUAL(1, pair.of_cancel.calls);
    CHECK_EQUAL(NOT_FOUND, pair.of_cancel.result);
}

static void a_timer_that_was_never_started_is_not_found(void)
{
    struct pair pair;
    int zeroed;

    for (zeroed = 0; zeroed < 2; zeroed++) {
        open_pair(&pair);
        if (zeroed)
            xev_completion_zero(&pair.timer);
        cancel_timer(&pair);
        run_and_close(&pair);

        CHECK_EQUAL(0, pair.of_timer.calls);
        CHECK_EQUAL(1, pair.of_cancel.calls);
        CHECK_EQUAL(NOT_FOUND, pair.of_cancel.result);
    }
}

static void the_second_of_two_cancels_finds_nothing(void)
{
    struct pair pair;
    xev_completion again;
    struct seen of_again;

    memset(&of_again, 0, sizeof(of_again));
    open_pair(&pair);
    start_timer(&pair, 10);
    cancel_timer(&pair);
    xev_timer_cancel(&watcher, &pair.loop, &pair.timer, &again, &of_again, see);
    run_and_close(&pair);

    CHECK_EQUAL(1, pair.of_timer.calls);
    CHECK_EQUAL(0, pair.of_cancel.result);
    CHECK_EQUAL(1, of_again.calls);
    CHECK_EQUAL(NOT_FOUND, of_again.result);
}

/* The memory of an ended timer must not lead to whoever uses its place in the loop now. */
static void a_cancel_never_hits_another_activation(void)
{
    struct pair pair;
    xev_completion other;
    struct seen of_other;

    memset(&of_other, 0, sizeof(of_other));
    open_pair(&pair);
    start_timer(&pair, 0);
    CHECK_EQUAL(0, xev_loop_run(&pair.loop, XEV_RUN_UNTIL_DONE));
    xev_timer_run(&watcher, &pair.loop, &other, 3, &of_other, see);
    cancel_timer(&pair);
    run_and_close(&pair);

    CHECK_EQUAL(NOT_FOUND, pair.of_cancel.result);
    CHECK_EQUAL(1, of_other.calls);
    CHECK_EQUAL(0, of_other.result);
}

static xev_cb_action cancel_in_callback(xev_loop *loop, xev_completion *completion, int result,
                                        void *userdata)
{
    (void)loop;
    (void)completion;
    CHECK_EQUAL(0, result);
    cancel_timer(userdata);
    return XEV_DISARM;
}

/* Both are due in the same turn; the first to end cancels the other. */
static void a_cancel_in_the_same_turn_is_in_time(void)
{
    struct pair pair;
    xev_completion first;

    open_pair(&pair);
    xev_timer_run(&watcher, &pair.loop, &first, 0, &pair, cancel_in_callback);
    start_timer(&pair, 0);
    run_and_close(&pair);

    CHECK_EQUAL(1, pair.of_timer.calls);
    CHECK_EQUAL(CANCELED, pair.of_timer.result);
    CHECK_EQUAL(0, pair.of_cancel.result);
}

static xev_cb_action cancel_after_nothing_was_found(xev_loop *loop, xev_completion *completion,
                                                    int result, void *userdata)
{
    (void)loop;
    (void)completion;
    CHECK_EQUAL(NOT_FOUND, result);
    cancel_timer(userdata);
    return XEV_DISARM;
}

/* What ends in a callback is told in the next turn, after the timers that are due in this one. */
static void a_cancel_in_the_callback_of_a_cancel_waits_for_the_next_turn(void)
{
    struct pair pair;
    xev_completion none, cancel_of_none, due;
    struct seen of_due;

    memset(&of_due, 0, sizeof(of_due));
    open_pair(&pair);
    xev_completion_zero(&none);
    start_timer(&pair, 3600 * 1000);
    xev_timer_run(&watcher, &pair.loop, &due, 0, &of_due, see);
    xev_timer_cancel(&watcher, &pair.loop, &none, &cancel_of_none, &pair,
                     cancel_after_nothing_was_found);
    run_and_close(&pair);

    CHECK_EQUAL(1, of_due.order);
    CHECK_EQUAL(2, pair.of_cancel.order);
    CHECK_EQUAL(0, pair.of_cancel.result);
    CHECK_EQUAL(3, pair.of_timer.order);
    CHECK_EQUAL(CANCELED, pair.of_timer.result);
}

static void rearm_after_a_cancel_is_disarm(void)
{
    struct pair pair;

    open_pair(&pair);
    pair.of_timer.answer = XEV_REARM;
    pair.of_cancel.answer = XEV_REARM;
    start_timer(&pair, 1);
    cancel_timer(&pair);
    run_and_close(&pair);

    CHECK_EQUAL(1, pair.of_timer.calls);
    CHECK_EQUAL(1, pair.of_cancel.calls);
}

static void a_reset_after_a_cancel_starts_anew(void)
{
    struct pair pair;
    xev_completion unused;
    struct seen new;

    memset(&new, 0, sizeof(new));
    open_pair(&pair);
    xev_completion_zero(&unused);
    start_timer(&pair, 1);
    cancel_timer(&pair);
    xev_timer_reset(&watcher, &pair.loop, &pair.timer, &unused, 2, &new, see);
    run_and_close(&pair);

    CHECK_EQUAL(0, pair.of_timer.calls);
    CHECK_EQUAL(1, pair.of_cancel.calls);
    CHECK_EQUAL(0, pair.of_cancel.result);
    CHECK_EQUAL(1, new.calls);
    CHECK_EQUAL(0, new.result);
}

static void a_cancel_completion_in_use_is_left_alone(void)
{
    struct pair pair;
    struct seen second;

    memset(&second, 0, sizeof(second));
    open_pair(&pair);
    start_timer(&pair, 1);
    cancel_timer(&pair);
    xev_timer_cancel(&watcher, &pair.loop, &pair.timer, &pair.cancel, &second, see);
    xev_timer_run(&watcher, &pair.loop, &pair.cancel, 0, &second, see);
    run_and_close(&pair);

    CHECK_EQUAL(1, pair.of_cancel.calls);
    CHECK_EQUAL(0, second.calls);
}

/* The same for a completion that waits as a timer: neither timer is touched. */
static void a_timer_that_waits_is_no_cancel_completion(void)
{
    struct pair pair;
    xev_completion other;
    struct seen of_other, of_nothing;

    memset(&of_other, 0, sizeof(of_other));
    memset(&of_nothing, 0, sizeof(of_nothing));
    open_pair(&pair);
    start_timer(&pair, 1);
    xev_timer_run(&watcher, &pair.loop, &other, 2, &of_other, see);
    xev_timer_cancel(&watcher, &pair.loop, &other, &pair.timer, &of_nothing, see);
    run_and_close(&pair);

    CHECK_EQUAL(1, pair.of_timer.calls);
    CHECK_EQUAL(0, pair.of_timer.result);
    CHECK_EQUAL(1, of_other.calls);
    CHECK_EQUAL(0, of_other.result);
    CHECK_EQUAL(0, of_nothing.calls);
}

enum { COUNT = 2000 };

static int ended[COUNT], canceled[COUNT];

static xev_cb_action count(xev_loop *loop, xev_completion *completion, int result, void *userdata)
{
    (void)loop;
    (void)completion;
    if (result == 0)
        ended[(intptr_t)userdata]++;
    else
        canceled[(intptr_t)userdata]++;
    return XEV_DISARM;
}

/* Every timer ends exactly once, whatever was done to it. */
static void timers_canceled_at_random_end_once_each(void)
{
    static xev_completion timers[COUNT], cancels[COUNT];
    static struct seen of_cancels[COUNT];
    xev_loop loop;
    uint32_t random = 7;
    int index;
    int expected;

    CHECK_EQUAL(0, xev_loop_init(&loop));
    for (index = 0; index < COUNT; index++)
        xev_timer_run(&watcher, &loop, &timers[index], (uint64_t)index % 9,
                      (void *)(intptr_t)index, count);
    for (index = 0; index < COUNT; index++) {
        random = random * 1664525 + 1013904223;
        if (random >> 31)
            continue;
        xev_timer_cancel(&watcher, &loop, &timers[index], &cancels[index], &of_cancels[index],
                         see);
        if (index % 100 == 0)
            CHECK_EQUAL(0, xev_loop_run(&loop, XEV_RUN_ONCE));
    }
    CHECK_EQUAL(0, xev_loop_run(&loop, XEV_RUN_UNTIL_DONE));

    for (index = 0; index < COUNT; index++) {
        CHECK_EQUAL(1, ended[index] + canceled[index]);
        expected = of_cancels[index].calls > 0 && of_cancels[index].result == 0;
        CHECK_EQUAL(expected, canceled[index]);
    }
    xev_loop_deinit(&loop);
}

int main(void)
{
    static const struct test tests[] = {
        TEST(both_callbacks_of_a_cancel_are_called),
        TEST(a_timer_that_is_due_can_still_be_canceled),
        TEST(a_timer_that_has_ended_is_not_found),
        TEST(a_timer_that_was_never_started_is_not_found),
        TEST(the_second_of_two_cancels_finds_nothing),
        TEST(a_cancel_never_hits_another_activation),
        TEST(a_cancel_in_the_same_turn_is_in_time),
        TEST(a_cancel_in_the_callback_of_a_cancel_waits_for_the_next_turn),
        TEST(rearm_after_a_cancel_is_disarm),
        TEST(a_reset_after_a_cancel_starts_anew),
        TEST(a_cancel_completion_in_use_is_left_alone),
        TEST(a_timer_that_waits_is_no_cancel_completion),
        TEST(timers_canceled_at_random_end_once_each),
    };

    return RUN_ALL(tests);
}
