//! Makes a directory.

const Mkdir = @This();
const abi = @import("../abi.zig");
const finishing = @import("../finish.zig");
const linux = @import("../sys/linux.zig");
const ops = @import("../op.zig");

path: u64,
mode: u32,

pub fn decode(submission: *const abi.Submission) Mkdir {
    return .{ .path = submission.address, .mode = submission.argument };
}

pub const uses: ops.Uses = .no_handle;
pub const direct = ops.unsupported;
// The ring would hand it to a kernel thread in any case, which costs more than the pool.
pub const prepare = ops.unsupported;
pub const readiness = ops.unsupported;

pub fn blocking(op: *Mkdir, _: ops.At) i64 {
    return linux.mkdir(op.path, op.mode);
}

pub const interrupt = ops.unsupported;
pub const finish = finishing.count;
