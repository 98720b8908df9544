//! Makes what was written to a file survive a crash.

const Fsync = @This();
const abi = @import("../abi.zig");
const finishing = @import("../finish.zig");
const linux = @import("../sys/linux.zig");
const ops = @import("../op.zig");
const Sqe = @import("../sys/uring.zig").Sqe;

data_only: bool,

pub fn decode(submission: *const abi.Submission) Fsync {
    return .{ .data_only = submission.argument & 1 != 0 };
}

pub const uses: ops.Uses = .handle;
pub const direct = ops.unsupported;

pub fn prepare(op: *Fsync, sqe: *Sqe, at: ops.At) bool {
    sqe.* = .{ .opcode = .fsync, .fd = at.fd, .op_flags = @intFromBool(op.data_only) };
    return true;
}

pub const readiness = ops.unsupported;

pub fn blocking(op: *Fsync, at: ops.At) i64 {
    return linux.syncFile(at.fd, op.data_only);
}

pub const interrupt = ops.unsupported;
pub const finish = finishing.count;
