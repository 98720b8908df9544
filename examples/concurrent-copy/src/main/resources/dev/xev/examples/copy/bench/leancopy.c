/*
 * Copies files with nothing around it: what the system calls and two threads cost by themselves.
 * The bench compiles and loads it where there is a C compiler.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

struct work {
    char **sources;
    char **targets;
    int count;
    atomic_int next;
    atomic_int error;
};

static int copy_open(int source, int target) {
    struct stat status;
    if (fstat(source, &status) < 0) return errno;
    off_t left = status.st_size;
    while (left > 0) {
        ssize_t copied = copy_file_range(source, NULL, target, NULL, left, 0);
        if (copied <= 0) return copied < 0 ? errno : EIO;
        left -= copied;
    }
    return 0;
}

static int copy(const char *from, const char *to) {
    int source = open(from, O_RDONLY | O_CLOEXEC);
    if (source < 0) return errno;
    int target = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    int error = target < 0 ? errno : copy_open(source, target);
    if (target >= 0 && close(target) < 0 && error == 0) error = errno;
    close(source);
    return error;
}

static void *run(void *argument) {
    struct work *work = argument;
    int i;
    while ((i = atomic_fetch_add(&work->next, 1)) < work->count) {
        int error = copy(work->sources[i], work->targets[i]);
        if (error != 0) atomic_store(&work->error, error);
    }
    return NULL;
}

/* Zero, or an errno. `threads` is 16 at most. */
int leancopy(char **sources, char **targets, int count, int threads) {
    struct work work = {sources, targets, count, 0, 0};
    pthread_t started[16];
    int running = 0;
    while (running < threads && running < 16) {
        if (pthread_create(&started[running], NULL, run, &work) != 0) break;
        running++;
    }
    if (running == 0) run(&work);
    for (int i = 0; i < running; i++) pthread_join(started[i], NULL);
    return work.error;
}
