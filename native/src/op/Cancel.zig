//! Asks another operation to end. The answer says only whether there was anything to ask; the
//! target's own last event says how it ended.

const Cancel = @This();
const abi = @import("../abi.zig");
const cancellation = @import("../cancel.zig");
const finishing = @import("../finish.zig");
const lifecycle = @import("../lifecycle.zig");
const Loop = @import("../loop.zig").Loop;
const ops = @import("../op.zig");
const result = @import("../result.zig");

slot: u32,
generation: u32,

pub fn decode(submission: *const abi.Submission) Cancel {
    return .{ .slot = submission.argument, .generation = @truncate(submission.argument2) };
}

pub const uses: ops.Uses = .no_handle;

pub fn direct(op: *Cancel, at: ops.At) bool {
    lifecycle.end(at.slot, if (op.apply(at.loop)) 0 else result.of(.not_found));
    return true;
}

/// False when there was nothing to ask.
pub fn apply(op: Cancel, loop: *Loop) bool {
    return cancellation.request(loop, op.slot, op.generation);
}

pub const prepare = ops.unsupported;
pub const readiness = ops.unsupported;
pub const blocking = ops.unsupported;
pub const interrupt = ops.unsupported;
pub const finish = finishing.count;
