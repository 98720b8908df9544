/* Moves much data through a server, in one direction, over some connections at once. A connection
 * opens with a number of 8 bytes: so many bytes follow, and the server answers 8 bytes when it has
 * them; or, if it is negative, so many are to come back, which are checked, every one of them.
 *
 *     stream_load PORT CONNECTIONS BYTES up|down SERVER_PID
 */
#define _GNU_SOURCE
#include "run.h"

#include <fcntl.h>
#include <sys/epoll.h>

enum { PERIOD = 65536, BUFFER = 4 * PERIOD, EVENTS = 64 };

struct connection {
    int fd;
    int64_t left; /* bytes to send, or to come */
    uint64_t at;  /* bytes that have come */
};

static char pattern[BUFFER + PERIOD], in[BUFFER];
static int is_up, poller;

static void take(const struct connection *c, const char *data, size_t size)
{
    if (memcmp(data, pattern + c->at % PERIOD, size)) {
        fprintf(stderr, "stream_load: a wrong byte after %llu\n", (unsigned long long)c->at);
        exit(4);
    }
}

/* Returns whether the connection is done. */
static int down(struct connection *c)
{
    ssize_t n = recv(c->fd, in, BUFFER, MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
    if (n <= 0) die("recv");
    take(c, in, (size_t)n);
    c->at += (uint64_t)n;
    c->left -= n;
    return c->left <= 0;
}

static int up(struct connection *c)
{
    while (c->left > 0) {
        size_t size = c->left < BUFFER ? (size_t)c->left : BUFFER;
        ssize_t n = send(c->fd, pattern, size, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
        if (n < 0) die("send");
        c->left -= n;
    }
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
    if (epoll_ctl(poller, EPOLL_CTL_MOD, c->fd, &event)) die("epoll_ctl");
    int64_t answer;
    ssize_t n = recv(c->fd, &answer, sizeof answer, MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
    if (n != sizeof answer) die("the answer");
    return 1;
}

static void open_one(struct connection *c, int port, int64_t bytes)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (c->fd < 0 || connect(c->fd, (void *)&to, sizeof to)) die("connect");
    c->left = bytes;
    struct epoll_event event = {.events = is_up ? EPOLLOUT : EPOLLIN, .data.ptr = c};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, c->fd, &event)) die("epoll_ctl");
}

static void greet(const struct connection *c)
{
    int64_t header = is_up ? c->left : -c->left;
    if (send(c->fd, &header, sizeof header, MSG_NOSIGNAL) != sizeof header) die("send");
}

static void pump(int connections)
{
    struct epoll_event events[EVENTS];
    while (connections) {
        int n = epoll_wait(poller, events, EVENTS, 5000);
        if (n == 0) {
            fprintf(stderr, "stream_load: nothing has moved for 5 s\n");
            exit(3);
        }
        for (int i = 0; i < n; i++) {
            struct connection *c = events[i].data.ptr;
            if (!(is_up ? up(c) : down(c))) continue;
            if (epoll_ctl(poller, EPOLL_CTL_DEL, c->fd, 0)) die("epoll_ctl");
            connections--;
        }
    }
}

int main(int count, char **arguments)
{
    if (count != 6) return 1;
    int connections = atoi(arguments[2]);
    int64_t each = atoll(arguments[3]) / connections / PERIOD * PERIOD;
    is_up = !strcmp(arguments[4], "up");
    clockid_t server;
    if (clock_getcpuclockid(atoi(arguments[5]), &server)) die("clock of the server");
    for (int i = 0; i < BUFFER + PERIOD; i++) pattern[i] = (char)(i % PERIOD % 251);
    poller = epoll_create1(EPOLL_CLOEXEC);
    struct connection *all = calloc((size_t)connections, sizeof *all);
    for (int i = 0; i < connections; i++) open_one(&all[i], atoi(arguments[1]), each);
    usleep(20000); /* All of them have been accepted. */
    uint64_t start = now(), cpu = nanos(server);
    for (int i = 0; i < connections; i++) greet(&all[i]);
    pump(connections);
    cpu = nanos(server) - cpu;
    double seconds = (double)(now() - start) / 1e9;
    double megabytes = (double)each * connections / 1e6;
    printf("{\"operations\":%.6f,\"cpu_us\":%.3f,\"rate\":%.2f,\"server_share\":%.4f}\n", megabytes,
           (double)cpu / 1e3 / megabytes, megabytes / seconds, (double)cpu / seconds / 1e9);
    fflush(stdout);
    usleep(5000); /* The harness asks the server something while all connections are there. */
    return 0;
}
