/* What callers get wrong: each mistake has an answer, and the loop goes on. */
#include "ext.h"

static void the_loop_still_works(void)
{
    xev_submission submission = submission_of(XEV_OP_NOOP);

    CHECK_EQUAL(0, perform(&submission));
}

static void options_that_make_no_sense(void)
{
    xev_ext_options options;
    xev_threadpool pool;

    memset(&options, 0, sizeof(options));
    CHECK_EQUAL(XEV_ERROR_INVALID_ARGUMENT, xev_ext_loop_init(&loop, &options));
    options.size = sizeof(options) + 8;
    CHECK_EQUAL(XEV_ERROR_INVALID_ARGUMENT, xev_ext_loop_init(&loop, &options));
    options.size = sizeof(options);
    options.backend = 77;
    CHECK(xev_ext_loop_init(&loop, &options) != 0);
    options.backend = XEV_BACKEND_IOCP;
    CHECK(xev_ext_loop_init(&loop, &options) != 0);
    options.backend = (uint32_t)backend;
    options.pool = address_of(&pool);
    FILL_WITH_RUBBISH(pool);
    CHECK_EQUAL(XEV_ERROR_INVALID_ARGUMENT, xev_ext_loop_init(&loop, &options));
    options.pool += 1;
    CHECK_EQUAL(XEV_ERROR_INVALID_ARGUMENT, xev_ext_loop_init(&loop, &options));
}

static void a_pool_of_ones_own(void)
{
    xev_ext_options options;
    xev_submission submission = submission_of(XEV_OP_READLINK);
    xev_threadpool pool;
    char text[64];

    CHECK_EQUAL(0, xev_threadpool_init(&pool, NULL));
    memset(&options, 0, sizeof(options));
    options.size = sizeof(options);
    options.backend = (uint32_t)backend;
    options.pool = address_of(&pool);
    CHECK_EQUAL(0, xev_ext_loop_init(&loop, &options));
    submission.address = address_of("/proc/self/exe");
    submission.address2 = address_of(text);
    submission.length = sizeof(text);
    CHECK(perform(&submission) > 0);
    xev_loop_deinit(&loop);
    xev_threadpool_shutdown(&pool);
    xev_threadpool_deinit(&pool);
}

static void arguments_that_make_no_sense(void)
{
    struct operation operation;
    xev_submission submission = submission_of(XEV_OP_NOOP);
    xev_address address = loopback(0);
    int64_t handle;

    open_loop();
    memset(&operation, 0, sizeof(operation));
    CHECK_EQUAL(XEV_ERROR_INVALID_ARGUMENT,
                xev_ext_submit(&loop, &operation.completion, &submission, NULL, NULL));
    submission.op = 255;
    CHECK_CODE(XEV_ERROR_UNSUPPORTED, perform(&submission));

    CHECK_CODE(XEV_ERROR_ADDRESS_FAMILY_UNSUPPORTED, xev_ext_socket(&loop, 99, 1));
    CHECK_CODE(XEV_ERROR_INVALID_ARGUMENT, xev_ext_socket(&loop, XEV_ADDRESS_IP4, 99));
    handle = xev_ext_socket(&loop, XEV_ADDRESS_IP4, 1);
    CHECK_CODE(XEV_ERROR_INVALID_ARGUMENT, xev_ext_bind(&loop, (uint32_t)handle, NULL));
    address.family = 55;
    CHECK(xev_ext_bind(&loop, (uint32_t)handle, &address) <= -2);
    address.family = XEV_ADDRESS_UNIX;
    address.length = 0xffffffff;
    CHECK(xev_ext_bind(&loop, (uint32_t)handle, &address) <= -2);
    CHECK_CODE(XEV_ERROR_INVALID_ARGUMENT, xev_ext_local_address(&loop, (uint32_t)handle, NULL));
    CHECK_CODE(XEV_ERROR_INVALID_ARGUMENT, xev_ext_peer_address(&loop, (uint32_t)handle, NULL));
    CHECK_CODE(XEV_ERROR_INVALID_ARGUMENT, xev_ext_get_option(&loop, (uint32_t)handle, 1, NULL));
    CHECK_CODE(XEV_ERROR_INVALID_ARGUMENT, xev_ext_open(&loop, NULL, XEV_OPEN_READ, 0));
    CHECK_CODE(XEV_ERROR_NOT_FOUND, xev_ext_open(&loop, "", XEV_OPEN_READ, 0));
    the_loop_still_works();
    xev_loop_deinit(&loop);
}

static void memory_that_is_not_there(void)
{
    static const int on_memory[] = {XEV_OP_STAT, XEV_OP_COPY, XEV_OP_SET_TIMES, XEV_OP_OPEN,
                                    XEV_OP_MKDIR, XEV_OP_UNLINK, XEV_OP_SYMLINK, XEV_OP_READLINK,
                                    XEV_OP_RENAME, XEV_OP_SET_MODE};
    xev_submission submission;
    int64_t ends[2];
    size_t index;

    open_loop();
    for (index = 0; index < sizeof(on_memory) / sizeof(on_memory[0]); index++) {
        submission = submission_of(on_memory[index]);
        submission.length = 1;
        CHECK_CODE(XEV_ERROR_BAD_ADDRESS, perform(&submission));
    }
    pair(ends);
    CHECK_CODE(XEV_ERROR_BAD_ADDRESS, perform_on(XEV_OP_CONNECT, ends[0]));
    CHECK_CODE(XEV_ERROR_BAD_ADDRESS, move(XEV_OP_SEND, ends[0], NULL, 1, 0));
    CHECK_EQUAL(1, move(XEV_OP_SEND, ends[1], "x", 1, 0));
    CHECK_CODE(XEV_ERROR_BAD_ADDRESS, move(XEV_OP_RECEIVE, ends[0], NULL, 1, 0));
    submission = submission_of(XEV_OP_COPY);
    submission.address = 9;
    CHECK_CODE(XEV_ERROR_BAD_ADDRESS, perform(&submission));
    the_loop_still_works();
    xev_loop_deinit(&loop);
}

static void handles_that_are_none(void)
{
    static const uint32_t handles[] = {0, 1, 5, 0x00100005, 0x000fffff, 0xffffffff};
    static const int on_handle[] = {XEV_OP_POLL, XEV_OP_CLOSE, XEV_OP_READ, XEV_OP_WRITE,
                                    XEV_OP_READ_AT, XEV_OP_WRITE_AT, XEV_OP_FSYNC,
                                    XEV_OP_TRUNCATE, XEV_OP_ACCEPT, XEV_OP_CONNECT,
                                    XEV_OP_RECEIVE, XEV_OP_SEND, XEV_OP_SHUTDOWN};
    xev_address address = loopback(1);
    int64_t value;
    size_t index, operation;

    open_loop();
    for (index = 0; index < sizeof(handles) / sizeof(handles[0]); index++) {
        uint32_t handle = handles[index];

        for (operation = 0; operation < sizeof(on_handle) / sizeof(on_handle[0]); operation++)
            CHECK_CODE(XEV_ERROR_BAD_HANDLE, perform_on(on_handle[operation], handle));
        CHECK_CODE(XEV_ERROR_BAD_HANDLE, xev_ext_bind(&loop, handle, &address));
        CHECK_CODE(XEV_ERROR_BAD_HANDLE, xev_ext_listen(&loop, handle, 1));
        CHECK_CODE(XEV_ERROR_BAD_HANDLE, xev_ext_set_option(&loop, handle, 1, 1));
        CHECK_CODE(XEV_ERROR_BAD_HANDLE, xev_ext_get_option(&loop, handle, 1, &value));
        CHECK_CODE(XEV_ERROR_BAD_HANDLE, xev_ext_local_address(&loop, handle, &address));
        CHECK_CODE(XEV_ERROR_BAD_HANDLE, xev_ext_peer_address(&loop, handle, &address));
        CHECK_CODE(XEV_ERROR_BAD_HANDLE, xev_ext_release(&loop, handle));
        CHECK_CODE(XEV_ERROR_BAD_HANDLE, xev_ext_close(&loop, handle));
        CHECK_CODE(XEV_ERROR_BAD_HANDLE, xev_ext_handle_fd(&loop, handle));
    }
    CHECK_CODE(XEV_ERROR_BAD_HANDLE, xev_ext_adopt(&loop, -1));
    CHECK_CODE(XEV_ERROR_BAD_HANDLE, xev_ext_adopt(&loop, -100));
    CHECK_CODE(XEV_ERROR_BAD_HANDLE, xev_ext_adopt(&loop, 1 << 20));
    CHECK_EQUAL(0, (int64_t)port_of()->handles);
    xev_loop_deinit(&loop);
}

static void a_closed_handle_is_not_its_successor(void)
{
    int64_t first, second;

    open_loop();
    first = xev_ext_open(&loop, "/dev/null", XEV_OPEN_READ, 0);
    CHECK_EQUAL(0, xev_ext_close(&loop, (uint32_t)first));
    second = xev_ext_open(&loop, "/dev/null", XEV_OPEN_READ, 0);
    CHECK(second > 0 && second != first);
    CHECK_CODE(XEV_ERROR_BAD_HANDLE, xev_ext_handle_fd(&loop, (uint32_t)first));
    CHECK_CODE(XEV_ERROR_NOT_A_SOCKET, xev_ext_listen(&loop, (uint32_t)second, 1));
    CHECK_CODE(XEV_ERROR_NOT_A_SOCKET, perform_on(XEV_OP_ACCEPT, second));
    xev_loop_deinit(&loop);
}

static void groups_that_are_none(void)
{
    static const uint32_t counts[] = {0, 3, 6, 65536, 0xffffffff};
    xev_submission submission = submission_of(XEV_OP_RECEIVE);
    int64_t ends[2];
    size_t index;
    uint64_t address;

    open_loop();
    for (index = 0; index < sizeof(counts) / sizeof(counts[0]); index++)
        CHECK_CODE(XEV_ERROR_INVALID_ARGUMENT,
                   xev_ext_buffers_open(&loop, counts[index], 64, &address));
    CHECK_CODE(XEV_ERROR_INVALID_ARGUMENT, xev_ext_buffers_open(&loop, 4, 0, &address));
    CHECK_CODE(XEV_ERROR_OUT_OF_MEMORY, xev_ext_buffers_open(&loop, 32768, 0xffffffff, &address));
    CHECK_CODE(XEV_ERROR_INVALID_ARGUMENT, xev_ext_buffers_close(&loop, 3));
    CHECK_CODE(XEV_ERROR_INVALID_ARGUMENT, xev_ext_buffers_close(&loop, 0x10000));

    pair(ends);
    submission.handle = (uint32_t)ends[0];
    submission.group = 9;
    submission.flags = XEV_SUBMISSION_BUFFER_SELECT | XEV_SUBMISSION_MULTISHOT;
    CHECK_CODE(XEV_ERROR_INVALID_ARGUMENT, perform(&submission));
    submission = submission_of(XEV_OP_PROVIDE);
    submission.group = 9;
    CHECK_EQUAL(0, perform(&submission));
    the_loop_still_works();
    xev_loop_deinit(&loop);
}

static void memory_that_cannot_be_announced(void)
{
    static char memory[256];
    uint64_t end;
    int count;

    open_loop();
    end = UINT64_MAX - address_of(memory);
    CHECK_CODE(XEV_ERROR_INVALID_ARGUMENT, xev_ext_memory_announce(&loop, NULL, 4096));
    CHECK_CODE(XEV_ERROR_INVALID_ARGUMENT, xev_ext_memory_announce(&loop, memory, 0));
    CHECK_CODE(XEV_ERROR_INVALID_ARGUMENT, xev_ext_memory_announce(&loop, memory, end + 1));
    CHECK_CODE(XEV_ERROR_NO_BUFFERS, xev_ext_memory_announce(&loop, memory, end));
    for (count = 0; count < 64; count++)
        CHECK_EQUAL(0, xev_ext_memory_announce(&loop, memory + 2 * count, 1));
    CHECK_CODE(XEV_ERROR_ALREADY_EXISTS, xev_ext_memory_announce(&loop, memory, 1));
    CHECK_CODE(XEV_ERROR_ALREADY_EXISTS, xev_ext_memory_announce(&loop, memory + 1, 2));
    CHECK_CODE(XEV_ERROR_NO_BUFFERS, xev_ext_memory_announce(&loop, memory + 200, 1));
    the_loop_still_works();
    xev_loop_deinit(&loop);
}

static xev_cb_action nest(xev_loop *of, xev_completion *completion, const xev_event *event,
                          void *userdata)
{
    (void)completion;
    CHECK_EQUAL(0, event->result);
    CHECK_CODE(XEV_ERROR_NESTED_RUN, xev_ext_poll(of, 0, 0));
    CHECK_EQUAL(XEV_ERROR_NESTED_RUN, xev_loop_run(of, XEV_RUN_NO_WAIT));
    CHECK_EQUAL(0, xev_ext_flush(of, 0));
    xev_loop_deinit(of);
    ++*(int *)userdata;
    return XEV_DISARM;
}

static void a_callback_cannot_run_its_loop(void)
{
    xev_submission submission = submission_of(XEV_OP_NOOP);
    xev_completion completion;
    int calls = 0;

    open_loop();
    FILL_WITH_RUBBISH(completion);
    CHECK_EQUAL(0, xev_ext_submit(&loop, &completion, &submission, &calls, nest));
    run();
    CHECK_EQUAL(1, calls);
    the_loop_still_works();
    xev_loop_deinit(&loop);
}

static void a_loop_that_is_closed(void)
{
    struct operation operation;
    xev_submission submission = submission_of(XEV_OP_NOOP);
    xev_ext_fault fault;
    xev_address address = loopback(1);
    int64_t value;

    open_loop();
    start(&operation, &submission, 0);
    xev_loop_deinit(&loop);
    xev_loop_deinit(&loop);
    CHECK_EQUAL(0, operation.calls);
    memset(&fault, 0, sizeof(fault));
    memset(&operation, 0, sizeof(operation));

    CHECK_EQUAL(XEV_ERROR_LOOP_CLOSED,
                xev_ext_submit(&loop, &operation.completion, &submission, NULL, note));
    CHECK_EQUAL(XEV_ERROR_LOOP_CLOSED, xev_ext_cancel(&loop, &operation.completion,
                                                      &operation.completion, NULL, note));
    CHECK_EQUAL(XEV_ERROR_LOOP_CLOSED, xev_ext_wake(&loop));
    CHECK_EQUAL(XEV_ERROR_LOOP_CLOSED, xev_ext_simulate(&loop, &fault));
    CHECK_EQUAL(XEV_ERROR_LOOP_CLOSED, xev_loop_run(&loop, XEV_RUN_ONCE));
    CHECK_CODE(XEV_ERROR_LOOP_CLOSED, xev_ext_poll(&loop, 1, 0));
    CHECK_CODE(XEV_ERROR_LOOP_CLOSED, xev_ext_flush(&loop, 1));
    CHECK_CODE(XEV_ERROR_LOOP_CLOSED, xev_ext_socket(&loop, XEV_ADDRESS_IP4, 1));
    CHECK_CODE(XEV_ERROR_LOOP_CLOSED, xev_ext_bind(&loop, 1, &address));
    CHECK_CODE(XEV_ERROR_LOOP_CLOSED, xev_ext_listen(&loop, 1, 1));
    CHECK_CODE(XEV_ERROR_LOOP_CLOSED, xev_ext_set_option(&loop, 1, 1, 1));
    CHECK_CODE(XEV_ERROR_LOOP_CLOSED, xev_ext_get_option(&loop, 1, 1, &value));
    CHECK_CODE(XEV_ERROR_LOOP_CLOSED, xev_ext_local_address(&loop, 1, &address));
    CHECK_CODE(XEV_ERROR_LOOP_CLOSED, xev_ext_peer_address(&loop, 1, &address));
    CHECK_CODE(XEV_ERROR_LOOP_CLOSED, xev_ext_open(&loop, "/", XEV_OPEN_READ, 0));
    CHECK_CODE(XEV_ERROR_LOOP_CLOSED, xev_ext_adopt(&loop, 0));
    CHECK_CODE(XEV_ERROR_LOOP_CLOSED, xev_ext_release(&loop, 1));
    CHECK_CODE(XEV_ERROR_LOOP_CLOSED, xev_ext_close(&loop, 1));
    CHECK_CODE(XEV_ERROR_LOOP_CLOSED, xev_ext_handle_fd(&loop, 1));
    CHECK_CODE(XEV_ERROR_LOOP_CLOSED, xev_ext_buffers_open(&loop, 1, 1, NULL));
    CHECK_CODE(XEV_ERROR_LOOP_CLOSED, xev_ext_buffers_close(&loop, 0));
    CHECK_CODE(XEV_ERROR_LOOP_CLOSED, xev_ext_memory_announce(&loop, &value, sizeof(value)));
    CHECK(xev_ext_loop_port(&loop) == NULL);
    CHECK_EQUAL(0, xev_ext_backend(&loop));
    CHECK_EQUAL(0, xev_ext_now(&loop));
    CHECK_EQUAL(0, xev_ext_moment(&loop));
    CHECK_EQUAL(-1, xev_ext_loop_handle(&loop));
    CHECK_EQUAL(1, xev_ext_stopped(&loop));
    xev_ext_stop(&loop);
}

int main(void)
{
    static const struct test tests[] = {
        TEST(options_that_make_no_sense),
        TEST(a_pool_of_ones_own),
        TEST(arguments_that_make_no_sense),
        TEST(memory_that_is_not_there),
        TEST(handles_that_are_none),
        TEST(a_closed_handle_is_not_its_successor),
        TEST(groups_that_are_none),
        TEST(memory_that_cannot_be_announced),
        TEST(a_callback_cannot_run_its_loop),
        TEST(a_loop_that_is_closed),
    };

    return RUN_ON_EACH_BACKEND(tests);
}
