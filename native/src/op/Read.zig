//! Reads from a stream, or from a file at its current position.

const Read = @This();
const abi = @import("../abi.zig");
const calls = @import("../direct.zig");
const finishing = @import("../finish.zig");
const linux = @import("../sys/linux.zig");
const ops = @import("../op.zig");
const Sqe = @import("../sys/uring.zig").Sqe;

address: u64,
length: u32,

pub fn decode(submission: *const abi.Submission) Read {
    return .{ .address = submission.address, .length = submission.length };
}

pub const uses: ops.Uses = .handle;

pub fn direct(_: *Read, at: ops.At) bool {
    calls.examine(at.loop, at.slot.handle);
    return false;
}

pub fn prepare(op: *Read, sqe: *Sqe, at: ops.At) bool {
    sqe.* = .{
        .opcode = .read,
        .fd = at.fd,
        .offset = Sqe.current_position,
        .address = op.address,
        .length = op.length,
    };
    return true;
}

pub const readiness: ops.Direction = .readable;

pub fn perform(op: *Read, at: ops.At) i64 {
    return linux.read(at.fd, op.address, op.length);
}

pub fn blocking(op: *Read, at: ops.At) i64 {
    return linux.read(at.fd, op.address, op.length);
}

pub const interrupt = ops.unsupported;
pub const finish = finishing.input;
