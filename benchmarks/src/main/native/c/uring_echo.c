/* A hand-tuned echo server on liburing: SINGLE_ISSUER and DEFER_TASKRUN, registered descriptors,
 * multishot accept. `uring_echo ring` receives by multishot into a ring of buffers; `uring_echo
 * plain` has a buffer for each connection and one receive at a time. */
#define _GNU_SOURCE
#include "run.h"

#include <liburing.h>

enum { ACCEPT = 1, RECEIVE, SEND, CLOSE };
enum { CONNECTIONS = 8192, BUFFER = 4096, BUFFERS = 1024, PLAIN_BUFFER = 65536 };

struct connection {
    int is_open, is_sending, is_receiving, has_ended;
    int first, last; /* buffers that wait to be sent, or -1 */
    char *buffer;
};

static struct connection all[CONNECTIONS];
static struct {
    unsigned length;
    int next;
} parts[BUFFERS];
static struct io_uring ring;
static struct io_uring_buf_ring *buffers;
static char *memory;
static int uses_ring, returned, listener;
static int starved[CONNECTIONS], starved_count;

static uint64_t tag(int what, int fd, int buffer)
{
    return (uint64_t)what << 56 | (uint64_t)(uint16_t)buffer << 32 | (uint32_t)fd;
}

static struct io_uring_sqe *next(void)
{
    struct io_uring_sqe *sqe = io_uring_get_sqe(&ring);
    while (!sqe) {
        io_uring_submit(&ring);
        sqe = io_uring_get_sqe(&ring);
    }
    return sqe;
}

static void accept_many(void)
{
    struct io_uring_sqe *sqe = next();
    io_uring_prep_multishot_accept_direct(sqe, listener, 0, 0, 0);
    io_uring_sqe_set_data64(sqe, tag(ACCEPT, 0, 0));
}

static void receive(int fd)
{
    struct io_uring_sqe *sqe = next();
    if (uses_ring) {
        io_uring_prep_recv_multishot(sqe, fd, 0, 0, 0);
        sqe->flags |= IOSQE_BUFFER_SELECT;
        sqe->buf_group = 0;
    } else {
        io_uring_prep_recv(sqe, fd, all[fd].buffer, PLAIN_BUFFER, 0);
    }
    sqe->flags |= IOSQE_FIXED_FILE;
    io_uring_sqe_set_data64(sqe, tag(RECEIVE, fd, 0));
    all[fd].is_receiving = 1;
}

static void send_part(int fd, char *data, unsigned size, int buffer)
{
    struct io_uring_sqe *sqe = next();
    io_uring_prep_send(sqe, fd, data, size, MSG_WAITALL | MSG_NOSIGNAL);
    sqe->flags |= IOSQE_FIXED_FILE;
    io_uring_sqe_set_data64(sqe, tag(SEND, fd, buffer));
    all[fd].is_sending = 1;
}

static void give_back(int buffer)
{
    io_uring_buf_ring_add(buffers, memory + (size_t)buffer * BUFFER, BUFFER,
                          (unsigned short)buffer, io_uring_buf_ring_mask(BUFFERS), returned++);
}

static void finish(int fd)
{
    struct connection *c = &all[fd];
    if (!c->is_open || c->is_sending || c->is_receiving) return;
    for (; c->first >= 0; c->first = parts[c->first].next) give_back(c->first);
    free(c->buffer);
    c->is_open = 0;
    struct io_uring_sqe *sqe = next();
    io_uring_prep_close_direct(sqe, (unsigned)fd);
    io_uring_sqe_set_data64(sqe, tag(CLOSE, fd, 0));
}

static void accepted(struct io_uring_cqe *cqe)
{
    if (!(cqe->flags & IORING_CQE_F_MORE)) accept_many();
    if (cqe->res < 0 || cqe->res >= CONNECTIONS) return;
    struct connection *c = &all[cqe->res];
    memset(c, 0, sizeof *c);
    c->is_open = 1;
    c->first = c->last = -1;
    if (!uses_ring) c->buffer = malloc(PLAIN_BUFFER);
    receive(cqe->res);
}

static void received_part(struct io_uring_cqe *cqe, int fd)
{
    struct connection *c = &all[fd];
    int buffer = (int)(cqe->flags >> IORING_CQE_BUFFER_SHIFT);
    parts[buffer].length = (unsigned)cqe->res;
    parts[buffer].next = -1;
    if (!c->is_sending) {
        send_part(fd, memory + (size_t)buffer * BUFFER, (unsigned)cqe->res, buffer);
    } else {
        if (c->first < 0) c->first = buffer;
        else parts[c->last].next = buffer;
        c->last = buffer;
    }
    if (!c->is_receiving) receive(fd);
}

static void received(struct io_uring_cqe *cqe, int fd)
{
    struct connection *c = &all[fd];
    if (!(cqe->flags & IORING_CQE_F_MORE)) c->is_receiving = 0;
    if (cqe->res == -ENOBUFS) {
        starved[starved_count++] = fd;
    } else if (cqe->res <= 0) {
        c->has_ended = 1;
        finish(fd);
    } else if (uses_ring) {
        received_part(cqe, fd);
    } else {
        send_part(fd, c->buffer, (unsigned)cqe->res, 0);
    }
}

static void sent(struct io_uring_cqe *cqe, int fd)
{
    struct connection *c = &all[fd];
    c->is_sending = 0;
    if (uses_ring) give_back((int)(uint16_t)(cqe->user_data >> 32));
    if (cqe->res < 0) c->has_ended = 1;
    if (c->has_ended) {
        finish(fd);
    } else if (!uses_ring) {
        receive(fd);
    } else if (c->first >= 0) {
        int buffer = c->first;
        c->first = parts[buffer].next;
        send_part(fd, memory + (size_t)buffer * BUFFER, parts[buffer].length, buffer);
    }
}

static void set_up_buffers(void)
{
    /* liburing 2.3 has no io_uring_setup_buf_ring. */
    if (posix_memalign((void **)&buffers, 4096, BUFFERS * sizeof(struct io_uring_buf))) exit(1);
    if (posix_memalign((void **)&memory, 4096, (size_t)BUFFER * BUFFERS)) exit(1);
    struct io_uring_buf_reg reg = {.ring_addr = (uintptr_t)buffers, .ring_entries = BUFFERS};
    if (io_uring_register_buf_ring(&ring, &reg, 0)) die("io_uring_register_buf_ring");
    io_uring_buf_ring_init(buffers);
    for (int i = 0; i < BUFFERS; i++) give_back(i);
    io_uring_buf_ring_advance(buffers, returned);
    returned = 0;
}

static void set_up(void)
{
    struct io_uring_params params = {0};
    params.flags = IORING_SETUP_CQSIZE | IORING_SETUP_CLAMP | IORING_SETUP_SINGLE_ISSUER |
                   IORING_SETUP_DEFER_TASKRUN;
    params.cq_entries = 16384;
    errno = -io_uring_queue_init_params(2048, &ring, &params);
    if (errno) die("io_uring_queue_init_params");
    io_uring_register_ring_fd(&ring);
    errno = -io_uring_register_files_sparse(&ring, CONNECTIONS);
    if (errno) die("io_uring_register_files_sparse");
    if (uses_ring) set_up_buffers();
}

static void turn(void)
{
    int result = io_uring_submit_and_wait(&ring, 1);
    if (result < 0 && result != -EINTR) {
        errno = -result;
        die("io_uring_enter");
    }
    unsigned head, count = 0;
    struct io_uring_cqe *cqe;
    io_uring_for_each_cqe(&ring, head, cqe)
    {
        count++;
        int fd = (int)(uint32_t)cqe->user_data;
        switch (cqe->user_data >> 56) {
        case ACCEPT: accepted(cqe); break;
        case RECEIVE: received(cqe, fd); break;
        case SEND: sent(cqe, fd); break;
        }
    }
    io_uring_cq_advance(&ring, count);
    if (returned) io_uring_buf_ring_advance(buffers, returned);
    returned = 0;
    while (starved_count) receive(starved[--starved_count]);
}

int main(int count, char **arguments)
{
    uses_ring = count > 1 && !strcmp(arguments[1], "ring");
    set_up();
    listener = listen_anywhere(0);
    accept_many();
    ready(listener, "");
    for (;;) turn();
}
