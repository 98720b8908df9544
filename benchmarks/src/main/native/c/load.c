/* A closed-loop load generator for echo servers: every connection has DEPTH messages under way, and
 * sends a new one for each that has come back. Every byte that comes back is checked. Says when it
 * starts to measure, prints a line of JSON, and fails if a byte is wrong or a connection stalls.
 *
 *     load PORT CONNECTIONS BYTES DEPTH WARM_UP_MS MEASURE_MS SERVER_PID
 */
#define _GNU_SOURCE
#include "run.h"

#include <fcntl.h>
#include <sys/epoll.h>

enum { STEPS = 128, BUCKETS = 48 * STEPS, BUFFER = 1 << 20, EVENTS = 512 };

struct connection {
    int fd;
    uint32_t in_message;  /* bytes of the message that is coming back */
    uint32_t to_send;     /* bytes not sent yet */
    uint32_t out_message; /* bytes of the message that is being sent */
    uint64_t sent;        /* messages begun */
    uint64_t received;    /* messages that have come back */
    uint64_t *begun_ns;   /* when, by message modulo depth */
    int waits_to_send;
};

static uint64_t histogram[BUCKETS];
static uint32_t bytes, depth;
static char *out, *in, *pattern;
static int poller;
static uint64_t completed, sum_ns, max_ns, wrong, last_ns;
static int is_measuring;

static unsigned bucket(uint64_t value)
{
    if (value < STEPS) return (unsigned)value;
    int exponent = 63 - __builtin_clzll(value);
    unsigned step = (unsigned)(value >> (exponent - 7)) & (STEPS - 1);
    unsigned index = (unsigned)(exponent - 6) * STEPS + step;
    return index < BUCKETS ? index : BUCKETS - 1;
}

static double middle(unsigned index)
{
    if (index < STEPS) return index;
    unsigned exponent = index / STEPS + 6, step = index % STEPS;
    double low = (double)((1ull << exponent) + ((uint64_t)step << (exponent - 7)));
    return low + (double)(1ull << (exponent - 7)) / 2;
}

static double percentile(double share)
{
    uint64_t seen = 0;
    for (unsigned i = 0; i < BUCKETS; i++) {
        seen += histogram[i];
        if (seen && (double)seen >= share * (double)completed) return middle(i);
    }
    return 0;
}

static void interest(struct connection *c, int out_too)
{
    if (c->waits_to_send == out_too) return;
    c->waits_to_send = out_too;
    struct epoll_event event = {.events = EPOLLIN | (out_too ? EPOLLOUT : 0), .data.ptr = c};
    if (epoll_ctl(poller, EPOLL_CTL_MOD, c->fd, &event)) die("epoll_ctl");
}

/* The bytes of message number `number` start with that number; the others are the pattern. */
static void fill(uint64_t number, uint32_t from, uint32_t size, char *to)
{
    memcpy(to, pattern + from, size);
    for (uint32_t i = from; i < 8 && i < from + size; i++) to[i - from] = (char)(number >> 8 * i);
}

static void push(struct connection *c)
{
    while (c->to_send) {
        uint32_t size = 0;
        uint64_t number = c->sent;
        uint32_t at = c->out_message;
        while (size < c->to_send && size < BUFFER) {
            uint32_t part = bytes - at;
            if (part > c->to_send - size) part = c->to_send - size;
            if (part > BUFFER - size) part = BUFFER - size;
            fill(number, at, part, out + size);
            size += part;
            at += part;
            if (at == bytes) at = 0, number++;
        }
        ssize_t n = send(c->fd, out, size, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && errno == EAGAIN) {
            interest(c, 1);
            return;
        }
        if (n < 0) die("send");
        c->to_send -= (uint32_t)n;
        uint64_t position = c->out_message + (uint64_t)n;
        c->sent += position / bytes;
        c->out_message = (uint32_t)(position % bytes);
    }
    interest(c, 0);
}

static void begin(struct connection *c, uint32_t messages, uint64_t at)
{
    uint64_t first = c->sent + (c->to_send + c->out_message) / bytes;
    for (uint32_t i = 0; i < messages; i++) c->begun_ns[(first + i) % depth] = at;
    c->to_send += messages * bytes;
    push(c);
}

static void check(struct connection *c, const char *data, uint32_t size)
{
    uint32_t from = c->in_message;
    for (uint32_t i = from; i < 8 && i < from + size; i++) {
        if (data[i - from] != (char)(c->received >> 8 * i)) wrong++;
    }
    uint32_t skip = from < 8 ? 8 - from : 0;
    if (skip < size && memcmp(data + skip, pattern + from + skip, size - skip)) wrong++;
}

static void pull(struct connection *c)
{
    ssize_t n = recv(c->fd, in, BUFFER, MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n < 0) die("recv");
    if (n == 0) {
        fprintf(stderr, "load: the server has closed a connection\n");
        exit(3);
    }
    uint64_t time = now();
    uint32_t messages = 0;
    for (uint32_t at = 0; at < (uint32_t)n;) {
        uint32_t part = bytes - c->in_message;
        if (part > (uint32_t)n - at) part = (uint32_t)n - at;
        check(c, in + at, part);
        at += part;
        c->in_message += part;
        if (c->in_message < bytes) break;
        uint64_t took = time - c->begun_ns[c->received % depth];
        if (is_measuring) {
            histogram[bucket(took)]++;
            completed++;
            sum_ns += took;
            if (took > max_ns) max_ns = took;
        }
        c->in_message = 0;
        c->received++;
        messages++;
    }
    last_ns = time;
    if (messages) begin(c, messages, time);
}

static struct connection *connect_all(int port, int count)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct connection *all = calloc((size_t)count, sizeof *all);
    for (int i = 0; i < count; i++) {
        struct connection *c = &all[i];
        c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (c->fd < 0) die("socket");
        if (connect(c->fd, (void *)&to, sizeof to)) die("connect");
        no_delay(c->fd);
        fcntl(c->fd, F_SETFL, O_NONBLOCK);
        c->begun_ns = calloc(depth, sizeof *c->begun_ns);
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
        if (epoll_ctl(poller, EPOLL_CTL_ADD, c->fd, &event)) die("epoll_ctl");
    }
    return all;
}

static void pump(uint64_t until)
{
    struct epoll_event events[EVENTS];
    while (now() < until) {
        int n = epoll_wait(poller, events, EVENTS, 100);
        if (n < 0 && errno != EINTR) die("epoll_wait");
        for (int i = 0; i < n; i++) {
            struct connection *c = events[i].data.ptr;
            if (events[i].events & EPOLLOUT) push(c);
            if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) pull(c);
        }
        if (now() - last_ns > 5000000000u) {
            fprintf(stderr, "load: nothing came back for 5 s\n");
            exit(3);
        }
    }
}

static void report(double seconds, uint64_t server_ns, uint64_t own_ns)
{
    double n = (double)completed;
    printf("{\"operations\":%llu,\"seconds\":%.6f,\"rate\":%.1f,\"mean_us\":%.3f,",
           (unsigned long long)completed, seconds, n / seconds, (double)sum_ns / n / 1e3);
    printf("\"p50_us\":%.3f,\"p99_us\":%.3f,\"p999_us\":%.3f,\"max_us\":%.3f,",
           percentile(.5) / 1e3, percentile(.99) / 1e3, percentile(.999) / 1e3,
           (double)max_ns / 1e3);
    printf("\"cpu_ns\":%.2f,\"server_share\":%.4f,\"load_share\":%.4f}\n", (double)server_ns / n,
           (double)server_ns / seconds / 1e9, (double)own_ns / seconds / 1e9);
}

int main(int count, char **arguments)
{
    if (count != 8) {
        fprintf(stderr, "usage: load PORT CONNECTIONS BYTES DEPTH WARM_UP_MS MEASURE_MS PID\n");
        return 1;
    }
    int connections = atoi(arguments[2]);
    bytes = (uint32_t)atoi(arguments[3]);
    depth = (uint32_t)atoi(arguments[4]);
    if (connections < 1 || bytes < 8 || depth < 1) return 1;
    clockid_t server;
    if (clock_getcpuclockid(atoi(arguments[7]), &server)) die("clock of the server");
    out = malloc(BUFFER);
    in = malloc(BUFFER);
    pattern = malloc(bytes);
    for (uint32_t i = 0; i < bytes; i++) pattern[i] = (char)('a' + i % 23);
    poller = epoll_create1(EPOLL_CLOEXEC);
    struct connection *all = connect_all(atoi(arguments[1]), connections);
    last_ns = now();
    for (int i = 0; i < connections; i++) begin(&all[i], depth, now());
    pump(now() + (uint64_t)atoi(arguments[5]) * 1000000u);
    is_measuring = 1;
    printf("MEASURING\n");
    fflush(stdout);
    uint64_t start = now(), server_ns = nanos(server), own_ns = nanos(CLOCK_PROCESS_CPUTIME_ID);
    pump(start + (uint64_t)atoi(arguments[6]) * 1000000u);
    while (!completed) pump(now() + 1000000u);
    server_ns = nanos(server) - server_ns;
    own_ns = nanos(CLOCK_PROCESS_CPUTIME_ID) - own_ns;
    if (wrong || !completed) {
        fprintf(stderr, "load: %llu wrong pieces, %llu messages\n", (unsigned long long)wrong,
                (unsigned long long)completed);
        return 4;
    }
    report((double)(now() - start) / 1e9, server_ns, own_ns);
    fflush(stdout);
    usleep(20000); /* The harness asks the server something while all connections are there. */
    return 0;
}
