//! A loop: its slots, handles, timers and buffers, and one turn after another. Everything here runs
//! on the loop's thread; other threads reach it through its waker alone.

const std = @import("std");
const assert = std.debug.assert;
const Allocator = std.mem.Allocator;
const abi = @import("abi.zig");
const Announced = @import("announced.zig").Announced;
const Backend = @import("backend.zig").Backend;
const blocking = @import("blocking.zig");
const Buffers = @import("buffers.zig").Buffers;
const callbacks = @import("callbacks.zig");
const cancellation = @import("cancel.zig");
const counter = @import("sys/counter.zig");
const errors = @import("error.zig");
const Handles = @import("handle.zig").Handles;
const lifecycle = @import("lifecycle.zig");
const linux = @import("sys/linux.zig");
const Moments = @import("moments.zig").Moments;
const output = @import("output.zig");
const Pool = @import("pool.zig").Pool;
const result = @import("result.zig");
const Slot = @import("slot.zig").Slot;
const Table = @import("table.zig").Table;
const timed = @import("timed.zig");
const timer_heap = @import("timer_heap.zig");
const Timers = @import("timers.zig").Timers;
const Waker = @import("waker.zig").Waker;

pub const Loop = struct {
    gpa: Allocator,
    waker: *Waker,
    port: *abi.Port,
    backend: Backend = undefined,
    features: Features = .{},
    /// The raw error of the backend that would have been better, or zero.
    declined: i64 = 0,
    /// What the port's `reason` points to; it ends with a zero.
    reason: [256]u8 = @splat(0),
    submissions: []abi.Submission = &.{},
    events: []abi.Event = &.{},
    /// How many of `events` there are, and how many there may be: all of it while a poll collects
    /// them. At any other time the client may still be reading that memory, and events wait.
    event_count: usize = 0,
    event_limit: usize = 0,
    waiting: std.ArrayList(abi.Event) = .empty,
    slots: Table(Slot) = .{},
    callbacks: callbacks.Callbacks = .{},
    handles: Handles = .{},
    outputs: output.Outputs = .{},
    buffers: Buffers = .{},
    announced: Announced = .{},
    timers: Timers(Slot, callbacks.Completion) = .{},
    moments: Moments = .{},
    blocking: blocking.Blocking,
    max_operations: u32,
    bound: bool = false,
    /// Whether the port's clock is that of this turn, or of the moment when it was asked for since.
    is_now_known: bool = false,
    running: bool = false,
    stopped: bool = false,
    embedded: bool,
    /// The C interface's own name for this loop.
    owner: ?*anyopaque = null,

    /// What turned out not to exist on this kernel.
    pub const Features = struct {
        multishot_accept: bool = true,
        multishot_receive: bool = true,
    };

    const default_submissions = 1024;
    const default_events = 2048;
    const default_operations = 1 << 20;

    pub const Opened = union(enum) { loop: *Loop, failed: i64 };

    /// The loop, or the result that says why not.
    pub fn open(gpa: Allocator, options: *const abi.Options) Opened {
        const waker = switch (Waker.open(gpa)) {
            .waker => |waker| waker,
            .failed => |raw| return .{ .failed = result.plain(raw) },
        };
        const loop = gpa.create(Loop) catch {
            waker.release();
            return .{ .failed = result.of(.out_of_memory) };
        };
        loop.* = .{
            .gpa = gpa,
            .waker = waker,
            .port = &waker.port,
            .max_operations = @min(orDefault(options.max_operations, default_operations), 1 << 30),
            .blocking = .init(options),
            .embedded = options.flags & abi.Options.embedded != 0,
        };
        const raw = loop.openParts(options);
        if (raw == 0) return .{ .loop = loop };
        loop.free();
        return .{ .failed = result.plain(raw) };
    }

    fn openParts(loop: *Loop, options: *const abi.Options) i64 {
        const gpa = loop.gpa;
        const port = loop.port;
        const no_memory = linux.fail(.NOMEM);
        const submissions = orDefault(options.submissions, default_submissions);
        const events = orDefault(options.events, default_events);
        loop.submissions = gpa.alloc(abi.Submission, submissions) catch return no_memory;
        @memset(loop.submissions, .{});
        loop.events = gpa.alloc(abi.Event, events) catch return no_memory;
        port.submissions = @intFromPtr(loop.submissions.ptr);
        port.submission_capacity = submissions;
        port.events = @intFromPtr(loop.events.ptr);
        port.event_capacity = events;
        const raw = loop.backend.open(loop, options);
        if (raw < 0) return raw;
        port.backend = @intFromEnum(loop.backend);
        loop.describe();
        if (loop.embedded) port.wake = abi.Wake.sleeping;
        _ = loop.refreshNow();
        return 0;
    }

    /// Ends the loop. What is still armed gets no event; what the pool still runs is given up, and
    /// with it, on purpose, the memory that it may touch.
    pub fn close(loop: *Loop) void {
        assert(!loop.running);
        cancellation.cancelEverything(loop);
        const is_drained = loop.backend.drain(loop);
        const has_left = loop.blocking.close(loop);
        loop.backend.close(loop);
        for (1..loop.handles.used) |index| {
            const handle = loop.handles.at(@intCast(index));
            // A thread that was given up may still be about to use its descriptor.
            if (handle.kind != .none and handle.count == 0) _ = linux.close(handle.fd);
        }
        loop.callbacks.detach(loop);
        if (!is_drained or !has_left) return;
        loop.buffers.close(loop);
        loop.outputs.close(loop.gpa);
        loop.handles.close(loop.gpa);
        loop.slots.close(loop.gpa);
        loop.callbacks.close(loop.gpa);
        loop.timers.deinit(loop.gpa);
        loop.waiting.deinit(loop.gpa);
        loop.free();
    }

    fn free(loop: *Loop) void {
        const gpa = loop.gpa;
        gpa.free(loop.submissions);
        gpa.free(loop.events);
        loop.waker.release();
        gpa.destroy(loop);
    }

    /// Binds the loop to this thread, the first time. Zero, or a result.
    pub inline fn bind(loop: *Loop) i64 {
        return if (loop.bound) 0 else loop.bindNow();
    }

    fn bindNow(loop: *Loop) i64 {
        @branchHint(.cold);
        const raw = loop.backend.bind(loop);
        if (raw < 0) return result.plain(raw);
        loop.bound = true;
        return 0;
    }

    /// Starts the first `count` submissions of the client's memory, waits at most `timeout_ns`
    /// (negative: for ever), and answers how many events there are now; or a result.
    pub fn poll(loop: *Loop, count: u32, timeout_ns: i64) i64 {
        if (loop.running) return result.of(.nested_run);
        const bound = loop.bind();
        if (bound < 0) return bound;
        loop.running = true;
        defer loop.running = false;
        loop.event_limit = loop.events.len;
        defer loop.event_limit = 0;
        if (loop.waiting.items.len > 0) loop.collectWaiting();
        loop.startBatch(count);
        const raw = loop.turn(timeout_ns);
        const count_now = loop.event_count;
        // They are the client's now, and no news to a turn that collects none.
        loop.event_count = 0;
        loop.port.delivered += count_now;
        if (count_now > loop.port.largest_batch) loop.port.largest_batch = count_now;
        if (count_now > 0) return @intCast(count_now);
        return if (raw < 0) result.plain(raw) else 0;
    }

    pub const RunMode = enum { no_wait, once, until_done };

    /// Runs turns and calls the callbacks of C completions. Zero, or a result.
    pub fn run(loop: *Loop, mode: RunMode) i64 {
        if (loop.running) return result.of(.nested_run);
        const bound = loop.bind();
        if (bound < 0) return bound;
        loop.running = true;
        defer loop.running = false;
        const before = loop.callbacks.delivered;
        while (!loop.stopped) {
            const is_idle = loop.callbacks.active == 0 and timed.isIdle(loop);
            if (is_idle and mode != .no_wait) return 0;
            const raw = loop.turn(if (mode == .no_wait) 0 else -1);
            if (raw < 0) return result.plain(raw);
            if (mode == .no_wait) return 0;
            if (mode == .once and loop.callbacks.delivered > before) return 0;
        }
        return 0;
    }

    /// Starts submissions; their events wait for the next poll.
    pub fn flush(loop: *Loop, count: u32) i64 {
        const bound = loop.bind();
        if (bound < 0) return bound;
        loop.startBatch(count);
        loop.startWaiting();
        if (loop.embedded) loop.waker.sleepInHost();
        return result.plain(@min(loop.backend.flush(loop), 0));
    }

    inline fn startBatch(loop: *Loop, count: u32) void {
        const batch = loop.submissions[0..@min(count, loop.submissions.len)];
        loop.port.submitted += batch.len;
        lifecycle.startBatch(loop, batch);
    }

    /// One turn: what was started leaves, one wait, what is over comes back, then the timers that
    /// are due. Zero, or the raw error of the backend.
    pub inline fn turn(loop: *Loop, timeout_ns: i64) i64 {
        loop.port.turns += 1;
        loop.is_now_known = false;
        const raw = if (timeout_ns == 0 and loop.isQuiet()) 0 else loop.turnAll(timeout_ns);
        loop.port.handles = loop.handles.open;
        return raw;
    }

    /// Whether a turn that must not wait would find nothing in any of its stages.
    inline fn isQuiet(loop: *const Loop) bool {
        const has_output = loop.outputs.first != 0 or loop.buffers.has_news;
        if (has_output or loop.callbacks.hasNews() or !loop.timers.isEmpty()) return false;
        return loop.blocking.pool == null and loop.waker.isQuiet() and loop.backend.isQuiet();
    }

    /// Goes through the stages of a turn.
    noinline fn turnAll(loop: *Loop, timeout_ns: i64) i64 {
        loop.startWaiting();
        const due = loop.timers.next_sequence;
        const raw = loop.wait(if (loop.hasNews()) 0 else loop.untilTimer(timeout_ns));
        if (loop.blocking.pool != null) blocking.takeFinished(loop);
        callbacks.takeNotified(loop);
        // Who waits looks at the clock afterwards; others are spared it, unless they ask.
        if (timeout_ns != 0) _ = loop.now();
        if (loop.callbacks.hasNews()) loop.callbacks.deliver(loop);
        if (!loop.timers.isEmpty()) loop.fireTimers(due);
        loop.startWaiting();
        return raw;
    }

    /// Ends the timers that are due, one at a time, but none that was started in this turn.
    fn fireTimers(loop: *Loop, due: u64) void {
        _ = loop.now();
        while (loop.timers.popDueBefore(loop.port.now_ns, due)) |popped| {
            switch (popped) {
                .exact => |slot| lifecycle.end(slot, 0),
                .coarse => |completion| timed.fire(loop, completion),
            }
            loop.callbacks.deliver(loop);
        }
    }

    /// Starts what has waited for the end of a batch, or for a buffer.
    inline fn startWaiting(loop: *Loop) void {
        if (loop.buffers.has_news) loop.buffers.rouse(loop);
        if (loop.outputs.first != 0) output.startAll(loop);
    }

    /// Waits in the backend, and tells the waker before and after.
    fn wait(loop: *Loop, timeout_ns: i64) i64 {
        const may_wait = timeout_ns != 0 and loop.waker.mayWait();
        const before_ns = if (may_wait) loop.now() else 0;
        const limit_ns = if (may_wait) loop.blocking.beforeWait(loop.waker, timeout_ns) else 0;
        const raw = loop.backend.wait(loop, limit_ns);
        loop.waker.awake();
        loop.blocking.afterWait(loop.waker);
        loop.is_now_known = false;
        if (may_wait) {
            loop.port.waits += 1;
            loop.port.wait_ns += @intCast(loop.now() - before_ns);
            loop.moments.forget();
        }
        if (loop.embedded) loop.waker.sleepInHost();
        return raw;
    }

    /// Events that nobody has seen yet: a turn must not wait for more.
    pub fn hasNews(loop: *const Loop) bool {
        const is_collecting = loop.event_limit > 0;
        const has_events = is_collecting and (loop.event_count > 0 or loop.waiting.items.len > 0);
        return has_events or loop.callbacks.hasNews();
    }

    fn untilTimer(loop: *Loop, timeout_ns: i64) i64 {
        if (timeout_ns == 0) return 0;
        if (loop.timers.isEmpty()) return timeout_ns;
        const left_ns: i64 = @intCast(loop.timers.untilNext(loop.now()).?);
        return if (timeout_ns < 0) left_ns else @min(left_ns, timeout_ns);
    }

    /// The clock as of this turn, or as of the last one: as it was when somebody first asked.
    pub fn now(loop: *Loop) i64 {
        return if (loop.is_now_known) loop.port.now_ns else loop.refreshNow();
    }

    pub fn refreshNow(loop: *Loop) i64 {
        loop.port.now_ns = loop.backend.nowNs();
        loop.is_now_known = true;
        return loop.port.now_ns;
    }

    /// When a delay that begins now counts from; see `Moments`.
    pub inline fn moment(loop: *Loop) i64 {
        return loop.moments.next(Clock{ .loop = loop });
    }

    const Clock = struct {
        loop: *Loop,

        pub fn isCounted(clock: Clock) bool {
            return clock.loop.backend != .simulated and counter.isClock();
        }

        pub inline fn ticks(_: Clock) u64 {
            return counter.ticks();
        }

        pub fn nowNs(clock: Clock) i64 {
            return clock.loop.refreshNow();
        }
    };

    /// When what is armed now for a delay is due. A delay of nothing must be over in the next turn.
    pub fn dueAfter(loop: *Loop, delay_ns: u64) timer_heap.Due {
        const from_ns = if (delay_ns == 0) loop.refreshNow() else loop.moment();
        return loop.timers.dueAt(timer_heap.deadlineAfter(from_ns, delay_ns));
    }

    /// Tells which backend this is and, when it is not the one that was wanted most, why.
    fn describe(loop: *Loop) void {
        const told = loop.backend.describe(&loop.reason);
        loop.port.reason = @intFromPtr(&loop.reason);
        if (loop.declined == 0) return;
        const failure = result.failed(loop.declined, 0);
        const name = errors.find(result.codeOf(failure)).?.name;
        const rest = loop.reason[told.len .. loop.reason.len - 1];
        _ = std.fmt.bufPrint(rest, "; io_uring declined: {s}, errno {d}", .{
            name,
            result.errnoOf(failure),
        }) catch {};
    }

    /// The slot of a client or of a C completion.
    pub fn findSlot(loop: *Loop, index: u32) ?*Slot {
        if (index < abi.slot_limit) return loop.slots.find(index);
        const lent = loop.callbacks.slots.find(index - abi.slot_limit) orelse return null;
        return &lent.slot;
    }

    /// The armed operation with this identity; see `Slot.userData`.
    pub fn findIdentity(loop: *Loop, identity: u64) ?*Slot {
        const slot = loop.findSlot(@truncate(identity)) orelse return null;
        return if (slot.isArmed() and slot.userData() == identity) slot else null;
    }

    /// Room for the last events of so many more operations, so that none can be lost later.
    pub fn reserveEvents(loop: *Loop, count: usize) Allocator.Error!void {
        const needed = @as(usize, @intCast(loop.port.armed)) + count;
        if (loop.waiting.capacity - loop.waiting.items.len < needed) {
            try loop.growWaiting(needed);
        }
    }

    fn growWaiting(loop: *Loop, needed: usize) Allocator.Error!void {
        @branchHint(.cold);
        try loop.waiting.ensureUnusedCapacity(loop.gpa, needed);
    }

    /// How many more events the client can take in this poll.
    pub fn room(loop: *const Loop) u32 {
        return @intCast(loop.events.len - loop.event_count);
    }

    /// Tells the client, now or with the next poll.
    pub inline fn deliver(loop: *Loop, event: abi.Event) void {
        if (event.slot >= abi.slot_limit) return loop.callbacks.queue(loop, event);
        loop.tellClient(event);
    }

    /// Also answers a submission that never became an operation, whatever its slot. Inline, so that
    /// the event is made where it belongs: made elsewhere and copied at once, it would be read
    /// before the processor has put its parts together.
    pub inline fn tellClient(loop: *Loop, event: abi.Event) void {
        const count = loop.event_count;
        if (count >= loop.event_limit) {
            return loop.keep(event.slot, event.flags, event.buffer, event.result);
        }
        loop.events[count] = event;
        loop.event_count = count + 1;
    }

    /// Last events always have room (`reserveEvents`); one of many that memory cannot be had for
    /// is dropped and counted. Takes the parts, for the same reason.
    noinline fn keep(loop: *Loop, slot: u32, flags: u16, buffer: u16, value: i64) void {
        loop.waiting.append(loop.gpa, .{
            .slot = slot,
            .flags = flags,
            .buffer = buffer,
            .result = value,
        }) catch {
            loop.port.overflows += 1;
        };
    }

    noinline fn collectWaiting(loop: *Loop) void {
        const count = @min(loop.waiting.items.len, loop.events.len);
        @memcpy(loop.events[0..count], loop.waiting.items[0..count]);
        loop.event_count = count;
        loop.waiting.replaceRangeAssumeCapacity(0, count, &.{});
    }
};

fn orDefault(value: u32, default: u32) u32 {
    return if (value == 0) default else value;
}

const testing = std.testing;

test "the area for submissions is clear at first" {
    const loop = Loop.open(testing.allocator, &.{ .backend = 5 }).loop;
    defer loop.close();

    for (loop.submissions) |submission| try testing.expectEqual(abi.Submission{}, submission);
}

test "a turn that does not wait reads the clock when somebody asks" {
    const loop = Loop.open(testing.allocator, &.{ .backend = 5 }).loop;
    defer loop.close();
    const clock_ns = &loop.backend.simulated.clock_ns;
    const before_ns = loop.now();

    clock_ns.* += 5;
    try testing.expectEqual(before_ns, loop.now());
    try testing.expectEqual(0, loop.poll(0, 0));
    try testing.expectEqual(before_ns, loop.port.now_ns);
    try testing.expectEqual(before_ns + 5, loop.now());
    clock_ns.* += 5;
    try testing.expectEqual(before_ns + 5, loop.now());

    loop.submissions[0] = .{ .op = 1, .offset = 100 };
    try testing.expectEqual(0, loop.poll(1, 0));
    try testing.expectEqual(before_ns + 10, loop.port.now_ns);
    clock_ns.* += 5;
    try testing.expectEqual(0, loop.poll(0, 0));
    try testing.expectEqual(before_ns + 15, loop.port.now_ns);
}

test "after a wait the clock is new, whatever ended it" {
    const loop = Loop.open(testing.allocator, &.{ .backend = 5 }).loop;
    defer loop.close();
    const clock_ns = &loop.backend.simulated.clock_ns;
    const before_ns = loop.now();

    try testing.expectEqual(0, loop.poll(0, 50));
    try testing.expectEqual(before_ns + 50, loop.port.now_ns);
    try testing.expectEqual(50, loop.port.wait_ns);
    clock_ns.* += 5;
    loop.waker.wake();
    try testing.expectEqual(0, loop.poll(0, 50));
    try testing.expectEqual(clock_ns.*, loop.port.now_ns);
}
