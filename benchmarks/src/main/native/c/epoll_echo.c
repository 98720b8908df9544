/* A plain echo server on epoll: level triggered, read, then write. */
#define _GNU_SOURCE
#include "run.h"

#include <sys/epoll.h>

static char buffer[65536];

/* Sends all of it; a peer that does not read holds us up, which a load generator never does. */
static int send_all(int fd, ssize_t size)
{
    for (ssize_t sent = 0; sent < size;) {
        ssize_t n = send(fd, buffer + sent, (size_t)(size - sent), MSG_NOSIGNAL);
        if (n < 0 && errno != EAGAIN && errno != EINTR) return -1;
        if (n > 0) sent += n;
    }
    return 0;
}

static void accept_all(int poller, int listener)
{
    int fd;
    while ((fd = accept4(listener, 0, 0, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        no_delay(fd);
        struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
        epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event);
    }
}

int main(void)
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
            int fd = events[i].data.fd;
            if (fd == listener) {
                accept_all(poller, listener);
                continue;
            }
            ssize_t n = recv(fd, buffer, sizeof buffer, 0);
            if (n < 0 && errno == EAGAIN) continue;
            if (n <= 0 || send_all(fd, n)) close(fd);
        }
    }
}
