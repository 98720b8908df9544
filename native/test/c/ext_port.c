/* The port: submissions and events in batches, wake-ups, and both ways on one loop. */
#include "ext.h"

#include <sched.h>

#define SLOTS 4096

static xev_submission *submissions(void)
{
    return (xev_submission *)(uintptr_t)port_of()->submissions;
}

static const xev_event *events(void)
{
    return (const xev_event *)(uintptr_t)port_of()->events;
}

/* Writes a submission at `index` of the batch. */
static xev_submission *put(uint32_t index, int op, uint32_t slot, uint32_t generation)
{
    xev_submission *submission = submissions() + index;

    CHECK(index < port_of()->submission_capacity);
    *submission = submission_of(op);
    submission->slot = slot;
    submission->generation = generation;
    return submission;
}

/* Polls once until there are events; the batch is only for the first. */
static int64_t poll_events(uint32_t count)
{
    int64_t got = xev_ext_poll(&loop, count, -1);

    while (got == 0)
        got = xev_ext_poll(&loop, 0, -1);
    CHECK(got > 0);
    return got;
}

static void a_batch_in_a_batch_out(void)
{
    static int seen[SLOTS];
    uint32_t index, capacity;
    int64_t got, total = 0;

    open_loop();
    capacity = port_of()->submission_capacity;
    CHECK_EQUAL(1024, capacity);
    CHECK_EQUAL(2048, port_of()->event_capacity);
    memset(seen, 0, sizeof(seen));
    for (index = 0; index < capacity; index++)
        put(index, XEV_OP_NOOP, 3 * index, 7);
    /* Only as many as there is room for. */
    got = xev_ext_poll(&loop, capacity + 1, -1);
    while (total < (int64_t)capacity) {
        for (index = 0; index < (uint32_t)got; index++) {
            CHECK_EQUAL(0, events()[index].result);
            CHECK_EQUAL(0, events()[index].flags);
            CHECK_EQUAL(0, events()[index].slot % 3);
            CHECK_EQUAL(1, ++seen[events()[index].slot / 3]);
        }
        total += got;
        got = xev_ext_poll(&loop, 0, 0);
    }
    CHECK_EQUAL(0, got);
    CHECK_EQUAL(capacity, (int64_t)port_of()->submitted);
    CHECK_EQUAL(capacity, (int64_t)port_of()->delivered);
    CHECK(port_of()->largest_batch > 0 && port_of()->largest_batch <= capacity);
    CHECK_EQUAL(0, (int64_t)port_of()->armed);
    xev_loop_deinit(&loop);
}

static void events_that_find_no_room_come_later(void)
{
    enum { COUNT = 100 };
    xev_ext_options options;
    uint32_t index;
    int64_t got, total = 0;

    memset(&options, 0, sizeof(options));
    options.size = sizeof(options);
    options.backend = (uint32_t)backend;
    options.submissions = 10;
    options.events = 4;
    CHECK_EQUAL(0, xev_ext_loop_init(&loop, &options));
    CHECK_EQUAL(10, port_of()->submission_capacity);
    CHECK_EQUAL(4, port_of()->event_capacity);
    for (index = 0; index < COUNT; index++) {
        put(index % 10, XEV_OP_NOOP, index, 1);
        if (index % 10 == 9)
            CHECK_EQUAL(0, xev_ext_flush(&loop, 10));
    }
    while (total < COUNT) {
        got = xev_ext_poll(&loop, 0, 0);
        CHECK(got > 0 && got <= 4);
        total += got;
    }
    CHECK_EQUAL(0, xev_ext_poll(&loop, 0, 0));
    xev_loop_deinit(&loop);
}

static void a_timeout_is_a_timeout(void)
{
    const int64_t timeout_ns = 3000000;
    int64_t start_ns, left;

    open_loop();
    start_ns = xev_ext_now(&loop);
    /* A signal may end a poll early; the kernel makes one of its own when it ends a ring. */
    while ((left = start_ns + timeout_ns - xev_ext_now(&loop)) > 0)
        CHECK_EQUAL(0, xev_ext_poll(&loop, 0, left));
    CHECK(port_of()->now_ns - start_ns >= timeout_ns);
    CHECK(port_of()->now_ns <= xev_ext_now(&loop));
    CHECK(port_of()->waits > 0 && port_of()->waits < 20);
    xev_loop_deinit(&loop);
}

static void a_moment_is_not_before_the_clock_and_hardly_after_it(void)
{
    int64_t before, after, moment, last = INT64_MIN;
    int round;

    open_loop();
    for (round = 0; round < 30000; round++) {
        before = xev_ext_now(&loop);
        moment = xev_ext_moment(&loop);
        after = xev_ext_now(&loop);
        CHECK(moment >= before);
        CHECK(moment <= after + 2000);
        CHECK(moment >= last);
        last = moment;
    }
    xev_loop_deinit(&loop);
}

static void a_slot_is_used_by_one_operation_at_a_time(void)
{
    int64_t got;

    open_loop();
    put(0, XEV_OP_TIMER, 5, 1)->offset = UINT64_C(3600000000000);
    CHECK_EQUAL(0, xev_ext_poll(&loop, 1, 0));
    put(0, XEV_OP_NOOP, 5, 2);
    got = poll_events(1);
    CHECK_EQUAL(1, got);
    CHECK_EQUAL(5, events()[0].slot);
    CHECK_CODE(XEV_ERROR_TOO_MANY_OPERATIONS, events()[0].result);

    put(0, XEV_OP_CANCEL, 6, 1)->argument = 5;
    submissions()[0].argument2 = 2;
    CHECK_EQUAL(1, poll_events(1));
    CHECK_CODE(XEV_ERROR_NOT_FOUND, events()[0].result);
    put(0, XEV_OP_CANCEL, 6, 2)->argument = 5;
    submissions()[0].argument2 = 1;
    got = poll_events(1);
    CHECK_EQUAL(2, got);
    CHECK_EQUAL(6, (events()[0].slot == 6 ? events()[0] : events()[1]).slot);
    CHECK_EQUAL(0, (events()[0].slot == 6 ? events()[0] : events()[1]).result);
    CHECK_CODE(XEV_ERROR_CANCELED, (events()[0].slot == 5 ? events()[0] : events()[1]).result);
    xev_loop_deinit(&loop);
}

static void slots_out_of_range_are_refused(void)
{
    static const uint32_t slots[] = {1u << 20, 1u << 30, 0x80000000u, 0x80000007u, 0xffffffffu};
    size_t index;

    open_loop();
    for (index = 0; index < sizeof(slots) / sizeof(slots[0]); index++) {
        put(0, XEV_OP_NOOP, slots[index], 1);
        CHECK_EQUAL(1, poll_events(1));
        CHECK(events()[0].slot == slots[index]);
        CHECK_CODE(XEV_ERROR_TOO_MANY_OPERATIONS, events()[0].result);
    }
    put(0, 200, 1, 1);
    CHECK_EQUAL(1, poll_events(1));
    CHECK_CODE(XEV_ERROR_UNSUPPORTED, events()[0].result);
    xev_loop_deinit(&loop);
}

static void a_silent_cancel_tells_nothing(void)
{
    open_loop();
    put(0, XEV_OP_TIMER, 1, 1)->offset = UINT64_C(3600000000000);
    put(1, XEV_OP_CANCEL, 0, 0)->argument = 1;
    submissions()[1].argument2 = 1;
    submissions()[1].flags = XEV_SUBMISSION_SILENT;
    CHECK_EQUAL(1, poll_events(2));
    CHECK_EQUAL(1, events()[0].slot);
    CHECK_CODE(XEV_ERROR_CANCELED, events()[0].result);

    put(0, XEV_OP_TIMER, 1, 2)->flags = XEV_SUBMISSION_SILENT;
    put(1, 250, 1, 2)->flags = XEV_SUBMISSION_SILENT;
    CHECK_EQUAL(0, xev_ext_poll(&loop, 2, 0));
    CHECK_EQUAL(0, (int64_t)port_of()->armed);
    xev_loop_deinit(&loop);
}

static int is_woken;

static void *wake_it(void *argument)
{
    (void)argument;
    while (__atomic_load_n(&port_of()->wake, __ATOMIC_ACQUIRE) != XEV_WAKE_SLEEPING)
        sched_yield();
    __atomic_store_n(&is_woken, 1, __ATOMIC_RELEASE);
    CHECK_EQUAL(0, xev_ext_wake(&loop));
    return NULL;
}

static void another_thread_wakes_a_poll(void)
{
    pthread_t thread;

    open_loop();
    is_woken = 0;
    CHECK_EQUAL(0, pthread_create(&thread, NULL, wake_it, NULL));
    while (!__atomic_load_n(&is_woken, __ATOMIC_ACQUIRE))
        CHECK_EQUAL(0, xev_ext_poll(&loop, 0, -1));
    CHECK_EQUAL(0, pthread_join(thread, NULL));
    CHECK(port_of()->wake_writes <= 1);
    xev_loop_deinit(&loop);
}

static void a_wake_up_is_not_lost_before_the_wait(void)
{
    int times;

    open_loop();
    for (times = 0; times < 3; times++) {
        CHECK_EQUAL(0, xev_ext_wake(&loop));
        CHECK_EQUAL(0, xev_ext_wake(&loop));
        CHECK_EQUAL(0, xev_ext_poll(&loop, 0, -1));
    }
    xev_loop_deinit(&loop);
}

static void callbacks_and_batches_on_one_loop(void)
{
    struct operation timer;
    xev_submission submission = submission_of(XEV_OP_TIMER);
    uint64_t turns;

    open_loop();
    submission.offset = 3000000;
    start(&timer, &submission, 0);
    put(0, XEV_OP_NOOP, 1, 1);
    CHECK_EQUAL(1, xev_ext_poll(&loop, 1, -1));
    put(0, XEV_OP_NOOP, 2, 1);
    CHECK_EQUAL(0, xev_ext_flush(&loop, 1));
    turns = port_of()->turns;
    run();
    CHECK_EQUAL(1, timer.calls);
    /* It waited for the timer instead of turning for the event that only a poll can take. */
    CHECK(port_of()->turns - turns < 20);
    CHECK_EQUAL(1, xev_ext_poll(&loop, 0, -1));
    CHECK_EQUAL(2, events()[0].slot);

    submission.offset = 0;
    start(&timer, &submission, 0);
    while (timer.calls == 0)
        CHECK_EQUAL(0, xev_ext_poll(&loop, 0, -1));
    xev_loop_deinit(&loop);
}

static void files_in_a_batch(void)
{
    static const char name[] = "/dev/zero";
    char text[8];
    int64_t file;

    open_loop();
    put(0, XEV_OP_OPEN, 1, 1)->address = address_of(name);
    submissions()[0].argument = XEV_OPEN_READ;
    CHECK_EQUAL(1, poll_events(1));
    file = events()[0].result;
    CHECK(file > 0);
    memset(text, 1, sizeof(text));
    *put(0, XEV_OP_READ, 1, 2) = transfer(XEV_OP_READ, file, text, sizeof(text));
    submissions()[0].slot = 1;
    submissions()[0].generation = 2;
    CHECK_EQUAL(1, poll_events(1));
    CHECK_EQUAL(8, events()[0].result);
    CHECK_EQUAL(0, text[7]);
    xev_loop_deinit(&loop);
}

static void a_host_waits_on_the_handle(void)
{
    xev_ext_options options;

    memset(&options, 0, sizeof(options));
    options.size = sizeof(options);
    options.backend = (uint32_t)backend;
    options.flags = XEV_OPTIONS_EMBEDDED;
    CHECK_EQUAL(0, xev_ext_loop_init(&loop, &options));
    if (backend == XEV_BACKEND_SIMULATED)
        CHECK_EQUAL(-1, xev_ext_loop_handle(&loop));
    else
        CHECK(xev_ext_loop_handle(&loop) >= 0);
    xev_loop_deinit(&loop);
    open_loop();
    CHECK_EQUAL(-1, xev_ext_loop_handle(&loop));
    xev_loop_deinit(&loop);
}

int main(void)
{
    static const struct test tests[] = {
        TEST(a_batch_in_a_batch_out),
        TEST(events_that_find_no_room_come_later),
        TEST(a_timeout_is_a_timeout),
        TEST(a_moment_is_not_before_the_clock_and_hardly_after_it),
        TEST(a_slot_is_used_by_one_operation_at_a_time),
        TEST(slots_out_of_range_are_refused),
        TEST(a_silent_cancel_tells_nothing),
        TEST(another_thread_wakes_a_poll),
        TEST(a_wake_up_is_not_lost_before_the_wait),
        TEST(callbacks_and_batches_on_one_loop),
        TEST(files_in_a_batch),
        TEST(a_host_waits_on_the_handle),
    };

    return RUN_ON_EACH_BACKEND(tests);
}
