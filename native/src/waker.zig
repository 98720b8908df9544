//! Ends a loop's wait from any thread. It outlives its loop for as long as somebody holds it, so
//! that a late wake-up never writes to a descriptor that is somebody else's by now.

const std = @import("std");
const assert = std.debug.assert;
const Allocator = std.mem.Allocator;
const abi = @import("abi.zig");
const linux = @import("sys/linux.zig");
const Loop = @import("loop.zig").Loop;
const pool = @import("pool.zig");
const QueueMpsc = @import("queue_mpsc.zig").QueueMpsc;
const Wake = abi.Wake;

pub const Waker = struct {
    /// First, so that the client's view of the wake word is this one.
    port: abi.Port = .{},
    /// Becomes readable when a loop that sleeps is to wake. Written, never read: a poll that
    /// reports each write needs no reset.
    event: i32,
    references: std.atomic.Value(u32) = .init(1),
    /// The loop waits, or is about to, and nobody has written yet.
    is_asleep: std.atomic.Value(bool) = .init(false),
    /// Blocking operations that the pool has finished.
    finished: QueueMpsc(pool.Task) = .{},
    /// One while the loop waits for a moment only, and need not be told of each of those.
    gathers: std.atomic.Value(u32) = .init(0),
    /// Notified watchers of the C interface.
    notified: QueueMpsc(Notified) = .{},
    gpa: Allocator,

    pub const Notified = struct {
        next: ?*Notified = null,
        /// On the loop's thread, in the turn that found it.
        run: *const fn (*Notified, *Loop) void,
    };

    /// A negative answer is the raw error.
    pub fn open(gpa: Allocator) union(enum) { waker: *Waker, failed: i64 } {
        const raw = linux.eventFd();
        if (raw < 0) return .{ .failed = raw };
        const waker = gpa.create(Waker) catch {
            _ = linux.close(@intCast(raw));
            return .{ .failed = linux.fail(.NOMEM) };
        };
        waker.* = .{ .event = @intCast(raw), .gpa = gpa };
        return .{ .waker = waker };
    }

    pub fn retain(waker: *Waker) void {
        const before = waker.references.fetchAdd(1, .monotonic);
        assert(before > 0);
    }

    pub fn release(waker: *Waker) void {
        if (waker.references.fetchSub(1, .acq_rel) > 1) return;
        _ = linux.close(waker.event);
        waker.gpa.destroy(waker);
    }

    /// Any thread, and signal handlers. What the loop is to find must be in its place before. The
    /// word may say NOTIFIED already: a client that exchanged it itself, and found that the loop
    /// slept, comes here to have the system called.
    pub fn wake(waker: *Waker) void {
        const before = @atomicRmw(u32, &waker.port.wake, .Xchg, Wake.notified, .acq_rel);
        if (before == Wake.running) return;
        if (waker.is_asleep.swap(false, .acq_rel)) waker.ring();
    }

    /// Any thread, after it has put something into `finished`. False when the loop finds it by
    /// itself within a moment.
    pub fn wantsEach(waker: *Waker) bool {
        // A change of the word, though none: either this one comes before the loop's, which then
        // sees what was put there, or it finds that the loop gathers no more.
        return waker.gathers.fetchAdd(0, .acq_rel) == 0;
    }

    fn ring(waker: *Waker) void {
        _ = @atomicRmw(u64, &waker.port.wake_writes, .Add, 1, .monotonic);
        // The counter cannot overflow: it is written once for each wait at the most.
        const one: u64 = 1;
        const raw = linux.write(waker.event, @intFromPtr(&one), @sizeOf(u64));
        assert(raw == @sizeOf(u64) or linux.is(raw, .AGAIN) or linux.is(raw, .INTR));
    }

    /// The loop's thread, before it waits. False when it has been notified and must not.
    pub fn mayWait(waker: *Waker) bool {
        waker.is_asleep.store(true, .release);
        const before = @cmpxchgStrong(
            u32,
            &waker.port.wake,
            Wake.running,
            Wake.sleeping,
            .acq_rel,
            .acquire,
        );
        if (before == null or before.? == Wake.sleeping) return true;
        waker.is_asleep.store(false, .release);
        return false;
    }

    /// The loop's thread, when a host waits in its place: from now on every notification is
    /// written, and one that came already is, too.
    pub fn sleepInHost(waker: *Waker) void {
        waker.is_asleep.store(true, .release);
        const before = @atomicRmw(u32, &waker.port.wake, .Xchg, Wake.sleeping, .acq_rel);
        if (before == Wake.notified) waker.ring();
    }

    /// The loop's thread, between waits: nobody has notified the loop or a watcher. A host that
    /// waits in the loop's place has to be told of each turn, so then it never is.
    pub inline fn isQuiet(waker: *const Waker) bool {
        const is_running = @atomicLoad(u32, &waker.port.wake, .acquire) == Wake.running;
        return is_running and waker.notified.isEmpty();
    }

    /// The loop's thread, after a wait and before it looks for what others have left.
    pub fn awake(waker: *Waker) void {
        waker.is_asleep.store(false, .release);
        // A turn that did not wait, and that nobody has notified, has nothing to take back.
        if (@atomicLoad(u32, &waker.port.wake, .acquire) == Wake.running) return;
        _ = @atomicRmw(u32, &waker.port.wake, .Xchg, Wake.running, .acq_rel);
    }
};

test "a client may have notified the loop itself" {
    const waker = Waker.open(std.testing.allocator).waker;
    defer waker.release();

    try std.testing.expect(waker.mayWait());
    const before = @atomicRmw(u32, &waker.port.wake, .Xchg, Wake.notified, .acq_rel);
    try std.testing.expectEqual(Wake.sleeping, before);
    waker.wake();
    waker.wake();
    try std.testing.expectEqual(@as(u64, 1), waker.port.wake_writes);
}

test "only a sleeping loop costs a write" {
    const waker = Waker.open(std.testing.allocator).waker;
    defer waker.release();

    waker.wake();
    try std.testing.expectEqual(@as(u64, 0), waker.port.wake_writes);
    try std.testing.expect(!waker.mayWait());

    waker.awake();
    try std.testing.expect(waker.mayWait());
    waker.wake();
    waker.wake();
    try std.testing.expectEqual(@as(u64, 1), waker.port.wake_writes);
}

test "who puts an answer there is told whether the loop gathers" {
    const waker = Waker.open(std.testing.allocator).waker;
    defer waker.release();

    try std.testing.expect(waker.wantsEach());
    waker.gathers.store(1, .release);
    try std.testing.expect(!waker.wantsEach());
}

test "a host is told of a notification that came before it waits" {
    const waker = Waker.open(std.testing.allocator).waker;
    defer waker.release();
    waker.wake();

    waker.sleepInHost();

    try std.testing.expectEqual(@as(u64, 1), waker.port.wake_writes);
    waker.wake();
    try std.testing.expectEqual(@as(u64, 2), waker.port.wake_writes);
}
