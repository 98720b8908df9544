//! Ends after a delay. Timers are the loop's own, in a heap: the kernel only sees the next one.

const Timer = @This();
const abi = @import("../abi.zig");
const finishing = @import("../finish.zig");
const lifecycle = @import("../lifecycle.zig");
const Loop = @import("../loop.zig").Loop;
const ops = @import("../op.zig");
const result = @import("../result.zig");
const timer_heap = @import("../timer_heap.zig");

delay_ns: u64,
/// The loop wakes for it at its deadline, and not at the end of the tick; see `timer_heap.tick_ns`.
is_exact: bool,

/// The `argument` of the timers of `xev.h`, which count in milliseconds.
pub const coarse = 1;

pub fn decode(submission: *const abi.Submission) Timer {
    return .{ .delay_ns = submission.offset, .is_exact = submission.argument != coarse };
}

pub const uses: ops.Uses = .no_handle;

pub fn direct(op: *Timer, at: ops.At) bool {
    const deadline_ns = timer_heap.deadlineAfter(at.loop.refreshNow(), op.delay_ns);
    at.loop.timers.insert(at.loop.gpa, at.slot, deadline_ns) catch {
        lifecycle.end(at.slot, result.of(.out_of_memory));
        return true;
    };
    at.slot.state = .timer;
    at.loop.exact_timers += @intFromBool(op.is_exact);
    return true;
}

/// It is in the heap no more.
pub fn leave(op: *const Timer, loop: *Loop) void {
    loop.exact_timers -= @intFromBool(op.is_exact);
}

pub const prepare = ops.unsupported;
pub const readiness = ops.unsupported;
pub const blocking = ops.unsupported;
pub const interrupt = ops.unsupported;
pub const finish = finishing.count;
