//! Makes a symbolic link.

const Symlink = @This();
const abi = @import("../abi.zig");
const finishing = @import("../finish.zig");
const linux = @import("../sys/linux.zig");
const ops = @import("../op.zig");

target: u64,
path: u64,

pub fn decode(submission: *const abi.Submission) Symlink {
    return .{ .target = submission.address, .path = submission.address2 };
}

pub const uses: ops.Uses = .no_handle;
pub const direct = ops.unsupported;
// The ring would hand it to a kernel thread in any case, which costs more than the pool.
pub const prepare = ops.unsupported;
pub const readiness = ops.unsupported;

pub fn blocking(op: *Symlink, _: ops.At) i64 {
    return linux.symlink(op.target, op.path);
}

pub const interrupt = ops.unsupported;
pub const finish = finishing.count;
