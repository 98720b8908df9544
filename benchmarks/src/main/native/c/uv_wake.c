/* Tasks for a loop of libuv, as WakeWorker.java does it: uv_wake PRODUCERS TASKS TRIPS. libuv has
 * no queue of tasks: this is the usual one, a list under a lock and an async that wakes the loop.
 */
#define _GNU_SOURCE
#include "run.h"

#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <uv.h>

enum { OUTSTANDING = 4096, WARM_UPS = 3 };

struct task {
    struct task *next;
    void (*run)(void);
};

static uv_loop_t loop;
static uv_async_t wake_up;
static uv_mutex_t lock;
static struct task *first, **last = &first;
static atomic_long done, sent;
static sem_t arrived;
static int each;

static void count_up(void)
{
    atomic_store_explicit(&done, atomic_load_explicit(&done, memory_order_relaxed) + 1,
                          memory_order_release);
}

static void arrive(void)
{
    sem_post(&arrived);
}

static void on_wake_up(uv_async_t *async)
{
    (void)async;
    uv_mutex_lock(&lock);
    struct task *task = first;
    first = 0;
    last = &first;
    uv_mutex_unlock(&lock);
    while (task) {
        struct task *next = task->next;
        task->run();
        free(task);
        task = next;
    }
}

static void execute(void (*run)(void))
{
    struct task *task = malloc(sizeof *task);
    *task = (struct task){.run = run};
    uv_mutex_lock(&lock);
    *last = task;
    last = &task->next;
    uv_mutex_unlock(&lock);
    uv_async_send(&wake_up);
}

static void *produce(void *unused)
{
    for (int i = 0; i < each; i++) {
        execute(count_up);
        if ((i & 255) != 255) continue;
        long all = atomic_fetch_add(&sent, 256) + 256;
        while (all - atomic_load(&done) > OUTSTANDING) sched_yield();
    }
    return unused;
}

static void flood(int producers, int tasks, double *wall, double *cpu)
{
    pthread_t threads[64];
    each = tasks / producers;
    atomic_store(&done, 0);
    atomic_store(&sent, 0);
    long total = (long)each * producers;
    uint64_t used = nanos(CLOCK_PROCESS_CPUTIME_ID), start = now();
    for (int i = 0; i < producers; i++) pthread_create(&threads[i], 0, produce, 0);
    for (int i = 0; i < producers; i++) pthread_join(threads[i], 0);
    while (atomic_load(&done) < total) sched_yield();
    *wall = (double)(now() - start) / (double)total;
    *cpu = (double)(nanos(CLOCK_PROCESS_CPUTIME_ID) - used) / (double)total;
}

static int by_size(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void trips(int count, double *p50, double *p99, double *cpu)
{
    uint64_t *took = malloc(sizeof *took * (size_t)count);
    uint64_t used = nanos(CLOCK_PROCESS_CPUTIME_ID);
    for (int i = 0; i < count; i++) {
        uint64_t start = now();
        execute(arrive);
        while (sem_wait(&arrived)) {}
        took[i] = now() - start;
    }
    used = nanos(CLOCK_PROCESS_CPUTIME_ID) - used;
    qsort(took, (size_t)count, sizeof *took, by_size);
    *p50 = (double)took[count / 2] / 1e3;
    *p99 = (double)took[(int)(count * 0.99)] / 1e3;
    *cpu = (double)used / count / 1e3;
    free(took);
}

static void *run_loop(void *unused)
{
    uv_run(&loop, UV_RUN_DEFAULT);
    return unused;
}

int main(int count, char **arguments)
{
    if (count != 4) return 1;
    int producers = atoi(arguments[1]), tasks = atoi(arguments[2]), rounds = atoi(arguments[3]);
    if (producers < 1 || producers > 64) return 1;
    uv_mutex_init(&lock);
    sem_init(&arrived, 0, 0);
    uv_loop_init(&loop);
    uv_async_init(&loop, &wake_up, on_wake_up);
    pthread_t thread;
    pthread_create(&thread, 0, run_loop, 0);
    double wall, used, p50, p99, trip;
    for (int i = 0; i < WARM_UPS; i++) {
        flood(producers, tasks / WARM_UPS, &wall, &used);
        trips(rounds / WARM_UPS, &p50, &p99, &trip);
    }
    flood(producers, tasks, &wall, &used);
    trips(rounds, &p50, &p99, &trip);
    printf("{\"flood\":%.2f,\"flood_cpu\":%.2f,\"trip_p50\":%.3f,\"trip_p99\":%.3f,", wall, used,
           p50, p99);
    printf("\"trip_cpu\":%.3f}\n", trip);
    return 0;
}
