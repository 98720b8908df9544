/* The server of stream_load.c on libuv. */
#include "run.h"

#include <uv.h>

enum { PERIOD = 65536, CHUNK = 4 * PERIOD };

struct connection {
    uv_tcp_t tcp;
    uv_write_t write;
    int64_t in;  /* bytes to come; 0 before the number has come */
    int64_t out; /* bytes to send */
    int64_t answer;
    char buffer[PERIOD];
};

static char pattern[CHUNK];

static void on_close(uv_handle_t *handle)
{
    free(handle);
}

static void on_allocate(uv_handle_t *handle, size_t size, uv_buf_t *buffer)
{
    (void)size;
    struct connection *c = (struct connection *)handle;
    *buffer = uv_buf_init(c->buffer, sizeof c->buffer);
}

static void on_answered(uv_write_t *write, int status)
{
    (void)write, (void)status;
}

static void on_written(uv_write_t *write, int status);

static void send_more(struct connection *c)
{
    unsigned size = c->out < CHUNK ? (unsigned)c->out : CHUNK;
    uv_buf_t part = uv_buf_init(pattern, size);
    c->out -= size;
    uv_write(&c->write, (uv_stream_t *)&c->tcp, &part, 1, on_written);
}

static void on_written(uv_write_t *write, int status)
{
    struct connection *c = (struct connection *)write->handle;
    if (!status && c->out > 0) send_more(c);
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buffer)
{
    struct connection *c = (struct connection *)stream;
    if (n < 0) uv_close((uv_handle_t *)stream, on_close);
    if (n <= 0) return;
    if (!c->in) {
        memcpy(&c->in, buffer->base, sizeof c->in);
        if (c->in < 0) {
            c->out = -c->in;
            send_more(c);
            return;
        }
        n -= 8;
    }
    c->in -= n;
    if (c->in) return;
    uv_buf_t answer = uv_buf_init((char *)&c->answer, sizeof c->answer);
    uv_write(&c->write, stream, &answer, 1, on_answered);
}

static void on_connection(uv_stream_t *listener, int status)
{
    if (status < 0) return;
    struct connection *c = calloc(1, sizeof *c);
    uv_tcp_init(listener->loop, &c->tcp);
    if (uv_accept(listener, (uv_stream_t *)&c->tcp)) {
        uv_close((uv_handle_t *)&c->tcp, on_close);
        return;
    }
    uv_read_start((uv_stream_t *)&c->tcp, on_allocate, on_read);
}

int main(void)
{
    for (int i = 0; i < CHUNK; i++) pattern[i] = (char)(i % PERIOD % 251);
    uv_loop_t *loop = uv_default_loop();
    uv_tcp_t listener;
    uv_tcp_init(loop, &listener);
    struct sockaddr_in at;
    uv_ip4_addr("127.0.0.1", 0, &at);
    if (uv_tcp_bind(&listener, (void *)&at, 0)) return 1;
    if (uv_listen((uv_stream_t *)&listener, 4096, on_connection)) return 1;
    uv_os_fd_t fd;
    if (uv_fileno((uv_handle_t *)&listener, &fd)) return 1;
    ready(fd, uv_version_string());
    return uv_run(loop, UV_RUN_DEFAULT);
}
