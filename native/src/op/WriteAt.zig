//! Writes all bytes to a file, from an offset on.

const WriteAt = @This();
const abi = @import("../abi.zig");
const finishing = @import("../finish.zig");
const linux = @import("../sys/linux.zig");
const ops = @import("../op.zig");
const Sqe = @import("../sys/uring.zig").Sqe;

address: u64,
length: u32,
offset: u64,

pub fn decode(submission: *const abi.Submission) WriteAt {
    return .{
        .address = submission.address,
        .length = submission.length,
        .offset = submission.offset,
    };
}

pub const uses: ops.Uses = .handle;

pub fn direct(op: *WriteAt, at: ops.At) bool {
    return ops.refuseOffset(at, op.offset);
}

pub fn prepare(op: *WriteAt, sqe: *Sqe, at: ops.At) bool {
    const moved = at.slot.moved;
    sqe.* = .{
        .opcode = .write,
        .fd = at.fd,
        .offset = op.offset +| moved,
        .address = op.address + moved,
        .length = op.length - moved,
    };
    return true;
}

pub const readiness = ops.unsupported;

pub fn blocking(op: *WriteAt, at: ops.At) i64 {
    const moved = at.slot.moved;
    return linux.writeAt(at.fd, op.address + moved, op.length - moved, op.offset +| moved);
}

pub const interrupt = ops.unsupported;
pub const finish = finishing.all;
