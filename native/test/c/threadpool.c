/* Thread pools: batches, tasks that schedule tasks, small stacks, and the end. */
#include "check.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int finished;

/* A task knows what it belongs to by its address: it is the first member. */
struct job {
    xev_threadpool_task task;
    xev_threadpool *pool;
    int rounds;
    int runs;
    pthread_t thread;
};

static void finish_one(void)
{
    pthread_mutex_lock(&mutex);
    finished++;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
}

static void wait_for(int count)
{
    pthread_mutex_lock(&mutex);
    while (finished < count)
        pthread_cond_wait(&changed, &mutex);
    pthread_mutex_unlock(&mutex);
}

static void schedule_one(xev_threadpool *pool, xev_threadpool_task *task)
{
    xev_threadpool_batch batch;

    FILL_WITH_RUBBISH(batch);
    xev_threadpool_batch_init(&batch);
    xev_threadpool_batch_push_task(&batch, task);
    xev_threadpool_schedule(pool, &batch);
}

/* Runs as many times as it has rounds, and says so with the last. */
static void work(xev_threadpool_task *task)
{
    struct job *job = (struct job *)task;
    int again = ++job->runs < job->rounds;

    job->thread = pthread_self();
    if (again)
        schedule_one(job->pool, task);
    else
        finish_one();
}

static void init_jobs(struct job *jobs, int count, xev_threadpool *pool, int rounds)
{
    int index;

    finished = 0;
    for (index = 0; index < count; index++) {
        FILL_WITH_RUBBISH(jobs[index]);
        jobs[index].pool = pool;
        jobs[index].rounds = rounds;
        jobs[index].runs = 0;
        xev_threadpool_task_init(&jobs[index].task, work);
    }
}

static void close_pool(xev_threadpool *pool)
{
    xev_threadpool_shutdown(pool);
    xev_threadpool_deinit(pool);
}

static void a_pool_without_work_ends_at_once(void)
{
    xev_threadpool pool;
    xev_threadpool_batch empty;

    FILL_WITH_RUBBISH(pool);
    CHECK_EQUAL(0, xev_threadpool_init(&pool, NULL));
    xev_threadpool_batch_init(&empty);
    xev_threadpool_schedule(&pool, &empty);
    xev_threadpool_shutdown(&pool);
    xev_threadpool_shutdown(&pool);
    xev_threadpool_deinit(&pool);
}

static void every_task_of_merged_batches_runs_once(void)
{
    enum { COUNT = 1000 };
    static struct job jobs[COUNT];
    xev_threadpool pool;
    xev_threadpool_batch first, second, empty;
    int index;

    CHECK_EQUAL(0, xev_threadpool_init(&pool, NULL));
    init_jobs(jobs, COUNT, &pool, 1);
    xev_threadpool_batch_init(&first);
    xev_threadpool_batch_init(&second);
    xev_threadpool_batch_init(&empty);
    for (index = 0; index < COUNT; index++)
        xev_threadpool_batch_push_task(index % 3 ? &first : &second, &jobs[index].task);
    xev_threadpool_batch_push_batch(&first, &empty);
    xev_threadpool_batch_push_batch(&first, &second);
    xev_threadpool_batch_push_batch(&empty, &first);

    xev_threadpool_schedule(&pool, &empty);
    xev_threadpool_schedule(&pool, &first);
    xev_threadpool_schedule(&pool, &second);
    xev_threadpool_schedule(&pool, &empty);
    wait_for(COUNT);
    close_pool(&pool);

    CHECK_EQUAL(COUNT, finished);
    for (index = 0; index < COUNT; index++) {
        CHECK_EQUAL(1, jobs[index].runs);
        CHECK(!pthread_equal(jobs[index].thread, pthread_self()));
    }
}

static void tasks_schedule_themselves_again(void)
{
    enum { COUNT = 20, ROUNDS = 500 };
    static struct job jobs[COUNT];
    xev_threadpool pool;
    int index;

    CHECK_EQUAL(0, xev_threadpool_init(&pool, NULL));
    init_jobs(jobs, COUNT, &pool, ROUNDS);
    for (index = 0; index < COUNT; index++)
        schedule_one(&pool, &jobs[index].task);
    wait_for(COUNT);
    close_pool(&pool);

    for (index = 0; index < COUNT; index++)
        CHECK_EQUAL(ROUNDS, jobs[index].runs);
}

static struct job children[300];

static void schedule_children(xev_threadpool_task *task)
{
    struct job *job = (struct job *)task;
    xev_threadpool_batch batch;
    int index;

    xev_threadpool_batch_init(&batch);
    for (index = 0; index < 300; index++)
        xev_threadpool_batch_push_task(&batch, &children[index].task);
    xev_threadpool_schedule(job->pool, &batch);
}

static void a_task_schedules_others(void)
{
    xev_threadpool pool;
    struct job parent;

    CHECK_EQUAL(0, xev_threadpool_init(&pool, NULL));
    init_jobs(children, 300, &pool, 1);
    parent.pool = &pool;
    xev_threadpool_task_init(&parent.task, schedule_children);
    schedule_one(&pool, &parent.task);
    wait_for(300);
    close_pool(&pool);

    CHECK_EQUAL(300, finished);
}

static void work_and_free(xev_threadpool_task *task)
{
    memset(task, 0x5a, sizeof(*task));
    free(task);
    finish_one();
}

static void a_task_may_be_freed_in_its_callback(void)
{
    xev_threadpool pool;
    int index;

    CHECK_EQUAL(0, xev_threadpool_init(&pool, NULL));
    finished = 0;
    for (index = 0; index < 500; index++) {
        xev_threadpool_task *task = malloc(sizeof(*task));

        CHECK(task != NULL);
        xev_threadpool_task_init(task, work_and_free);
        schedule_one(&pool, task);
    }
    wait_for(500);
    close_pool(&pool);
}

/* What the header promises of even the smallest stack, less what the callers above need. */
static void use_the_stack(xev_threadpool_task *task)
{
    volatile char room[192 * 1024];
    size_t index;

    (void)task;
    for (index = 0; index < sizeof(room); index += 1024)
        room[index] = 1;
    finish_one();
}

static void small_stacks_are_large_enough(void)
{
    static const uint32_t stacks[] = {0, 1, 4096, 16384, 300000, 1 << 20};
    size_t index;

    for (index = 0; index < sizeof(stacks) / sizeof(stacks[0]); index++) {
        xev_threadpool pool;
        xev_threadpool_config config;
        xev_threadpool_task task;

        FILL_WITH_RUBBISH(config);
        xev_threadpool_config_init(&config);
        xev_threadpool_config_set_stack_size(&config, stacks[index]);
        xev_threadpool_config_set_max_threads(&config, 1);
        CHECK_EQUAL(0, xev_threadpool_init(&pool, &config));
        finished = 0;
        xev_threadpool_task_init(&task, use_the_stack);
        schedule_one(&pool, &task);
        wait_for(1);
        close_pool(&pool);
    }
}

static int barrier_count;

/* Waits until as many tasks as there may be threads run at the same time. */
static void meet(xev_threadpool_task *task)
{
    (void)task;
    pthread_mutex_lock(&mutex);
    finished++;
    pthread_cond_broadcast(&changed);
    while (finished < barrier_count)
        pthread_cond_wait(&changed, &mutex);
    pthread_mutex_unlock(&mutex);
}

static void as_many_threads_run_as_are_allowed(void)
{
    uint32_t count;

    for (count = 1; count <= 8; count++) {
        xev_threadpool pool;
        xev_threadpool_config config;
        xev_threadpool_batch batch;
        xev_threadpool_task tasks[8];
        uint32_t index;

        xev_threadpool_config_init(&config);
        xev_threadpool_config_set_max_threads(&config, count);
        CHECK_EQUAL(0, xev_threadpool_init(&pool, &config));
        finished = 0;
        barrier_count = (int)count;
        xev_threadpool_batch_init(&batch);
        for (index = 0; index < count; index++) {
            xev_threadpool_task_init(&tasks[index], meet);
            xev_threadpool_batch_push_task(&batch, &tasks[index]);
        }
        xev_threadpool_schedule(&pool, &batch);
        wait_for((int)count);
        close_pool(&pool);
    }
}

static void shutdown_runs_what_was_accepted(void)
{
    enum { COUNT = 100 };
    int round;

    for (round = 0; round < 50; round++) {
        struct job jobs[COUNT];
        struct job late;
        xev_threadpool pool;
        int index;

        CHECK_EQUAL(0, xev_threadpool_init(&pool, NULL));
        init_jobs(&late, 1, &pool, 1);
        init_jobs(jobs, COUNT, &pool, 1);
        for (index = 0; index < COUNT; index++)
            schedule_one(&pool, &jobs[index].task);
        xev_threadpool_shutdown(&pool);
        schedule_one(&pool, &late.task);
        xev_threadpool_deinit(&pool);

        CHECK_EQUAL(COUNT, finished);
        CHECK_EQUAL(0, late.runs);
    }
}

static void shut_down(xev_threadpool_task *task)
{
    xev_threadpool_shutdown(((struct job *)task)->pool);
}

static void deinit_waits_for_a_shutdown_by_a_task(void)
{
    xev_threadpool pool;
    struct job job, last;

    CHECK_EQUAL(0, xev_threadpool_init(&pool, NULL));
    init_jobs(&job, 1, &pool, 200);
    schedule_one(&pool, &job.task);
    wait_for(1);
    last.pool = &pool;
    xev_threadpool_task_init(&last.task, shut_down);
    schedule_one(&pool, &last.task);
    xev_threadpool_deinit(&pool);

    CHECK_EQUAL(200, job.runs);
}

static void *schedule_many(void *argument)
{
    struct job *jobs = argument;
    int index;

    for (index = 0; index < 2000; index++)
        schedule_one(jobs[index].pool, &jobs[index].task);
    return NULL;
}

static void threads_share_a_pool(void)
{
    static struct job jobs[4][2000];
    xev_threadpool pool;
    pthread_t threads[4];
    int index;

    CHECK_EQUAL(0, xev_threadpool_init(&pool, NULL));
    for (index = 0; index < 4; index++)
        init_jobs(jobs[index], 2000, &pool, 1);
    for (index = 0; index < 4; index++)
        CHECK_EQUAL(0, pthread_create(&threads[index], NULL, schedule_many, jobs[index]));
    for (index = 0; index < 4; index++)
        pthread_join(threads[index], NULL);
    wait_for(8000);
    close_pool(&pool);

    CHECK_EQUAL(8000, finished);
}

struct bridge {
    xev_threadpool_task task;
    xev_watcher async;
    int value;
};

static void compute(xev_threadpool_task *task)
{
    struct bridge *bridge = (struct bridge *)task;

    bridge->value = 42;
    CHECK_EQUAL(0, xev_async_notify(&bridge->async));
}

static xev_cb_action take(xev_loop *loop, xev_completion *completion, int result, void *userdata)
{
    struct bridge *bridge = userdata;

    (void)loop;
    (void)completion;
    CHECK_EQUAL(0, result);
    CHECK_EQUAL(42, bridge->value);
    bridge->value = 43;
    return XEV_DISARM;
}

static void a_task_hands_its_result_to_a_loop(void)
{
    xev_threadpool pool;
    xev_loop loop;
    xev_completion completion;
    struct bridge bridge;

    bridge.value = 0;
    CHECK_EQUAL(0, xev_threadpool_init(&pool, NULL));
    CHECK_EQUAL(0, xev_loop_init(&loop));
    CHECK_EQUAL(0, xev_async_init(&bridge.async));
    xev_async_wait(&bridge.async, &loop, &completion, &bridge, take);
    xev_threadpool_task_init(&bridge.task, compute);
    schedule_one(&pool, &bridge.task);
    CHECK_EQUAL(0, xev_loop_run(&loop, XEV_RUN_UNTIL_DONE));

    CHECK_EQUAL(43, bridge.value);
    close_pool(&pool);
    xev_async_deinit(&bridge.async);
    xev_loop_deinit(&loop);
}

int main(void)
{
    static const struct test tests[] = {
        TEST(a_pool_without_work_ends_at_once),
        TEST(every_task_of_merged_batches_runs_once),
        TEST(tasks_schedule_themselves_again),
        TEST(a_task_schedules_others),
        TEST(a_task_may_be_freed_in_its_callback),
        TEST(small_stacks_are_large_enough),
        TEST(as_many_threads_run_as_are_allowed),
        TEST(shutdown_runs_what_was_accepted),
        TEST(deinit_waits_for_a_shutdown_by_a_task),
        TEST(threads_share_a_pool),
        TEST(a_task_hands_its_result_to_a_loop),
    };

    return RUN_ALL(tests);
}
