//! Tests of how a pool ends, and of all of it at once.

const std = @import("std");
const memory = @import("memory.zig");
const sys = @import("sys/thread.zig");
const Pool = @import("pool.zig").Pool;
const tools = @import("pool_test.zig");
const Gate = tools.Gate;
const Job = tools.Job;
const scheduleOne = tools.scheduleOne;
const scheduleAll = tools.scheduleAll;
const testing = std.testing;

test "shutdown refuses what comes later and runs what came before" {
    for (0..50) |_| {
        var pool: Pool = .init(.{ .max_threads = 2 });
        var running: Gate = .{};
        var jobs: [100]Job = @splat(.{ .running = &running });
        var late: Job = .{ .running = &running };

        try scheduleAll(&pool, &jobs);
        pool.shutdown();
        try testing.expectError(error.ShutDown, scheduleOne(&pool, &late.task));
        pool.shutdown();
        pool.deinit();

        try testing.expectEqual(100, running.count.load(.monotonic));
    }
}

test "a pool that never worked ends at once" {
    var pool: Pool = .init(.{});

    pool.shutdown();
    pool.deinit();
}

test "threads that do not come back can be abandoned" {
    const live = memory.liveBytes();
    const pool = try memory.allocator.create(Pool);
    pool.* = .init(.{ .max_threads = 3 });
    var running: Gate = .{};
    var release: Gate = .{};
    var stuck: [2]Job = @splat(.{ .running = &running, .release = &release });
    var quick: Job = .{ .running = &running };
    try scheduleAll(pool, &stuck);
    try scheduleOne(pool, &quick.task);
    running.wait(3);

    const start_ns = sys.futex.monotonicNs();
    try testing.expectEqual(2, pool.abandon(5 * std.time.ns_per_ms));
    try testing.expect(sys.futex.monotonicNs() - start_ns >= 5 * std.time.ns_per_ms);
    try testing.expectError(error.ShutDown, scheduleOne(pool, &quick.task));
    release.pass();
    tools.waitForThreads(pool, 0);

    // What the threads own is freed by the last of them; the pool itself is lost on purpose.
    const own = @sizeOf(Pool);
    var never: sys.futex.Word = .init(0);
    while (memory.liveBytes() > live + own) sys.futex.timedWait(&never, 0, 1_000_000) catch {};
}

test "abandoning a pool whose threads come back leaves nothing" {
    const live = memory.liveBytes();
    var pool: Pool = .init(.{});
    var running: Gate = .{};
    var jobs: [50]Job = @splat(.{ .running = &running });
    try scheduleAll(&pool, &jobs);

    try testing.expectEqual(0, pool.abandon(std.math.maxInt(u64)));

    try testing.expectEqual(50, running.count.load(.monotonic));
    try testing.expectEqual(live, memory.liveBytes());
}

const Submitter = struct {
    pool: *Pool,
    running: *Gate,
    jobs: []Job,

    fn run(submitter: *Submitter) void {
        var rest = submitter.jobs;
        var length: usize = 1;
        while (rest.len > 0) : (length = length % 7 + 1) {
            const now = @min(length, rest.len);
            scheduleAll(submitter.pool, rest[0..now]) catch unreachable;
            rest = rest[now..];
        }
    }
};

// Threads that leave almost at once meet submitters that count on them.
test "every task of four submitters runs once, while threads come and go" {
    const live = memory.liveBytes();
    for ([_]u64{ 0, 1_000, 50_000, std.time.ns_per_s }) |idle_ns| {
        var pool: Pool = .init(.{ .max_threads = 3, .idle_ns = idle_ns });
        var running: Gate = .{};
        var jobs: [4][3_000]Job = undefined;
        var submitters: [4]Submitter = undefined;
        var started: [4]sys.Thread = undefined;
        for (&jobs, &submitters, &started) |*own, *submitter, *thread| {
            own.* = @splat(.{ .running = &running });
            submitter.* = .{ .pool = &pool, .running = &running, .jobs = own };
            thread.* = try sys.spawn(Submitter, Submitter.run, submitter, "xev-test", 0);
        }
        for (started) |thread| thread.join();
        running.wait(12_000);
        pool.deinit();

        try testing.expectEqual(12_000, running.count.load(.monotonic));
    }
    try testing.expectEqual(live, memory.liveBytes());
}

const Closer = struct {
    pool: *Pool,
    closed: bool = false,

    fn run(closer: *Closer) void {
        var never: sys.futex.Word = .init(0);
        sys.futex.timedWait(&never, 0, 5 * std.time.ns_per_ms) catch {};
        closer.closed = true;
        closer.pool.shutdown();
    }
};

test "join waits for a shutdown, also without a thread" {
    var pool: Pool = .init(.{});
    var closer: Closer = .{ .pool = &pool };

    const thread = try sys.spawn(Closer, Closer.run, &closer, "xev-test", 0);
    pool.join();

    try testing.expect(closer.closed);
    thread.join();
}
