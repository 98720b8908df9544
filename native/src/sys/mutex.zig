//! Mutual exclusion and conditions between threads, built on futexes.

const std = @import("std");
const assert = std.debug.assert;
const futex = @import("futex.zig");

/// Mutual exclusion between threads. Not recursive, not fair.
pub const Mutex = struct {
    state: futex.Word = .init(free),

    const free = 0;
    const held = 1;
    const held_and_wanted = 2;
    /// Critical sections are a few dozen instructions: a short spin often saves a system call.
    const spins_max = 64;

    pub fn lock(mutex: *Mutex) void {
        if (!mutex.tryLock()) mutex.lockSlow();
    }

    pub fn tryLock(mutex: *Mutex) bool {
        return mutex.state.cmpxchgStrong(free, held, .acquire, .monotonic) == null;
    }

    fn lockSlow(mutex: *Mutex) void {
        @branchHint(.cold);
        for (0..spins_max) |_| {
            std.atomic.spinLoopHint();
            if (mutex.state.load(.monotonic) == free and mutex.tryLock()) return;
        }
        while (mutex.state.swap(held_and_wanted, .acquire) != free) {
            futex.wait(&mutex.state, held_and_wanted);
        }
    }

    pub fn unlock(mutex: *Mutex) void {
        const old = mutex.state.swap(free, .release);
        assert(old != free);
        if (old == held_and_wanted) futex.wake(&mutex.state, 1);
    }
};

/// Waiting, with a mutex held, for something that another thread changes under the same mutex.
/// A wait may end without a reason.
pub const Condition = struct {
    sequence: futex.Word = .init(0),

    pub fn wait(condition: *Condition, mutex: *Mutex) void {
        const sequence = condition.sequence.load(.monotonic);
        mutex.unlock();
        futex.wait(&condition.sequence, sequence);
        mutex.lock();
    }

    /// Waits for at most `timeout_ns` nanoseconds; the mutex is held again in either case.
    pub fn timedWait(
        condition: *Condition,
        mutex: *Mutex,
        timeout_ns: u64,
    ) error{TimedOut}!void {
        const sequence = condition.sequence.load(.monotonic);
        mutex.unlock();
        defer mutex.lock();
        try futex.timedWait(&condition.sequence, sequence, timeout_ns);
    }

    /// Wakes at least one waiter, if there is any.
    pub fn signal(condition: *Condition) void {
        _ = condition.sequence.fetchAdd(1, .monotonic);
        futex.wake(&condition.sequence, 1);
    }

    /// Wakes every waiter.
    pub fn broadcast(condition: *Condition) void {
        _ = condition.sequence.fetchAdd(1, .monotonic);
        futex.wake(&condition.sequence, std.math.maxInt(u32));
    }
};

const threads = @import("thread.zig");

const TestThread = struct {
    counter: *u64,
    mutex: *Mutex,
    rounds: u32,

    fn count(self: *TestThread) void {
        for (0..self.rounds) |_| {
            self.mutex.lock();
            self.counter.* += 1;
            self.mutex.unlock();
        }
    }
};

test "a mutex lets one thread in at a time" {
    var counter: u64 = 0;
    var mutex: Mutex = .{};
    var arguments: [4]TestThread = undefined;
    var started: [4]threads.Thread = undefined;

    for (&arguments, &started) |*argument, *thread| {
        argument.* = .{ .counter = &counter, .mutex = &mutex, .rounds = 50_000 };
        thread.* = try threads.spawn(TestThread, TestThread.count, argument, "xev-test", 0);
    }
    for (started) |thread| thread.join();

    try std.testing.expectEqual(200_000, counter);
}

const PingPong = struct {
    mutex: Mutex = .{},
    turned: Condition = .{},
    turn: u32 = 0,
    rounds: u32,

    fn answer(self: *PingPong) void {
        self.play(1);
    }

    fn play(self: *PingPong, me: u32) void {
        self.mutex.lock();
        defer self.mutex.unlock();
        for (0..self.rounds) |_| {
            while (self.turn % 2 != me) self.turned.wait(&self.mutex);
            self.turn += 1;
            self.turned.signal();
        }
    }
};

test "a condition loses no signal" {
    var game: PingPong = .{ .rounds = 10_000 };

    const thread = try threads.spawn(PingPong, PingPong.answer, &game, "xev-test", 0);
    game.play(0);
    thread.join();

    try std.testing.expectEqual(20_000, game.turn);
}

test "a condition that nobody signals times out with the mutex held" {
    var mutex: Mutex = .{};
    var condition: Condition = .{};
    mutex.lock();

    const outcome = condition.timedWait(&mutex, std.time.ns_per_ms);

    try std.testing.expectError(error.TimedOut, outcome);
    try std.testing.expect(!mutex.tryLock());
    mutex.unlock();
}
