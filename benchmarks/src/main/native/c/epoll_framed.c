/* A server on epoll that answers each message of 64 bytes by itself: it puts the answers of a
 * connection together and sends them at once. */
#define _GNU_SOURCE
#include "epoll.h"

enum { FRAME = 64, BUFFER = 65536, CONNECTIONS = 8192 };

static char in[FRAME + BUFFER], out[FRAME + BUFFER];
static struct {
    char bytes[FRAME];
    size_t size;
} rests[CONNECTIONS];

static int answer_all(int fd, size_t size)
{
    size_t at = 0, answered = 0;
    for (; size - at >= FRAME; at += FRAME) {
        memcpy(out + answered, in + at, FRAME);
        answered += FRAME;
    }
    rests[fd].size = size - at;
    memcpy(rests[fd].bytes, in + at, size - at);
    return send_all(fd, out, answered);
}

static void serve(int fd)
{
    size_t kept = rests[fd].size;
    memcpy(in, rests[fd].bytes, kept);
    ssize_t n = recv(fd, in + kept, BUFFER, 0);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0 || answer_all(fd, kept + (size_t)n)) close(fd);
}

static int accepted(int fd)
{
    if (fd >= CONNECTIONS) return 0;
    rests[fd].size = 0;
    return 1;
}

int main(void)
{
    serve_all(accepted, serve);
}
