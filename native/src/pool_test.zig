//! Tests of the pool. What has to happen is waited for without sleeping; a hang ends in the time
//! limit of `Gate`.

const std = @import("std");
const memory = @import("memory.zig");
const sys = @import("sys/thread.zig");
const Pool = @import("pool.zig").Pool;
const Task = @import("pool.zig").Task;
const Batch = @import("pool.zig").Batch;
const testing = std.testing;

/// Counts what has happened, and lets threads wait until it has happened often enough.
pub const Gate = struct {
    count: sys.futex.Word = .init(0),

    pub fn pass(gate: *Gate) void {
        _ = gate.count.fetchAdd(1, .release);
        sys.futex.wake(&gate.count, std.math.maxInt(u32));
    }

    pub fn wait(gate: *Gate, at_least: u32) void {
        while (true) {
            const count = gate.count.load(.acquire);
            if (count >= at_least) return;
            sys.futex.timedWait(&gate.count, count, 20 * std.time.ns_per_s) catch
                @panic("waited for 20 seconds in vain");
        }
    }
};

/// A task that says that it runs and, when it is told to, waits until it may end.
pub const Job = struct {
    task: Task = .{ .run = run },
    running: *Gate,
    release: ?*Gate = null,
    order: u32 = std.math.maxInt(u32),

    fn run(task: *Task) void {
        const job: *Job = @fieldParentPtr("task", task);
        job.order = job.running.count.load(.monotonic);
        const release = job.release;
        job.running.pass();
        if (release) |gate| gate.wait(1);
    }
};

pub fn scheduleOne(pool: *Pool, task: *Task) !void {
    var batch: Batch = .of(task);
    try pool.schedule(&batch);
}

pub fn scheduleAll(pool: *Pool, jobs: []Job) !void {
    var batch: Batch = .{};
    for (jobs) |*job| batch.push(&job.task);
    try pool.schedule(&batch);
    try testing.expectEqual(0, batch.length);
}

/// Waits until the pool has exactly this many threads.
pub fn waitForThreads(pool: *Pool, count: u32) void {
    var never: sys.futex.Word = .init(0);
    for (0..20_000) |_| {
        if (pool.threads() == count) return;
        sys.futex.timedWait(&never, 0, std.time.ns_per_ms) catch {};
    }
    @panic("waited for 20 seconds in vain");
}

test "a pool starts its first thread with its first task" {
    var pool: Pool = .init(.{});
    defer pool.deinit();
    var running: Gate = .{};
    var job: Job = .{ .running = &running };

    try testing.expectEqual(0, pool.threads());
    var nothing: Batch = .{};
    try pool.schedule(&nothing);
    try testing.expectEqual(0, pool.threads());
    try scheduleOne(&pool, &job.task);
    try testing.expectEqual(1, pool.threads());

    running.wait(1);
}

test "one thread runs tasks in the order they were accepted" {
    var pool: Pool = .init(.{ .max_threads = 1 });
    defer pool.deinit();
    var running: Gate = .{};
    var jobs: [500]Job = @splat(.{ .running = &running });

    try scheduleAll(&pool, jobs[0..100]);
    for (jobs[100..200]) |*job| try scheduleOne(&pool, &job.task);
    try scheduleAll(&pool, jobs[200..]);
    running.wait(jobs.len);

    for (jobs, 0..) |job, index| try testing.expectEqual(index, job.order);
    try testing.expectEqual(1, pool.threads());
    try testing.expectEqual(0, pool.queued());
}

test "an idle thread takes the next task, so no other is started" {
    var pool: Pool = .init(.{});
    defer pool.deinit();
    var running: Gate = .{};
    var job: Job = .{ .running = &running };

    for (0..50) |round| {
        try scheduleOne(&pool, &job.task);
        running.wait(@intCast(round + 1));
        while (true) {
            pool.mutex.lock();
            defer pool.mutex.unlock();
            if (pool.idle != null) break;
        }
    }

    try testing.expectEqual(1, pool.threads());
}

test "busy threads are joined by others, up to the limit" {
    var pool: Pool = .init(.{ .max_threads = 3 });
    defer pool.deinit();
    var running: Gate = .{};
    var release: Gate = .{};
    var jobs: [5]Job = @splat(.{ .running = &running, .release = &release });

    try scheduleAll(&pool, &jobs);
    running.wait(3);
    try testing.expectEqual(3, pool.threads());
    try testing.expectEqual(2, pool.queued());
    release.pass();
    running.wait(5);

    try testing.expectEqual(3, pool.threads());
    try testing.expectEqual(0, pool.queued());
}

test "several idle threads all help with one batch" {
    var pool: Pool = .init(.{ .max_threads = 3 });
    defer pool.deinit();
    var running: Gate = .{};
    for (1..20) |round| {
        var release: Gate = .{};
        var jobs: [3]Job = @splat(.{ .running = &running, .release = &release });

        try scheduleAll(&pool, &jobs);
        running.wait(@intCast(3 * round));
        release.pass();
        var done: Job = .{ .running = &running };
        try scheduleOne(&pool, &done.task);
        while (pool.queued() > 0) std.atomic.spinLoopHint();
        waitForIdle(&pool, 3);
        running.count.store(@intCast(3 * round), .monotonic);
    }
}

fn waitForIdle(pool: *Pool, count: u32) void {
    while (true) {
        pool.mutex.lock();
        defer pool.mutex.unlock();
        var idle: u32 = 0;
        var place = pool.idle;
        while (place) |worker| : (place = worker.next_idle) idle += 1;
        if (idle == count) return;
    }
}

test "idle threads leave, and come back when there is work" {
    var pool: Pool = .init(.{ .max_threads = 2, .idle_ns = std.time.ns_per_ms });
    defer pool.deinit();
    var running: Gate = .{};
    var jobs: [20]Job = @splat(.{ .running = &running });

    for (0..5) |round| {
        try scheduleAll(&pool, &jobs);
        running.wait(@intCast(jobs.len * (round + 1)));
        waitForThreads(&pool, 0);
    }
}

test "zero threads means one for each processor" {
    var pool: Pool = .init(.{ .max_threads = 0 });
    defer pool.deinit();

    try testing.expectEqual(sys.cpuCount(), pool.config.max_threads);
}

test "a pool without threads that cannot start one gives the batch back" {
    var pool: Pool = .init(.{ .stack_bytes = 1 << 60 });
    defer pool.deinit();
    var running: Gate = .{};
    var jobs: [2]Job = @splat(.{ .running = &running });
    var batch: Batch = .of(&jobs[0].task);
    batch.push(&jobs[1].task);

    try testing.expectError(error.SystemResources, pool.schedule(&batch));

    try testing.expectEqual(2, batch.length);
    try testing.expectEqual(0, pool.queued());
    pool.config.stack_bytes = 0;
    try pool.schedule(&batch);
    running.wait(2);
}

test "a pool that cannot start another thread works with those it has" {
    var pool: Pool = .init(.{});
    defer pool.deinit();
    var running: Gate = .{};
    var release: Gate = .{};
    var first: Job = .{ .running = &running, .release = &release };
    var others: [10]Job = @splat(.{ .running = &running });

    try scheduleOne(&pool, &first.task);
    running.wait(1);
    pool.config.stack_bytes = 1 << 60;
    for (&others) |*job| try scheduleOne(&pool, &job.task);
    try testing.expectEqual(10, pool.queued());
    release.pass();
    running.wait(11);

    try testing.expectEqual(1, pool.threads());
}

const Chain = struct {
    task: Task = .{ .run = run },
    pool: *Pool,
    rest: u32,
    done: *Gate,
    shut_down: bool = false,

    fn run(task: *Task) void {
        const chain: *Chain = @fieldParentPtr("task", task);
        chain.rest -= 1;
        if (chain.rest > 0) return scheduleOne(chain.pool, &chain.task) catch unreachable;
        if (chain.shut_down) chain.pool.shutdown();
        chain.done.pass();
    }
};

test "a task schedules itself again" {
    var pool: Pool = .init(.{});
    defer pool.deinit();
    var done: Gate = .{};
    var chains: [3]Chain = @splat(.{ .pool = &pool, .rest = 2_000, .done = &done });

    for (&chains) |*chain| try scheduleOne(&pool, &chain.task);

    done.wait(3);
    for (chains) |chain| try testing.expectEqual(0, chain.rest);
}

test "join waits for a shutdown that a task asks for" {
    var pool: Pool = .init(.{});
    var done: Gate = .{};
    var chain: Chain = .{ .pool = &pool, .rest = 100, .done = &done, .shut_down = true };

    try scheduleOne(&pool, &chain.task);
    pool.join();

    try testing.expectEqual(0, chain.rest);
    try testing.expectEqual(0, pool.threads());
}

const Heir = struct {
    task: Task = .{ .run = run },
    freed: *Gate,

    fn run(task: *Task) void {
        const heir: *Heir = @fieldParentPtr("task", task);
        const freed = heir.freed;
        memory.allocator.destroy(heir);
        freed.pass();
    }
};

test "a task may be freed by its own run" {
    var pool: Pool = .init(.{});
    defer pool.deinit();
    var freed: Gate = .{};

    for (0..1_000) |_| {
        const heir = try memory.allocator.create(Heir);
        heir.* = .{ .freed = &freed };
        try scheduleOne(&pool, &heir.task);
    }

    freed.wait(1_000);
}

test "a task that no thread has started can be taken back" {
    var pool: Pool = .init(.{ .max_threads = 1 });
    defer pool.deinit();
    var running: Gate = .{};
    var release: Gate = .{};
    var first: Job = .{ .running = &running, .release = &release };
    var others: [4]Job = @splat(.{ .running = &running });
    try scheduleOne(&pool, &first.task);
    running.wait(1);
    try scheduleAll(&pool, &others);

    try testing.expect(!pool.cancel(&first.task));
    try testing.expect(pool.cancel(&others[3].task));
    try testing.expect(pool.cancel(&others[1].task));
    try testing.expect(!pool.cancel(&others[1].task));
    try testing.expectEqual(2, pool.queued());
    try scheduleOne(&pool, &others[1].task);
    var rest = pool.takeQueued();

    try testing.expectEqual(&others[0].task, rest.pop().?);
    try testing.expectEqual(&others[2].task, rest.pop().?);
    try testing.expectEqual(&others[1].task, rest.pop().?);
    try testing.expectEqual(null, rest.pop());
    try testing.expectEqual(0, pool.queued());
    release.pass();
}
