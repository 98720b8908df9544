//! The memory that crosses the boundary: submissions go in, events come out, and a few portable
//! structures carry what does not fit in either. Every layout is fixed and the same on each system.

const std = @import("std");
const assert = std.debug.assert;

/// One operation to start. Written by the client, read while the batch is polled or flushed.
pub const Submission = extern struct {
    op: u8 = 0,
    flags: u8 = 0,
    /// Buffer group, for an operation that takes its memory from the loop.
    group: u16 = 0,
    /// The client's index for this operation, below `slot_limit`.
    slot: u32 = 0,
    /// Differs for each activation of a slot, so that a late cancel misses the next one.
    generation: u32 = 0,
    handle: u32 = 0,
    address: u64 = 0,
    address2: u64 = 0,
    /// Position in a file in bytes, or a delay in nanoseconds.
    offset: u64 = 0,
    length: u32 = 0,
    argument: u32 = 0,
    argument2: u64 = 0,
    reserved: u64 = 0,

    /// No event is ever sent for this operation.
    pub const silent: u8 = 1;
    /// One activation, many events.
    pub const multishot: u8 = 2;
    /// The loop chooses the memory, from the buffer group.
    pub const buffer_select: u8 = 4;
};

/// Client slots are below this number; the ones at and above it are lent to C completions.
pub const slot_limit: u32 = 1 << 31;

/// What an operation reports. See `result.zig` for how a result packs a count or an error.
pub const Event = extern struct {
    slot: u32,
    flags: u16 = 0,
    buffer: u16 = 0,
    result: i64,

    /// Not the last event of this activation.
    pub const more: u16 = 1;
    /// `buffer` is the id of a lent buffer.
    pub const has_buffer: u16 = 2;
};

/// The memory both sides share for the life of a loop.
pub const Port = extern struct {
    submissions: u64 = 0,
    events: u64 = 0,
    submission_capacity: u32 = 0,
    event_capacity: u32 = 0,
    /// Monotonic clock in nanoseconds, refreshed before each poll returns.
    now_ns: i64 = 0,
    /// One of `Wake`, atomic.
    wake: u32 = 0,
    backend: u32 = 0,
    turns: u64 = 0,
    submitted: u64 = 0,
    delivered: u64 = 0,
    system_calls: u64 = 0,
    wake_writes: u64 = 0,
    overflows: u64 = 0,
    starved: u64 = 0,
    largest_batch: u64 = 0,
    waits: u64 = 0,
    wait_ns: u64 = 0,
    armed: u64 = 0,
    handles: u64 = 0,
    pool_threads: u64 = 0,
    pool_queued: u64 = 0,
    /// Address of the text that says how the backend was chosen.
    reason: u64 = 0,
    reserved: [4]u64 = @splat(0),
};

/// The word that tells a waker whether a system call is needed.
pub const Wake = struct {
    pub const running: u32 = 0;
    pub const sleeping: u32 = 1;
    pub const notified: u32 = 2;
};

/// A socket address, the same on every system.
pub const Address = extern struct {
    family: u16 = 0,
    /// In host order.
    port: u16 = 0,
    scope: u32 = 0,
    flow: u32 = 0,
    /// How many of `bytes` are in use.
    length: u32 = 0,
    bytes: [112]u8 = @splat(0),

    pub const unix: u16 = 1;
    pub const ip4: u16 = 4;
    pub const ip6: u16 = 6;
};

/// What is known of a file.
pub const Stat = extern struct {
    size: u64 = 0,
    /// Bytes that the file takes on its device.
    allocated: u64 = 0,
    device: u64 = 0,
    inode: u64 = 0,
    /// Permission bits, 0o7777 at most.
    mode: u32 = 0,
    kind: u32 = 0,
    links: u32 = 0,
    uid: u32 = 0,
    gid: u32 = 0,
    reserved: u32 = 0,
    accessed_s: i64 = 0,
    modified_s: i64 = 0,
    changed_s: i64 = 0,
    created_s: i64 = 0,
    accessed_ns: u32 = 0,
    modified_ns: u32 = 0,
    changed_ns: u32 = 0,
    created_ns: u32 = 0,
    /// The device that a device file stands for.
    special: u64 = 0,
    reserved2: [16]u8 = @splat(0),

    pub const file: u32 = 1;
    pub const directory: u32 = 2;
    pub const symlink: u32 = 3;
    pub const fifo: u32 = 4;
    pub const socket: u32 = 5;
    pub const character_device: u32 = 6;
    pub const block_device: u32 = 7;
};

/// Times to give to a file; nanoseconds may be one of the two special values.
pub const Times = extern struct {
    accessed_s: i64 = 0,
    modified_s: i64 = 0,
    accessed_ns: u32 = unchanged,
    modified_ns: u32 = unchanged,

    pub const unchanged: u32 = 0xffff_ffff;
    pub const now: u32 = 0xffff_fffe;
};

/// The arguments and the progress of one whole-file copy.
pub const Copy = extern struct {
    source: u64 = 0,
    target: u64 = 0,
    flags: u32 = 0,
    /// Bytes a step; zero means `step_limit`.
    step: u32 = 0,
    /// Atomic. Anything but zero ends the copy at the next step.
    cancel: u32 = 0,
    /// Out: how the bytes moved, one of `reflink`, `kernel`, `read_write`.
    method: u32 = 0,
    /// Out, atomic: bytes so far.
    progress: u64 = 0,
    /// Out: size of the source when the copy began.
    size: u64 = 0,
    reserved: [16]u8 = @splat(0),

    pub const keep_mode: u32 = 1;
    pub const keep_times: u32 = 2;
    pub const exclusive: u32 = 4;
    pub const no_follow: u32 = 8;
    pub const sync: u32 = 16;
    pub const plain: u32 = 32;
    pub const atomic: u32 = 64;
    /// The longest step, in bytes: how late a cancel can be.
    pub const step_limit: u32 = 64 << 20;
    pub const reflink: u32 = 1;
    pub const kernel: u32 = 2;
    pub const read_write: u32 = 3;
};

/// How a file is opened.
pub const Open = struct {
    pub const read: u32 = 1;
    pub const write: u32 = 2;
    pub const append: u32 = 4;
    pub const create: u32 = 8;
    pub const exclusive: u32 = 16;
    pub const truncate: u32 = 32;
    pub const directory: u32 = 64;
    pub const no_follow: u32 = 128;
    pub const direct: u32 = 256;
    pub const sync: u32 = 512;
    pub const data_sync: u32 = 1024;
};

/// Readiness, as asked of a poll and as its result.
pub const Ready = struct {
    pub const readable: u32 = 1;
    pub const writable: u32 = 2;
    pub const hang_up: u32 = 4;
    pub const failed: u32 = 8;
};

/// Options of a loop; zero always means the default.
pub const Options = extern struct {
    size: u32 = @sizeOf(Options),
    /// Submission queue entries of the ring.
    entries: u32 = 0,
    cq_entries: u32 = 0,
    backend: u32 = 0,
    flags: u32 = 0,
    pool_threads: u32 = 0,
    pool_stack: u32 = 0,
    max_operations: u32 = 0,
    submissions: u32 = 0,
    events: u32 = 0,
    /// Order of the simulated backend.
    seed: u64 = 0,
    /// An `xev_threadpool` to use instead of a pool of the loop's own.
    pool: u64 = 0,
    /// Written when the loop is open: the address of its port.
    port: u64 = 0,

    pub const embedded: u32 = 1;
    pub const sqpoll: u32 = 2;
    pub const no_defer_taskrun: u32 = 4;
};

/// A scripted fault of the simulated backend.
pub const Fault = extern struct {
    op: u8 = 0,
    kind: u8 = 0,
    reserved: u16 = 0,
    /// Operations of this code that pass first.
    skip: u32 = 0,
    /// Operations that it then applies to.
    count: u32 = 0,
    reserved2: u32 = 0,
    result: i64 = 0,
    reserved3: u64 = 0,

    pub const fail: u8 = 1;
    pub const short: u8 = 2;
    pub const hold: u8 = 3;
    pub const release: u8 = 4;
    pub const delay: u8 = 5;
};

/// Backends by the number that the C interface and the port show.
pub const BackendCode = enum(u32) { io_uring = 1, epoll = 2, kqueue = 3, iocp = 4, simulated = 5 };

comptime {
    assert(@sizeOf(Submission) == 64);
    assert(@sizeOf(Event) == 16);
    assert(@sizeOf(Port) == 192);
    assert(@sizeOf(Address) == 128);
    assert(@sizeOf(Stat) == 128);
    assert(@sizeOf(Times) == 24);
    assert(@sizeOf(Copy) == 64);
    assert(@sizeOf(Options) == 64);
    assert(@sizeOf(Fault) == 32);
}
