/* What is known without a loop: errors, the parts of a result, backends; and how one is chosen. */
#include "ext.h"

static void errors_have_names_and_texts(void)
{
    int code, count = 0;

    for (code = -1; code < 1000; code++) {
        const char *name = xev_ext_error_name(code);
        const char *text = xev_ext_error_text(code);

        CHECK((name == NULL) == (text == NULL));
        if (name == NULL)
            continue;
        count++;
        CHECK(strlen(name) > 0 && strlen(text) > 0);
        CHECK_EQUAL(code, xev_ext_error_code(name));
    }
    CHECK_EQUAL(count, xev_ext_error_count());
    CHECK(strcmp(xev_ext_error_name(XEV_ERROR_CONNECTION_RESET), "CONNECTION_RESET") == 0);
    CHECK(xev_ext_error_name(0) == NULL);
    CHECK_EQUAL(0, xev_ext_error_code(NULL));
    CHECK_EQUAL(0, xev_ext_error_code("NO_SUCH_NAME"));
    CHECK_EQUAL(0, xev_ext_error_code(""));
}

static void results_have_parts(void)
{
    const int64_t failed = -(INT64_C(30) | INT64_C(104) << 8 | INT64_C(123456789012) << 24);

    CHECK_EQUAL(XEV_ERROR_CONNECTION_RESET, xev_ext_result_code(failed));
    CHECK_EQUAL(104, xev_ext_result_errno(failed));
    CHECK_EQUAL(123456789012, xev_ext_result_moved(failed));
    CHECK_EQUAL(XEV_ERROR_END_OF_STREAM, xev_ext_result_code(-1));
    CHECK_EQUAL(0, xev_ext_result_errno(-1));
    CHECK_EQUAL(0, xev_ext_result_moved(-1));
    CHECK_EQUAL(0, xev_ext_result_code(4096));
    CHECK_EQUAL(4096, xev_ext_result_moved(4096));
    CHECK_EQUAL(XEV_ERROR_UNEXPECTED, xev_ext_result_code(-255));
    CHECK_EQUAL(0, xev_ext_result_code(INT64_MAX));
    (void)xev_ext_result_code(INT64_MIN);
    (void)xev_ext_result_errno(INT64_MIN);
    (void)xev_ext_result_moved(INT64_MIN);
}

static void backends_have_names(void)
{
    CHECK(strcmp(xev_ext_backend_name(XEV_BACKEND_IO_URING), "io_uring") == 0);
    CHECK(strcmp(xev_ext_backend_name(XEV_BACKEND_EPOLL), "epoll") == 0);
    CHECK(strcmp(xev_ext_backend_name(XEV_BACKEND_SIMULATED), "simulated") == 0);
    CHECK(xev_ext_backend_name(0) == NULL);
    CHECK(xev_ext_backend_name(6) == NULL);
    CHECK(xev_ext_backend_name(-1) == NULL);
}

static void backends_are_available_or_tell_why_not(void)
{
    CHECK_EQUAL(0, xev_ext_backend_available(XEV_BACKEND_EPOLL));
    CHECK_EQUAL(0, xev_ext_backend_available(XEV_BACKEND_SIMULATED));
    CHECK_EQUAL(XEV_ERROR_BACKEND_UNAVAILABLE, xev_ext_backend_available(XEV_BACKEND_KQUEUE));
    CHECK_EQUAL(XEV_ERROR_BACKEND_UNAVAILABLE, xev_ext_backend_available(XEV_BACKEND_IOCP));
    CHECK(xev_ext_backend_available(0) != 0);
    CHECK(xev_ext_backend_available(-7) != 0);
    CHECK(xev_ext_backend_available(1000) != 0);
    if (getenv("XEV_TEST_DENY_IO_URING") != NULL)
        CHECK_EQUAL(XEV_ERROR_NOT_PERMITTED, xev_ext_backend_available(XEV_BACKEND_IO_URING));
}

static void the_best_backend_is_taken(void)
{
    xev_ext_options options;
    const char *reason;
    int is_allowed = xev_ext_backend_available(XEV_BACKEND_IO_URING) == 0;

    CHECK_EQUAL(0, xev_ext_loop_init(&loop, NULL));
    CHECK_EQUAL(is_allowed ? XEV_BACKEND_IO_URING : XEV_BACKEND_EPOLL, xev_ext_backend(&loop));
    CHECK_EQUAL(xev_ext_backend(&loop), (int)port_of()->backend);
    reason = (const char *)(uintptr_t)port_of()->reason;
    CHECK(strncmp(reason, is_allowed ? "io_uring" : "epoll", is_allowed ? 8 : 5) == 0);
    if (!is_allowed)
        CHECK(strstr(reason, "NOT_PERMITTED") != NULL || strstr(reason, "UNSUPPORTED") != NULL);
    xev_loop_deinit(&loop);

    memset(&options, 0, sizeof(options));
    options.size = sizeof(options);
    options.backend = XEV_BACKEND_IO_URING;
    CHECK_EQUAL(xev_ext_backend_available(XEV_BACKEND_IO_URING),
                xev_ext_loop_init(&loop, &options));
    CHECK_EQUAL((int64_t)(uintptr_t)xev_ext_loop_port(&loop), (int64_t)options.port);
    xev_loop_deinit(&loop);
    CHECK_EQUAL(0, (int64_t)xev_ext_abandoned());
}

int main(void)
{
    static const struct test tests[] = {
        TEST(errors_have_names_and_texts),
        TEST(results_have_parts),
        TEST(backends_have_names),
        TEST(backends_are_available_or_tell_why_not),
        TEST(the_best_backend_is_taken),
    };

    return RUN_ALL(tests);
}
