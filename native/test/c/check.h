/*
 * What the test programs share: checks that say where they failed, a time limit, and a way to do
 * without io_uring (XEV_TEST_DENY_IO_URING=1), so that the same program tests the other backend.
 */
#ifndef CHECK_H
#define CHECK_H

#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>

#include "xev.h"

/* The stable codes that these programs meet; xev_ext.h has the whole table. */
enum {
    CANCELED = 2,
    BAD_HANDLE = 4,
    NOT_FOUND = 5,
    BUSY = 18,
    INVALID_ARGUMENT = 26,
    LOOP_CLOSED = 51,
    NESTED_RUN = 52
};

#define CHECK(condition)                                                          \
    do {                                                                          \
        if (!(condition)) {                                                       \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);       \
            exit(1);                                                              \
        }                                                                         \
    } while (0)

#define CHECK_EQUAL(expected, actual)                                             \
    do {                                                                          \
        long long expected_ = (long long)(expected);                              \
        long long actual_ = (long long)(actual);                                  \
        if (expected_ != actual_) {                                               \
            fprintf(stderr, "%s:%d: %s is %lld, not %lld\n", __FILE__, __LINE__,  \
                    #actual, actual_, expected_);                                 \
            exit(1);                                                              \
        }                                                                         \
    } while (0)

struct test {
    const char *name;
    void (*run)(void);
};

/* From now on the kernel refuses this process a ring, as it does in many containers. */
static void deny_io_uring(void)
{
    enum { IO_URING_SETUP = 425 }; /* The same on every architecture. */
    struct sock_filter instructions[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IO_URING_SETUP, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program;

    program.len = sizeof(instructions) / sizeof(instructions[0]);
    program.filter = instructions;
    CHECK_EQUAL(0, prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
    CHECK_EQUAL(0, prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0));
}

/* Ends the program when all tests together take longer than a minute. */
static int run_all(const struct test *tests, size_t count)
{
    size_t index;

    alarm(60);
    if (getenv("XEV_TEST_DENY_IO_URING") != NULL)
        deny_io_uring();
    for (index = 0; index < count; index++) {
        if (getenv("XEV_TEST_VERBOSE") != NULL)
            fprintf(stderr, "%s\n", tests[index].name);
        tests[index].run();
    }
    return 0;
}

#define TEST(function) { #function, function }
#define RUN_ALL(tests) run_all(tests, sizeof(tests) / sizeof(tests[0]))

/* Memory as a caller may hand it over: full of what was there before. */
#define FILL_WITH_RUBBISH(object) memset(&(object), 0xa5, sizeof(object))

#endif
