//! Copies a whole file from path to path, as one step of one pool task.

const Copy = @This();
const abi = @import("../abi.zig");
const copying = @import("../sys/copy.zig");
const finishing = @import("../finish.zig");
const linux = @import("../sys/linux.zig");
const ops = @import("../op.zig");

arguments: *align(1) abi.Copy,

pub fn decode(submission: *const abi.Submission) Copy {
    // SAFETY: the client keeps the structure that it names until the last event.
    return .{ .arguments = @ptrFromInt(submission.address) };
}

pub const uses: ops.Uses = .no_handle;
pub const direct = ops.unsupported;
pub const prepare = ops.unsupported;
pub const readiness = ops.unsupported;

pub fn blocking(op: *Copy, _: ops.At) i64 {
    return copying.copyFile(op.arguments);
}

pub fn interrupt(op: *Copy) void {
    const cancel: *u32 = @alignCast(&op.arguments.cancel);
    @atomicStore(u32, cancel, 1, .release);
}

pub const finish = finishing.count;
