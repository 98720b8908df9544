/* Sockets: connections, lent buffers, polls, options, and descriptors that change hands. */
#include "ext.h"

#include <fcntl.h>

static xev_submission lent(int64_t handle, int64_t group, int flags)
{
    xev_submission submission = submission_of(XEV_OP_RECEIVE);

    submission.handle = (uint32_t)handle;
    submission.group = (uint16_t)group;
    submission.flags = (uint8_t)(XEV_SUBMISSION_BUFFER_SELECT | flags);
    return submission;
}

static int64_t provide(int64_t group, uint32_t buffer)
{
    xev_submission submission = submission_of(XEV_OP_PROVIDE);

    submission.group = (uint16_t)group;
    submission.argument = buffer;
    return perform(&submission);
}

static void a_connection_from_end_to_end(void)
{
    xev_address address, other;
    xev_submission submission;
    struct operation accepting, connecting;
    int64_t listener, client, server;
    char text[16];

    open_loop();
    listener = listen_here(&address);
    client = xev_ext_socket(&loop, XEV_ADDRESS_IP4, 1);
    submission = transfer(XEV_OP_ACCEPT, listener, NULL, 0);
    start(&accepting, &submission, 0);
    submission = transfer(XEV_OP_CONNECT, client, &address, 0);
    start(&connecting, &submission, 0);
    run();
    CHECK_EQUAL(0, connecting.event.result);
    CHECK_EQUAL(1, accepting.calls);
    server = accepting.event.result;
    CHECK(server > 0);

    CHECK_EQUAL(0, xev_ext_peer_address(&loop, (uint32_t)client, &other));
    CHECK_EQUAL(address.port, other.port);
    CHECK_EQUAL(0, xev_ext_local_address(&loop, (uint32_t)server, &other));
    CHECK_EQUAL(address.port, other.port);
    CHECK_CODE(XEV_ERROR_NOT_CONNECTED, xev_ext_peer_address(&loop, (uint32_t)listener, &other));

    CHECK_EQUAL(5, move(XEV_OP_SEND, client, "hello", 5, 0));
    CHECK_EQUAL(5, move(XEV_OP_RECEIVE, server, text, sizeof(text), 0));
    CHECK(memcmp(text, "hello", 5) == 0);
    submission = transfer(XEV_OP_SHUTDOWN, client, NULL, 0);
    submission.argument = 1;
    CHECK_EQUAL(0, perform(&submission));
    CHECK_EQUAL(-1, move(XEV_OP_RECEIVE, server, text, sizeof(text), 0));
    CHECK_EQUAL(2, move(XEV_OP_SEND, server, "ok", 2, 0));
    CHECK_EQUAL(2, move(XEV_OP_READ, client, text, sizeof(text), 0));

    CHECK_EQUAL(0, perform_on(XEV_OP_CLOSE, listener));
    client = perform_on(XEV_OP_CLOSE, client);
    CHECK_EQUAL(0, client);
    xev_loop_deinit(&loop);
}

static void nobody_listens(void)
{
    xev_address address;
    xev_submission submission;
    int64_t listener, client;

    open_loop();
    listener = listen_here(&address);
    CHECK_EQUAL(0, xev_ext_close(&loop, (uint32_t)listener));
    client = xev_ext_socket(&loop, XEV_ADDRESS_IP4, 1);
    submission = transfer(XEV_OP_CONNECT, client, &address, 0);
    CHECK_CODE(XEV_ERROR_CONNECTION_REFUSED, perform(&submission));
    xev_loop_deinit(&loop);
}

static void one_accept_takes_many(void)
{
    xev_address address;
    xev_submission submission;
    struct operation accepting, connecting, canceling;
    int64_t listener, client;
    int count;

    open_loop();
    listener = listen_here(&address);
    submission = transfer(XEV_OP_ACCEPT, listener, NULL, 0);
    submission.flags = XEV_SUBMISSION_MULTISHOT;
    start(&accepting, &submission, 1);
    for (count = 1; count <= 3; count++) {
        client = xev_ext_socket(&loop, XEV_ADDRESS_IP4, 1);
        submission = transfer(XEV_OP_CONNECT, client, &address, 0);
        start(&connecting, &submission, 0);
        run_until_called(&connecting, 1);
        run_until_called(&accepting, count);
        CHECK(accepting.event.flags & XEV_EVENT_MORE);
        CHECK(accepting.event.result > 0);
    }
    CHECK_EQUAL(XEV_COMPLETION_ACTIVE, xev_completion_state(&accepting.completion));
    cancel(&accepting, &canceling);
    run();

    CHECK_EQUAL(0, canceling.event.result);
    CHECK_EQUAL(4, accepting.calls);
    CHECK_EQUAL(0, accepting.event.flags);
    CHECK_CODE(XEV_ERROR_CANCELED, accepting.event.result);
    xev_loop_deinit(&loop);
}

static void an_accept_that_is_disarmed_takes_no_more(void)
{
    xev_address address;
    xev_submission submission;
    struct operation accepting, connecting;
    int64_t listener;
    int count;

    open_loop();
    listener = listen_here(&address);
    submission = transfer(XEV_OP_ACCEPT, listener, NULL, 0);
    submission.flags = XEV_SUBMISSION_MULTISHOT;
    start(&accepting, &submission, 0);
    for (count = 0; count < 2; count++) {
        int64_t client = xev_ext_socket(&loop, XEV_ADDRESS_IP4, 1);

        submission = transfer(XEV_OP_CONNECT, client, &address, 0);
        start(&connecting, &submission, 0);
        run_until_called(&connecting, 1);
    }
    run();

    CHECK_EQUAL(1, accepting.calls);
    CHECK_EQUAL(XEV_COMPLETION_DEAD, xev_completion_state(&accepting.completion));
    xev_loop_deinit(&loop);
}

static void buffers_are_lent(void)
{
    struct operation receiving;
    xev_submission submission;
    uint64_t first = 0;
    int64_t group, ends[2];
    char *buffer;

    open_loop();
    pair(ends);
    group = xev_ext_buffers_open(&loop, 2, 64, &first);
    CHECK(group >= 0 && first != 0);
    submission = lent(ends[0], group, XEV_SUBMISSION_MULTISHOT);
    start(&receiving, &submission, 1);
    CHECK_CODE(XEV_ERROR_BUSY, xev_ext_buffers_close(&loop, (uint32_t)group));

    CHECK_EQUAL(3, move(XEV_OP_SEND, ends[1], "abc", 3, 0));
    run_until_called(&receiving, 1);
    CHECK_EQUAL(3, receiving.event.result);
    CHECK_EQUAL(XEV_EVENT_MORE | XEV_EVENT_HAS_BUFFER, receiving.event.flags);
    CHECK(receiving.event.buffer < 2);
    buffer = (char *)(uintptr_t)first + 64 * receiving.event.buffer;
    CHECK(memcmp(buffer, "abc", 3) == 0);
    CHECK_EQUAL(0, provide(group, receiving.event.buffer));

    CHECK_EQUAL(0, perform_on(XEV_OP_CLOSE, ends[1]));
    run();
    CHECK_EQUAL(2, receiving.calls);
    CHECK_EQUAL(-1, receiving.event.result);
    CHECK_EQUAL(0, xev_ext_buffers_close(&loop, (uint32_t)group));
    CHECK_CODE(XEV_ERROR_INVALID_ARGUMENT, xev_ext_buffers_close(&loop, (uint32_t)group));
    xev_loop_deinit(&loop);
}

static void a_receive_waits_for_a_buffer(void)
{
    struct operation receiving;
    xev_submission submission;
    int64_t group, ends[2];

    open_loop();
    pair(ends);
    group = xev_ext_buffers_open(&loop, 1, 4, NULL);
    submission = lent(ends[0], group, XEV_SUBMISSION_MULTISHOT);
    start(&receiving, &submission, 1);
    CHECK_EQUAL(8, move(XEV_OP_SEND, ends[1], "abcdefgh", 8, 0));
    run_until_called(&receiving, 1);
    CHECK_EQUAL(4, receiving.event.result);
    while (port_of()->starved == 0)
        CHECK_EQUAL(0, xev_loop_run(&loop, XEV_RUN_NO_WAIT));
    CHECK_EQUAL(1, receiving.calls);
    CHECK_CODE(XEV_ERROR_BUSY, xev_ext_buffers_close(&loop, (uint32_t)group));

    CHECK_EQUAL(0, provide(group, receiving.event.buffer));
    run_until_called(&receiving, 2);
    CHECK_EQUAL(4, receiving.event.result);
    CHECK_EQUAL(0, provide(group, receiving.event.buffer));
    CHECK_EQUAL(0, provide(group, receiving.event.buffer));
    CHECK_EQUAL(0, provide(group, 65536));
    CHECK_EQUAL(0, perform_on(XEV_OP_CLOSE, ends[0]));
    CHECK_CODE(XEV_ERROR_CANCELED, receiving.event.result);
    CHECK_EQUAL(0, xev_ext_buffers_close(&loop, (uint32_t)group));
    xev_loop_deinit(&loop);
}

static void readiness_without_moving_anything(void)
{
    xev_submission submission = submission_of(XEV_OP_POLL);
    struct operation polling;
    int64_t ends[2];
    char text[4];

    open_loop();
    pair(ends);
    submission.handle = (uint32_t)ends[0];
    submission.argument = XEV_READY_WRITABLE;
    CHECK_EQUAL(XEV_READY_WRITABLE, perform(&submission));
    submission.argument = XEV_READY_READABLE;
    start(&polling, &submission, 0);
    CHECK_EQUAL(0, xev_loop_run(&loop, XEV_RUN_NO_WAIT));
    CHECK_EQUAL(0, polling.calls);
    CHECK_EQUAL(2, move(XEV_OP_WRITE, ends[1], "ab", 2, 0));
    run();
    CHECK_EQUAL(XEV_READY_READABLE, polling.event.result);
    CHECK_EQUAL(2, move(XEV_OP_RECEIVE, ends[0], text, 4, 0));

    CHECK_EQUAL(0, xev_ext_close(&loop, (uint32_t)ends[1]));
    CHECK(perform(&submission) & XEV_READY_HANG_UP);
    CHECK_CODE(XEV_ERROR_BROKEN_PIPE, move(XEV_OP_SEND, ends[0], "x", 1, 0));
    xev_loop_deinit(&loop);
}

static void options_of_sockets(void)
{
    int64_t value = 7;
    uint32_t handle;

    open_loop();
    handle = (uint32_t)xev_ext_socket(&loop, XEV_ADDRESS_IP4, 1);
    CHECK_EQUAL(0, xev_ext_set_option(&loop, handle, XEV_OPTION_NO_DELAY, 1));
    CHECK_EQUAL(0, xev_ext_get_option(&loop, handle, XEV_OPTION_NO_DELAY, &value));
    CHECK_EQUAL(1, value);
    CHECK_EQUAL(0, xev_ext_get_option(&loop, handle, XEV_OPTION_LINGER, &value));
    CHECK_EQUAL(-1, value);
    CHECK_EQUAL(0, xev_ext_set_option(&loop, handle, XEV_OPTION_LINGER, 3));
    CHECK_EQUAL(0, xev_ext_get_option(&loop, handle, XEV_OPTION_LINGER, &value));
    CHECK_EQUAL(3, value);
    CHECK_EQUAL(0, xev_ext_get_option(&loop, handle, XEV_OPTION_ERROR, &value));
    CHECK_EQUAL(0, value);
    CHECK_CODE(XEV_ERROR_UNSUPPORTED, xev_ext_set_option(&loop, handle, XEV_OPTION_ERROR, 1));
    CHECK_CODE(XEV_ERROR_INVALID_ARGUMENT, xev_ext_set_option(&loop, handle, 99, 1));
    CHECK_CODE(XEV_ERROR_INVALID_ARGUMENT, xev_ext_get_option(&loop, handle, 0, &value));
    xev_loop_deinit(&loop);
}

static void descriptors_change_hands(void)
{
    struct operation reading;
    xev_submission submission;
    char text[8];
    int ends[2];
    int64_t handle, fd;

    open_loop();
    CHECK_EQUAL(0, pipe(ends));
    handle = xev_ext_adopt(&loop, ends[0]);
    CHECK(handle > 0);
    CHECK_EQUAL(ends[0], xev_ext_handle_fd(&loop, (uint32_t)handle));
    submission = transfer(XEV_OP_READ, handle, text, sizeof(text));
    start(&reading, &submission, 0);
    CHECK_CODE(XEV_ERROR_BUSY, xev_ext_release(&loop, (uint32_t)handle));
    CHECK_EQUAL(2, write(ends[1], "ab", 2));
    run();
    CHECK_EQUAL(2, reading.event.result);

    fd = xev_ext_release(&loop, (uint32_t)handle);
    CHECK_EQUAL(ends[0], fd);
    CHECK_CODE(XEV_ERROR_BAD_HANDLE, xev_ext_release(&loop, (uint32_t)handle));
    CHECK_CODE(XEV_ERROR_BAD_HANDLE, xev_ext_handle_fd(&loop, (uint32_t)handle));
    xev_loop_deinit(&loop);
    CHECK(fcntl((int)fd, F_GETFD) >= 0);
    close(ends[0]);
    close(ends[1]);
}

static void close_ends_what_is_armed(void)
{
    struct operation receiving, closing;
    xev_submission submission;
    int64_t ends[2];
    char text[8];

    open_loop();
    pair(ends);
    submission = transfer(XEV_OP_RECEIVE, ends[0], text, sizeof(text));
    start(&receiving, &submission, 1);
    CHECK_EQUAL(0, xev_loop_run(&loop, XEV_RUN_NO_WAIT));
    submission = transfer(XEV_OP_CLOSE, ends[0], NULL, 0);
    start(&closing, &submission, 0);
    CHECK_CODE(XEV_ERROR_BAD_HANDLE, xev_ext_close(&loop, (uint32_t)ends[0]));
    run();

    CHECK_EQUAL(1, receiving.calls);
    CHECK_CODE(XEV_ERROR_CANCELED, receiving.event.result);
    CHECK_EQUAL(1, closing.calls);
    CHECK_EQUAL(0, closing.event.result);

    submission = transfer(XEV_OP_RECEIVE, ends[1], text, sizeof(text));
    CHECK_EQUAL(-1, perform(&submission));
    CHECK_EQUAL(0, xev_ext_close(&loop, (uint32_t)ends[1]));
    xev_loop_deinit(&loop);
}

static void sends_keep_their_order(void)
{
    enum { COUNT = 20 };
    static struct operation sending[COUNT];
    static const char digits[] = "abcdefghijklmnopqrst";
    xev_submission submission;
    int64_t ends[2];
    char text[COUNT];
    int index, have = 0;

    open_loop();
    pair(ends);
    for (index = 0; index < COUNT; index++) {
        submission = transfer(XEV_OP_SEND, ends[0], digits + index, 1);
        start(&sending[index], &submission, 0);
    }
    while (have < COUNT)
        have += (int)move(XEV_OP_RECEIVE, ends[1], text + have, (size_t)(COUNT - have), 0);
    run();
    CHECK(memcmp(text, digits, COUNT) == 0);
    for (index = 0; index < COUNT; index++)
        CHECK_EQUAL(1, sending[index].event.result);
    xev_loop_deinit(&loop);
}

int main(void)
{
    static const struct test tests[] = {
        TEST(a_connection_from_end_to_end),
        TEST(nobody_listens),
        TEST(one_accept_takes_many),
        TEST(an_accept_that_is_disarmed_takes_no_more),
        TEST(buffers_are_lent),
        TEST(a_receive_waits_for_a_buffer),
        TEST(readiness_without_moving_anything),
        TEST(options_of_sockets),
        TEST(descriptors_change_hands),
        TEST(close_ends_what_is_armed),
        TEST(sends_keep_their_order),
    };

    return RUN_ON_EACH_BACKEND(tests);
}
