/* pin CORE SECONDS PROGRAM...: runs a program on one core (-1: on any), which the system ends after
 * so many seconds whatever becomes of us: an alarm outlives exec. */
#define _GNU_SOURCE
#include "run.h"

#include <sched.h>
#include <sys/resource.h>

int main(int count, char **arguments)
{
    if (count < 4) {
        fprintf(stderr, "usage: pin CORE SECONDS PROGRAM...\n");
        return 1;
    }
    int core = atoi(arguments[1]);
    if (core >= 0) {
        cpu_set_t set;
        CPU_ZERO(&set);
        CPU_SET(core, &set);
        if (sched_setaffinity(0, sizeof set, &set)) die("sched_setaffinity");
    }
    struct rlimit files;
    if (!getrlimit(RLIMIT_NOFILE, &files)) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
    alarm((unsigned)atoi(arguments[2]));
    execvp(arguments[3], arguments + 3);
    die(arguments[3]);
    return 2;
}
