//! Gives a file another name, replacing what had it unless told not to.

const Rename = @This();
const abi = @import("../abi.zig");
const finishing = @import("../finish.zig");
const linux = @import("../sys/linux.zig");
const ops = @import("../op.zig");

from: u64,
to: u64,
no_replace: bool,

/// RENAME_NOREPLACE of renameat2(2).
const no_replace_flag: u32 = 1;

pub fn decode(submission: *const abi.Submission) Rename {
    return .{
        .from = submission.address,
        .to = submission.address2,
        .no_replace = submission.argument & 1 != 0,
    };
}

pub const uses: ops.Uses = .no_handle;
pub const direct = ops.unsupported;
// The ring would hand it to a kernel thread in any case, which costs more than the pool.
pub const prepare = ops.unsupported;
pub const readiness = ops.unsupported;

pub fn blocking(op: *Rename, _: ops.At) i64 {
    return linux.rename(op.from, op.to, op.systemFlags());
}

pub const interrupt = ops.unsupported;
pub const finish = finishing.count;

fn systemFlags(op: *const Rename) u32 {
    return if (op.no_replace) no_replace_flag else 0;
}
