/*
 * The library in a process with another C library: a timer, a file on whatever the backend uses,
 * and one operation on a thread of the pool.
 */
#include "xev_ext.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHECK(condition)                                                    \
    do {                                                                    \
        if (!(condition)) {                                                 \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
            exit(1);                                                        \
        }                                                                   \
    } while (0)

static const char path[] = "/proc/self/exe";

static xev_cb_action note(xev_loop *loop, xev_completion *completion, const xev_event *event,
                          void *userdata)
{
    (void)loop;
    (void)completion;
    *(int64_t *)userdata = event->result;
    return XEV_DISARM;
}

static int64_t perform(xev_loop *loop, const xev_submission *submission)
{
    xev_completion completion;
    int64_t result = INT64_MIN;

    memset(&completion, 0xa5, sizeof(completion));
    CHECK(xev_ext_submit(loop, &completion, submission, &result, note) == 0);
    CHECK(xev_loop_run(loop, XEV_RUN_UNTIL_DONE) == 0);
    return result;
}

static void try_on(int backend)
{
    xev_loop loop;
    xev_ext_options options;
    xev_submission submission;
    int64_t file;
    char text[4];

    memset(&options, 0, sizeof(options));
    options.size = sizeof(options);
    options.backend = (uint32_t)backend;
    CHECK(xev_ext_loop_init(&loop, &options) == 0);

    memset(&submission, 0, sizeof(submission));
    submission.op = XEV_OP_TIMER;
    submission.offset = 1000000;
    CHECK(perform(&loop, &submission) == 0);

    file = xev_ext_open(&loop, path, XEV_OPEN_READ, 0);
    CHECK(file > 0);
    submission.op = XEV_OP_READ_AT;
    submission.handle = (uint32_t)file;
    submission.address = (uint64_t)(uintptr_t)text;
    submission.offset = 0;
    submission.length = sizeof(text);
    CHECK(perform(&loop, &submission) == 4);
    CHECK(memcmp(text, "\177ELF", 4) == 0);

    /* No ring has this one, so a thread is started. */
    submission.op = XEV_OP_READLINK;
    submission.handle = 0;
    submission.address = (uint64_t)(uintptr_t)path;
    submission.address2 = (uint64_t)(uintptr_t)text;
    CHECK(perform(&loop, &submission) == 4);
    CHECK(text[0] == '/');
    xev_loop_deinit(&loop);
}

int main(void)
{
    alarm(60);
    if (xev_ext_backend_available(XEV_BACKEND_IO_URING) == 0)
        try_on(XEV_BACKEND_IO_URING);
    try_on(XEV_BACKEND_EPOLL);
    return 0;
}
