//! What the timers and asyncs of `xev.h` share: whether a completion is in use, and how its
//! callback is called.

const std = @import("std");
const abi = @import("../abi.zig");
const cancellation = @import("../cancel.zig");
const Lent = @import("../callbacks.zig").Lent;
const Loop = @import("../loop.zig").Loop;
const result = @import("../result.zig");
const shape = @import("shape.zig");
const Slot = @import("../slot.zig").Slot;
const timed = @import("../timed.zig");

pub const Completion = shape.Completion;

/// An `xev_timer_cb` or an `xev_async_cb`.
pub const Callback = *const fn (
    *shape.LoopBox,
    *Completion,
    c_int,
    ?*anyopaque,
) callconv(.c) c_int;

/// A result as the positive code that C callbacks and `int` functions know.
pub fn codeOf(value: i64) c_int {
    return result.codeOf(@min(value, 0));
}

/// Calls the function of a completion. True when it asks for another time.
pub fn call(completion: *Completion, loop: *Loop, value: i64) bool {
    const function = completion.function orelse return false;
    // SAFETY: `function` was put there from a pointer of this type.
    const callback: Callback = @ptrCast(@alignCast(function));
    const box = shape.LoopBox.of(loop);
    return callback(box, completion, codeOf(value), completion.userdata) == shape.rearm;
}

/// The slot that a completion has borrowed, if it has: its memory may hold anything, so only a
/// slot that points back is believed.
pub fn slotOf(loop: *Loop, completion: *const Completion) ?*Slot {
    if (!completion.isActiveIn(loop, .slot)) return null;
    const slot = loop.findSlot(completion.slot) orelse return null;
    if (!slot.isLent() or Lent.of(slot).completion != completion) return null;
    return if (slot.generation == completion.generation) slot else null;
}

/// Whether a completion must be left alone.
pub fn isBusy(loop: *Loop, completion: *const Completion) bool {
    if (timed.isWaiting(loop, completion) or timed.hasEnded(loop, completion)) return true;
    return slotOf(loop, completion) != null;
}

/// Asks what a completion is active for to end. False when it is not, or cannot be cancelled.
pub fn cancel(loop: *Loop, target: *Completion) bool {
    if (timed.isWaiting(loop, target)) {
        timed.cancel(loop, target);
        return true;
    }
    const slot = slotOf(loop, target) orelse return false;
    return cancellation.request(loop, slot.index, slot.generation);
}

/// Gives a completion's slot up: what it still reports is for nobody.
pub fn abandon(slot: *Slot, completion: *Completion) void {
    Lent.of(slot).completion = null;
    completion.state = .dead;
}

const asyncs = @import("async.zig");
const loops = @import("loop.zig");
const memory = @import("../memory.zig");
const testing = std.testing;
const timers = @import("timer.zig");

const Seen = struct {
    calls: u32 = 0,
    code: c_int = -1,

    fn see(
        _: *shape.LoopBox,
        _: *Completion,
        code: c_int,
        userdata: ?*anyopaque,
    ) callconv(.c) c_int {
        const seen: *Seen = @ptrCast(@alignCast(userdata.?));
        seen.calls += 1;
        seen.code = code;
        return 0;
    }
};

test "what cannot start for want of memory says so" {
    var failing = testing.FailingAllocator.init(memory.allocator, .{});
    var box: shape.LoopBox = undefined;
    box.put(Loop.open(failing.allocator(), &.{}).loop);
    var of_test: [3]Completion = undefined;
    var seen: [3]Seen = @splat(.{});
    var async: asyncs.Async = undefined;
    _ = asyncs.xev_async_init(&async);
    const until_done = 2;

    failing.fail_index = failing.alloc_index;
    failing.resize_fail_index = failing.resize_index;
    timers.xev_timer_run(null, &box, &of_test[0], 0, &seen[0], Seen.see);
    timers.xev_timer_cancel(null, &box, &of_test[0], &of_test[1], &seen[1], Seen.see);
    asyncs.xev_async_wait(&async, &box, &of_test[2], &seen[2], Seen.see);
    for (seen) |one| try testing.expectEqual(0, one.calls);
    for (&of_test) |*one| try testing.expect(isBusy(box.get().?, one));
    try testing.expectEqual(0, loops.xev_loop_run(&box, until_done));

    const not_found = 5;
    const out_of_memory = 24;
    for (seen) |one| try testing.expectEqual(1, one.calls);
    for ([_]c_int{ out_of_memory, not_found, out_of_memory }, seen) |code, one| {
        try testing.expectEqual(code, one.code);
    }
    asyncs.xev_async_deinit(&async);
    loops.xev_loop_deinit(&box);
    try testing.expectEqual(failing.allocated_bytes, failing.freed_bytes);
}
