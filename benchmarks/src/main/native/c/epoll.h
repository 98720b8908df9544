/* What the servers on epoll share: accepting, waiting, and sending all. */
#ifndef XEV_BENCH_EPOLL_H
#define XEV_BENCH_EPOLL_H

#include "run.h"

#include <sys/epoll.h>

/* Sends all of it; a peer that does not read holds us up, which a load generator never does. */
static inline int send_all(int fd, const char *bytes, size_t size)
{
    for (size_t sent = 0; sent < size;) {
        ssize_t n = send(fd, bytes + sent, size - sent, MSG_NOSIGNAL);
        if (n < 0 && errno != EAGAIN && errno != EINTR) return -1;
        if (n > 0) sent += (size_t)n;
    }
    return 0;
}

/* Accepts until there is nobody left; whom `accepted`, if there is one, answers 0 for is closed. */
static inline void accept_all(int poller, int listener, int (*accepted)(int fd))
{
    int fd;
    while ((fd = accept4(listener, 0, 0, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        if (accepted && !accepted(fd)) {
            close(fd);
            continue;
        }
        no_delay(fd);
        struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
        epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event);
    }
}

/* Runs until the process ends. Level triggered: `serve` reads as much as it likes. */
static inline void serve_all(int (*accepted)(int fd), void (*serve)(int fd))
{
    int listener = listen_anywhere(SOCK_NONBLOCK);
    int poller = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener};
    epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event);
    ready(listener, "");
    struct epoll_event events[512];
    for (;;) {
        int count = epoll_wait(poller, events, 512, -1);
        for (int i = 0; i < count; i++) {
            if (events[i].data.fd == listener) accept_all(poller, listener, accepted);
            else serve(events[i].data.fd);
        }
    }
}

#endif
