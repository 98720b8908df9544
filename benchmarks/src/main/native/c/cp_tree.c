/* Copies a tree with `cp -r`, and says what that took.
 *
 *     cp_tree SOURCE TARGET_PREFIX RUNS
 *
 * Each run copies to a new directory. Then the copies are emptied, which gives their pages back and
 * lets later files be as quick to create. Prints a line of JSON for each run; every copy has been
 * seen to have the size of its source.
 */
#define _GNU_SOURCE
#include "run.h"

#include <ftw.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

enum { FILES_MAX = 100000 };

static char *files[FILES_MAX];
static off_t sizes[FILES_MAX];
static int file_count;
static size_t root;
static char source[2048], target[2048];

static int visit(const char *path, const struct stat *status, int type, struct FTW *at)
{
    (void)at;
    if (type == FTW_F && S_ISREG(status->st_mode) && file_count < FILES_MAX) {
        sizes[file_count] = status->st_size;
        files[file_count++] = strdup(path + root);
    }
    return 0;
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

static double cpu_ms(void)
{
    struct rusage usage;
    getrusage(RUSAGE_CHILDREN, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3 +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
}

static void empty(int index)
{
    char path[4096];
    struct stat status;
    snprintf(path, sizeof path, "%s%s", target, files[index]);
    if (stat(path, &status) || status.st_size != sizes[index]) {
        fprintf(stderr, "cp_tree: %s has a wrong size\n", path);
        exit(4);
    }
    if (truncate(path, 0)) die(path);
}

int main(int count, char **arguments)
{
    if (count != 4) return 1;
    snprintf(source, sizeof source, "%s", arguments[1]);
    root = strlen(source);
    if (nftw(source, visit, 32, FTW_PHYS)) die(source);
    for (int run = 0; run < atoi(arguments[3]); run++) {
        snprintf(target, sizeof target, "%s-%d-%d", arguments[2], getpid(), run);
        double cpu = cpu_ms();
        uint64_t start = now();
        run_cp();
        double ms = (double)(now() - start) / 1e6;
        cpu = cpu_ms() - cpu;
        for (int i = 0; i < file_count; i++) empty(i);
        printf("{\"ms\":%.3f,\"cpu_ms\":%.3f}\n", ms, cpu);
        fflush(stdout);
    }
    return 0;
}
