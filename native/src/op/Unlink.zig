//! Removes a name, of a file or of an empty directory.

const Unlink = @This();
const abi = @import("../abi.zig");
const finishing = @import("../finish.zig");
const linux = @import("../sys/linux.zig");
const ops = @import("../op.zig");

path: u64,
directory: bool,

pub fn decode(submission: *const abi.Submission) Unlink {
    return .{ .path = submission.address, .directory = submission.argument & 1 != 0 };
}

pub const uses: ops.Uses = .no_handle;
pub const direct = ops.unsupported;
// The ring would hand it to a kernel thread in any case, which costs more than the pool.
pub const prepare = ops.unsupported;
pub const readiness = ops.unsupported;

pub fn blocking(op: *Unlink, _: ops.At) i64 {
    return linux.unlink(op.path, op.systemFlags());
}

pub const interrupt = ops.unsupported;
pub const finish = finishing.count;

fn systemFlags(op: *const Unlink) u32 {
    return if (op.directory) linux.AT.REMOVEDIR else 0;
}
