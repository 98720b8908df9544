/* Announced memory: what the system pins of it, what it may not pin, and when it lets go. */
#include "ext.h"

#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>

enum { PAGE = 4096, PAGES = 80, OFTEN = 200, SOMEBODY = 100000 };

static char *memory;
static int64_t file;
static char path[64];

/* Kilobytes that rings have pinned for this process. */
static long pinned(void)
{
    FILE *status = fopen("/proc/self/status", "r");
    char line[256];
    long found = -1;

    CHECK(status != NULL);
    while (fgets(line, sizeof(line), status) != NULL)
        if (strncmp(line, "VmPin:", 6) == 0)
            found = atol(line + 6);
    CHECK_EQUAL(0, fclose(status));
    CHECK(found >= 0);
    return found;
}

/* Whether the ring of this kernel has what it takes: Linux 5.19. */
static int can_pin(void)
{
    char *end = NULL;
    FILE *release = fopen("/proc/sys/kernel/osrelease", "r");
    char text[64];
    long major;

    if (backend != XEV_BACKEND_IO_URING)
        return 0;
    CHECK(release != NULL && fgets(text, sizeof(text), release) != NULL);
    CHECK_EQUAL(0, fclose(release));
    major = strtol(text, &end, 10);
    return major > 5 || (major == 5 && strtol(end + 1, NULL, 10) >= 19);
}

static void *map(size_t length, int protection)
{
    void *mapped = mmap(NULL, length, protection, MAP_PRIVATE | 0x20 /* anonymous */, -1, 0);

    CHECK(mapped != MAP_FAILED);
    return mapped;
}

static void make_file(void)
{
    char block[PAGE];
    int fd;

    strcpy(path, "/tmp/xev-memory-XXXXXX");
    fd = mkstemp(path);
    CHECK(fd >= 0);
    memset(block, 'x', sizeof(block));
    CHECK_EQUAL(PAGE, write(fd, block, sizeof(block)));
    CHECK_EQUAL(0, close(fd));
}

static void begin(void)
{
    make_file();
    open_loop();
    memory = (char *)map(PAGES * PAGE, PROT_READ | PROT_WRITE);
    file = xev_ext_open(&loop, path, XEV_OPEN_READ | XEV_OPEN_WRITE, 0);
    CHECK(file > 0);
}

static void finish(void)
{
    xev_loop_deinit(&loop);
    CHECK_EQUAL(0, pinned());
    CHECK_EQUAL(0, munmap(memory, PAGES * PAGE));
    CHECK_EQUAL(0, unlink(path));
}

static void read_often(char *into)
{
    int count;

    for (count = 0; count < OFTEN; count++) {
        memset(into, 0, PAGE);
        CHECK_EQUAL(PAGE, move(XEV_OP_READ_AT, file, into, PAGE, 0));
        CHECK(into[0] == 'x' && into[PAGE - 1] == 'x');
    }
}

static void what_is_used_often_is_pinned_until_the_loop_ends(void)
{
    begin();
    CHECK_EQUAL(0, xev_ext_memory_announce(&loop, memory, PAGES * PAGE));
    CHECK_EQUAL(PAGE, move(XEV_OP_READ_AT, file, memory, PAGE, 0));
    CHECK_EQUAL(0, pinned());
    read_often(memory + PAGE);
    CHECK_EQUAL(can_pin() ? PAGES * PAGE / 1024 : 0, pinned());
    CHECK_EQUAL(PAGE, move(XEV_OP_WRITE_AT, file, memory + PAGE, PAGE, PAGE));
    finish();
}

static void what_was_not_announced_is_not_pinned(void)
{
    begin();
    CHECK_EQUAL(0, xev_ext_memory_announce(&loop, memory, PAGE));
    read_often(memory + PAGE);
    CHECK_EQUAL(0, pinned());
    finish();
}

static void memory_that_cannot_be_pinned_works_as_before(void)
{
    char *read_only, *gone;
    int count;

    begin();
    read_only = (char *)map(PAGE, PROT_READ);
    gone = (char *)map(PAGE, PROT_READ | PROT_WRITE);
    CHECK_EQUAL(0, munmap(gone, PAGE));
    CHECK_EQUAL(0, xev_ext_memory_announce(&loop, read_only, PAGE));
    CHECK_EQUAL(0, xev_ext_memory_announce(&loop, gone, PAGE));
    CHECK_EQUAL(0, xev_ext_memory_announce(&loop, memory, PAGES * PAGE));
    for (count = 0; count < OFTEN; count++) {
        CHECK_EQUAL(PAGE, move(XEV_OP_WRITE_AT, file, read_only, PAGE, PAGE));
        CHECK_CODE(XEV_ERROR_BAD_ADDRESS, move(XEV_OP_READ_AT, file, gone, PAGE, 0));
        CHECK_CODE(XEV_ERROR_BAD_ADDRESS, move(XEV_OP_READ_AT, file, read_only, PAGE, 0));
    }
    read_often(memory);
    CHECK_EQUAL(can_pin() ? PAGES * PAGE / 1024 : 0, pinned());
    CHECK_EQUAL(0, munmap(read_only, PAGE));
    finish();
}

static void *announce(void *answer)
{
    *(int64_t *)answer = xev_ext_memory_announce(&loop, memory, PAGES * PAGE);
    return NULL;
}

static void a_loop_without_a_thread_yet_is_told_by_any(void)
{
    pthread_t thread;
    int64_t answer = -1;

    begin();
    CHECK_EQUAL(0, pthread_create(&thread, NULL, announce, &answer));
    CHECK_EQUAL(0, pthread_join(thread, NULL));
    CHECK_EQUAL(0, answer);
    read_often(memory);
    CHECK_EQUAL(can_pin() ? PAGES * PAGE / 1024 : 0, pinned());
    finish();
}

static void a_loop_ends_in_the_midst_of_transfers(void)
{
    static struct operation operations[OFTEN];
    xev_submission submission;
    int64_t ends[2];
    int index;

    begin();
    CHECK_EQUAL(0, xev_ext_memory_announce(&loop, memory, PAGES * PAGE));
    read_often(memory);
    pair(ends);
    for (index = 0; index < OFTEN; index++) {
        submission = transfer(XEV_OP_READ_AT, file, memory + PAGE, PAGE);
        start(&operations[index], &submission, 0);
    }
    CHECK_EQUAL(0, xev_ext_flush(&loop, 0));
    finish();
}

/* What a user other than root has pinned counts against a limit, and the ring itself may, too. */
static void become_somebody(void)
{
    if (getuid() == 0)
        CHECK_EQUAL(0, setuid(SOMEBODY + (uid_t)getpid()));
}

static void limit_pages(rlim_t count)
{
    struct rlimit bytes;

    bytes.rlim_cur = bytes.rlim_max = count * PAGE;
    CHECK_EQUAL(0, setrlimit(RLIMIT_MEMLOCK, &bytes));
}

static void read_within(rlim_t limit, int is_own_user)
{
    int may_pin_some = limit > 0 && can_pin();

    open_loop();
    limit_pages(limit);
    file = xev_ext_open(&loop, path, XEV_OPEN_READ, 0);
    CHECK(file > 0);
    memory = (char *)map(PAGES * PAGE, PROT_READ | PROT_WRITE);
    CHECK_EQUAL(0, xev_ext_memory_announce(&loop, memory, 2 * PAGE));
    CHECK_EQUAL(0, xev_ext_memory_announce(&loop, memory + 2 * PAGE, (PAGES - 2) * PAGE));
    read_often(memory + 2 * PAGE);
    CHECK_EQUAL(0, pinned());
    read_often(memory);
    if (!may_pin_some || is_own_user)
        CHECK_EQUAL(may_pin_some ? 2 * PAGE / 1024 : 0, pinned());
    xev_loop_deinit(&loop);
    CHECK_EQUAL(0, pinned());
}

static void in_a_child(rlim_t limit)
{
    int is_root = getuid() == 0;
    pid_t child = fork();
    int status;

    CHECK(child >= 0);
    if (child == 0) {
        alarm(30);
        become_somebody();
        read_within(limit, is_root);
        _exit(0);
    }
    CHECK_EQUAL(child, waitpid(child, &status, 0));
    CHECK_EQUAL(0, status);
}

static void what_may_not_be_pinned_works_as_before(void)
{
    make_file();
    CHECK_EQUAL(0, chmod(path, 0644));
    in_a_child(0);
    in_a_child(PAGES / 2);
    CHECK_EQUAL(0, unlink(path));
}

int main(void)
{
    static const struct test tests[] = {
        TEST(what_is_used_often_is_pinned_until_the_loop_ends),
        TEST(what_was_not_announced_is_not_pinned),
        TEST(memory_that_cannot_be_pinned_works_as_before),
        TEST(a_loop_without_a_thread_yet_is_told_by_any),
        TEST(a_loop_ends_in_the_midst_of_transfers),
        TEST(what_may_not_be_pinned_works_as_before),
    };

    return RUN_ON_EACH_BACKEND(tests);
}
