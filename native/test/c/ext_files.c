/* Operations on files: each of the table, with its result and its errors. */
#include "ext.h"

static char directory[64];
static char path[96];
static char other[96];

static void enter_directory(void)
{
    strcpy(directory, "/tmp/xev-ext-XXXXXX");
    CHECK(mkdtemp(directory) != NULL);
    snprintf(path, sizeof(path), "%s/file", directory);
    snprintf(other, sizeof(other), "%s/other", directory);
    open_loop();
}

static void leave_directory(void)
{
    CHECK_EQUAL(0, (int64_t)port_of()->armed);
    xev_loop_deinit(&loop);
    unlink(path);
    unlink(other);
    rmdir(other);
    CHECK_EQUAL(0, rmdir(directory));
}

static int64_t on_paths(int op, const char *first, const char *second, uint32_t argument)
{
    xev_submission submission = submission_of(op);

    submission.address = address_of(first);
    submission.address2 = address_of(second);
    submission.argument = argument;
    return perform(&submission);
}

static int64_t open_file(const char *name, uint32_t flags)
{
    xev_submission submission = submission_of(XEV_OP_OPEN);

    submission.address = address_of(name);
    submission.argument = flags;
    submission.argument2 = 0640;
    return perform(&submission);
}

static void make_file(const char *name, const char *text)
{
    FILE *file = fopen(name, "w");

    CHECK(file != NULL);
    CHECK(fputs(text, file) >= 0);
    CHECK_EQUAL(0, fclose(file));
}

static const uint32_t make = XEV_OPEN_READ | XEV_OPEN_WRITE | XEV_OPEN_CREATE | XEV_OPEN_EXCLUSIVE;

static void positions_and_offsets(void)
{
    int64_t file;
    char text[32];

    enter_directory();
    file = open_file(path, make);
    CHECK(file > 0);
    CHECK_EQUAL(1, (int64_t)port_of()->handles);

    CHECK_EQUAL(5, move(XEV_OP_WRITE, file, "hello", 5, 0));
    CHECK_EQUAL(6, move(XEV_OP_WRITE_AT, file, " world", 6, 5));
    CHECK_EQUAL(6, move(XEV_OP_READ, file, text, sizeof(text), 0));
    CHECK(memcmp(text, " world", 6) == 0);
    CHECK_EQUAL(-1, move(XEV_OP_READ, file, text, sizeof(text), 0));
    CHECK_EQUAL(4, move(XEV_OP_READ_AT, file, text, 4, 1));
    CHECK(memcmp(text, "ello", 4) == 0);
    CHECK_EQUAL(-1, move(XEV_OP_READ_AT, file, text, 4, 11));
    CHECK_EQUAL(-1, move(XEV_OP_READ_AT, file, text, 4, 4000));
    CHECK_EQUAL(0, move(XEV_OP_WRITE_AT, file, text, 0, 0));
    CHECK_EQUAL(0, move(XEV_OP_WRITE, file, text, 0, 0));

    CHECK_EQUAL(0, perform_on(XEV_OP_CLOSE, file));
    CHECK_EQUAL(0, (int64_t)port_of()->handles);
    leave_directory();
}

static void open_says_how(void)
{
    int64_t file;
    char text[8];

    enter_directory();
    file = open_file(path, make);
    CHECK_EQUAL(0, xev_ext_close(&loop, (uint32_t)file));

    CHECK_CODE(XEV_ERROR_ALREADY_EXISTS, open_file(path, make));
    CHECK_EQUAL(EEXIST, xev_ext_result_errno(open_file(path, make)));
    CHECK_CODE(XEV_ERROR_NOT_FOUND, open_file(other, XEV_OPEN_READ));
    CHECK_CODE(XEV_ERROR_NOT_A_DIRECTORY, open_file(path, XEV_OPEN_READ | XEV_OPEN_DIRECTORY));
    CHECK_CODE(XEV_ERROR_IS_A_DIRECTORY, open_file(directory, XEV_OPEN_WRITE));
    file = open_file(path, XEV_OPEN_WRITE | XEV_OPEN_APPEND);
    CHECK_EQUAL(2, move(XEV_OP_WRITE, file, "ab", 2, 0));
    CHECK_EQUAL(2, move(XEV_OP_WRITE, file, "cd", 2, 0));
    CHECK_CODE(XEV_ERROR_BAD_HANDLE, move(XEV_OP_READ, file, text, 4, 0));
    CHECK_EQUAL(0, xev_ext_close(&loop, (uint32_t)file));
    file = xev_ext_open(&loop, path, XEV_OPEN_READ, 0);
    CHECK(file > 0);
    CHECK_EQUAL(4, move(XEV_OP_READ, file, text, 8, 0));
    CHECK(memcmp(text, "abcd", 4) == 0);
    leave_directory();
}

static void truncate_and_sync(void)
{
    int64_t file;
    xev_submission submission = submission_of(XEV_OP_TRUNCATE);
    struct stat status;

    enter_directory();
    file = open_file(path, make);
    submission.handle = (uint32_t)file;
    submission.offset = 12345;
    CHECK_EQUAL(0, perform(&submission));
    CHECK_EQUAL(0, stat(path, &status));
    CHECK_EQUAL(12345, status.st_size);

    submission = submission_of(XEV_OP_FSYNC);
    submission.handle = (uint32_t)file;
    CHECK_EQUAL(0, perform(&submission));
    submission.argument = 1;
    CHECK_EQUAL(0, perform(&submission));
    leave_directory();
}

static void stat_by_handle_and_by_path(void)
{
    xev_submission submission = submission_of(XEV_OP_STAT);
    xev_stat by_handle, by_path;
    int64_t file;

    enter_directory();
    file = open_file(path, make);
    CHECK_EQUAL(3, move(XEV_OP_WRITE, file, "abc", 3, 0));
    submission.handle = (uint32_t)file;
    submission.address2 = address_of(&by_handle);
    CHECK_EQUAL(0, perform(&submission));
    submission.handle = 0;
    submission.address = address_of(path);
    submission.address2 = address_of(&by_path);
    CHECK_EQUAL(0, perform(&submission));

    CHECK_EQUAL(3, (int64_t)by_handle.size);
    CHECK_EQUAL(XEV_STAT_FILE, by_handle.kind);
    CHECK_EQUAL(1, by_handle.links);
    CHECK(by_handle.modified_s > 1000000000);
    CHECK(by_handle.inode == by_path.inode && by_handle.device == by_path.device);
    submission.address = address_of(directory);
    CHECK_EQUAL(0, perform(&submission));
    CHECK_EQUAL(XEV_STAT_DIRECTORY, by_path.kind);
    submission.address = address_of(other);
    CHECK_CODE(XEV_ERROR_NOT_FOUND, perform(&submission));
    leave_directory();
}

static void times_and_modes(void)
{
    xev_submission submission = submission_of(XEV_OP_SET_TIMES);
    xev_times times;
    struct stat status;
    int64_t file;

    enter_directory();
    file = open_file(path, make);
    times.accessed_s = 1;
    times.accessed_ns = XEV_TIMES_UNCHANGED;
    times.modified_s = 1000;
    times.modified_ns = 5;
    submission.handle = (uint32_t)file;
    submission.address2 = address_of(&times);
    CHECK_EQUAL(0, perform(&submission));
    CHECK_EQUAL(0, stat(path, &status));
    CHECK_EQUAL(1000, status.st_mtim.tv_sec);
    CHECK_EQUAL(5, status.st_mtim.tv_nsec);
    CHECK(status.st_atim.tv_sec > 1);
    times.modified_ns = XEV_TIMES_NOW;
    submission.handle = 0;
    submission.address = address_of(path);
    CHECK_EQUAL(0, perform(&submission));
    CHECK_EQUAL(0, stat(path, &status));
    CHECK(status.st_mtim.tv_sec > 1000);

    CHECK_EQUAL(0, on_paths(XEV_OP_SET_MODE, path, NULL, 0604));
    CHECK_EQUAL(0, stat(path, &status));
    CHECK_EQUAL(0604, status.st_mode & 07777);
    submission = submission_of(XEV_OP_SET_MODE);
    submission.handle = (uint32_t)file;
    submission.argument = 0600;
    CHECK_EQUAL(0, perform(&submission));
    CHECK_EQUAL(0, stat(path, &status));
    CHECK_EQUAL(0600, status.st_mode & 07777);
    leave_directory();
}

static void names_and_directories(void)
{
    struct stat status;

    enter_directory();
    CHECK_EQUAL(0, on_paths(XEV_OP_MKDIR, other, NULL, 0700));
    CHECK_CODE(XEV_ERROR_ALREADY_EXISTS, on_paths(XEV_OP_MKDIR, other, NULL, 0700));
    CHECK_CODE(XEV_ERROR_IS_A_DIRECTORY, on_paths(XEV_OP_UNLINK, other, NULL, 0));
    CHECK_EQUAL(0, on_paths(XEV_OP_UNLINK, other, NULL, 1));
    CHECK_CODE(XEV_ERROR_NOT_FOUND, on_paths(XEV_OP_UNLINK, other, NULL, 1));

    make_file(path, "one");
    make_file(other, "other");
    CHECK_CODE(XEV_ERROR_ALREADY_EXISTS, on_paths(XEV_OP_RENAME, path, other, 1));
    CHECK_EQUAL(0, on_paths(XEV_OP_RENAME, path, other, 0));
    CHECK_EQUAL(-1, stat(path, &status));
    CHECK_EQUAL(0, stat(other, &status));
    CHECK_EQUAL(3, status.st_size);
    CHECK_EQUAL(0, on_paths(XEV_OP_UNLINK, other, NULL, 0));
    leave_directory();
}

static void symbolic_links(void)
{
    xev_submission submission = submission_of(XEV_OP_READLINK);
    xev_stat status;
    char text[16];

    enter_directory();
    CHECK_EQUAL(0, on_paths(XEV_OP_SYMLINK, "nowhere", path, 0));
    submission.address = address_of(path);
    submission.address2 = address_of(text);
    submission.length = sizeof(text);
    CHECK_EQUAL(7, perform(&submission));
    CHECK(memcmp(text, "nowhere", 7) == 0);
    CHECK_CODE(XEV_ERROR_TOO_MANY_LINKS, open_file(path, XEV_OPEN_READ | XEV_OPEN_NO_FOLLOW));

    submission = submission_of(XEV_OP_STAT);
    submission.address = address_of(path);
    submission.address2 = address_of(&status);
    CHECK_CODE(XEV_ERROR_NOT_FOUND, perform(&submission));
    submission.argument = 1;
    CHECK_EQUAL(0, perform(&submission));
    CHECK_EQUAL(XEV_STAT_SYMLINK, status.kind);
    leave_directory();
}

static void a_copy_tells_its_progress(void)
{
    xev_submission submission = submission_of(XEV_OP_COPY);
    xev_copy copy;
    struct stat status;

    enter_directory();
    make_file(path, "what is to be copied");
    CHECK_EQUAL(0, chmod(path, 0711));
    memset(&copy, 0, sizeof(copy));
    copy.source = address_of(path);
    copy.target = address_of(other);
    copy.flags = XEV_COPY_KEEP_MODE | XEV_COPY_EXCLUSIVE;
    submission.address = address_of(&copy);
    CHECK_EQUAL(20, perform(&submission));

    CHECK_EQUAL(20, (int64_t)copy.progress);
    CHECK_EQUAL(20, (int64_t)copy.size);
    CHECK(copy.method >= XEV_COPY_REFLINK && copy.method <= XEV_COPY_READ_WRITE);
    CHECK_EQUAL(0, stat(other, &status));
    CHECK_EQUAL(20, status.st_size);
    CHECK_EQUAL(0711, status.st_mode & 07777);
    CHECK_CODE(XEV_ERROR_ALREADY_EXISTS, perform(&submission));
    copy.flags = XEV_COPY_PLAIN;
    CHECK_EQUAL(20, perform(&submission));
    CHECK_EQUAL(XEV_COPY_READ_WRITE, copy.method);
    copy.cancel = 1;
    CHECK_CODE(XEV_ERROR_CANCELED, perform(&submission));
    leave_directory();
}

int main(void)
{
    static const struct test tests[] = {
        TEST(positions_and_offsets),
        TEST(open_says_how),
        TEST(truncate_and_sync),
        TEST(stat_by_handle_and_by_path),
        TEST(times_and_modes),
        TEST(names_and_directories),
        TEST(symbolic_links),
        TEST(a_copy_tells_its_progress),
    };

    return RUN_ON_EACH_BACKEND(tests);
}
