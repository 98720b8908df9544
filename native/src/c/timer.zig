//! The timer functions of `xev.h`. The watcher stands for nothing; a timer lives in its completion
//! and, while it is armed, in the heap of its loop.

const std = @import("std");
const callbacks = @import("../callbacks.zig");
const completions = @import("completion.zig");
const Completion = completions.Completion;
const Callback = completions.Callback;
const abi = @import("../abi.zig");
const Loop = @import("../loop.zig").Loop;
const LoopBox = @import("shape.zig").LoopBox;
const result = @import("../result.zig");
const timed = @import("../timed.zig");
const timer_heap = @import("../timer_heap.zig");

pub export fn xev_timer_init(_: ?*anyopaque) c_int {
    return 0;
}

pub export fn xev_timer_deinit(_: ?*anyopaque) void {}

pub export fn xev_timer_run(
    _: ?*anyopaque,
    box: *LoopBox,
    completion: *Completion,
    next_ms: u64,
    userdata: ?*anyopaque,
    callback: ?Callback,
) void {
    const loop = box.get() orelse return;
    restart(loop, completion, next_ms, userdata, callback);
}

pub export fn xev_timer_reset(
    _: ?*anyopaque,
    box: *LoopBox,
    completion: *Completion,
    _: ?*Completion,
    next_ms: u64,
    userdata: ?*anyopaque,
    callback: ?Callback,
) void {
    const loop = box.get() orelse return;
    restart(loop, completion, next_ms, userdata, callback);
}

pub export fn xev_timer_cancel(
    _: ?*anyopaque,
    box: *LoopBox,
    completion: *Completion,
    cancel_completion: *Completion,
    userdata: ?*anyopaque,
    callback: ?Callback,
) void {
    const loop = box.get() orelse return;
    if (completions.isBusy(loop, cancel_completion)) return;
    cancel_completion.invoke = &invokeCancel;
    cancel_completion.function = @ptrCast(callback);
    cancel_completion.userdata = userdata;
    // First, so that its callback comes first.
    timed.finish(loop, cancel_completion, 0);
    if (!completions.cancel(loop, completion)) cancel_completion.result = result.of(.not_found);
}

fn restart(
    loop: *Loop,
    completion: *Completion,
    next_ms: u64,
    userdata: ?*anyopaque,
    callback: ?Callback,
) void {
    const is_waiting = timed.isWaiting(loop, completion);
    if (!is_waiting and completions.isBusy(loop, completion)) {
        const was_timer = timed.hasEnded(loop, completion) and completion.invoke == &invoke;
        if (!was_timer) return;
        // It has ended, but its callback was not called yet: that must not happen any more.
        timed.forget(loop, completion);
    }
    completion.invoke = &invoke;
    completion.function = @ptrCast(callback);
    completion.userdata = userdata;
    const delay_ns = next_ms *| std.time.ns_per_ms;
    if (is_waiting) return timed.restart(loop, completion, delay_ns);
    timed.start(loop, completion, delay_ns);
}

fn invoke(completion: *Completion, loop: *Loop, event: *const abi.Event) callconv(.c) bool {
    const again = completions.call(completion, loop, event.result);
    if (again and completion.state == .dead and !callbacks.wasCanceled(event)) {
        timed.start(loop, completion, completion.delay_ns);
    }
    return false;
}

/// A cancel is not repeated, whatever its callback answers.
fn invokeCancel(completion: *Completion, loop: *Loop, event: *const abi.Event) callconv(.c) bool {
    _ = completions.call(completion, loop, event.result);
    return false;
}

const testing = std.testing;

fn ignore(_: *LoopBox, _: *Completion, _: c_int, _: ?*anyopaque) callconv(.c) c_int {
    return 0;
}

test "a wait ends for an exact timer at its deadline, for others at the end of their tick" {
    const loop = Loop.open(testing.allocator, &.{ .backend = 5 }).loop;
    var box: LoopBox = undefined;
    box.put(loop);
    defer loop.close();
    var completions_of_test: [2]Completion = @splat(.{});
    // Nothing else moves this clock.
    const now_ns = loop.refreshNow();
    const tick_ns = timer_heap.endOfTick(now_ns);
    loop.backend.simulated.clock_ns = tick_ns + 1;

    xev_timer_run(null, &box, &completions_of_test[0], 5, null, ignore);
    _ = loop.turn(-1);
    try testing.expectEqual(tick_ns + 6 * timer_heap.tick_ns, loop.port.now_ns);

    loop.backend.simulated.clock_ns += 1;
    const between_ns = loop.refreshNow();
    xev_timer_run(null, &box, &completions_of_test[0], 0, null, ignore);
    _ = loop.turn(-1);
    try testing.expectEqual(between_ns, loop.port.now_ns);

    const before_ns = loop.port.now_ns;
    completions_of_test[1].submission = .{ .op = 1, .offset = 7 };
    completions_of_test[1].invoke = &invokeCancel;
    try callbacks.start(loop, &completions_of_test[1]);
    xev_timer_run(null, &box, &completions_of_test[0], 5, null, ignore);
    _ = loop.turn(-1);
    try testing.expectEqual(before_ns + 7, loop.port.now_ns);
}

test {
    _ = @import("timer_test.zig");
}
