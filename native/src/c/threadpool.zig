//! The thread pool functions of `xev.h`. A C pool holds the address of ours; batches and tasks are
//! ours themselves, so that scheduling copies nothing.

const std = @import("std");
const assert = std.debug.assert;
const memory = @import("../memory.zig");
const pools = @import("../pool.zig");
const Pool = pools.Pool;

/// An `xev_threadpool`.
pub const PoolBox = extern struct {
    magic: u64,
    pool: *Pool,

    const initialised: u64 = 0x78_65_76_2d_70_6f_6f_6c;

    /// Null for memory that holds no pool: never initialised, or deinitialised since.
    pub fn get(box: *const PoolBox) ?*Pool {
        return if (box.magic == initialised) box.pool else null;
    }
};

/// An `xev_threadpool_config`.
const Config = extern struct {
    stack_bytes: u32 = 16 * 1024 * 1024,
    max_threads: u32 = 0,
};

/// An `xev_threadpool_batch`.
const Batch = extern struct {
    length: usize,
    first: ?*pools.Task,
    last: ?*pools.Task,

    fn take(batch: *Batch) pools.Batch {
        defer batch.put(.{});
        return .{ .length = batch.length, .first = batch.first, .last = batch.last };
    }

    fn put(batch: *Batch, value: pools.Batch) void {
        batch.* = .{ .length = value.length, .first = value.first, .last = value.last };
    }
};

/// An `xev_threadpool_task`.
const Task = struct {
    task: pools.Task,
    callback: Callback,

    const Callback = *const fn (*Task) callconv(.c) void;

    fn run(task: *pools.Task) void {
        const self: *Task = @fieldParentPtr("task", task);
        self.callback(self);
    }
};

comptime {
    assert(@sizeOf(PoolBox) <= 64);
    assert(@sizeOf(Config) <= 64);
    assert(@sizeOf(Batch) == 24);
    assert(@sizeOf(Task) == 24);
    assert(@max(@alignOf(PoolBox), @alignOf(Batch), @alignOf(Task)) <= 8);
}

const out_of_memory = 24;

pub export fn xev_threadpool_config_init(config: *Config) void {
    config.* = .{};
}

pub export fn xev_threadpool_config_set_stack_size(config: *Config, bytes: u32) void {
    config.stack_bytes = bytes;
}

pub export fn xev_threadpool_config_set_max_threads(config: *Config, count: u32) void {
    config.max_threads = count;
}

pub export fn xev_threadpool_init(box: *PoolBox, config: ?*const Config) c_int {
    const defaults: Config = .{};
    const wanted = config orelse &defaults;
    const pool = memory.allocator.create(Pool) catch return out_of_memory;
    pool.* = .init(.{ .stack_bytes = wanted.stack_bytes, .max_threads = wanted.max_threads });
    box.* = .{ .magic = PoolBox.initialised, .pool = pool };
    return 0;
}

pub export fn xev_threadpool_deinit(box: *PoolBox) void {
    const pool = box.get() orelse return;
    pool.join();
    box.magic = 0;
    memory.allocator.destroy(pool);
}

pub export fn xev_threadpool_shutdown(box: *PoolBox) void {
    const pool = box.get() orelse return;
    pool.shutdown();
}

pub export fn xev_threadpool_schedule(box: *PoolBox, batch: *Batch) void {
    var accepted = batch.take();
    const pool = box.get() orelse return;
    pool.schedule(&accepted) catch |err| switch (err) {
        error.ShutDown => {},
        // There is nobody to tell, and nobody else to run them.
        error.SystemResources => while (accepted.pop()) |task| task.run(task),
    };
}

pub export fn xev_threadpool_task_init(task: *Task, callback: Task.Callback) void {
    task.* = .{ .task = .{ .run = Task.run }, .callback = callback };
}

pub export fn xev_threadpool_batch_init(batch: *Batch) void {
    batch.put(.{});
}

pub export fn xev_threadpool_batch_push_task(batch: *Batch, task: *Task) void {
    var all = batch.take();
    all.push(&task.task);
    batch.put(all);
}

pub export fn xev_threadpool_batch_push_batch(batch: *Batch, other: *Batch) void {
    var all = batch.take();
    var more = other.take();
    all.append(&more);
    batch.put(all);
}

const testing = std.testing;

/// A task that counts, and schedules itself until it has counted to `rounds`.
const Counter = struct {
    task: Task = undefined,
    box: *PoolBox,
    rounds: u32 = 1,
    count: *std.atomic.Value(u32),
    own: u32 = 0,

    fn run(task: *Task) callconv(.c) void {
        const counter: *Counter = @fieldParentPtr("task", task);
        counter.own += 1;
        _ = counter.count.fetchAdd(1, .monotonic);
        if (counter.own == counter.rounds) return;
        var batch: Batch = undefined;
        xev_threadpool_batch_init(&batch);
        xev_threadpool_batch_push_task(&batch, task);
        xev_threadpool_schedule(counter.box, &batch);
    }
};

fn push(batch: *Batch, counters: []Counter) void {
    for (counters) |*counter| {
        xev_threadpool_task_init(&counter.task, Counter.run);
        xev_threadpool_batch_push_task(batch, &counter.task);
    }
}

test "merged batches run whole, and both are empty afterwards" {
    var box: PoolBox = undefined;
    try testing.expectEqual(0, xev_threadpool_init(&box, null));
    var count: std.atomic.Value(u32) = .init(0);
    var counters: [40]Counter = @splat(.{ .box = &box, .count = &count });
    var first: Batch = undefined;
    var second: Batch = undefined;
    xev_threadpool_batch_init(&first);
    xev_threadpool_batch_init(&second);
    push(&first, counters[0..15]);
    push(&second, counters[15..]);

    xev_threadpool_batch_push_batch(&first, &second);
    try testing.expectEqual(40, first.length);
    xev_threadpool_schedule(&box, &second);
    xev_threadpool_schedule(&box, &first);
    xev_threadpool_schedule(&box, &first);
    xev_threadpool_shutdown(&box);
    xev_threadpool_deinit(&box);

    try testing.expectEqual(40, count.load(.monotonic));
    for (counters) |counter| try testing.expectEqual(1, counter.own);
}

test "the configuration is the pool's" {
    var config: Config = undefined;
    xev_threadpool_config_init(&config);
    try testing.expectEqual(16 * 1024 * 1024, config.stack_bytes);
    try testing.expectEqual(0, config.max_threads);
    xev_threadpool_config_set_stack_size(&config, 1);
    xev_threadpool_config_set_max_threads(&config, 3);
    var box: PoolBox = undefined;

    try testing.expectEqual(0, xev_threadpool_init(&box, &config));

    try testing.expectEqual(1, box.get().?.config.stack_bytes);
    try testing.expectEqual(3, box.get().?.config.max_threads);
    xev_threadpool_shutdown(&box);
    xev_threadpool_deinit(&box);
}

test "without any thread the tasks run where they were scheduled" {
    var box: PoolBox = undefined;
    try testing.expectEqual(0, xev_threadpool_init(&box, null));
    box.get().?.config.stack_bytes = 1 << 60;
    var count: std.atomic.Value(u32) = .init(0);
    var counters: [3]Counter = @splat(.{ .box = &box, .count = &count, .rounds = 2 });
    var batch: Batch = undefined;
    xev_threadpool_batch_init(&batch);
    push(&batch, &counters);

    xev_threadpool_schedule(&box, &batch);

    try testing.expectEqual(6, count.load(.monotonic));
    xev_threadpool_shutdown(&box);
    xev_threadpool_deinit(&box);
}

test "a pool that is shut down or gone drops tasks" {
    const live = memory.liveBytes();
    var box: PoolBox = undefined;
    try testing.expectEqual(0, xev_threadpool_init(&box, null));
    var count: std.atomic.Value(u32) = .init(0);
    var counters: [2]Counter = @splat(.{ .box = &box, .count = &count });
    var batch: Batch = undefined;
    xev_threadpool_batch_init(&batch);

    xev_threadpool_shutdown(&box);
    push(&batch, counters[0..1]);
    xev_threadpool_schedule(&box, &batch);
    xev_threadpool_shutdown(&box);
    xev_threadpool_deinit(&box);
    push(&batch, counters[1..]);
    xev_threadpool_schedule(&box, &batch);
    xev_threadpool_shutdown(&box);
    xev_threadpool_deinit(&box);

    try testing.expectEqual(0, count.load(.monotonic));
    try testing.expectEqual(live, memory.liveBytes());
}
