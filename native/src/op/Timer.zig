//! Ends after a delay. Timers are the loop's own, in a heap: the kernel only sees the next one.

const Timer = @This();
const abi = @import("../abi.zig");
const finishing = @import("../finish.zig");
const lifecycle = @import("../lifecycle.zig");
const ops = @import("../op.zig");
const result = @import("../result.zig");

delay_ns: u64,

pub fn decode(submission: *const abi.Submission) Timer {
    return .{ .delay_ns = submission.offset };
}

pub const uses: ops.Uses = .no_handle;

pub fn direct(op: *Timer, at: ops.At) bool {
    const due = at.loop.dueAfter(op.delay_ns);
    at.loop.timers.exact.insert(at.loop.gpa, at.slot, due) catch {
        lifecycle.end(at.slot, result.of(.out_of_memory));
        return true;
    };
    at.slot.state = .timer;
    return true;
}

pub const prepare = ops.unsupported;
pub const readiness = ops.unsupported;
pub const blocking = ops.unsupported;
pub const interrupt = ops.unsupported;
pub const finish = finishing.count;
