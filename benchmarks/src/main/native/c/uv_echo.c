/* An echo server on libuv: uv_echo write, or uv_echo try to try without queueing first. */
#include "run.h"

#include <uv.h>

struct connection {
    uv_tcp_t tcp;
    char buffer[65536];
};

struct outgoing {
    uv_write_t write;
    char rest[];
};

static int tries;

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

static void on_written(uv_write_t *write, int status)
{
    (void)status;
    free(write);
}

/* What is queued is copied: the next read may come before it has left. */
static void queue(uv_stream_t *stream, const char *data, size_t size)
{
    struct outgoing *outgoing = malloc(sizeof *outgoing + size);
    memcpy(outgoing->rest, data, size);
    uv_buf_t buffer = uv_buf_init(outgoing->rest, (unsigned)size);
    uv_write(&outgoing->write, stream, &buffer, 1, on_written);
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buffer)
{
    if (n < 0) uv_close((uv_handle_t *)stream, on_close);
    if (n <= 0) return;
    int sent = 0;
    if (tries) {
        uv_buf_t all = uv_buf_init(buffer->base, (unsigned)n);
        sent = uv_try_write(stream, &all, 1);
        if (sent < 0) sent = 0;
    }
    if (sent < n) queue(stream, buffer->base + sent, (size_t)(n - sent));
}

static void on_connection(uv_stream_t *listener, int status)
{
    if (status < 0) return;
    struct connection *c = malloc(sizeof *c);
    uv_tcp_init(listener->loop, &c->tcp);
    if (uv_accept(listener, (uv_stream_t *)&c->tcp)) {
        uv_close((uv_handle_t *)&c->tcp, on_close);
        return;
    }
    uv_tcp_nodelay(&c->tcp, 1);
    uv_read_start((uv_stream_t *)&c->tcp, on_allocate, on_read);
}

int main(int count, char **arguments)
{
    tries = count > 1 && !strcmp(arguments[1], "try");
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
