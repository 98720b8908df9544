/* Asyncs: notifications from other threads, from signal handlers, early, late and in masses. */
#include "check.h"

#include <fcntl.h>

struct seen {
    int calls;
    int result;
    int rearms;
    xev_watcher *notify;
};

static xev_cb_action see(xev_loop *loop, xev_completion *completion, int result, void *userdata)
{
    struct seen *seen = userdata;

    (void)loop;
    CHECK_EQUAL(XEV_COMPLETION_DEAD, xev_completion_state(completion));
    seen->calls++;
    seen->result = result;
    if (seen->notify != NULL)
        CHECK_EQUAL(0, xev_async_notify(seen->notify));
    return seen->calls <= seen->rearms ? XEV_REARM : XEV_DISARM;
}

struct scene {
    xev_loop loop;
    xev_watcher async;
    xev_completion completion;
    struct seen seen;
};

static void open_scene(struct scene *scene)
{
    memset(scene, 0, sizeof(*scene));
    FILL_WITH_RUBBISH(scene->async);
    FILL_WITH_RUBBISH(scene->completion);
    CHECK_EQUAL(0, xev_loop_init(&scene->loop));
    CHECK_EQUAL(0, xev_async_init(&scene->async));
}

static void start_wait(struct scene *scene)
{
    xev_async_wait(&scene->async, &scene->loop, &scene->completion, &scene->seen, see);
}

static void run(struct scene *scene, xev_run_mode_t mode)
{
    CHECK_EQUAL(0, xev_loop_run(&scene->loop, mode));
}

static void close_scene(struct scene *scene)
{
    xev_async_deinit(&scene->async);
    xev_loop_deinit(&scene->loop);
}

static void a_wait_ends_with_a_notification(void)
{
    struct scene scene;

    open_scene(&scene);
    start_wait(&scene);
    run(&scene, XEV_RUN_NO_WAIT);
    CHECK_EQUAL(0, scene.seen.calls);
    CHECK_EQUAL(XEV_COMPLETION_ACTIVE, xev_completion_state(&scene.completion));
    CHECK_EQUAL(0, xev_async_notify(&scene.async));
    CHECK_EQUAL(0, scene.seen.calls);
    run(&scene, XEV_RUN_UNTIL_DONE);

    CHECK_EQUAL(1, scene.seen.calls);
    CHECK_EQUAL(0, scene.seen.result);
    close_scene(&scene);
}

static void notifications_before_the_callback_add_up_to_one(void)
{
    struct scene scene;
    int early, late;

    for (early = 0; early < 5; early++) {
        for (late = early == 0; late < 5; late++) {
            int index;

            open_scene(&scene);
            for (index = 0; index < early; index++)
                CHECK_EQUAL(0, xev_async_notify(&scene.async));
            start_wait(&scene);
            for (index = 0; index < late; index++)
                CHECK_EQUAL(0, xev_async_notify(&scene.async));
            run(&scene, XEV_RUN_NO_WAIT);
            CHECK_EQUAL(1, scene.seen.calls);

            start_wait(&scene);
            run(&scene, XEV_RUN_NO_WAIT);
            CHECK_EQUAL(1, scene.seen.calls);
            close_scene(&scene);
        }
    }
}

static void *notify_after_5_ms(void *argument)
{
    struct timespec time = {0, 5000000};

    nanosleep(&time, NULL);
    CHECK_EQUAL(0, xev_async_notify(argument));
    return NULL;
}

static void a_notification_wakes_a_sleeping_loop(void)
{
    struct scene scene;
    pthread_t thread;

    open_scene(&scene);
    start_wait(&scene);
    CHECK_EQUAL(0, pthread_create(&thread, NULL, notify_after_5_ms, &scene.async));
    run(&scene, XEV_RUN_UNTIL_DONE);
    CHECK_EQUAL(1, scene.seen.calls);

    pthread_join(thread, NULL);
    close_scene(&scene);
}

static void rearm_waits_for_the_next_notification(void)
{
    struct scene scene;
    int round;

    open_scene(&scene);
    scene.seen.rearms = 10;
    start_wait(&scene);
    for (round = 1; round <= 10; round++) {
        CHECK_EQUAL(0, xev_async_notify(&scene.async));
        run(&scene, XEV_RUN_ONCE);
        CHECK_EQUAL(round, scene.seen.calls);
        CHECK_EQUAL(XEV_COMPLETION_ACTIVE, xev_completion_state(&scene.completion));
    }
    CHECK_EQUAL(0, xev_async_notify(&scene.async));
    run(&scene, XEV_RUN_UNTIL_DONE);

    CHECK_EQUAL(11, scene.seen.calls);
    close_scene(&scene);
}

static void a_notification_inside_the_callback_is_another_one(void)
{
    struct scene scene;
    int round;

    open_scene(&scene);
    scene.seen.notify = &scene.async;
    scene.seen.rearms = 5;
    start_wait(&scene);
    CHECK_EQUAL(0, xev_async_notify(&scene.async));
    for (round = 1; round <= 6; round++) {
        run(&scene, XEV_RUN_NO_WAIT);
        CHECK_EQUAL(round, scene.seen.calls);
    }
    run(&scene, XEV_RUN_NO_WAIT);

    CHECK_EQUAL(6, scene.seen.calls);
    close_scene(&scene);
}

static void after_its_end_an_async_answers_errors(void)
{
    struct scene scene;
    xev_watcher never;

    FILL_WITH_RUBBISH(never);
    CHECK_EQUAL(BAD_HANDLE, xev_async_notify(&never));
    open_scene(&scene);
    xev_async_deinit(&scene.async);
    xev_async_deinit(&scene.async);
    CHECK_EQUAL(BAD_HANDLE, xev_async_notify(&scene.async));

    start_wait(&scene);
    run(&scene, XEV_RUN_UNTIL_DONE);
    CHECK_EQUAL(1, scene.seen.calls);
    CHECK_EQUAL(BAD_HANDLE, scene.seen.result);
    xev_loop_deinit(&scene.loop);
}

static void deinit_ends_the_wait_without_a_callback(void)
{
    struct scene scene;
    int notified;

    for (notified = 0; notified < 2; notified++) {
        open_scene(&scene);
        start_wait(&scene);
        if (notified)
            CHECK_EQUAL(0, xev_async_notify(&scene.async));
        xev_async_deinit(&scene.async);
        CHECK_EQUAL(XEV_COMPLETION_DEAD, xev_completion_state(&scene.completion));
        FILL_WITH_RUBBISH(scene.async);
        FILL_WITH_RUBBISH(scene.completion);
        run(&scene, XEV_RUN_UNTIL_DONE);

        CHECK_EQUAL(0, scene.seen.calls);
        xev_loop_deinit(&scene.loop);
    }
}

static xev_cb_action end_and_free(xev_loop *loop, xev_completion *completion, int result,
                                  void *userdata)
{
    xev_watcher *async = userdata;

    (void)loop;
    CHECK_EQUAL(0, result);
    xev_async_deinit(async);
    memset(async, 0x5a, sizeof(*async));
    memset(completion, 0x5a, sizeof(*completion));
    free(async);
    free(completion);
    return XEV_DISARM;
}

static void an_async_may_end_in_its_own_callback(void)
{
    xev_loop loop;
    int index;

    CHECK_EQUAL(0, xev_loop_init(&loop));
    for (index = 0; index < 50; index++) {
        xev_watcher *async = malloc(sizeof(*async));
        xev_completion *completion = malloc(sizeof(*completion));

        CHECK(async != NULL && completion != NULL);
        CHECK_EQUAL(0, xev_async_init(async));
        xev_async_wait(async, &loop, completion, async, end_and_free);
        CHECK_EQUAL(0, xev_async_notify(async));
    }
    CHECK_EQUAL(0, xev_loop_run(&loop, XEV_RUN_UNTIL_DONE));
    xev_loop_deinit(&loop);
}

static xev_cb_action end_and_rearm(xev_loop *loop, xev_completion *completion, int result,
                                   void *userdata)
{
    (void)loop;
    (void)completion;
    CHECK_EQUAL(0, result);
    xev_async_deinit(userdata);
    return XEV_REARM;
}

static void an_async_that_has_ended_does_not_wait_again(void)
{
    struct scene scene;

    open_scene(&scene);
    xev_async_wait(&scene.async, &scene.loop, &scene.completion, &scene.async, end_and_rearm);
    CHECK_EQUAL(0, xev_async_notify(&scene.async));
    run(&scene, XEV_RUN_UNTIL_DONE);

    CHECK_EQUAL(XEV_COMPLETION_DEAD, xev_completion_state(&scene.completion));
    close_scene(&scene);
}

static int count_descriptors(void)
{
    int descriptor;
    int count = 0;

    for (descriptor = 0; descriptor < 1000; descriptor++)
        count += fcntl(descriptor, F_GETFD) >= 0;
    return count;
}

static void an_async_that_moves_between_loops_leaves_nothing_open(void)
{
    struct scene scene;
    int before = count_descriptors();
    int round;

    memset(&scene, 0, sizeof(scene));
    CHECK_EQUAL(0, xev_async_init(&scene.async));
    for (round = 1; round <= 20; round++) {
        CHECK_EQUAL(0, xev_loop_init(&scene.loop));
        start_wait(&scene);
        CHECK_EQUAL(0, xev_async_notify(&scene.async));
        run(&scene, XEV_RUN_UNTIL_DONE);
        CHECK_EQUAL(round, scene.seen.calls);
        xev_loop_deinit(&scene.loop);
    }
    xev_async_deinit(&scene.async);

    CHECK_EQUAL(before, count_descriptors());
}

static void a_second_wait_is_refused(void)
{
    struct scene scene;
    xev_completion other;
    struct seen seen;

    memset(&seen, 0, sizeof(seen));
    open_scene(&scene);
    start_wait(&scene);
    xev_async_wait(&scene.async, &scene.loop, &other, &seen, see);
    run(&scene, XEV_RUN_ONCE);
    CHECK_EQUAL(1, seen.calls);
    CHECK_EQUAL(BUSY, seen.result);
    CHECK_EQUAL(0, scene.seen.calls);

    CHECK_EQUAL(0, xev_async_notify(&scene.async));
    run(&scene, XEV_RUN_UNTIL_DONE);
    CHECK_EQUAL(1, scene.seen.calls);
    close_scene(&scene);
}

static void a_loop_may_end_while_an_async_waits(void)
{
    struct scene scene;
    int notified;

    for (notified = 0; notified < 2; notified++) {
        open_scene(&scene);
        start_wait(&scene);
        if (notified)
            CHECK_EQUAL(0, xev_async_notify(&scene.async));
        xev_loop_deinit(&scene.loop);
        CHECK_EQUAL(0, scene.seen.calls);
        CHECK_EQUAL(0, xev_async_notify(&scene.async));

        CHECK_EQUAL(0, xev_loop_init(&scene.loop));
        start_wait(&scene);
        run(&scene, XEV_RUN_UNTIL_DONE);
        CHECK_EQUAL(1, scene.seen.calls);
        close_scene(&scene);
    }
}

static xev_watcher *of_handler;
static int are_signals_seen;

static void handle_signal(int signal_number)
{
    (void)signal_number;
    if (xev_async_notify(of_handler) != 0)
        abort();
}

static void *signal_the_loop(void *argument)
{
    struct timespec time = {0, 1000000};

    /* Signals that are pending together are one, so no number of them is enough. */
    while (!__atomic_load_n(&are_signals_seen, __ATOMIC_ACQUIRE)) {
        nanosleep(&time, NULL);
        CHECK_EQUAL(0, pthread_kill(*(pthread_t *)argument, SIGUSR1));
    }
    return NULL;
}

static void a_signal_handler_may_notify(void)
{
    struct scene scene;
    struct sigaction action;
    pthread_t thread, self = pthread_self();

    open_scene(&scene);
    of_handler = &scene.async;
    memset(&action, 0, sizeof(action));
    action.sa_handler = handle_signal;
    CHECK_EQUAL(0, sigaction(SIGUSR1, &action, NULL));
    scene.seen.rearms = 2;
    start_wait(&scene);
    CHECK_EQUAL(0, pthread_create(&thread, NULL, signal_the_loop, &self));
    run(&scene, XEV_RUN_UNTIL_DONE);

    CHECK_EQUAL(3, scene.seen.calls);
    __atomic_store_n(&are_signals_seen, 1, __ATOMIC_RELEASE);
    pthread_join(thread, NULL);
    close_scene(&scene);
}

static void many_asyncs_share_a_loop(void)
{
    enum { COUNT = 300 };
    static xev_watcher asyncs[COUNT];
    static xev_completion completions[COUNT];
    static struct seen seen[COUNT];
    xev_loop loop;
    int index;

    CHECK_EQUAL(0, xev_loop_init(&loop));
    for (index = 0; index < COUNT; index++) {
        CHECK_EQUAL(0, xev_async_init(&asyncs[index]));
        xev_async_wait(&asyncs[index], &loop, &completions[index], &seen[index], see);
    }
    for (index = 0; index < COUNT; index += 2)
        CHECK_EQUAL(0, xev_async_notify(&asyncs[index]));
    CHECK_EQUAL(0, xev_loop_run(&loop, XEV_RUN_NO_WAIT));

    for (index = 0; index < COUNT; index++) {
        CHECK_EQUAL(index % 2 == 0, seen[index].calls);
        xev_async_deinit(&asyncs[index]);
    }
    CHECK_EQUAL(0, xev_loop_run(&loop, XEV_RUN_UNTIL_DONE));
    xev_loop_deinit(&loop);
}

int main(void)
{
    static const struct test tests[] = {
        TEST(a_wait_ends_with_a_notification),
        TEST(notifications_before_the_callback_add_up_to_one),
        TEST(a_notification_wakes_a_sleeping_loop),
        TEST(rearm_waits_for_the_next_notification),
        TEST(a_notification_inside_the_callback_is_another_one),
        TEST(after_its_end_an_async_answers_errors),
        TEST(deinit_ends_the_wait_without_a_callback),
        TEST(an_async_may_end_in_its_own_callback),
        TEST(an_async_that_has_ended_does_not_wait_again),
        TEST(an_async_that_moves_between_loops_leaves_nothing_open),
        TEST(a_second_wait_is_refused),
        TEST(a_loop_may_end_while_an_async_waits),
        TEST(a_signal_handler_may_notify),
        TEST(many_asyncs_share_a_loop),
    };

    return RUN_ALL(tests);
}
