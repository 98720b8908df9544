/* The simulated backend: time that costs nothing, an order that repeats, and scripted faults. */
#include "ext.h"

static const uint64_t hour_ns = UINT64_C(3600000000000);

static int inject(int op, int kind, uint32_t skip, uint32_t count, int64_t result)
{
    xev_ext_fault fault;

    memset(&fault, 0, sizeof(fault));
    fault.op = (uint8_t)op;
    fault.kind = (uint8_t)kind;
    fault.skip = skip;
    fault.count = count;
    fault.result = result;
    return xev_ext_simulate(&loop, &fault);
}

static void an_hour_costs_nothing(void)
{
    xev_submission submission = submission_of(XEV_OP_TIMER);
    int64_t before;

    open_loop();
    before = xev_ext_now(&loop);
    submission.offset = hour_ns;
    CHECK_EQUAL(0, perform(&submission));
    CHECK_EQUAL((int64_t)hour_ns, xev_ext_now(&loop) - before);
    xev_loop_deinit(&loop);
}

static void some_fail(void)
{
    int64_t ends[2], result;
    char text[4];

    open_loop();
    pair(ends);
    CHECK_EQUAL(0, inject(XEV_OP_RECEIVE, XEV_FAULT_FAIL, 1, 2, -ECONNRESET));
    CHECK_EQUAL(4, move(XEV_OP_SEND, ends[1], "abcd", 4, 0));
    CHECK_EQUAL(1, move(XEV_OP_RECEIVE, ends[0], text, 1, 0));
    result = move(XEV_OP_RECEIVE, ends[0], text, 1, 0);
    CHECK_CODE(XEV_ERROR_CONNECTION_RESET, result);
    CHECK_EQUAL(ECONNRESET, xev_ext_result_errno(result));
    CHECK_CODE(XEV_ERROR_CONNECTION_RESET, move(XEV_OP_RECEIVE, ends[0], text, 1, 0));
    CHECK_EQUAL(3, move(XEV_OP_RECEIVE, ends[0], text, 4, 0));

    CHECK_EQUAL(0, inject(XEV_OP_SEND, XEV_FAULT_FAIL, 0, 1, -EPIPE));
    CHECK_CODE(XEV_ERROR_BROKEN_PIPE, move(XEV_OP_SEND, ends[1], "x", 1, 0));
    CHECK_EQUAL(0, inject(XEV_OP_OPEN, XEV_FAULT_FAIL, 0, 1, -EMFILE));
    CHECK_CODE(XEV_ERROR_TOO_MANY_HANDLES, perform_on(XEV_OP_OPEN, 0));
    xev_loop_deinit(&loop);
}

static void some_are_short(void)
{
    int64_t ends[2], file;
    char text[8];

    open_loop();
    pair(ends);
    CHECK_EQUAL(0, inject(XEV_OP_RECEIVE, XEV_FAULT_SHORT, 0, 1, 2));
    CHECK_EQUAL(6, move(XEV_OP_SEND, ends[1], "abcdef", 6, 0));
    CHECK_EQUAL(2, move(XEV_OP_RECEIVE, ends[0], text, 8, 0));
    CHECK_EQUAL(4, move(XEV_OP_RECEIVE, ends[0], text, 8, 0));

    file = xev_ext_open(&loop, "/dev/null", XEV_OPEN_WRITE, 0);
    CHECK_EQUAL(0, inject(XEV_OP_WRITE_AT, XEV_FAULT_SHORT, 0, 2, 3));
    CHECK_EQUAL(8, move(XEV_OP_WRITE_AT, file, text, 8, 0));
    CHECK_EQUAL(0, inject(XEV_OP_WRITE_AT, XEV_FAULT_SHORT, 0, 1, 3));
    CHECK_EQUAL(0, inject(XEV_OP_WRITE_AT, XEV_FAULT_FAIL, 0, 1, -ENOSPC));
    CHECK_CODE(XEV_ERROR_NO_SPACE, move(XEV_OP_WRITE_AT, file, text, 8, 0));
    xev_loop_deinit(&loop);
}

static void some_are_held_and_some_are_late(void)
{
    xev_submission submission = submission_of(XEV_OP_STAT), second;
    struct operation held, timer;
    xev_stat status;
    int64_t before;

    open_loop();
    CHECK_EQUAL(0, inject(XEV_OP_STAT, XEV_FAULT_HOLD, 0, 1, 0));
    submission.address = address_of("/");
    submission.address2 = address_of(&status);
    start(&held, &submission, 0);
    second = submission_of(XEV_OP_TIMER);
    second.offset = hour_ns;
    start(&timer, &second, 0);
    run_until_called(&timer, 1);
    CHECK_EQUAL(0, held.calls);
    CHECK_EQUAL(0, inject(XEV_OP_STAT, XEV_FAULT_RELEASE, 0, 0, 0));
    run();
    CHECK_EQUAL(0, held.event.result);
    CHECK_EQUAL(1, held.calls);

    before = xev_ext_now(&loop);
    CHECK_EQUAL(0, inject(XEV_OP_STAT, XEV_FAULT_DELAY, 0, 1, (int64_t)hour_ns));
    CHECK_EQUAL(0, perform(&submission));
    CHECK(xev_ext_now(&loop) - before >= (int64_t)hour_ns);
    xev_loop_deinit(&loop);
}

static void a_held_one_can_be_canceled(void)
{
    xev_submission submission = submission_of(XEV_OP_MKDIR);
    struct operation held, canceling;

    open_loop();
    CHECK_EQUAL(0, inject(XEV_OP_MKDIR, XEV_FAULT_HOLD, 0, 1, 0));
    submission.address = address_of("/tmp/xev-never");
    start(&held, &submission, 0);
    CHECK_EQUAL(0, xev_loop_run(&loop, XEV_RUN_NO_WAIT));
    cancel(&held, &canceling);
    run();
    CHECK_EQUAL(1, held.calls);
    CHECK_CODE(XEV_ERROR_CANCELED, held.event.result);
    CHECK_EQUAL(-1, access("/tmp/xev-never", F_OK));
    xev_loop_deinit(&loop);
}

static void faults_that_make_no_sense(void)
{
    open_loop();
    CHECK_EQUAL(XEV_ERROR_INVALID_ARGUMENT, xev_ext_simulate(&loop, NULL));
    CHECK_EQUAL(XEV_ERROR_INVALID_ARGUMENT, inject(200, XEV_FAULT_FAIL, 0, 1, -5));
    CHECK_EQUAL(XEV_ERROR_INVALID_ARGUMENT, inject(XEV_OP_READ, 0, 0, 1, -5));
    CHECK_EQUAL(XEV_ERROR_INVALID_ARGUMENT, inject(XEV_OP_READ, 9, 0, 1, -5));
    CHECK_EQUAL(XEV_ERROR_INVALID_ARGUMENT, inject(XEV_OP_READ, XEV_FAULT_FAIL, 0, 1, 0));
    CHECK_EQUAL(XEV_ERROR_INVALID_ARGUMENT, inject(XEV_OP_OPEN, XEV_FAULT_FAIL, 0, 1, 0));
    CHECK_EQUAL(XEV_ERROR_INVALID_ARGUMENT, inject(XEV_OP_OPEN, XEV_FAULT_FAIL, 0, 1, 1));
    CHECK_EQUAL(XEV_ERROR_INVALID_ARGUMENT, inject(XEV_OP_OPEN, XEV_FAULT_FAIL, 0, 1, INT64_MIN));
    CHECK_EQUAL(XEV_ERROR_INVALID_ARGUMENT, inject(XEV_OP_READ, XEV_FAULT_SHORT, 0, 1, 0));
    CHECK_EQUAL(XEV_ERROR_INVALID_ARGUMENT, inject(XEV_OP_READ, XEV_FAULT_SHORT, 0, 1, -1));
    CHECK_EQUAL(XEV_ERROR_INVALID_ARGUMENT, inject(XEV_OP_READ, XEV_FAULT_DELAY, 0, 1, -1));
    CHECK_EQUAL(0, inject(XEV_OP_READ, XEV_FAULT_DELAY, 0, 1, INT64_MAX));
    xev_loop_deinit(&loop);
    backend = XEV_BACKEND_EPOLL;
    open_loop();
    CHECK_EQUAL(XEV_ERROR_UNSUPPORTED, inject(XEV_OP_READ, XEV_FAULT_FAIL, 0, 1, -5));
    xev_loop_deinit(&loop);
    backend = XEV_BACKEND_SIMULATED;
}

int main(void)
{
    static const struct test tests[] = {
        TEST(an_hour_costs_nothing),
        TEST(some_fail),
        TEST(some_are_short),
        TEST(some_are_held_and_some_are_late),
        TEST(a_held_one_can_be_canceled),
        TEST(faults_that_make_no_sense),
    };

    backend = XEV_BACKEND_SIMULATED;
    return RUN_ALL(tests);
}
