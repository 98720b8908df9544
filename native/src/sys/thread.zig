//! Threads for a library that links no libc: they come from the `pthread_create` of the process
//! that loads us.

const std = @import("std");
const linux = std.os.linux;
const assert = std.debug.assert;

pub const futex = @import("futex.zig");
pub const Mutex = @import("mutex.zig").Mutex;
pub const Condition = @import("mutex.zig").Condition;

/// A thread that was started; exactly one `join` or `detach` gives it up.
pub const Thread = struct {
    handle: usize,

    /// Waits until the thread has ended; its stack is free afterwards.
    pub fn join(thread: Thread) void {
        const code = pthread.pthread_join(thread.handle, null);
        assert(code == 0); // Anything else is a second join, or a thread that joins itself.
    }

    /// Lets the thread free its stack by itself when it ends.
    pub fn detach(thread: Thread) void {
        const code = pthread.pthread_detach(thread.handle);
        assert(code == 0);
    }
};

/// Below this an upcall into a JVM, which wants guard zones on the stack, ends the process.
pub const stack_bytes_min = 256 * 1024;

/// A multiple of every page size in use; some systems refuse other stack sizes.
const stack_granularity = 64 * 1024;

const stack_retry_bytes_max = 16 * 1024 * 1024;

pub const SpawnError = error{SystemResources};

/// Starts a thread that runs `entry(argument)`. Signals meant for the process are never delivered
/// to it. Small stacks are enlarged to `stack_bytes_min`.
pub fn spawn(
    comptime Argument: type,
    comptime entry: fn (*Argument) void,
    argument: *Argument,
    comptime name: [:0]const u8,
    stack_bytes: usize,
) SpawnError!Thread {
    comptime assert(name.len < 16); // What the kernel keeps of a name.
    const start = struct {
        fn run(opaque_argument: ?*anyopaque) callconv(.c) ?*anyopaque {
            setName(name);
            entry(@ptrCast(@alignCast(opaque_argument.?)));
            return null;
        }
    }.run;

    var attributes: pthread.Attributes = .{};
    if (pthread.pthread_attr_init(&attributes) != 0) return error.SystemResources;
    defer _ = pthread.pthread_attr_destroy(&attributes);
    // A thread inherits the mask of its creator, and no signal may arrive before it has one.
    const creators_mask = setSignalMask(&quiet_mask);
    defer _ = setSignalMask(&creators_mask);

    var stack = std.mem.alignForward(usize, @max(stack_bytes, stack_bytes_min), stack_granularity);
    while (true) : (stack *= 2) {
        if (pthread.pthread_attr_setstacksize(&attributes, stack) != 0) break;
        var handle: usize = 0;
        const code = pthread.pthread_create(&handle, &attributes, &start, argument);
        if (code == 0) return .{ .handle = handle };
        // glibc keeps thread-local variables on the stack and refuses one that has no room for
        // those of the whole process: only more stack helps then.
        const too_small = code == @intFromEnum(linux.E.INVAL) and stack < stack_retry_bytes_max;
        if (!too_small) break;
    }
    return error.SystemResources;
}

var numbers: std.atomic.Value(u64) = .init(0);
threadlocal var own_number: u64 = 0;

/// Which thread this is: a number that no other thread of this process has, had or will have, and
/// never zero. A child of a fork goes on with its parent's.
pub fn number() u64 {
    if (own_number == 0) own_number = numbers.fetchAdd(1, .monotonic) + 1;
    return own_number;
}

/// How many processors this process may use.
pub fn cpuCount() u32 {
    var mask: [1024 / 64]u64 = @splat(0);
    const bytes = @sizeOf(@TypeOf(mask));
    const answer = linux.syscall3(.sched_getaffinity, 0, bytes, @intFromPtr(&mask));
    // Machines with more processors than the mask has room for answer with an error.
    if (linux.errno(answer) != .SUCCESS) return mask.len * 64;
    var count: u32 = 0;
    for (mask) |word| count += @popCount(word);
    return @max(count, 1);
}

fn setName(name: [:0]const u8) void {
    const set_name: usize = @intCast(@intFromEnum(linux.PR.SET_NAME));
    _ = linux.syscall5(.prctl, set_name, @intFromPtr(name.ptr), 0, 0, 0);
}

/// Only these symbols of the host's libc are ever used: they mean the same in glibc and musl.
const pthread = struct {
    /// Room for the `pthread_attr_t` of every libc (64 bytes in the largest).
    const Attributes = extern struct { storage: [128]u8 align(16) = @splat(0) };
    const Start = fn (?*anyopaque) callconv(.c) ?*anyopaque;

    extern fn pthread_create(*usize, *const Attributes, *const Start, ?*anyopaque) c_int;
    extern fn pthread_join(usize, ?*?*anyopaque) c_int;
    extern fn pthread_detach(usize) c_int;
    extern fn pthread_attr_init(*Attributes) c_int;
    extern fn pthread_attr_setstacksize(*Attributes, usize) c_int;
    extern fn pthread_attr_destroy(*Attributes) c_int;
};

/// Every signal but these: faults, which belong to the thread that causes them (a JVM handles
/// some of them, and the kernel kills a process whose thread blocks one), and those that a libc
/// sends to its own threads (32 to 34): `setuid` waits until each thread has answered.
const quiet_mask = mask: {
    const open = [_]u6{ 4, 5, 7, 8, 11, 31, 32, 33, 34 };
    var mask: linux.sigset_t = @splat(std.math.maxInt(c_ulong));
    for (open) |signal| mask[0] &= ~(@as(c_ulong, 1) << (signal - 1));
    break :mask mask;
};

comptime {
    assert(@intFromEnum(linux.SIG.ILL) == 4 and @intFromEnum(linux.SIG.TRAP) == 5);
    assert(@intFromEnum(linux.SIG.BUS) == 7 and @intFromEnum(linux.SIG.FPE) == 8);
    assert(@intFromEnum(linux.SIG.SEGV) == 11 and @intFromEnum(linux.SIG.SYS) == 31);
    assert(@sizeOf(linux.sigset_t) == 8);
}

fn setSignalMask(mask: *const linux.sigset_t) linux.sigset_t {
    var old: linux.sigset_t = undefined;
    const answer = linux.syscall4(
        .rt_sigprocmask,
        linux.SIG.SETMASK,
        @intFromPtr(mask),
        @intFromPtr(&old),
        @sizeOf(linux.sigset_t),
    );
    assert(linux.errno(answer) == .SUCCESS); // Only a bad address or operation is refused.
    return old;
}

test {
    _ = futex;
    _ = Mutex;
}

const Inspection = struct {
    name: [16]u8 = @splat(0),
    mask: linux.sigset_t = undefined,
    stack_touched: bool = false,

    fn run(self: *Inspection) void {
        const get_name: usize = @intCast(@intFromEnum(linux.PR.GET_NAME));
        _ = linux.syscall5(.prctl, get_name, @intFromPtr(&self.name), 0, 0, 0);
        self.mask = signalMask();
        self.touchStack();
    }

    /// ThreadSanitizer keeps what it knows of a thread on that thread's stack.
    const room_bytes = if (@import("builtin").sanitize_thread) 64 * 1024 else 192 * 1024;

    noinline fn touchStack(self: *Inspection) void {
        var room: [room_bytes]u8 = undefined;
        for (0..room.len / 4096) |page| {
            const byte: *volatile u8 = &room[page * 4096];
            byte.* = 1;
        }
        self.stack_touched = true;
    }

    fn signalMask() linux.sigset_t {
        var mask: linux.sigset_t = undefined;
        _ = linux.syscall4(.rt_sigprocmask, 0, 0, @intFromPtr(&mask), @sizeOf(@TypeOf(mask)));
        return mask;
    }
};

test "a thread is named, blocks asynchronous signals only, and its creator keeps its mask" {
    const before = Inspection.signalMask();
    var inspection: Inspection = .{};

    const thread = try spawn(Inspection, Inspection.run, &inspection, "xev-pool", 1);
    thread.join();

    try std.testing.expectEqualStrings("xev-pool", std.mem.sliceTo(&inspection.name, 0));
    try std.testing.expectEqual(before, Inspection.signalMask());
    for ([_]linux.SIG{ .INT, .TERM, .HUP, .QUIT, .USR1, .PIPE, .CHLD, .ALRM, .PROF }) |signal| {
        try std.testing.expect(linux.sigismember(&inspection.mask, signal));
    }
    for ([_]linux.SIG{ .SEGV, .BUS, .FPE, .ILL, .TRAP, .SYS }) |signal| {
        try std.testing.expect(!linux.sigismember(&inspection.mask, signal));
    }
    try std.testing.expect(inspection.mask[0] >> 32 & 0b11 == 0);
}

test "even the smallest stack is large enough for an upcall" {
    var inspection: Inspection = .{};

    const thread = try spawn(Inspection, Inspection.run, &inspection, "xev-test", 1);
    thread.join();

    try std.testing.expect(inspection.stack_touched);
}

test "a stack that does not fit into memory is an error" {
    var inspection: Inspection = .{};

    const outcome = spawn(Inspection, Inspection.run, &inspection, "xev-test", 1 << 60);

    try std.testing.expectError(error.SystemResources, outcome);
}

const Detached = struct {
    done: futex.Word = .init(0),

    fn run(self: *Detached) void {
        self.done.store(1, .release);
        futex.wake(&self.done, 1);
    }
};

test "a detached thread runs to its end" {
    var detached: Detached = .{};

    (try spawn(Detached, Detached.run, &detached, "xev-test", 0)).detach();
    while (detached.done.load(.acquire) == 0) try futex.timedWait(&detached.done, 0, 5e9);
}

fn ignoreSignal(_: linux.SIG) callconv(.c) void {}

const Interrupter = struct {
    thread_id: i32,
    finished: futex.Word = .init(0),

    fn run(self: *Interrupter) void {
        for (0..20) |_| {
            const signal: u32 = @intFromEnum(linux.SIG.USR1);
            const process: usize = @intCast(linux.getpid());
            _ = linux.syscall3(.tgkill, process, @intCast(self.thread_id), signal);
            futex.timedWait(&self.finished, 0, std.time.ns_per_ms) catch {};
        }
    }
};

test "signals neither end a timed wait nor lengthen it" {
    const action: linux.Sigaction = .{
        .handler = .{ .handler = ignoreSignal },
        .mask = linux.sigemptyset(),
        .flags = 0,
    };
    var old: linux.Sigaction = undefined;
    _ = linux.sigaction(.USR1, &action, &old);
    defer _ = linux.sigaction(.USR1, &old, null);
    var interrupter: Interrupter = .{ .thread_id = linux.gettid() };
    var word: futex.Word = .init(0);

    const start_ns = futex.monotonicNs();
    const thread = try spawn(Interrupter, Interrupter.run, &interrupter, "xev-test", 0);
    const outcome = futex.timedWait(&word, 0, 10 * std.time.ns_per_ms);
    const passed_ns = futex.monotonicNs() - start_ns;
    thread.join();

    try std.testing.expectError(error.TimedOut, outcome);
    try std.testing.expect(passed_ns >= 10 * std.time.ns_per_ms);
    try std.testing.expect(passed_ns < 5 * std.time.ns_per_s);
}

const Numbered = struct {
    number: u64 = 0,

    fn run(self: *Numbered) void {
        self.number = number();
    }
};

test "no thread has the number of another, though that one has ended" {
    const own = number();
    var last = own;

    for (0..8) |_| {
        var numbered: Numbered = .{};
        const thread = try spawn(Numbered, Numbered.run, &numbered, "xev-test", 0);
        thread.join();
        try std.testing.expect(numbered.number > last);
        last = numbered.number;
    }
    try std.testing.expectEqual(own, number());
}

test "there is at least one processor" {
    try std.testing.expect(cpuCount() >= 1);
}
