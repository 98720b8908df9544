//! The loop and completion functions of `xev.h`.

const std = @import("std");
const abi = @import("../abi.zig");
const asyncs = @import("async.zig");
const Completion = @import("shape.zig").Completion;
const Loop = @import("../loop.zig").Loop;
const LoopBox = @import("shape.zig").LoopBox;
const memory = @import("../memory.zig");
const result = @import("../result.zig");

pub export fn xev_loop_init(box: *LoopBox) c_int {
    switch (Loop.open(memory.allocator, &.{})) {
        .loop => |loop| box.put(loop),
        .failed => |value| return result.codeOf(value),
    }
    return 0;
}

/// Calls no callback. A second call, and one from a callback of this loop, have no effect.
pub export fn xev_loop_deinit(box: *LoopBox) void {
    const loop = box.get() orelse return;
    if (loop.running) return;
    asyncs.detachAll(loop);
    box.clear();
    loop.close();
}

pub export fn xev_loop_run(box: *LoopBox, mode: c_int) c_int {
    const loop = box.get() orelse return result.codeOf(result.of(.loop_closed));
    const wanted = std.enums.fromInt(Loop.RunMode, mode) orelse {
        return result.codeOf(result.of(.invalid_argument));
    };
    return result.codeOf(loop.run(wanted));
}

/// Milliseconds, as of the first question in or after a turn, the last start of a timer (or up to
/// `Moments.bound_ns` before it) or the last update.
pub export fn xev_loop_now(box: *LoopBox) i64 {
    const loop = box.get() orelse return 0;
    return @divFloor(loop.now(), std.time.ns_per_ms);
}

pub export fn xev_loop_update_now(box: *LoopBox) void {
    const loop = box.get() orelse return;
    _ = loop.refreshNow();
}

pub export fn xev_completion_zero(completion: *Completion) void {
    completion.* = .{};
}

pub export fn xev_completion_state(completion: *const Completion) Completion.State {
    return completion.state;
}
