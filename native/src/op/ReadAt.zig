//! Reads from a file at an offset; nothing there is the end.

const ReadAt = @This();
const abi = @import("../abi.zig");
const finishing = @import("../finish.zig");
const linux = @import("../sys/linux.zig");
const ops = @import("../op.zig");
const Sqe = @import("../sys/uring.zig").Sqe;

address: u64,
length: u32,
offset: u64,

pub fn decode(submission: *const abi.Submission) ReadAt {
    return .{
        .address = submission.address,
        .length = submission.length,
        .offset = submission.offset,
    };
}

pub const uses: ops.Uses = .handle;

pub fn direct(op: *ReadAt, at: ops.At) bool {
    return ops.refuseOffset(at, op.offset);
}

pub fn prepare(op: *ReadAt, sqe: *Sqe, at: ops.At) bool {
    sqe.* = .{
        .opcode = .read,
        .fd = at.fd,
        .offset = op.offset,
        .address = op.address,
        .length = op.length,
    };
    return true;
}

pub const readiness = ops.unsupported;

pub fn blocking(op: *ReadAt, at: ops.At) i64 {
    return linux.readAt(at.fd, op.address, op.length, op.offset);
}

pub const interrupt = ops.unsupported;
pub const finish = finishing.input;
