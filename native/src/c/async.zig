//! The async functions of `xev.h`. A notification sets a bit in the watcher; the one that finds
//! the watcher waited for puts it into its loop's queue and wakes the loop. The watcher keeps the
//! loop's waker alive, so a notifier may be late for a loop that has ended meanwhile.

const std = @import("std");
const assert = std.debug.assert;
const abi = @import("../abi.zig");
const callbacks = @import("../callbacks.zig");
const cancellation = @import("../cancel.zig");
const completions = @import("completion.zig");
const Completion = completions.Completion;
const lifecycle = @import("../lifecycle.zig");
const Loop = @import("../loop.zig").Loop;
const LoopBox = @import("shape.zig").LoopBox;
const result = @import("../result.zig");
const timed = @import("../timed.zig");
const threads = @import("../sys/thread.zig");
const Waker = @import("../waker.zig").Waker;

/// An `xev_watcher` of an async.
pub const Async = struct {
    magic: u64,
    /// The flags below, and how many notifiers are inside `notify`, in units of `notifier`.
    state: std.atomic.Value(u32),
    /// That of the loop which waits or waited last; held.
    waker: ?*Waker,
    /// Of the wait, while `armed`.
    completion: ?*Completion,
    queued: Waker.Notified,

    const initialised: u64 = 0x78_65_76_2d_61_73_79_6e;

    /// A notification that no callback has seen yet.
    const notified: u32 = 1;
    /// A wait whose callback was not called yet. Only with this may a notifier use the waker.
    const armed: u32 = 2;
    /// In the queue of the waker. Never without `armed` once the notifiers have left.
    const in_queue: u32 = 4;
    const closed: u32 = 8;
    const notifier: u32 = 16;

    /// Any thread, also in signal handlers: takes no lock, allocates nothing.
    fn notify(async: *Async) i64 {
        const before = async.state.fetchAdd(notifier, .acquire);
        defer _ = async.state.fetchSub(notifier, .release);
        if (before & closed != 0) return result.of(.bad_handle);
        const old = async.state.fetchOr(notified, .acq_rel);
        if (old & notified == 0 and old & armed != 0) async.enqueue();
        return 0;
    }

    /// Once for each wait: by the notification that finds it, or the wait that finds one.
    fn enqueue(async: *Async) void {
        const before = async.state.fetchOr(in_queue, .acq_rel);
        assert(before & in_queue == 0);
        const waker = async.waker.?;
        _ = waker.notified.push(&async.queued);
        waker.wake();
    }

    /// On the loop's thread, in the turn that found the watcher in the queue.
    fn takeNotification(queued: *Waker.Notified, loop: *Loop) void {
        const async: *Async = @fieldParentPtr("queued", queued);
        const before = async.state.fetchAnd(~in_queue, .acq_rel);
        const wanted = armed | notified;
        if (before & closed != 0 or before & wanted != wanted) return;
        const slot = completions.slotOf(loop, async.completion.?) orelse return;
        if (slot.isArmed()) lifecycle.end(slot, 0);
    }

    /// Begins a wait; the loop's thread.
    fn wait(async: *Async, loop: *Loop, completion: *Completion) void {
        assert(async.state.load(.monotonic) & (armed | in_queue) == 0);
        if (async.waker != loop.waker) {
            async.waitForNotifiers();
            if (async.waker) |old| old.release();
            loop.waker.retain();
            async.waker = loop.waker;
        }
        _ = callbacks.armIdle(loop, completion) catch {
            return timed.finish(loop, completion, result.of(.out_of_memory));
        };
        async.completion = completion;
        const before = async.state.fetchOr(armed, .acq_rel);
        if (before & notified != 0) async.enqueue();
    }

    /// Ends a wait without its notification; the loop's thread.
    fn detach(async: *Async, loop: *Loop) void {
        _ = async.state.fetchAnd(~armed, .acq_rel);
        async.waitForNotifiers();
        if (async.state.load(.monotonic) & in_queue != 0) callbacks.takeNotified(loop);
        assert(async.state.load(.monotonic) & in_queue == 0);
    }

    /// Notifiers never block, but the system may have taken the processor away from one.
    fn waitForNotifiers(async: *const Async) void {
        var never: threads.futex.Word = .init(0);
        while (async.state.load(.acquire) >= notifier) {
            threads.futex.timedWait(&never, 0, 10 * std.time.ns_per_us) catch {};
        }
    }

    fn invoke(completion: *Completion, loop: *Loop, event: *const abi.Event) callconv(.c) bool {
        const async: *Async = @ptrCast(@alignCast(completion.context.?));
        if (event.result >= 0) {
            // Before the callback: what is notified from now on is another notification.
            _ = async.state.fetchAnd(~(armed | notified), .acq_rel);
        } else async.detach(loop);
        const again = completions.call(completion, loop, event.result);
        if (!again or event.result < 0 or completion.state != .dead) return false;
        if (async.state.load(.monotonic) & (closed | armed) == 0) async.wait(loop, completion);
        return false;
    }
};

comptime {
    assert(@sizeOf(Async) <= 256);
    assert(@alignOf(Async) <= 8);
}

pub export fn xev_async_init(async: *Async) c_int {
    async.* = .{
        .magic = Async.initialised,
        .state = .init(0),
        .waker = null,
        .completion = null,
        .queued = .{ .run = Async.takeNotification },
    };
    return 0;
}

pub export fn xev_async_deinit(async: *Async) void {
    if (async.magic != Async.initialised) return;
    const before = async.state.fetchOr(Async.closed, .acq_rel);
    if (before & Async.closed != 0) return;
    async.waitForNotifiers();
    if (before & Async.armed != 0) {
        const completion = async.completion.?;
        const loop = completion.loop.?;
        async.detach(loop);
        if (completions.slotOf(loop, completion)) |slot| {
            completions.abandon(slot, completion);
            if (slot.isArmed()) cancellation.cancelSlot(slot);
        }
    }
    if (async.waker) |waker| waker.release();
    async.waker = null;
}

pub export fn xev_async_notify(async: *Async) c_int {
    if (async.magic != Async.initialised) return completions.codeOf(result.of(.bad_handle));
    return completions.codeOf(async.notify());
}

pub export fn xev_async_wait(
    async: *Async,
    box: *LoopBox,
    completion: *Completion,
    userdata: ?*anyopaque,
    callback: ?completions.Callback,
) void {
    const loop = box.get() orelse return;
    if (completions.isBusy(loop, completion)) return;
    completion.* = .{
        .invoke = &Async.invoke,
        .function = @ptrCast(callback),
        .userdata = userdata,
        .context = async,
    };
    const usable = async.magic == Async.initialised;
    const state = if (usable) async.state.load(.monotonic) else Async.closed;
    if (state & (Async.closed | Async.armed) == 0) return async.wait(loop, completion);
    completion.invoke = &invokeRefused;
    const code = if (state & Async.closed != 0) result.of(.bad_handle) else result.of(.busy);
    timed.finish(loop, completion, code);
}

/// For a wait that never began.
fn invokeRefused(completion: *Completion, loop: *Loop, event: *const abi.Event) callconv(.c) bool {
    _ = completions.call(completion, loop, event.result);
    return false;
}

/// Before a loop ends: its asyncs wait for nothing any more, and keep what they were notified of.
pub fn detachAll(loop: *Loop) void {
    for (0..loop.callbacks.used) |index| {
        const lent = loop.callbacks.slots.at(@intCast(index));
        const completion = lent.completion orelse continue;
        if (completion.invoke != &Async.invoke) continue;
        const async: *Async = @ptrCast(@alignCast(completion.context.?));
        async.detach(loop);
    }
}
