//! What the timers and asyncs of `xev.h` share: whether a completion is in use, how its callback is
//! called, and what happens when memory runs out.

const std = @import("std");
const assert = std.debug.assert;
const abi = @import("../abi.zig");
const callbacks = @import("../callbacks.zig");
const errors = @import("../error.zig");
const Lent = callbacks.Lent;
const lifecycle = @import("../lifecycle.zig");
const Loop = @import("../loop.zig").Loop;
const result = @import("../result.zig");
const shape = @import("shape.zig");
const Slot = @import("../slot.zig").Slot;
const Waker = @import("../waker.zig").Waker;

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
    if (completion.state != .active or completion.loop != loop) return null;
    const slot = loop.findSlot(completion.slot) orelse return null;
    if (!slot.isLent() or Lent.of(slot).completion != completion) return null;
    return if (slot.generation == completion.generation) slot else null;
}

/// Whether a completion must be left alone.
pub fn isBusy(loop: *Loop, completion: *const Completion) bool {
    if (slotOf(loop, completion) != null) return true;
    if (completion.state != .active or completion.loop != loop) return false;
    return completion.slot == without_slot;
}

/// The slot of a completion that is active and could not borrow one.
const without_slot = std.math.maxInt(u32);

/// Gives a completion's slot up: what it still reports is for nobody.
pub fn abandon(slot: *Slot, completion: *Completion) void {
    Lent.of(slot).completion = null;
    completion.state = .dead;
}

/// Arms a completion whose operation is over already; its callback gets `value` in a later turn.
pub fn finish(loop: *Loop, completion: *Completion, value: i64) void {
    const slot = callbacks.armIdle(loop, completion) catch return refuse(loop, completion);
    lifecycle.end(slot, value);
}

/// A start that found no memory is not lost: the completion itself waits, in the part of its
/// storage that nothing else uses, until there is enough memory to say so.
pub fn refuse(loop: *Loop, completion: *Completion) void {
    completion.state = .active;
    completion.loop = loop;
    completion.slot = without_slot;
    const storage: *Storage = @ptrCast(completion);
    const refusal: *Waker.Notified = @ptrCast(&storage.refusal);
    refusal.* = .{ .run = tellRefusal };
    // Active like any other, so that a run does not end without it.
    loop.callbacks.active += 1;
    _ = loop.waker.notified.push(refusal);
    loop.waker.wake();
}

fn tellRefusal(refusal: *Waker.Notified, loop: *Loop) void {
    const bytes: *Storage.Refusal = @ptrCast(refusal);
    const storage: *Storage = @alignCast(@fieldParentPtr("refusal", bytes));
    loop.callbacks.active -= 1;
    finish(loop, &storage.completion, result.of(.out_of_memory));
}

/// An `xev_completion`, whole.
const Storage = extern struct {
    completion: Completion,
    refusal: Refusal align(@alignOf(Waker.Notified)),

    const Refusal = [@sizeOf(Waker.Notified)]u8;

    comptime {
        assert(@sizeOf(Storage) <= 320);
    }
};

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

test "what cannot start for want of memory says so once there is some" {
    var failing = testing.FailingAllocator.init(memory.allocator, .{});
    var box: shape.LoopBox = undefined;
    box.put(Loop.open(failing.allocator(), &.{}).loop);
    var storages: [3]Storage align(16) = undefined;
    var seen: [3]Seen = @splat(.{});
    var async: asyncs.Async = undefined;
    _ = asyncs.xev_async_init(&async);
    const until_done = 2;

    failing.fail_index = failing.alloc_index;
    failing.resize_fail_index = failing.resize_index;
    const first = &storages[0].completion;
    timers.xev_timer_run(null, &box, first, 0, &seen[0], Seen.see);
    timers.xev_timer_cancel(null, &box, first, &storages[1].completion, &seen[1], Seen.see);
    asyncs.xev_async_wait(&async, &box, &storages[2].completion, &seen[2], Seen.see);
    timers.xev_timer_run(null, &box, first, 0, &seen[2], Seen.see);
    try testing.expectEqual(0, loops.xev_loop_run(&box, 0));
    for (seen) |one| try testing.expectEqual(0, one.calls);
    failing.fail_index = std.math.maxInt(usize);
    failing.resize_fail_index = std.math.maxInt(usize);
    try testing.expectEqual(0, loops.xev_loop_run(&box, until_done));

    for (seen) |one| try testing.expectEqual(1, one.calls);
    for (seen) |one| try testing.expectEqual(24, one.code);
    asyncs.xev_async_deinit(&async);
    loops.xev_loop_deinit(&box);
    try testing.expectEqual(failing.allocated_bytes, failing.freed_bytes);
}
