//! Opens a file by path; the result is its handle.

const Open = @This();
const abi = @import("../abi.zig");
const finishing = @import("../finish.zig");
const linux = @import("../sys/linux.zig");
const ops = @import("../op.zig");
const Sqe = @import("../sys/uring.zig").Sqe;

path: u64,
flags: u32,
mode: u32,

pub fn decode(submission: *const abi.Submission) Open {
    return .{
        .path = submission.address,
        .flags = submission.argument,
        .mode = @truncate(submission.argument2),
    };
}

pub const uses: ops.Uses = .no_handle;
pub const direct = ops.unsupported;

pub fn prepare(op: *Open, sqe: *Sqe, _: ops.At) bool {
    sqe.* = .{
        .opcode = .openat,
        .fd = linux.AT.FDCWD,
        .address = op.path,
        .length = op.mode,
        .op_flags = @bitCast(linux.openFlags(op.flags)),
    };
    return true;
}

pub const readiness = ops.unsupported;

pub fn blocking(op: *Open, _: ops.At) i64 {
    return linux.openAt(op.path, linux.openFlags(op.flags), op.mode);
}

pub const interrupt = ops.unsupported;

pub fn finish(_: *Open, at: ops.At, raw: i64) ops.Outcome {
    return .{ .done = finishing.handle(at, raw, .file) };
}
