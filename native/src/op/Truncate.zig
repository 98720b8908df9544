//! Sets the size of a file.

const Truncate = @This();
const abi = @import("../abi.zig");
const finishing = @import("../finish.zig");
const linux = @import("../sys/linux.zig");
const ops = @import("../op.zig");
const Sqe = @import("../sys/uring.zig").Sqe;

size: u64,

pub fn decode(submission: *const abi.Submission) Truncate {
    return .{ .size = submission.offset };
}

pub const uses: ops.Uses = .handle;
pub const direct = ops.unsupported;

/// Linux 6.9; before that the pool does it.
pub fn prepare(op: *Truncate, sqe: *Sqe, at: ops.At) bool {
    sqe.* = .{ .opcode = .ftruncate, .fd = at.fd, .offset = op.size };
    return true;
}

pub const readiness = ops.unsupported;

pub fn blocking(op: *Truncate, at: ops.At) i64 {
    return linux.truncateFile(at.fd, op.size);
}

pub const interrupt = ops.unsupported;
pub const finish = finishing.count;
