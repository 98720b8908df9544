//! io_uring as the kernel lays it out: structures, numbers and the three system calls. The ring
//! itself is in `backend/ring.zig`.

const std = @import("std");
const linux = std.os.linux;

/// A submission queue entry; fields are named for what most operations put there.
pub const Sqe = extern struct {
    opcode: Op = .nop,
    flags: u8 = 0,
    io_priority: u16 = 0,
    fd: i32 = -1,
    offset: u64 = 0,
    address: u64 = 0,
    length: u32 = 0,
    op_flags: u32 = 0,
    user_data: u64 = 0,
    /// Or the place of registered memory.
    buffer_group: u16 = 0,
    personality: u16 = 0,
    file_index: u32 = 0,
    address3: u64 = 0,
    reserved: u64 = 0,

    pub const fixed_file: u8 = 1 << 0;
    pub const buffer_select: u8 = 1 << 5;
    pub const skip_success: u8 = 1 << 6;
    pub const current_position: u64 = std.math.maxInt(u64);
};

pub const Cqe = extern struct {
    user_data: u64,
    result: i32,
    flags: u32,

    pub const has_buffer: u32 = 1 << 0;
    pub const more: u32 = 1 << 1;
    pub const notification: u32 = 1 << 3;
};

/// The operations that this library asks for.
pub const Op = enum(u8) {
    nop = 0,
    fsync = 3,
    read_fixed = 4,
    write_fixed = 5,
    poll_add = 6,
    sendmsg = 9,
    accept = 13,
    async_cancel = 14,
    connect = 16,
    fallocate = 17,
    openat = 18,
    statx = 21,
    read = 22,
    write = 23,
    send = 26,
    recv = 27,
    ftruncate = 55,
    _,

    /// The version of Linux that has it. For people to read: what this kernel can do is asked of
    /// the kernel.
    pub fn since(op: Op) []const u8 {
        return switch (op) {
            .nop, .fsync, .read_fixed, .write_fixed, .poll_add => "5.1",
            .sendmsg => "5.3",
            .accept, .async_cancel, .connect => "5.5",
            .fallocate, .openat, .statx, .read, .write, .send, .recv => "5.6",
            .ftruncate => "6.9",
            _ => unreachable,
        };
    }
};

pub const Params = extern struct {
    sq_entries: u32 = 0,
    cq_entries: u32 = 0,
    flags: u32 = 0,
    sq_thread_cpu: u32 = 0,
    sq_thread_idle_ms: u32 = 0,
    features: u32 = 0,
    wq_fd: u32 = 0,
    reserved: [3]u32 = @splat(0),
    sq: Offsets = .{},
    cq: Offsets = .{},
};

/// Where the words of a queue lie. The submission queue has no `overflow` word where the
/// completion queue has one; both have their entries last.
pub const Offsets = extern struct {
    head: u32 = 0,
    tail: u32 = 0,
    ring_mask: u32 = 0,
    ring_entries: u32 = 0,
    /// Submission queue: flags. Completion queue: overflow.
    flags_or_overflow: u32 = 0,
    /// Submission queue: dropped. Completion queue: the entries.
    dropped_or_entries: u32 = 0,
    /// Submission queue: the index array. Completion queue: flags.
    array_or_flags: u32 = 0,
    reserved: u32 = 0,
    user_address: u64 = 0,
};

pub const Setup = struct {
    pub const sqpoll: u32 = 1 << 1;
    pub const cq_size: u32 = 1 << 3;
    pub const clamp: u32 = 1 << 4;
    pub const disabled: u32 = 1 << 6;
    pub const submit_all: u32 = 1 << 7;
    pub const coop_taskrun: u32 = 1 << 8;
    pub const taskrun_flag: u32 = 1 << 9;
    pub const single_issuer: u32 = 1 << 12;
    pub const defer_taskrun: u32 = 1 << 13;
    pub const no_sqarray: u32 = 1 << 16;
};

pub const Feature = struct {
    pub const single_mmap: u32 = 1 << 0;
    pub const no_drop: u32 = 1 << 1;
    pub const submit_stable: u32 = 1 << 2;
    pub const current_position: u32 = 1 << 3;
    pub const fast_poll: u32 = 1 << 5;
    pub const ext_arg: u32 = 1 << 8;
    pub const cqe_skip: u32 = 1 << 11;
    /// Linux 6.14.
    pub const rw_attributes: u32 = 1 << 16;
    pub const no_iowait: u32 = 1 << 17;
};

pub const SqFlag = struct {
    pub const need_wakeup: u32 = 1 << 0;
    pub const cq_overflow: u32 = 1 << 1;
    pub const taskrun: u32 = 1 << 2;
};

pub const Enter = struct {
    pub const get_events: u32 = 1 << 0;
    pub const sq_wakeup: u32 = 1 << 1;
    pub const sq_wait: u32 = 1 << 2;
    pub const ext_arg: u32 = 1 << 3;
    /// Instead of a descriptor the call names a place in the calling thread's table of rings.
    pub const registered_ring: u32 = 1 << 4;
    pub const no_iowait: u32 = 1 << 7;
};

pub const Register = struct {
    pub const unregister_buffers: u32 = 1;
    pub const unregister_files: u32 = 3;
    pub const files_update: u32 = 6;
    pub const probe: u32 = 8;
    pub const enable_rings: u32 = 12;
    pub const files: u32 = 13;
    pub const buffers: u32 = 15;
    pub const buffers_update: u32 = 16;
    pub const rings: u32 = 20;
    pub const unregister_rings: u32 = 21;
    pub const buffer_ring: u32 = 22;
    pub const unregister_buffer_ring: u32 = 23;
};

pub const accept_multishot: u16 = 1 << 0;
pub const receive_multishot: u16 = 1 << 1;
pub const receive_poll_first: u16 = 1 << 0;
pub const poll_multishot: u32 = 1 << 0;
/// Offsets at which the parts of a ring are mapped.
pub const map_ring: i64 = 0;
pub const map_entries: i64 = 0x10000000;

/// The extended argument of `enter`: a relative timeout.
pub const EnterArgument = extern struct {
    signal_mask: u64 = 0,
    signal_mask_bytes: u32 = 0,
    min_wait_us: u32 = 0,
    timeout: u64 = 0,
};

pub const Probe = extern struct {
    last_op: u8 = 0,
    op_count: u8 = 0,
    reserved: u16 = 0,
    reserved2: [3]u32 = @splat(0),
    ops: [256]ProbeOp = @splat(.{}),
};

pub const ProbeOp = extern struct {
    op: u8 = 0,
    reserved: u8 = 0,
    flags: u16 = 0,
    reserved2: u32 = 0,

    pub const supported: u16 = 1 << 0;
};

/// One entry of a buffer ring. The tail of the ring is in `reserved` of the first entry.
pub const Buffer = extern struct { address: u64, length: u32, id: u16, reserved: u16 };

pub const BufferRing = extern struct {
    address: u64,
    entries: u32,
    group: u16,
    flags: u16 = 0,
    reserved: [3]u64 = @splat(0),
};

/// A table of registered descriptors or memory; `sparse` has nothing in it at first.
pub const Table = extern struct {
    count: u32,
    flags: u32 = 0,
    reserved: u64 = 0,
    data: u64 = 0,
    tags: u64 = 0,

    pub const sparse: u32 = 1 << 0;
};

/// One piece of memory to put into a table, as an `iovec`.
pub const BuffersUpdate = extern struct {
    offset: u32,
    reserved: u32 = 0,
    data: u64,
    tags: u64 = 0,
    count: u32 = 1,
    reserved2: u32 = 0,
};

/// Descriptors to put into a table; −1 removes what is there.
pub const FilesUpdate = extern struct { offset: u32, reserved: u32 = 0, fds: u64 };

/// A ring to put into the calling thread's table, or a place there to clear.
pub const RingsUpdate = extern struct {
    offset: u32,
    reserved: u32 = 0,
    fd: u64 = 0,

    pub const any_place = std.math.maxInt(u32);
};

comptime {
    std.debug.assert(@sizeOf(RingsUpdate) == 16);
    std.debug.assert(@sizeOf(Table) == 32);
    std.debug.assert(@sizeOf(FilesUpdate) == 16);
    std.debug.assert(@sizeOf(BuffersUpdate) == 32);
    std.debug.assert(@sizeOf(Sqe) == 64);
    std.debug.assert(@sizeOf(Cqe) == 16);
    std.debug.assert(@sizeOf(Params) == 120);
    std.debug.assert(@sizeOf(EnterArgument) == 24);
    std.debug.assert(@sizeOf(Buffer) == 16);
    std.debug.assert(@sizeOf(BufferRing) == 40);
}

fn answer(value: usize) i64 {
    return @bitCast(@as(u64, value));
}

fn word(value: i32) usize {
    return @bitCast(@as(isize, value));
}

pub fn setup(entries: u32, params: *Params) i64 {
    return answer(linux.syscall2(.io_uring_setup, entries, @intFromPtr(params)));
}

pub fn enter(fd: i32, submit: u32, wait: u32, flags: u32, argument: ?*const EnterArgument) i64 {
    return answer(linux.syscall6(
        .io_uring_enter,
        word(fd),
        submit,
        wait,
        flags,
        @intFromPtr(argument),
        @sizeOf(EnterArgument),
    ));
}

pub fn register(fd: i32, opcode: u32, argument: ?*const anyopaque, count: u32) i64 {
    return answer(linux.syscall4(
        .io_uring_register,
        word(fd),
        opcode,
        @intFromPtr(argument),
        count,
    ));
}
