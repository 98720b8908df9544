//! Threads for work that blocks. They are started when there is work that no idle thread could
//! take, and leave when they have been idle for a while. Tasks belong to their submitters; they
//! start in the order in which they were accepted.

const std = @import("std");
const assert = std.debug.assert;
const Allocator = std.mem.Allocator;
const memory = @import("memory.zig");
const sys = @import("sys/thread.zig");

/// Work for a pool, usually a field of something larger. From `schedule` until `run` is called it
/// stays where it is; inside `run` it may already be freed or scheduled again.
pub const Task = struct {
    next: ?*Task = null,
    run: *const fn (*Task) void,
};

/// Tasks in order, linked through `next`; a task is in one batch at most.
pub const Batch = struct {
    length: usize = 0,
    first: ?*Task = null,
    last: ?*Task = null,

    pub fn of(task: *Task) Batch {
        task.next = null;
        return .{ .length = 1, .first = task, .last = task };
    }

    pub fn push(batch: *Batch, task: *Task) void {
        var one: Batch = .of(task);
        batch.append(&one);
    }

    /// Moves all tasks of `other` behind those of `batch`.
    pub fn append(batch: *Batch, other: *Batch) void {
        if (other.length == 0) return;
        if (batch.last) |last| last.next = other.first else batch.first = other.first;
        batch.last = other.last;
        batch.length += other.length;
        other.* = .{};
    }

    pub fn pop(batch: *Batch) ?*Task {
        const task = batch.first orelse return null;
        batch.first = task.next;
        if (batch.first == null) batch.last = null;
        batch.length -= 1;
        task.next = null;
        return task;
    }

    /// False when the task is not in the batch. Takes as long as the batch.
    pub fn remove(batch: *Batch, task: *Task) bool {
        var previous: ?*Task = null;
        var place = batch.first;
        while (place != task) {
            previous = place orelse return false;
            place = previous.?.next;
        }
        if (previous) |p| p.next = task.next else batch.first = task.next;
        if (batch.last == task) batch.last = previous;
        batch.length -= 1;
        task.next = null;
        return true;
    }
};

pub const Config = struct {
    /// Zero: one for each processor.
    max_threads: u32 = 4,
    /// Of each thread; never less than `sys.stack_bytes_min`.
    stack_bytes: usize = sys.stack_bytes_min,
    /// How long a thread waits for work before it leaves.
    idle_ns: u64 = 10 * std.time.ns_per_s,
    gpa: Allocator = memory.allocator,
};

pub const ScheduleError = error{
    /// `shutdown` was called before.
    ShutDown,
    /// No thread exists and none could be started.
    SystemResources,
};

/// Stays where it is from the first `schedule` on. Every function may be called on any thread,
/// also on the pool's own, unless it says otherwise.
pub const Pool = struct {
    config: Config,
    mutex: sys.Mutex = .{},
    /// Signalled when the last thread has left, and by `shutdown`.
    changed: sys.Condition = .{},
    queue: Batch = .{},
    /// The thread that became idle last, linked to those idle for longer.
    idle: ?*Worker = null,
    /// The thread that left last, not yet joined.
    left: ?*Worker = null,
    shut_down: bool = false,
    abandoned: bool = false,
    thread_count: std.atomic.Value(u32) = .init(0),
    queued_count: std.atomic.Value(usize) = .init(0),

    const max_threads_limit = (1 << 14) - 1;

    /// Starts no thread.
    pub fn init(config: Config) Pool {
        var pool: Pool = .{ .config = config };
        if (config.max_threads == 0) pool.config.max_threads = sys.cpuCount();
        pool.config.max_threads = @min(pool.config.max_threads, max_threads_limit);
        return pool;
    }

    /// Shuts down and waits for every thread; nothing refers to the pool afterwards. Not on a
    /// thread of the pool.
    pub fn deinit(pool: *Pool) void {
        pool.shutdown();
        pool.join();
        pool.* = undefined;
    }

    /// Threads that exist now. Zero also means that all they have done can be seen.
    pub fn threads(pool: *const Pool) u32 {
        return pool.thread_count.load(.acquire);
    }

    /// Tasks that no thread has started yet.
    pub fn queued(pool: *const Pool) usize {
        return pool.queued_count.load(.monotonic);
    }

    /// More tasks wait than threads could start at once.
    pub fn hasBacklog(pool: *const Pool) bool {
        return pool.queued() > pool.thread_count.load(.monotonic);
    }

    /// Accepts all tasks of a batch, which is empty afterwards, or none of them. Starts at most
    /// one thread; that one starts the next if there is still work. Never waits for a task.
    pub fn schedule(pool: *Pool, batch: *Batch) ScheduleError!void {
        if (batch.length == 0) return;
        pool.mutex.lock();
        const helper = pool.accept(batch) catch |err| {
            pool.mutex.unlock();
            return err;
        };
        pool.mutex.unlock();
        if (helper) |worker| worker.wake();
    }

    /// Takes a task back that no thread has started; false when it is too late for that.
    pub fn cancel(pool: *Pool, task: *Task) bool {
        pool.mutex.lock();
        defer pool.mutex.unlock();
        defer pool.countQueued();
        return pool.queue.remove(task);
    }

    /// Takes everything back that no thread has started.
    pub fn takeQueued(pool: *Pool) Batch {
        pool.mutex.lock();
        defer pool.mutex.unlock();
        defer pool.countQueued();
        defer pool.queue = .{};
        return pool.queue;
    }

    /// Refuses what comes from now on, and returns at once; what was accepted is still run.
    pub fn shutdown(pool: *Pool) void {
        pool.mutex.lock();
        // Whoever waits in `join` may free the pool as soon as the mutex is free.
        defer pool.mutex.unlock();
        pool.shut_down = true;
        while (pool.takeIdle()) |worker| worker.wake();
        pool.changed.broadcast();
    }

    /// Waits until somebody has shut the pool down and every thread has left. Not on a thread of
    /// the pool.
    pub fn join(pool: *Pool) void {
        pool.mutex.lock();
        while (!pool.shut_down or pool.threads() > 0) pool.changed.wait(&pool.mutex);
        const left = pool.left;
        pool.left = null;
        pool.mutex.unlock();
        if (left) |worker| worker.reap();
    }

    /// Shuts down and waits for `timeout_ns` at most. Answers how many threads are still busy: if
    /// there is any, the pool must be kept for ever, for they come back to it some day. Not on a
    /// thread of the pool.
    pub fn abandon(pool: *Pool, timeout_ns: u64) u32 {
        pool.shutdown();
        const start_ns = sys.futex.monotonicNs();
        pool.mutex.lock();
        while (pool.threads() > 0) {
            const passed_ns = sys.futex.monotonicNs() - start_ns;
            if (passed_ns >= timeout_ns) break;
            pool.changed.timedWait(&pool.mutex, timeout_ns - passed_ns) catch {};
        }
        const busy = pool.threads();
        if (busy > 0) pool.abandoned = true;
        pool.mutex.unlock();
        if (busy == 0) pool.join();
        return busy;
    }

    fn accept(pool: *Pool, batch: *Batch) ScheduleError!?*Worker {
        if (pool.shut_down) return error.ShutDown;
        // While there are tasks there are threads; so with no thread the queue is ours alone.
        const threadless = pool.threads() == 0;
        assert(!threadless or pool.queue.length == 0);
        const kept = batch.*;
        pool.queue.append(batch);
        defer pool.countQueued();
        return pool.findHelp() catch |err| {
            if (!threadless) return null;
            pool.queue = .{};
            batch.* = kept;
            return err;
        };
    }

    /// For the first task in the queue: an idle thread, which the caller then wakes, or a new
    /// one, or nothing when all threads are busy.
    fn findHelp(pool: *Pool) error{SystemResources}!?*Worker {
        if (pool.queue.length == 0) return null;
        if (pool.takeIdle()) |worker| return worker;
        if (pool.threads() < pool.config.max_threads) try pool.start();
        return null;
    }

    fn start(pool: *Pool) error{SystemResources}!void {
        const gpa = pool.config.gpa;
        const worker = gpa.create(Worker) catch return error.SystemResources;
        errdefer gpa.destroy(worker);
        worker.* = .{ .pool = pool };
        const stack_bytes = pool.config.stack_bytes;
        worker.thread = try sys.spawn(Worker, Worker.run, worker, "xev-pool", stack_bytes);
        _ = pool.thread_count.fetchAdd(1, .monotonic);
    }

    /// With the mutex held. The next task for this thread; null when it is to leave.
    fn next(pool: *Pool, worker: *Worker) ?*Task {
        while (true) {
            if (pool.queue.pop()) |task| {
                pool.countQueued();
                // With at least this thread alive, a failure to start another only costs time.
                const helper = pool.findHelp() catch null;
                if (helper) |other| other.wake();
                return task;
            }
            if (pool.shut_down) return null;
            if (!pool.rest(worker)) return null;
        }
    }

    /// Waits for a call. False when there was none for so long that the thread is to leave.
    fn rest(pool: *Pool, worker: *Worker) bool {
        worker.called.store(0, .monotonic);
        worker.next_idle = pool.idle;
        pool.idle = worker;
        pool.mutex.unlock();
        worker.waitForCall(pool.config.idle_ns);
        pool.mutex.lock();
        if (worker.called.load(.monotonic) != 0) return true;
        pool.removeIdle(worker);
        return pool.queue.length > 0;
    }

    /// With the mutex held, which is free afterwards: nothing but `reap` touches `worker` then.
    fn leave(pool: *Pool, worker: *Worker) void {
        const before = pool.left;
        const last = pool.thread_count.fetchSub(1, .release) == 1;
        const nobody_joins = last and pool.abandoned;
        pool.left = if (nobody_joins) null else worker;
        if (last) pool.changed.broadcast();
        pool.mutex.unlock();
        // Each thread joins the one that left before it, and `join` the last: so nobody joins
        // with the mutex held, and none is running when the pool is freed.
        if (before) |other| other.reap();
        if (!nobody_joins) return;
        worker.thread.detach();
        pool.config.gpa.destroy(worker);
    }

    fn takeIdle(pool: *Pool) ?*Worker {
        const worker = pool.idle orelse return null;
        pool.idle = worker.next_idle;
        worker.called.store(1, .monotonic);
        return worker;
    }

    fn removeIdle(pool: *Pool, worker: *Worker) void {
        var place = &pool.idle;
        while (place.* != worker) place = &place.*.?.next_idle;
        place.* = worker.next_idle;
    }

    fn countQueued(pool: *Pool) void {
        pool.queued_count.store(pool.queue.length, .monotonic);
    }
};

/// One thread of a pool.
const Worker = struct {
    pool: *Pool,
    /// Known before the thread can take the pool's mutex, so before it can leave.
    thread: sys.Thread = undefined,
    next_idle: ?*Worker = null,
    /// One from the moment this idle thread was chosen to work.
    called: sys.futex.Word = .init(0),

    fn run(worker: *Worker) void {
        const pool = worker.pool;
        pool.mutex.lock();
        while (pool.next(worker)) |task| {
            pool.mutex.unlock();
            task.run(task);
            pool.mutex.lock();
        }
        pool.leave(worker);
    }

    /// The caller took this worker off the idle list; without the mutex it may even be gone.
    fn wake(worker: *Worker) void {
        sys.futex.wake(&worker.called, 1);
    }

    fn waitForCall(worker: *Worker, timeout_ns: u64) void {
        const start_ns = sys.futex.monotonicNs();
        while (worker.called.load(.monotonic) == 0) {
            const passed_ns = sys.futex.monotonicNs() - start_ns;
            if (passed_ns >= timeout_ns) return;
            sys.futex.timedWait(&worker.called, 0, timeout_ns - passed_ns) catch {};
        }
    }

    fn reap(worker: *Worker) void {
        worker.thread.join();
        worker.pool.config.gpa.destroy(worker);
    }
};

test {
    _ = @import("pool_test.zig");
    _ = @import("pool_end_test.zig");
}
