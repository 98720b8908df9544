/* A server on epoll that answers each message of 64 bytes by itself: it puts the answers of a
 * connection together and sends them at once. */
#define _GNU_SOURCE
#include "run.h"

#include <sys/epoll.h>

enum { FRAME = 64, BUFFER = 65536, CONNECTIONS = 8192 };

static char in[FRAME + BUFFER], out[FRAME + BUFFER];
static struct {
    char bytes[FRAME];
    size_t size;
} rests[CONNECTIONS];

/* A peer that does not read holds us up, which a load generator never does. */
static int send_all(int fd, size_t size)
{
    for (size_t sent = 0; sent < size;) {
        ssize_t n = send(fd, out + sent, size - sent, MSG_NOSIGNAL);
        if (n < 0 && errno != EAGAIN && errno != EINTR) return -1;
        if (n > 0) sent += (size_t)n;
    }
    return 0;
}

static int answer_all(int fd, size_t size)
{
    size_t at = 0, answered = 0;
    for (; size - at >= FRAME; at += FRAME) {
        memcpy(out + answered, in + at, FRAME);
        answered += FRAME;
    }
    rests[fd].size = size - at;
    memcpy(rests[fd].bytes, in + at, size - at);
    return send_all(fd, answered);
}

static void serve(int fd)
{
    size_t kept = rests[fd].size;
    memcpy(in, rests[fd].bytes, kept);
    ssize_t n = recv(fd, in + kept, BUFFER, 0);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0 || answer_all(fd, kept + (size_t)n)) close(fd);
}

static void accept_all(int poller, int listener)
{
    int fd;
    while ((fd = accept4(listener, 0, 0, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        if (fd >= CONNECTIONS) {
            close(fd);
            continue;
        }
        no_delay(fd);
        rests[fd].size = 0;
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
            if (events[i].data.fd == listener) accept_all(poller, listener);
            else serve(events[i].data.fd);
        }
    }
}
