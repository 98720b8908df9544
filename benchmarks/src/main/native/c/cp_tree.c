/* Copies the files of a tree, in as few system calls as it takes, on some threads: open, fstat,
 * open, copy_file_range, close, close; or lets `cp -r` do it.
 *
 *     lean_copy SOURCE TARGET_PREFIX THREADS|cp RUNS
 *
 * Each run copies to a new directory; directories are made before the clock runs, but by `cp`. Then
 * the copies are emptied, which gives their pages back and lets later files be as quick to create.
 * Prints a line of JSON for each run; every copy has been seen to have the size of its source.
 */
#define _GNU_SOURCE
#include "run.h"

#include <fcntl.h>
#include <ftw.h>
#include <pthread.h>
#include <spawn.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

enum { FILES_MAX = 100000, THREADS_MAX = 64 };

static char *files[FILES_MAX], *directories[FILES_MAX];
static off_t sizes[FILES_MAX];
static int file_count, directory_count;
static size_t root;
static char source[2048], target[2048];
static atomic_int next;

static int visit(const char *path, const struct stat *status, int type, struct FTW *at)
{
    (void)at;
    if (type == FTW_D && directory_count < FILES_MAX) {
        directories[directory_count++] = strdup(path + root);
    } else if (type == FTW_F && S_ISREG(status->st_mode) && file_count < FILES_MAX) {
        sizes[file_count] = status->st_size;
        files[file_count++] = strdup(path + root);
    }
    return 0;
}

static const char *join(char *to, const char *directory, const char *name)
{
    snprintf(to, 4096, "%s%s", directory, name);
    return to;
}

static void copy(const char *name)
{
    char path[4096];
    int from = open(join(path, source, name), O_RDONLY | O_CLOEXEC);
    struct stat status;
    if (from < 0 || fstat(from, &status)) die(path);
    int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
    int to = open(join(path, target, name), flags, status.st_mode & 0777);
    if (to < 0) die(path);
    for (off_t left = status.st_size; left > 0;) {
        ssize_t n = copy_file_range(from, 0, to, 0, (size_t)left, 0);
        if (n <= 0) die(path);
        left -= n;
    }
    close(from);
    close(to);
}

static void *work(void *unused)
{
    for (int i = next++; i < file_count; i = next++) copy(files[i]);
    return unused;
}

static void copy_all(int threads)
{
    pthread_t others[THREADS_MAX];
    next = 0;
    for (int i = 1; i < threads; i++) pthread_create(&others[i], 0, work, 0);
    work(0);
    for (int i = 1; i < threads; i++) pthread_join(others[i], 0);
}

static void run_cp(void)
{
    extern char **environ;
    char *command[] = {"cp", "-r", source, target, 0};
    pid_t child;
    int status;
    if (posix_spawnp(&child, "cp", 0, 0, command, environ)) die("cp");
    if (waitpid(child, &status, 0) < 0 || status) die("cp");
}

static double cpu_ms(int who)
{
    struct rusage usage;
    getrusage(who, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3 +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
}

static void empty(int index)
{
    char path[4096];
    struct stat status;
    if (stat(join(path, target, files[index]), &status) || status.st_size != sizes[index]) {
        fprintf(stderr, "lean_copy: %s has a wrong size\n", path);
        exit(4);
    }
    if (truncate(path, 0)) die(path);
}

int main(int count, char **arguments)
{
    if (count != 5) return 1;
    int is_cp = !strcmp(arguments[3], "cp"), threads = is_cp ? 1 : atoi(arguments[3]);
    if (threads < 1 || threads > THREADS_MAX) return 1;
    snprintf(source, sizeof source, "%s", arguments[1]);
    root = strlen(source);
    if (nftw(source, visit, 32, FTW_PHYS)) die(source);
    for (int run = 0; run < atoi(arguments[4]); run++) {
        char path[4096];
        snprintf(target, sizeof target, "%s-%d-%d", arguments[2], getpid(), run);
        for (int i = 0; !is_cp && i < directory_count; i++) {
            if (mkdir(join(path, target, directories[i]), 0755)) die(path);
        }
        double cpu = cpu_ms(is_cp ? RUSAGE_CHILDREN : RUSAGE_SELF);
        uint64_t start = now();
        if (is_cp) run_cp();
        else copy_all(threads);
        double ms = (double)(now() - start) / 1e6;
        cpu = cpu_ms(is_cp ? RUSAGE_CHILDREN : RUSAGE_SELF) - cpu;
        for (int i = 0; i < file_count; i++) empty(i);
        printf("{\"ms\":%.3f,\"cpu_ms\":%.3f}\n", ms, cpu);
        fflush(stdout);
    }
    return 0;
}
