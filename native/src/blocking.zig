//! Operations that block run on a pool of a few threads, which the loop makes when the first one
//! comes. Their answers come back through the waker.

const std = @import("std");
const abi = @import("abi.zig");
const lifecycle = @import("lifecycle.zig");
const linux = @import("sys/linux.zig");
const At = @import("op.zig").At;
const Loop = @import("loop.zig").Loop;
const pools = @import("pool.zig");
const Slot = @import("slot.zig").Slot;
const futex = @import("sys/futex.zig");
const Waker = @import("waker.zig").Waker;

const default_threads = 4;
const default_stack_bytes = 256 * 1024;
/// How long the end of a loop waits for what is running.
const grace_ns = 100 * std.time.ns_per_ms;
const pause_ns = 50 * std.time.ns_per_us;

/// The longest that an answer waits for others, while the pool has more work than threads.
const gather_ns = 400 * std.time.ns_per_us;
/// Waits that follow a vain one and take each answer at once: what the pool does takes long.
const waits_after_vain = 64;

/// Operations that were given up when their loops ended, in this process.
pub var abandoned: std.atomic.Value(u64) = .init(0);

pub const Blocking = struct {
    /// Somebody else's, or the loop's own once it is needed.
    pool: ?*pools.Pool = null,
    is_shared: bool = false,
    max_threads: u32,
    stack_bytes: u32,
    /// Operations on the pool now.
    running: u32 = 0,
    /// Waits until answers are gathered again.
    ungathered: u32 = 0,

    pub fn init(options: *const abi.Options) Blocking {
        const threads = options.pool_threads;
        const stack = options.pool_stack;
        return .{
            // SAFETY: the client says that this is an initialised pool which outlives the loop.
            .pool = @ptrFromInt(options.pool),
            .is_shared = options.pool != 0,
            .max_threads = if (threads == 0) default_threads else threads,
            .stack_bytes = if (stack == 0) default_stack_bytes else stack,
        };
    }

    /// False when something still runs that the loop's memory must be kept for.
    pub fn close(self: *Blocking, loop: *Loop) bool {
        const pool = self.pool orelse return true;
        var queued: pools.Batch = if (self.is_shared) .{} else pool.takeQueued();
        while (queued.pop()) |task| {
            const slot = Work.take(loop, task).slot;
            loop.waker.release();
            refuse(slot, .CANCELED);
        }
        self.settle(loop);
        if (self.running > 0) {
            _ = abandoned.fetchAdd(self.running, .monotonic);
            if (!self.is_shared) _ = pool.abandon(0);
            return false;
        }
        if (self.is_shared) return true;
        // Threads that only have to leave are waited for: an abandoned pool would not be told.
        pool.deinit();
        loop.gpa.destroy(pool);
        return true;
    }

    /// Takes what is finished, and gives the rest a moment: what was cancelled ends soon, unless it
    /// hangs.
    fn settle(self: *const Blocking, loop: *Loop) void {
        const end_ns = linux.monotonicNs() + grace_ns;
        var never: futex.Word = .init(0);
        while (true) {
            takeFinished(loop);
            if (self.running == 0 or linux.monotonicNs() >= end_ns) return;
            futex.timedWait(&never, 0, pause_ns) catch {};
        }
    }

    /// How long the loop may wait now. While the pool has a backlog, a wake-up for each answer
    /// would only take processors from its threads: answers gather, and the wait is short instead.
    pub fn beforeWait(self: *Blocking, waker: *Waker, timeout_ns: i64) i64 {
        const pool = self.pool orelse return timeout_ns;
        if (self.running == 0 or !pool.hasBacklog()) return timeout_ns;
        if (self.ungathered > 0) {
            self.ungathered -= 1;
            return timeout_ns;
        }
        waker.gathers.store(1, .release);
        return if (timeout_ns < 0) gather_ns else @min(timeout_ns, gather_ns);
    }

    pub fn afterWait(self: *Blocking, waker: *Waker) void {
        const gathered = waker.gathers.load(.monotonic) != 0;
        if (!gathered) return;
        _ = waker.gathers.swap(0, .acq_rel);
        if (waker.finished.isEmpty()) self.ungathered = waits_after_vain;
    }

    fn open(self: *Blocking, gpa: std.mem.Allocator) error{OutOfMemory}!*pools.Pool {
        if (self.pool) |pool| return pool;
        const pool = try gpa.create(pools.Pool);
        pool.* = pools.Pool.init(.{
            .max_threads = self.max_threads,
            .stack_bytes = self.stack_bytes,
        });
        self.pool = pool;
        return pool;
    }
};

/// An operation while it is on the pool.
const Work = struct {
    task: pools.Task,
    slot: *Slot,
    fd: i32,
    /// What the pool's thread answered.
    raw: i64 = 0,

    /// Back from the pool; what it holds is given up.
    fn take(loop: *Loop, task: *pools.Task) Work {
        const work: *Work = @fieldParentPtr("task", task);
        defer loop.gpa.destroy(work);
        loop.blocking.running -= 1;
        return work.*;
    }
};

/// Gives an operation to the pool.
pub fn offload(at: At) void {
    const loop = at.loop;
    const slot = at.slot;
    const pool = loop.blocking.open(loop.gpa) catch return refuse(slot, .NOMEM);
    const work = loop.gpa.create(Work) catch return refuse(slot, .NOMEM);
    work.* = .{ .task = .{ .run = run }, .slot = slot, .fd = at.fd };
    slot.state = .pool;
    loop.waker.retain();
    loop.blocking.running += 1;
    var batch: pools.Batch = .of(&work.task);
    pool.schedule(&batch) catch {
        _ = Work.take(loop, &work.task);
        loop.waker.release();
        return refuse(slot, .AGAIN);
    };
    loop.port.pool_threads = pool.threads();
    loop.port.pool_queued = pool.queued();
}

fn refuse(slot: *Slot, errno: linux.E) void {
    slot.state = .queued;
    slot.flags.canceled = true;
    _ = lifecycle.complete(slot, linux.fail(errno), false);
}

/// On the pool's thread. The loop's tables are not touched from here.
fn run(task: *pools.Task) void {
    const work: *Work = @fieldParentPtr("task", task);
    const slot = work.slot;
    const waker = slot.loop.waker;
    const pool = slot.loop.blocking.pool.?;
    const at: At = .{ .loop = slot.loop, .slot = slot, .fd = work.fd };
    const is_withdrawn = @atomicLoad(Slot.State, &slot.state, .acquire) == .withdrawn;
    work.raw = if (is_withdrawn) linux.fail(.CANCELED) else slot.operation.blocking(at);
    _ = waker.finished.push(task);
    if (waker.wantsEach() or !pool.hasBacklog()) waker.wake();
    waker.release();
}

/// Completes what the pool has finished since the last turn.
pub fn takeFinished(loop: *Loop) void {
    var next = loop.waker.finished.takeAll();
    while (next) |task| {
        next = task.next;
        const work = Work.take(loop, task);
        work.slot.state = .queued;
        if (lifecycle.complete(work.slot, work.raw, false) == .again) {
            loop.backend.begin(lifecycle.atOf(work.slot));
        }
    }
    if (loop.blocking.pool) |pool| {
        loop.port.pool_threads = pool.threads();
        loop.port.pool_queued = pool.queued();
    }
}
