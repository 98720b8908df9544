/* A plain echo server on epoll: level triggered, read, then write. */
#define _GNU_SOURCE
#include "epoll.h"

static char buffer[65536];

static void echo(int fd)
{
    ssize_t n = recv(fd, buffer, sizeof buffer, 0);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0 || send_all(fd, buffer, (size_t)n)) close(fd);
}

int main(void)
{
    serve_all(NULL, echo);
}
