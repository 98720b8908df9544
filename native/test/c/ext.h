/*
 * What the tests of xev_ext.h share: each runs on every backend that this process may use, and
 * most start one operation after another and look at its result.
 */
#ifndef EXT_H
#define EXT_H

#include "check.h"
#include "xev_ext.h"

#include <sys/socket.h>
#include <sys/stat.h>

/* The backend that the tests run on now, and a loop on it. */
static int backend;
static xev_loop loop;

#define CHECK_CODE(code, result) CHECK_EQUAL(code, xev_ext_result_code(result))

/* An address as submissions and options have it. */
#define address_of(memory) ((uint64_t)(uintptr_t)(memory))

static inline xev_submission submission_of(int op)
{
    xev_submission submission;

    memset(&submission, 0, sizeof(submission));
    submission.op = (uint8_t)op;
    return submission;
}

static inline void open_loop(void)
{
    xev_ext_options options;

    memset(&options, 0, sizeof(options));
    options.size = sizeof(options);
    options.backend = (uint32_t)backend;
    options.seed = 42;
    FILL_WITH_RUBBISH(loop);
    CHECK_EQUAL(0, xev_ext_loop_init(&loop, &options));
    CHECK_EQUAL(backend, xev_ext_backend(&loop));
}

static inline const xev_ext_port *port_of(void)
{
    return xev_ext_loop_port(&loop);
}

/* An operation in a completion: how often its callback was called, and what it saw last. */
struct operation {
    xev_completion completion;
    int calls;
    /* How many times the callback answers REARM; any number keeps what goes on by itself. */
    int rearms;
    xev_event event;
    int64_t results[32];
};

static inline xev_cb_action note(xev_loop *of, xev_completion *completion, const xev_event *event,
                                 void *userdata)
{
    struct operation *operation = (struct operation *)userdata;

    CHECK(of == &loop);
    CHECK(completion == &operation->completion);
    if (!(event->flags & XEV_EVENT_MORE))
        CHECK_EQUAL(XEV_COMPLETION_DEAD, xev_completion_state(completion));
    if (operation->calls < 32)
        operation->results[operation->calls] = event->result;
    operation->calls++;
    operation->event = *event;
    if (event->flags & XEV_EVENT_MORE)
        return operation->rearms > 0 ? XEV_REARM : XEV_DISARM;
    return operation->calls <= operation->rearms ? XEV_REARM : XEV_DISARM;
}

static inline void start(struct operation *operation, const xev_submission *submission, int rearms)
{
    memset(operation, 0, sizeof(*operation));
    FILL_WITH_RUBBISH(operation->completion);
    operation->rearms = rearms;
    CHECK_EQUAL(0, xev_ext_submit(&loop, &operation->completion, submission, operation, note));
    CHECK_EQUAL(0, operation->calls);
}

static inline void cancel(struct operation *target, struct operation *canceler)
{
    memset(canceler, 0, sizeof(*canceler));
    CHECK_EQUAL(0, xev_ext_cancel(&loop, &target->completion, &canceler->completion, canceler,
                                  note));
}

static inline void run(void)
{
    CHECK_EQUAL(0, xev_loop_run(&loop, XEV_RUN_UNTIL_DONE));
}

static inline void run_until_called(const struct operation *operation, int calls)
{
    while (operation->calls < calls)
        CHECK_EQUAL(0, xev_loop_run(&loop, XEV_RUN_ONCE));
}

/* Starts an operation, waits for its end and gives its result. */
static inline int64_t perform(const xev_submission *submission)
{
    struct operation operation;

    start(&operation, submission, 0);
    run_until_called(&operation, 1);
    CHECK_EQUAL(1, operation.calls);
    return operation.event.result;
}

static inline int64_t perform_on(int op, int64_t handle)
{
    xev_submission submission = submission_of(op);

    submission.handle = (uint32_t)handle;
    return perform(&submission);
}

/* Reads, writes, receives or sends. */
static inline xev_submission transfer(int op, int64_t handle, const void *memory, size_t length)
{
    xev_submission submission = submission_of(op);

    submission.handle = (uint32_t)handle;
    submission.address = address_of(memory);
    submission.length = (uint32_t)length;
    return submission;
}

static inline int64_t move(int op, int64_t handle, const void *memory, size_t length,
                           uint64_t offset)
{
    xev_submission submission = transfer(op, handle, memory, length);

    submission.offset = offset;
    return perform(&submission);
}

static inline xev_address loopback(uint16_t port)
{
    xev_address address;

    memset(&address, 0, sizeof(address));
    address.family = XEV_ADDRESS_IP4;
    address.port = port;
    address.length = 4;
    address.bytes[0] = 127;
    address.bytes[3] = 1;
    return address;
}

/* A socket that listens on a free port of this host; its address goes to `address`. */
static inline int64_t listen_here(xev_address *address)
{
    int64_t listener = xev_ext_socket(&loop, XEV_ADDRESS_IP4, 1);

    CHECK(listener > 0);
    *address = loopback(0);
    CHECK_EQUAL(0, xev_ext_bind(&loop, (uint32_t)listener, address));
    CHECK_EQUAL(0, xev_ext_listen(&loop, (uint32_t)listener, 16));
    CHECK_EQUAL(0, xev_ext_local_address(&loop, (uint32_t)listener, address));
    return listener;
}

/* Two handles of connected stream sockets. */
static inline void pair(int64_t handles[2])
{
    int ends[2];

    CHECK_EQUAL(0, socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
    handles[0] = xev_ext_adopt(&loop, ends[0]);
    handles[1] = xev_ext_adopt(&loop, ends[1]);
    CHECK(handles[0] > 0 && handles[1] > 0);
}

/* Runs the tests on one backend after the other. */
static inline int run_on_each_backend(const struct test *tests, size_t count)
{
    static const int all[] = {XEV_BACKEND_IO_URING, XEV_BACKEND_EPOLL, XEV_BACKEND_SIMULATED};
    size_t index;

    if (getenv("XEV_TEST_DENY_IO_URING") != NULL)
        deny_io_uring();
    for (index = 0; index < sizeof(all) / sizeof(all[0]); index++) {
        backend = all[index];
        if (xev_ext_backend_available(backend) != 0)
            continue;
        if (getenv("XEV_TEST_VERBOSE") != NULL)
            fprintf(stderr, "on %s\n", xev_ext_backend_name(backend));
        run_all(tests, count);
    }
    return 0;
}

#define RUN_ON_EACH_BACKEND(tests) \
    run_on_each_backend(tests, sizeof(tests) / sizeof(tests[0]))

#endif
