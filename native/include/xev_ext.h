/*
 * xev_ext: what libxev's C API lacks. Files, sockets, copies, polls and cancels, each with a
 * callback or in batches; loops with options; and a choice of the system's interface at run time.
 *
 * An operation is described by a submission of 64 bytes and reported by events of 16 bytes. There
 * are two ways to use them, also side by side on one loop:
 *
 *   xev_ext_submit   one operation in a completion, reported to a callback inside xev_loop_run;
 *   xev_ext_poll     many operations at once, written to memory that both sides share (the port),
 *                    reported there in a batch. Made for callers of other languages: one call a
 *                    turn, no callback.
 *
 * docs/operations.md tells for each operation how it runs on each backend, docs/ownership.md who
 * may free what and when, and docs/abi.md what may change in a later version and what may not.
 *
 * Threads. Everything here belongs to the loop's thread, as in xev.h, but for xev_ext_wake and the
 * functions that take no loop, which may be called on any thread.
 *
 * Memory. Whatever a submission names (buffers, paths, structures) stays as it is, and must not be
 * freed or written, from its start until its last event. Structures are plain values. None of the
 * pointers may be NULL where the description does not say so; those that may be wrong by accident
 * are checked all the same and answer INVALID_ARGUMENT.
 *
 * Results. An int64_t that is called a result is one of
 *
 *   >= 0   a count of bytes, a handle, or 0, as the operation says;
 *   -1     the end of a stream;
 *   <= -2  an error: -(code | errno << 8 | moved << 24), where `code` is one of XEV_ERROR_*,
 *          `errno` the system's own number or 0, and `moved` the bytes that moved before it.
 *
 * A function that returns int answers 0 or one of XEV_ERROR_*, where nothing else is said. After
 * xev_loop_deinit all functions answer LOOP_CLOSED, as far as the loop's memory is still there.
 *
 * Handles. A file, socket or pipe is known by a handle, a number above 0 that is never used for
 * another one soon. A handle that is closed, or closing, answers BAD_HANDLE. Descriptors are made
 * not to survive an exec, and sockets never to block or to raise SIGPIPE.
 */
#ifndef XEV_EXT_H
#define XEV_EXT_H

#include <stddef.h>
#include <stdint.h>

#include "xev.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Submissions
 */

/* One operation to start. What an operation does not use is 0. */
typedef struct xev_submission {
    /* One of XEV_OP_*. */
    uint8_t op;
    /* Of XEV_SUBMISSION_*. */
    uint8_t flags;
    /* A group of buffers, for BUFFER_SELECT and XEV_OP_PROVIDE. */
    uint16_t group;
    /*
     * The port only: the index by which the caller knows the operation, below the loop's
     * `max_operations`. May be used again after the last event.
     */
    uint32_t slot;
    /* The port only: any number that differs from the one of the slot's last operation. */
    uint32_t generation;
    uint32_t handle;
    /* Addresses of memory, as numbers. */
    uint64_t address;
    uint64_t address2;
    /* A position or size in bytes, or a delay in nanoseconds. */
    uint64_t offset;
    /* Bytes at `address`, or at `address2` for XEV_OP_READLINK. */
    uint32_t length;
    uint32_t argument;
    uint64_t argument2;
    uint64_t reserved;
} xev_submission;

enum {
    /* The port only: no event is ever sent. For CANCEL and PROVIDE; others are not started. */
    XEV_SUBMISSION_SILENT = 1,
    /* ACCEPT and RECEIVE with BUFFER_SELECT: one activation, many events. */
    XEV_SUBMISSION_MULTISHOT = 2,
    /* RECEIVE: the loop lends a buffer of `group` when there is something to put in it. */
    XEV_SUBMISSION_BUFFER_SELECT = 4
};

/*
 * The operations. "Path" is the address of a string that ends with a zero byte; a relative one
 * starts at the process's directory. The result is 0 where nothing else is said.
 */
enum {
    /* Nothing: ends in the next turn. */
    XEV_OP_NOOP = 0,
    /* Ends `offset` nanoseconds from now, never earlier. */
    XEV_OP_TIMER = 1,
    /*
     * Asks the operation with slot `argument` and generation `argument2` to end. The result is 0
     * when there was one, else NOT_FOUND; how it ended is told by its own last event, which may
     * come before or after this one. With callbacks use xev_ext_cancel.
     */
    XEV_OP_CANCEL = 2,
    /* Waits until `handle` is ready for `argument`; the result is what it is ready for. Both are
     * made of XEV_READY_*; HANG_UP and FAILED need not be asked for. */
    XEV_OP_POLL = 3,
    /* Opens the path at `address`, with `argument` of XEV_OPEN_* and, for a new file, the
     * permission bits `argument2`; the result is a handle. */
    XEV_OP_OPEN = 4,
    /*
     * Closes `handle`: no operation can be started on it from now on, all that are armed are
     * cancelled, and this ends after the last of them. Cannot be cancelled.
     */
    XEV_OP_CLOSE = 5,
    /* Reads at most `length` bytes, one at least, from the stream or at the position of the file;
     * the result is how many, or -1 at the end. */
    XEV_OP_READ = 6,
    /* Writes all `length` bytes, to a stream in the order of the submissions, to a file at its
     * position. */
    XEV_OP_WRITE = 7,
    /* Reads at most `length` bytes from `offset` on; the result is how many, or -1 at the end. */
    XEV_OP_READ_AT = 8,
    /* Writes all `length` bytes from `offset` on. */
    XEV_OP_WRITE_AT = 9,
    /* What was written survives a crash; with `argument` 1 its data and what is needed to read
     * it, but not, for one, the time of the change. */
    XEV_OP_FSYNC = 10,
    /* Describes `handle`, or without one the path at `address`, in the xev_stat at `address2`;
     * with `argument` 1 a symbolic link itself. */
    XEV_OP_STAT = 11,
    /* Makes the file `offset` bytes long. */
    XEV_OP_TRUNCATE = 12,
    /* Copies a file as the xev_copy at `address` says, which is aligned to 8 bytes; the result is
     * how many bytes. */
    XEV_OP_COPY = 13,
    /* Makes a directory at the path, with the permission bits `argument`. */
    XEV_OP_MKDIR = 14,
    /* Gives what is at the path `address` the path `address2`, and replaces what is there; with
     * `argument` 1 it ends with ALREADY_EXISTS instead. */
    XEV_OP_RENAME = 15,
    /* Removes the file at the path; with `argument` 1 the empty directory. */
    XEV_OP_UNLINK = 16,
    /* Makes a symbolic link at the path `address2` that says what is at `address`. */
    XEV_OP_SYMLINK = 17,
    /* Puts at most `length` bytes of what the symbolic link at the path says at `address2`; the
     * result is how many. No zero byte is added. */
    XEV_OP_READLINK = 18,
    /* Sets the times of `handle`, or of the path at `address`, to the xev_times at `address2`;
     * with `argument` 1 those of a symbolic link itself. */
    XEV_OP_SET_TIMES = 19,
    /* Sets the permission bits of `handle`, or of the path at `address`, to `argument`. */
    XEV_OP_SET_MODE = 20,
    /* Takes a connection from a listening socket; the result is the handle of its socket. With
     * MULTISHOT each connection that comes is an event with MORE. */
    XEV_OP_ACCEPT = 21,
    /* Connects a socket to the xev_address at `address`. */
    XEV_OP_CONNECT = 22,
    /*
     * Receives at most `length` bytes from a socket; the result is how many, or -1 when the peer
     * has sent its last, which datagrams have not: an empty one is 0. With BUFFER_SELECT the event
     * has a buffer of `group`, and `address` and `length` are 0; MULTISHOT then goes on until it
     * fails or the stream ends. While all buffers are lent it waits until one comes back.
     */
    XEV_OP_RECEIVE = 23,
    /* Sends all `length` bytes on a socket, in the order of the submissions. */
    XEV_OP_SEND = 24,
    /* Ends, with `argument` 0 receiving, with 1 sending, with 2 both; what was sent before goes
     * out first. */
    XEV_OP_SHUTDOWN = 25,
    /* Gives the buffer `argument` of `group` back. Ignored when it is not lent. */
    XEV_OP_PROVIDE = 26,
    /* Takes room on the device for `argument2` bytes of a file from `offset` on; what lies beyond
     * its end makes it larger. UNSUPPORTED where the file system cannot. */
    XEV_OP_FALLOCATE = 27
};

enum {
    XEV_OPEN_READ = 1,
    XEV_OPEN_WRITE = 2,
    /* Each write goes to the end of the file. Implies WRITE when READ is not asked for. */
    XEV_OPEN_APPEND = 4,
    XEV_OPEN_CREATE = 8,
    /* With CREATE: ends with ALREADY_EXISTS when there is one. */
    XEV_OPEN_EXCLUSIVE = 16,
    XEV_OPEN_TRUNCATE = 32,
    /* Only a directory. */
    XEV_OPEN_DIRECTORY = 64,
    /* Not when the path's last part is a symbolic link. */
    XEV_OPEN_NO_FOLLOW = 128,
    /* Past the system's cache; memory, offset and length are multiples of the device's block. */
    XEV_OPEN_DIRECT = 256,
    /* A write ends when its data, and with SYNC all about it, would survive a crash. */
    XEV_OPEN_SYNC = 512,
    XEV_OPEN_DATA_SYNC = 1024
};

enum {
    XEV_READY_READABLE = 1,
    XEV_READY_WRITABLE = 2,
    /* The peer is gone. */
    XEV_READY_HANG_UP = 4,
    /* The next operation tells the error. */
    XEV_READY_FAILED = 8
};

/*
 * Events
 */

/* One report of an operation. */
typedef struct xev_event {
    /* That of the submission; of no meaning to a callback. */
    uint32_t slot;
    /* Of XEV_EVENT_*. */
    uint16_t flags;
    /* With HAS_BUFFER: which buffer of the group is the caller's until XEV_OP_PROVIDE. */
    uint16_t buffer;
    /* As described above. */
    int64_t result;
} xev_event;

enum {
    /* Not the last event: the operation goes on. */
    XEV_EVENT_MORE = 1,
    XEV_EVENT_HAS_BUFFER = 2
};

/*
 * The error codes, the same on every system and in every version. docs/abi.md has the numbers of
 * the system that each stands for.
 */
enum {
    /* Never in a result, where -1 says it; xev_ext_result_code(-1) is this. */
    XEV_ERROR_END_OF_STREAM = 1,
    XEV_ERROR_CANCELED = 2,
    XEV_ERROR_TIMED_OUT = 3,
    XEV_ERROR_BAD_HANDLE = 4,
    XEV_ERROR_NOT_FOUND = 5,
    XEV_ERROR_ALREADY_EXISTS = 6,
    XEV_ERROR_ACCESS_DENIED = 7,
    XEV_ERROR_NOT_PERMITTED = 8,
    XEV_ERROR_NOT_A_DIRECTORY = 9,
    XEV_ERROR_IS_A_DIRECTORY = 10,
    XEV_ERROR_DIRECTORY_NOT_EMPTY = 11,
    XEV_ERROR_NAME_TOO_LONG = 12,
    XEV_ERROR_TOO_MANY_LINKS = 13,
    XEV_ERROR_NO_SPACE = 14,
    XEV_ERROR_QUOTA_EXCEEDED = 15,
    XEV_ERROR_FILE_TOO_BIG = 16,
    XEV_ERROR_READ_ONLY = 17,
    XEV_ERROR_BUSY = 18,
    XEV_ERROR_TEXT_BUSY = 19,
    XEV_ERROR_CROSS_DEVICE = 20,
    XEV_ERROR_IO_ERROR = 21,
    XEV_ERROR_TOO_MANY_HANDLES = 22,
    XEV_ERROR_SYSTEM_HANDLES = 23,
    XEV_ERROR_OUT_OF_MEMORY = 24,
    XEV_ERROR_NO_BUFFERS = 25,
    XEV_ERROR_INVALID_ARGUMENT = 26,
    XEV_ERROR_UNSUPPORTED = 27,
    XEV_ERROR_BAD_ADDRESS = 28,
    XEV_ERROR_BROKEN_PIPE = 29,
    XEV_ERROR_CONNECTION_RESET = 30,
    XEV_ERROR_CONNECTION_REFUSED = 31,
    XEV_ERROR_CONNECTION_ABORTED = 32,
    XEV_ERROR_NOT_CONNECTED = 33,
    XEV_ERROR_ALREADY_CONNECTED = 34,
    XEV_ERROR_ADDRESS_IN_USE = 35,
    XEV_ERROR_ADDRESS_NOT_AVAILABLE = 36,
    XEV_ERROR_NETWORK_UNREACHABLE = 37,
    XEV_ERROR_HOST_UNREACHABLE = 38,
    XEV_ERROR_NETWORK_DOWN = 39,
    XEV_ERROR_ADDRESS_FAMILY_UNSUPPORTED = 40,
    XEV_ERROR_PROTOCOL_ERROR = 41,
    XEV_ERROR_MESSAGE_TOO_BIG = 42,
    XEV_ERROR_NOT_A_SOCKET = 43,
    XEV_ERROR_NOT_SEEKABLE = 44,
    XEV_ERROR_WOULD_BLOCK = 45,
    XEV_ERROR_INTERRUPTED = 46,
    XEV_ERROR_NO_DEVICE = 47,
    XEV_ERROR_STALE = 48,
    XEV_ERROR_DEADLOCK = 49,
    /* Not the system's, and without an errno: */
    XEV_ERROR_QUEUE_FULL = 50,
    XEV_ERROR_LOOP_CLOSED = 51,
    XEV_ERROR_NESTED_RUN = 52,
    XEV_ERROR_BACKEND_UNAVAILABLE = 53,
    XEV_ERROR_TOO_MANY_OPERATIONS = 54,
    XEV_ERROR_IN_PROGRESS = 55,
    /* Any number of the system that has no code; it is kept beside. */
    XEV_ERROR_UNEXPECTED = 255
};

/*
 * Structures that submissions name
 */

/* The address of a socket. */
typedef struct xev_address {
    /* One of XEV_ADDRESS_*. */
    uint16_t family;
    /* In the order of bytes of this host. */
    uint16_t port;
    /* IPv6: the index of the interface of a local address, and the flow label. */
    uint32_t scope;
    uint32_t flow;
    /* How many of `bytes` are in use. */
    uint32_t length;
    /* 4 or 16 bytes, the first part of the address first; or the path of a Unix socket, 108 bytes
     * at most, without a zero byte at its end. One that begins with a zero byte is abstract. */
    uint8_t bytes[112];
} xev_address;

enum {
    XEV_ADDRESS_UNIX = 1,
    XEV_ADDRESS_IP4 = 4,
    XEV_ADDRESS_IP6 = 6
};

/* What is known of a file. Times count from 1970 in UTC. */
typedef struct xev_stat {
    /* Bytes, and bytes that it takes on its device. */
    uint64_t size;
    uint64_t allocated;
    /* Together they say whether two files are one. */
    uint64_t device;
    uint64_t inode;
    /* Permission bits, 07777 at most. */
    uint32_t mode;
    /* One of XEV_STAT_*. */
    uint32_t kind;
    uint32_t links;
    uint32_t uid;
    uint32_t gid;
    uint32_t reserved;
    int64_t accessed_s;
    int64_t modified_s;
    int64_t changed_s;
    int64_t created_s;
    uint32_t accessed_ns;
    uint32_t modified_ns;
    uint32_t changed_ns;
    uint32_t created_ns;
    /* The device that a device file stands for. */
    uint64_t special;
    uint8_t reserved2[16];
} xev_stat;

enum {
    XEV_STAT_FILE = 1,
    XEV_STAT_DIRECTORY = 2,
    XEV_STAT_SYMLINK = 3,
    XEV_STAT_FIFO = 4,
    XEV_STAT_SOCKET = 5,
    XEV_STAT_CHARACTER_DEVICE = 6,
    XEV_STAT_BLOCK_DEVICE = 7
};

/* Times to give to a file; nanoseconds below 1,000,000,000, or one of the two values below. */
typedef struct xev_times {
    int64_t accessed_s;
    int64_t modified_s;
    uint32_t accessed_ns;
    uint32_t modified_ns;
} xev_times;

#define XEV_TIMES_UNCHANGED UINT32_C(0xffffffff)
#define XEV_TIMES_NOW UINT32_C(0xfffffffe)

/* The arguments and the progress of one copy. */
typedef struct xev_copy {
    /* Addresses of paths. The target is made, or made empty first. */
    uint64_t source;
    uint64_t target;
    /* Of XEV_COPY_KEEP_MODE to XEV_COPY_ATOMIC. */
    uint32_t flags;
    /* Bytes a step, which is how late a cancel can be; 0 for XEV_COPY_STEP_LIMIT. */
    uint32_t step;
    /* May be set to 1 on any thread, by an atomic store: ends the copy with its next step. */
    uint32_t cancel;
    /* Out: one of XEV_COPY_REFLINK, _KERNEL and _READ_WRITE. */
    uint32_t method;
    /* Out: bytes so far. May be read on any thread, by an atomic load. */
    uint64_t progress;
    /* Out: size of the source when the copy began. */
    uint64_t size;
    uint8_t reserved[16];
} xev_copy;

enum {
    /* The permission bits of the source; else those of a new file. */
    XEV_COPY_KEEP_MODE = 1,
    XEV_COPY_KEEP_TIMES = 2,
    /* Ends with ALREADY_EXISTS when the target does. */
    XEV_COPY_EXCLUSIVE = 4,
    /* Ends with TOO_MANY_LINKS when the source is a symbolic link. */
    XEV_COPY_NO_FOLLOW = 8,
    /* Ends when the target would survive a crash. */
    XEV_COPY_SYNC = 16,
    /* By reading and writing, whatever else the file system offers. */
    XEV_COPY_PLAIN = 32,
    /* The target has its name when it is complete and not before: a copy that ends early, also with
     * its process, leaves nothing. Ends with ALREADY_EXISTS when the name is taken, and with
     * UNSUPPORTED where the file system cannot: then copy to another name and rename. */
    XEV_COPY_ATOMIC = 64,
    XEV_COPY_STEP_LIMIT = 67108864,

    /* How it was copied: both share their blocks; inside the kernel; through memory. */
    XEV_COPY_REFLINK = 1,
    XEV_COPY_KERNEL = 2,
    XEV_COPY_READ_WRITE = 3
};

/*
 * Loop
 */

/* Options of a loop. 0 is the default of everything but `size`. */
typedef struct xev_ext_options {
    /* sizeof(xev_ext_options). */
    uint32_t size;
    /* io_uring: entries of the submission queue (256), and of the completion queue (4 times as
     * many, and never fewer). */
    uint32_t entries;
    uint32_t cq_entries;
    /* One of XEV_BACKEND_*; by default io_uring where it is allowed, else epoll. */
    uint32_t backend;
    /* Of XEV_OPTIONS_*. */
    uint32_t flags;
    /* Threads of the loop's own pool at most (4), and bytes of stack of each (256 KiB). */
    uint32_t pool_threads;
    uint32_t pool_stack;
    /* Slots of the port (1,048,576). */
    uint32_t max_operations;
    /* How many submissions (1024) and events (2048) the port has room for. */
    uint32_t submissions;
    uint32_t events;
    /* Simulated backend: decides the order. */
    uint64_t seed;
    /* Address of an xev_threadpool to use instead of a pool of the loop's own. It is initialised,
     * and is not ended before the loop. */
    uint64_t pool;
    /* Written by xev_ext_loop_init: the address of the port, as from xev_ext_loop_port. */
    uint64_t port;
} xev_ext_options;

enum {
    /* Somebody else's loop waits for this one; see xev_ext_loop_handle. */
    XEV_OPTIONS_EMBEDDED = 1,
    /* io_uring: a thread of the kernel looks for submissions. */
    XEV_OPTIONS_SQPOLL = 2,
    /* io_uring: completions interrupt the thread instead of waiting until it asks. */
    XEV_OPTIONS_NO_DEFER_TASKRUN = 4
};

/* The system's interface that a loop uses, or the stand-in for tests. */
enum {
    XEV_BACKEND_IO_URING = 1,
    XEV_BACKEND_EPOLL = 2,
    XEV_BACKEND_KQUEUE = 3,
    XEV_BACKEND_IOCP = 4,
    XEV_BACKEND_SIMULATED = 5
};

/*
 * Opens a loop with options, or NULL for the defaults. The loop is one of xev.h too, and is closed
 * by xev_loop_deinit, which closes all its handles, calls no callback and sends no event.
 * BACKEND_UNAVAILABLE and UNSUPPORTED mean that this system lacks the backend; NOT_PERMITTED, that
 * it does not allow it here. INVALID_ARGUMENT: a `size` of another version, or no pool at `pool`.
 */
int xev_ext_loop_init(xev_loop *loop, xev_ext_options *options);

/* The loop's backend, one of XEV_BACKEND_*; 0 without a loop. */
int xev_ext_backend(xev_loop *loop);

/* "io_uring" and so on; NULL for a number that is no backend's. Never to be freed. */
const char *xev_ext_backend_name(int backend);

/* 0 when a loop could use this backend here and now, else the code that says why not. */
int xev_ext_backend_available(int backend);

/*
 * The monotonic clock in nanoseconds, read now; its zero is arbitrary. On the simulated backend
 * its virtual time. 0 without a loop.
 */
int64_t xev_ext_now(xev_loop *loop);

/*
 * The moment from which the delay of a timer that is started now counts, on the same clock: never
 * before it, at most 2 microseconds after it, and never before the moment that was told last. It
 * costs less than the clock where that is made of a counter of the processor. A delay of 0 counts
 * from the clock itself, since it ends with the next turn. 0 without a loop.
 */
int64_t xev_ext_moment(xev_loop *loop);

/*
 * Makes xev_loop_run, the present one or the next, return before it waits again; it stays so.
 * To end a run from another thread, call this in the callback of an async.
 */
void xev_ext_stop(xev_loop *loop);

/* 1 after xev_ext_stop, and without a loop. */
int xev_ext_stopped(xev_loop *loop);

/*
 * Ends the wait of xev_ext_poll or xev_loop_run, the present one or the next; any thread, also
 * inside a signal handler, as long as the loop is not being closed. Calls before the loop returns
 * add up to one. What the loop's thread is to find must be in its place before.
 */
int xev_ext_wake(xev_loop *loop);

/*
 * The descriptor that another loop waits on until it is readable, and then polls or runs this one
 * without waiting; -1 for a loop without XEV_OPTIONS_EMBEDDED, or a backend that has none. Before
 * it waits, it hands over what was started, by xev_ext_flush(loop, 0), and waits no longer than
 * to the next timer. The descriptor stays the loop's.
 */
int xev_ext_loop_handle(xev_loop *loop);

/* Operations that closed loops left on threads which could not be stopped, in this process. The
 * memory that they may still touch is never freed. */
uint64_t xev_ext_abandoned(void);

/*
 * Operations with callbacks
 */

/*
 * Told of an event of an operation, inside xev_loop_run or xev_ext_poll on the loop's thread, one
 * callback at a time. The event is gone when the callback returns.
 *
 * At the last event the completion is dead already: it may be reused or freed here. XEV_REARM then
 * starts the same submission again, with the memory that it names; it counts as XEV_DISARM after
 * CANCELED, and when the callback has started something else in the completion. REARM after an
 * error or the end of a stream meets the same again, as a rule, in every turn.
 *
 * At an event with MORE the operation goes on by XEV_REARM. By XEV_DISARM it is cancelled, and
 * this was the last call: the completion may be reused or freed here, and what still comes, a
 * connection or a buffer, is given back by the loop.
 */
typedef xev_cb_action (*xev_ext_cb)(xev_loop *loop, xev_completion *completion,
                                    const xev_event *event, void *userdata);

/*
 * Starts the operation, in a completion that is not active; `submission` is copied. Slot,
 * generation and SILENT are ignored. On 0 the callback is called, never from here, until the last
 * event. Otherwise nothing was started: BUSY when the completion is active on this loop,
 * INVALID_ARGUMENT without a callback, OUT_OF_MEMORY. A mistake in the submission is an event:
 * UNSUPPORTED for an operation that is not in the table, BAD_HANDLE, BAD_ADDRESS, and so on.
 */
int xev_ext_submit(xev_loop *loop, xev_completion *completion, const xev_submission *submission,
                   void *userdata, xev_ext_cb callback);

/*
 * Asks the operation of `target` to end. Two callbacks follow: the target's, with its own result
 * or CANCELED, and this one, on `completion`, with 0; in any order. When the target is not active,
 * only this one follows, with NOT_FOUND. Answers as xev_ext_submit does.
 */
int xev_ext_cancel(xev_loop *loop, xev_completion *target, xev_completion *completion,
                   void *userdata, xev_ext_cb callback);

/*
 * Operations in batches
 */

/* Memory that both sides share; its address is the same as long as the loop is open. */
typedef struct xev_ext_port {
    /* Address of the array of submissions that the caller writes; clear in a new loop. */
    uint64_t submissions;
    /* Address of the array of events that xev_ext_poll writes, and the caller reads before the
     * next. */
    uint64_t events;
    uint32_t submission_capacity;
    uint32_t event_capacity;
    /*
     * The monotonic clock in nanoseconds, as it was when the loop read it last: in each turn with a
     * timeout other than 0, after the wait; in each turn with a timer armed; at most 2
     * microseconds before a timer was started. Other turns do not read it, and leave this as it
     * is; xev_ext_now is always new.
     */
    int64_t now_ns;
    /* One of XEV_WAKE_*; any thread, by atomic operations only. */
    uint32_t wake;
    /* One of XEV_BACKEND_*. */
    uint32_t backend;
    /* Counters since the loop was opened. */
    uint64_t turns;
    uint64_t submitted;
    uint64_t delivered;
    /* Made to submit, to register and to wait. */
    uint64_t system_calls;
    /* Wake-ups that cost a system call. */
    uint64_t wake_writes;
    /* How often the kernel's queue, or memory, was too small; none of them loses a last event. */
    uint64_t overflows;
    /* Receives that found all buffers lent. */
    uint64_t starved;
    /* The most events of one poll. */
    uint64_t largest_batch;
    /* Turns that could wait, and how long they did. */
    uint64_t waits;
    uint64_t wait_ns;
    /* Now: operations in flight, handles open, threads of the pool, operations that wait there. */
    uint64_t armed;
    uint64_t handles;
    uint64_t pool_threads;
    uint64_t pool_queued;
    /* Address of a text that ends with a zero: a sentence about the backend, with the reason for
     * not being io_uring. It stays as it is as long as the loop is open. */
    uint64_t reason;
    uint64_t reserved[4];
} xev_ext_port;

enum {
    XEV_WAKE_RUNNING = 0,
    XEV_WAKE_SLEEPING = 1,
    XEV_WAKE_NOTIFIED = 2
};

/*
 * The port; NULL without a loop. Its wake word spares a thread most calls of xev_ext_wake: it sets
 * NOTIFIED by an atomic exchange, and calls only when that gives SLEEPING.
 */
const xev_ext_port *xev_ext_loop_port(xev_loop *loop);

/*
 * One turn: starts the first `count` submissions of the port (all there is room for, when it is
 * larger), waits at most `timeout_ns` nanoseconds (0: not at all; below 0: as long as it takes)
 * until there is an event, delivers what is due to callbacks, and answers how many events there
 * are now; or an error when there are none. 0 events may come early: after a wake-up, a signal, or
 * a callback. Events that found no room are in the next poll.
 *
 * A submission whose slot is in use or too large is answered by an event TOO_MANY_OPERATIONS with
 * that slot. NESTED_RUN inside a callback.
 */
int64_t xev_ext_poll(xev_loop *loop, uint32_t count, int64_t timeout_ns);

/* Starts submissions likewise, without waiting; 0, or an error. Their events are in the next
 * poll. */
int64_t xev_ext_flush(xev_loop *loop, uint32_t count);

/*
 * Calls that end at once; each answers a result
 */

/* Makes a socket: `family` is one of XEV_ADDRESS_*, `kind` 1 for a stream, 2 for datagrams. The
 * result is a handle. */
int64_t xev_ext_socket(xev_loop *loop, uint32_t family, uint32_t kind);

int64_t xev_ext_bind(xev_loop *loop, uint32_t handle, const xev_address *address);

/* Connections beyond `backlog`, roughly, are made to wait by the system until some are
 * accepted. */
int64_t xev_ext_listen(xev_loop *loop, uint32_t handle, uint32_t backlog);

/* Options of sockets. A switch is 0 or not. */
enum {
    XEV_OPTION_REUSE_ADDRESS = 1,
    XEV_OPTION_REUSE_PORT = 2,
    XEV_OPTION_NO_DELAY = 3,
    XEV_OPTION_KEEP_ALIVE = 4,
    /* Bytes; the system may make more of it. */
    XEV_OPTION_SEND_BUFFER = 5,
    XEV_OPTION_RECEIVE_BUFFER = 6,
    /* Seconds; -1 for off. With 0, closing resets the connection. */
    XEV_OPTION_LINGER = 7,
    XEV_OPTION_TRAFFIC_CLASS = 8,
    /* Seconds of silence, seconds between probes, and probes without an answer. */
    XEV_OPTION_KEEP_IDLE = 9,
    XEV_OPTION_KEEP_INTERVAL = 10,
    XEV_OPTION_KEEP_COUNT = 11,
    XEV_OPTION_QUICK_ACK = 12,
    /* The errno of what failed; reading clears it, and it cannot be set. */
    XEV_OPTION_ERROR = 13,
    XEV_OPTION_V6_ONLY = 14,
    XEV_OPTION_BROADCAST = 15
};

int64_t xev_ext_set_option(xev_loop *loop, uint32_t handle, uint32_t option, int64_t value);
int64_t xev_ext_get_option(xev_loop *loop, uint32_t handle, uint32_t option, int64_t *value);

/* The address of this end of a socket, and of the other; NOT_CONNECTED when there is none. */
int64_t xev_ext_local_address(xev_loop *loop, uint32_t handle, xev_address *address);
int64_t xev_ext_peer_address(xev_loop *loop, uint32_t handle, xev_address *address);

/*
 * Opens a file as XEV_OP_OPEN does, but now: for programs that start, and files that are near. May
 * block. The result is a handle.
 */
int64_t xev_ext_open(xev_loop *loop, const char *path, uint32_t flags, uint32_t mode);

/*
 * Takes a descriptor over; the loop closes it. Sockets stop to block, and so do pipes and
 * terminals, for everybody who shares them, on backends that wait for readiness. The result is a
 * handle. On an error the descriptor stays the caller's.
 */
int64_t xev_ext_adopt(xev_loop *loop, int fd);

/* Gives the descriptor of a handle away; BUSY while operations are armed on it. The result is the
 * descriptor, the caller's from now on, and the handle is no more. */
int64_t xev_ext_release(xev_loop *loop, uint32_t handle);

/*
 * Closes a handle. The result is 0 when it is closed now; 1 when operations were armed on it: each
 * ends, with CANCELED or its own result, and it closes after the last.
 */
int64_t xev_ext_close(xev_loop *loop, uint32_t handle);

/* The descriptor of a handle, which stays the loop's. */
int64_t xev_ext_handle_fd(xev_loop *loop, uint32_t handle);

/*
 * Makes a group of `count` buffers (a power of two, 32768 at most) of `size` bytes each, side by
 * side; the address of the first goes to `address`, which may be NULL. The result is the group.
 * Buffers are the loop's but while they are lent: from an event with HAS_BUFFER until
 * XEV_OP_PROVIDE.
 */
int64_t xev_ext_buffers_open(xev_loop *loop, uint32_t count, uint32_t size, uint64_t *address);

/* Frees a group; BUSY while a buffer is lent or a receive is armed on it. */
int64_t xev_ext_buffers_close(xev_loop *loop, uint32_t group);

/*
 * Announces memory that stays mapped, readable, writable and where it is until xev_loop_deinit has
 * returned. Nothing changes but time: reads and writes of files that lie in it cost less on
 * io_uring, once there were many, since the ring pins it and need not look for its pages each time.
 * Other backends take note and do nothing, and so does one that may not pin as much
 * (RLIMIT_MEMLOCK). The result is 0; INVALID_ARGUMENT for memory that cannot be; ALREADY_EXISTS
 * when some of it is announced already; NO_BUFFERS when there is too much: 64 pieces, of which one
 * over 4 MiB counts as several.
 */
int64_t xev_ext_memory_announce(xev_loop *loop, const void *address, uint64_t length);

/*
 * Errors and results
 */

/* How many codes there are. */
int xev_ext_error_count(void);

/* A code's name, as in "CONNECTION_RESET", and what it means; NULL for a number that is none. Never
 * to be freed. */
const char *xev_ext_error_name(int code);
const char *xev_ext_error_text(int code);

/* The code with this name; 0 when there is none. */
int xev_ext_error_code(const char *name);

/* The parts of a result that is an error; 0 otherwise, but for `moved`, which is the count. */
int xev_ext_result_code(int64_t result);
int xev_ext_result_errno(int64_t result);
int64_t xev_ext_result_moved(int64_t result);

/*
 * This interface as text, one fact a line (docs/abi.md): a caller that was not compiled with this
 * very header compares what it needs before it starts. Never to be freed.
 */
extern const char xev_ext_manifest[];

/*
 * Tests
 */

/*
 * A fault of the simulated backend: of the operations `op` that are started from now on, the first
 * `skip` pass, and the next `count` meet it. Operations of an output queue (SEND, WRITE to a
 * stream) meet FAIL and SHORT only, whenever they are tried.
 */
typedef struct xev_ext_fault {
    uint8_t op;
    /* One of XEV_FAULT_*. */
    uint8_t kind;
    uint16_t reserved;
    uint32_t skip;
    uint32_t count;
    uint32_t reserved2;
    int64_t result;
    uint64_t reserved3;
} xev_ext_fault;

enum {
    /* Ends with the system's error `result`, a negative errno, and without effect. */
    XEV_FAULT_FAIL = 1,
    /* Moves at most `result` bytes at a time, 1 at least. */
    XEV_FAULT_SHORT = 2,
    /* Does not begin before RELEASE. */
    XEV_FAULT_HOLD = 3,
    /* At once: all that HOLD held of `op` begin. */
    XEV_FAULT_RELEASE = 4,
    /* Begins `result` nanoseconds of virtual time later. */
    XEV_FAULT_DELAY = 5
};

/* UNSUPPORTED for a loop of another backend, INVALID_ARGUMENT for a fault that makes no sense. */
int xev_ext_simulate(xev_loop *loop, const xev_ext_fault *fault);

/*
 * The layout, for the compiler to check; negative sizes of arrays mean that it differs.
 */
#define XEV_REQUIRE(name, condition) typedef char xev_require_##name[(condition) ? 1 : -1]
#define XEV_AT(type, field, position) (offsetof(type, field) == (position))

XEV_REQUIRE(submission, sizeof(xev_submission) == 64 && XEV_AT(xev_submission, op, 0) &&
    XEV_AT(xev_submission, flags, 1) && XEV_AT(xev_submission, group, 2) &&
    XEV_AT(xev_submission, slot, 4) && XEV_AT(xev_submission, generation, 8) &&
    XEV_AT(xev_submission, handle, 12) && XEV_AT(xev_submission, address, 16) &&
    XEV_AT(xev_submission, address2, 24) && XEV_AT(xev_submission, offset, 32) &&
    XEV_AT(xev_submission, length, 40) && XEV_AT(xev_submission, argument, 44) &&
    XEV_AT(xev_submission, argument2, 48));
XEV_REQUIRE(event, sizeof(xev_event) == 16 && XEV_AT(xev_event, slot, 0) &&
    XEV_AT(xev_event, flags, 4) && XEV_AT(xev_event, buffer, 6) && XEV_AT(xev_event, result, 8));
XEV_REQUIRE(port, sizeof(xev_ext_port) == 192 && XEV_AT(xev_ext_port, submissions, 0) &&
    XEV_AT(xev_ext_port, events, 8) && XEV_AT(xev_ext_port, submission_capacity, 16) &&
    XEV_AT(xev_ext_port, event_capacity, 20) && XEV_AT(xev_ext_port, now_ns, 24) &&
    XEV_AT(xev_ext_port, wake, 32) && XEV_AT(xev_ext_port, backend, 36) &&
    XEV_AT(xev_ext_port, turns, 40) && XEV_AT(xev_ext_port, submitted, 48) &&
    XEV_AT(xev_ext_port, delivered, 56) && XEV_AT(xev_ext_port, system_calls, 64) &&
    XEV_AT(xev_ext_port, wake_writes, 72) && XEV_AT(xev_ext_port, overflows, 80) &&
    XEV_AT(xev_ext_port, starved, 88) && XEV_AT(xev_ext_port, largest_batch, 96) &&
    XEV_AT(xev_ext_port, waits, 104) && XEV_AT(xev_ext_port, wait_ns, 112) &&
    XEV_AT(xev_ext_port, armed, 120) && XEV_AT(xev_ext_port, handles, 128) &&
    XEV_AT(xev_ext_port, pool_threads, 136) && XEV_AT(xev_ext_port, pool_queued, 144) &&
    XEV_AT(xev_ext_port, reason, 152));
XEV_REQUIRE(address, sizeof(xev_address) == 128 && XEV_AT(xev_address, family, 0) &&
    XEV_AT(xev_address, port, 2) && XEV_AT(xev_address, scope, 4) && XEV_AT(xev_address, flow, 8) &&
    XEV_AT(xev_address, length, 12) && XEV_AT(xev_address, bytes, 16));
XEV_REQUIRE(stat, sizeof(xev_stat) == 128 && XEV_AT(xev_stat, size, 0) &&
    XEV_AT(xev_stat, allocated, 8) && XEV_AT(xev_stat, device, 16) && XEV_AT(xev_stat, inode, 24) &&
    XEV_AT(xev_stat, mode, 32) && XEV_AT(xev_stat, kind, 36) && XEV_AT(xev_stat, links, 40) &&
    XEV_AT(xev_stat, uid, 44) && XEV_AT(xev_stat, gid, 48) && XEV_AT(xev_stat, accessed_s, 56) &&
    XEV_AT(xev_stat, modified_s, 64) && XEV_AT(xev_stat, changed_s, 72) &&
    XEV_AT(xev_stat, created_s, 80) && XEV_AT(xev_stat, accessed_ns, 88) &&
    XEV_AT(xev_stat, modified_ns, 92) && XEV_AT(xev_stat, changed_ns, 96) &&
    XEV_AT(xev_stat, created_ns, 100) && XEV_AT(xev_stat, special, 104));
XEV_REQUIRE(times, sizeof(xev_times) == 24 && XEV_AT(xev_times, accessed_s, 0) &&
    XEV_AT(xev_times, modified_s, 8) && XEV_AT(xev_times, accessed_ns, 16) &&
    XEV_AT(xev_times, modified_ns, 20));
XEV_REQUIRE(copy, sizeof(xev_copy) == 64 && XEV_AT(xev_copy, source, 0) &&
    XEV_AT(xev_copy, target, 8) && XEV_AT(xev_copy, flags, 16) && XEV_AT(xev_copy, step, 20) &&
    XEV_AT(xev_copy, cancel, 24) && XEV_AT(xev_copy, method, 28) &&
    XEV_AT(xev_copy, progress, 32) && XEV_AT(xev_copy, size, 40));
XEV_REQUIRE(options, sizeof(xev_ext_options) == 64 && XEV_AT(xev_ext_options, size, 0) &&
    XEV_AT(xev_ext_options, entries, 4) && XEV_AT(xev_ext_options, cq_entries, 8) &&
    XEV_AT(xev_ext_options, backend, 12) && XEV_AT(xev_ext_options, flags, 16) &&
    XEV_AT(xev_ext_options, pool_threads, 20) && XEV_AT(xev_ext_options, pool_stack, 24) &&
    XEV_AT(xev_ext_options, max_operations, 28) && XEV_AT(xev_ext_options, submissions, 32) &&
    XEV_AT(xev_ext_options, events, 36) && XEV_AT(xev_ext_options, seed, 40) &&
    XEV_AT(xev_ext_options, pool, 48) && XEV_AT(xev_ext_options, port, 56));
XEV_REQUIRE(fault, sizeof(xev_ext_fault) == 32 && XEV_AT(xev_ext_fault, op, 0) &&
    XEV_AT(xev_ext_fault, kind, 1) && XEV_AT(xev_ext_fault, skip, 4) &&
    XEV_AT(xev_ext_fault, count, 8) && XEV_AT(xev_ext_fault, result, 16));

#undef XEV_AT
#undef XEV_REQUIRE

#ifdef __cplusplus
}
#endif

#endif
