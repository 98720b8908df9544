/* What every C program of the benchmarks needs: the clock, and a way out. */
#ifndef XEV_BENCH_RUN_H
#define XEV_BENCH_RUN_H

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static inline uint64_t nanos(clockid_t clock)
{
    struct timespec time;
    if (clock_gettime(clock, &time)) return 0;
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static inline uint64_t now(void)
{
    return nanos(CLOCK_MONOTONIC);
}

static inline void die(const char *what)
{
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(2);
}

/* A listener on a free port of the loopback interface. */
static inline int listen_anywhere(int flags)
{
    int one = 1;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);
    if (fd < 0) die("socket");
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(fd, (void *)&at, sizeof at) || listen(fd, 4096)) die("listen");
    return fd;
}

/* Tells the harness where this server is. */
static inline void ready(int fd, const char *detail)
{
    struct sockaddr_in at;
    socklen_t size = sizeof at;
    if (getsockname(fd, (void *)&at, &size)) die("getsockname");
    printf("READY %d %s\n", ntohs(at.sin_port), detail);
    fflush(stdout);
}

static inline void no_delay(int fd)
{
    int one = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

#endif
