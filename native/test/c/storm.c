/* Notifications from several threads at once, against a loop that works, sleeps, and ends. */
#include "check.h"

enum { THREADS = 4, NOTIFICATIONS = 20000 };

/* What the threads have done, and how much of it the loop has seen. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int done;
static int seen;
static int callbacks;

static void *notify_often(void *argument)
{
    int round;

    for (round = 0; round < NOTIFICATIONS; round++) {
        pthread_mutex_lock(&mutex);
        done++;
        pthread_mutex_unlock(&mutex);
        CHECK_EQUAL(0, xev_async_notify(argument));
    }
    return NULL;
}

static xev_cb_action look(xev_loop *loop, xev_completion *completion, int result, void *userdata)
{
    (void)loop;
    (void)completion;
    (void)userdata;
    CHECK_EQUAL(0, result);
    callbacks++;
    pthread_mutex_lock(&mutex);
    seen = done;
    pthread_mutex_unlock(&mutex);
    return seen < THREADS * NOTIFICATIONS ? XEV_REARM : XEV_DISARM;
}

/* The last notification comes after all the work: if it were lost, the loop would sleep on. */
static void no_notification_is_lost(void)
{
    xev_loop loop;
    xev_watcher async;
    xev_completion completion;
    pthread_t threads[THREADS];
    int index;

    CHECK_EQUAL(0, xev_loop_init(&loop));
    CHECK_EQUAL(0, xev_async_init(&async));
    xev_async_wait(&async, &loop, &completion, NULL, look);
    for (index = 0; index < THREADS; index++)
        CHECK_EQUAL(0, pthread_create(&threads[index], NULL, notify_often, &async));
    CHECK_EQUAL(0, xev_loop_run(&loop, XEV_RUN_UNTIL_DONE));

    CHECK_EQUAL(THREADS * NOTIFICATIONS, seen);
    CHECK(callbacks <= THREADS * NOTIFICATIONS + 1);
    for (index = 0; index < THREADS; index++)
        pthread_join(threads[index], NULL);
    xev_async_deinit(&async);
    xev_loop_deinit(&loop);
}

struct game {
    xev_watcher there, back;
    xev_completion completion;
    int rounds;
};

static xev_cb_action answer(xev_loop *loop, xev_completion *completion, int result, void *userdata)
{
    struct game *game = userdata;
    int rounds_left = --game->rounds;

    (void)loop;
    (void)completion;
    CHECK_EQUAL(0, result);
    CHECK_EQUAL(0, xev_async_notify(&game->back));
    return rounds_left > 0 ? XEV_REARM : XEV_DISARM;
}

static void *answer_in_a_loop(void *argument)
{
    struct game *game = argument;
    xev_loop loop;

    CHECK_EQUAL(0, xev_loop_init(&loop));
    xev_async_wait(&game->there, &loop, &game->completion, game, answer);
    CHECK_EQUAL(0, xev_loop_run(&loop, XEV_RUN_UNTIL_DONE));
    xev_loop_deinit(&loop);
    return NULL;
}

static xev_cb_action serve(xev_loop *loop, xev_completion *completion, int result, void *userdata)
{
    struct game *game = userdata;

    (void)loop;
    (void)completion;
    CHECK_EQUAL(0, result);
    if (game->rounds == 0)
        return XEV_DISARM;
    CHECK_EQUAL(0, xev_async_notify(&game->there));
    return XEV_REARM;
}

/* Each loop sleeps until the other wakes it: a lost wake-up ends in the time limit. */
static void two_loops_wake_each_other(void)
{
    xev_loop loop;
    xev_completion completion;
    struct game game;
    pthread_t thread;

    game.rounds = 20000;
    CHECK_EQUAL(0, xev_loop_init(&loop));
    CHECK_EQUAL(0, xev_async_init(&game.there));
    CHECK_EQUAL(0, xev_async_init(&game.back));
    xev_async_wait(&game.back, &loop, &completion, &game, serve);
    CHECK_EQUAL(0, pthread_create(&thread, NULL, answer_in_a_loop, &game));
    CHECK_EQUAL(0, xev_async_notify(&game.there));
    CHECK_EQUAL(0, xev_loop_run(&loop, XEV_RUN_UNTIL_DONE));

    pthread_join(thread, NULL);
    CHECK_EQUAL(0, game.rounds);
    xev_async_deinit(&game.there);
    xev_async_deinit(&game.back);
    xev_loop_deinit(&loop);
}

struct target {
    xev_watcher async;
    pthread_mutex_t mutex;
    int ended;
};

static void *notify_until_the_end(void *argument)
{
    struct target *target = argument;
    int ended = 0;

    while (!ended) {
        int index;

        for (index = 0; index < 50; index++) {
            int code = xev_async_notify(&target->async);

            CHECK(code == 0 || code == BAD_HANDLE);
        }
        pthread_mutex_lock(&target->mutex);
        ended = target->ended;
        pthread_mutex_unlock(&target->mutex);
    }
    return NULL;
}

static xev_cb_action keep_waiting(xev_loop *loop, xev_completion *completion, int result,
                                  void *userdata)
{
    (void)loop;
    (void)completion;
    (void)userdata;
    CHECK_EQUAL(0, result);
    return XEV_REARM;
}

/* Loops and asyncs end in either order while threads notify as fast as they can. */
static void notifiers_survive_the_end_of_loops_and_asyncs(void)
{
    int round;

    for (round = 0; round < 25; round++) {
        struct target target;
        pthread_t threads[2];
        xev_completion completion;
        int turn, index;

        target.ended = 0;
        CHECK_EQUAL(0, pthread_mutex_init(&target.mutex, NULL));
        CHECK_EQUAL(0, xev_async_init(&target.async));
        for (index = 0; index < 2; index++)
            CHECK_EQUAL(0, pthread_create(&threads[index], NULL, notify_until_the_end, &target));
        for (turn = 0; turn < 10; turn++) {
            xev_loop loop;

            CHECK_EQUAL(0, xev_loop_init(&loop));
            xev_async_wait(&target.async, &loop, &completion, NULL, keep_waiting);
            for (index = 0; index < turn; index++)
                CHECK_EQUAL(0, xev_loop_run(&loop, XEV_RUN_ONCE));
            if (turn == 9)
                xev_async_deinit(&target.async);
            xev_loop_deinit(&loop);
        }

        pthread_mutex_lock(&target.mutex);
        target.ended = 1;
        pthread_mutex_unlock(&target.mutex);
        for (index = 0; index < 2; index++)
            pthread_join(threads[index], NULL);
        CHECK_EQUAL(BAD_HANDLE, xev_async_notify(&target.async));
        pthread_mutex_destroy(&target.mutex);
    }
}

int main(void)
{
    static const struct test tests[] = {
        TEST(no_notification_is_lost),
        TEST(two_loops_wake_each_other),
        TEST(notifiers_survive_the_end_of_loops_and_asyncs),
    };

    return RUN_ALL(tests);
}
