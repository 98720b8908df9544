//! Takes room for a part of a file on its device, so that writing there cannot run out of space.
//! What lies beyond the end makes the file larger.

const Fallocate = @This();
const abi = @import("../abi.zig");
const finishing = @import("../finish.zig");
const linux = @import("../sys/linux.zig");
const ops = @import("../op.zig");
const Sqe = @import("../sys/uring.zig").Sqe;

offset: u64,
length: u64,

/// fallocate(2) without flags.
const mode = 0;

pub fn decode(submission: *const abi.Submission) Fallocate {
    return .{ .offset = submission.offset, .length = submission.argument2 };
}

pub const uses: ops.Uses = .handle;
pub const direct = ops.unsupported;

pub fn prepare(op: *Fallocate, sqe: *Sqe, at: ops.At) bool {
    sqe.* = .{
        .opcode = .fallocate,
        .fd = at.fd,
        .offset = op.offset,
        .address = op.length,
        .length = mode,
    };
    return true;
}

pub const readiness = ops.unsupported;

pub fn blocking(op: *Fallocate, at: ops.At) i64 {
    return linux.allocateFile(at.fd, mode, op.offset, op.length);
}

pub const interrupt = ops.unsupported;
pub const finish = finishing.count;
