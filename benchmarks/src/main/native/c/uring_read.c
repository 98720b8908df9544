/* Random reads of 4 KiB blocks: uring_read HOW FILE DEPTH WARM_UP_MS MEASURE_MS DIRECT. HOW is
 * `plain`, `fixed` (registered file and buffers) or `pread`. Each block must begin with its number.
 */
#define _GNU_SOURCE
#include "run.h"

#include <fcntl.h>
#include <liburing.h>
#include <sys/stat.h>

enum { BLOCK = 4096, DEPTH_MAX = 256 };

static struct io_uring ring;
static char *buffers[DEPTH_MAX];
static uint64_t expected[DEPTH_MAX];
static uint64_t blocks, state = 88172645463325252u;
static int fd, is_fixed;

static uint64_t next_block(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (state >> 1) % blocks;
}

static void check(int slot, long result)
{
    uint64_t number;
    memcpy(&number, buffers[slot], sizeof number);
    if (result == BLOCK && number == expected[slot]) return;
    fprintf(stderr, "uring_read: %ld bytes of the wrong block\n", result);
    exit(4);
}

static void start(int slot)
{
    struct io_uring_sqe *sqe = io_uring_get_sqe(&ring);
    expected[slot] = next_block();
    uint64_t offset = expected[slot] * BLOCK;
    if (is_fixed) {
        io_uring_prep_read_fixed(sqe, 0, buffers[slot], BLOCK, offset, slot);
        sqe->flags |= IOSQE_FIXED_FILE;
    } else {
        io_uring_prep_read(sqe, fd, buffers[slot], BLOCK, offset);
    }
    io_uring_sqe_set_data64(sqe, (uint64_t)slot);
}

static uint64_t read_until(uint64_t end, int depth, int is_ring)
{
    uint64_t count = 0;
    while (!is_ring && now() < end) {
        for (int i = 0; i < 16; i++, count++) {
            expected[0] = next_block();
            check(0, pread(fd, buffers[0], BLOCK, (off_t)(expected[0] * BLOCK)));
        }
    }
    if (!is_ring) return count;
    for (int i = 0; i < depth; i++) start(i);
    for (int in_flight = depth; in_flight;) {
        if (io_uring_submit_and_wait(&ring, 1) < 0) die("io_uring_enter");
        int is_over = now() >= end;
        unsigned head, seen = 0;
        struct io_uring_cqe *cqe;
        io_uring_for_each_cqe(&ring, head, cqe)
        {
            seen++;
            int slot = (int)cqe->user_data;
            check(slot, cqe->res);
            if (is_over) in_flight--;
            else start(slot);
        }
        io_uring_cq_advance(&ring, seen);
        count += seen;
    }
    return count;
}

static void set_up(int depth)
{
    struct io_uring_params params = {0};
    params.flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN;
    errno = -io_uring_queue_init_params(DEPTH_MAX, &ring, &params);
    if (errno) die("io_uring_queue_init_params");
    io_uring_register_ring_fd(&ring);
    if (!is_fixed) return;
    struct iovec vectors[DEPTH_MAX];
    for (int i = 0; i < depth; i++) vectors[i] = (struct iovec){buffers[i], BLOCK};
    errno = -io_uring_register_buffers(&ring, vectors, (unsigned)depth);
    if (errno) die("io_uring_register_buffers");
    errno = -io_uring_register_files(&ring, &fd, 1);
    if (errno) die("io_uring_register_files");
}

int main(int count, char **arguments)
{
    if (count != 7) return 1;
    int depth = atoi(arguments[3]), is_ring = strcmp(arguments[1], "pread") != 0;
    is_fixed = !strcmp(arguments[1], "fixed");
    fd = open(arguments[2], O_RDONLY | O_CLOEXEC | (atoi(arguments[6]) ? O_DIRECT : 0));
    struct stat status;
    if (fd < 0 || fstat(fd, &status) || depth < 1 || depth > DEPTH_MAX) die("open");
    blocks = (uint64_t)status.st_size / BLOCK;
    for (int i = 0; i < depth; i++) {
        if (posix_memalign((void **)&buffers[i], BLOCK, BLOCK)) return 1;
    }
    if (is_ring) set_up(depth);
    read_until(now() + (uint64_t)atoi(arguments[4]) * 1000000u, depth, is_ring);
    uint64_t begin = now(), cpu = nanos(CLOCK_PROCESS_CPUTIME_ID);
    uint64_t reads = read_until(begin + (uint64_t)atoi(arguments[5]) * 1000000u, depth, is_ring);
    cpu = nanos(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    double seconds = (double)(now() - begin) / 1e9;
    printf("{\"cpu_ns\":%.2f,\"rate\":%.1f}\n", (double)cpu / (double)reads,
           (double)reads / seconds);
    return 0;
}
