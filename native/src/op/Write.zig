//! Writes all bytes: to a stream in the order of its output queue, to a file at its position.

const Write = @This();
const abi = @import("../abi.zig");
const calls = @import("../direct.zig");
const finishing = @import("../finish.zig");
const linux = @import("../sys/linux.zig");
const ops = @import("../op.zig");
const output = @import("../output.zig");
const Sqe = @import("../sys/uring.zig").Sqe;

address: u64,
length: u32,

pub fn decode(submission: *const abi.Submission) Write {
    return .{ .address = submission.address, .length = submission.length };
}

pub const uses: ops.Uses = .handle;

pub fn direct(_: *Write, at: ops.At) bool {
    calls.examine(at.loop, at.slot.handle);
    if (at.loop.handles.at(at.slot.handle).kind == .file) return false;
    output.enqueue(at.loop, at.slot);
    return true;
}

pub fn prepare(op: *Write, sqe: *Sqe, at: ops.At) bool {
    const moved = at.slot.moved;
    sqe.* = .{
        .opcode = .write,
        .fd = at.fd,
        .offset = Sqe.current_position,
        .address = op.address + moved,
        .length = op.length - moved,
    };
    return true;
}

pub const readiness = ops.unsupported;

pub fn blocking(op: *Write, at: ops.At) i64 {
    const moved = at.slot.moved;
    return linux.write(at.fd, op.address + moved, op.length - moved);
}

pub const interrupt = ops.unsupported;
pub const finish = finishing.all;
