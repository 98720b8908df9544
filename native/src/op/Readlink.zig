//! Tells what a symbolic link says. The ring has no such operation.

const Readlink = @This();
const abi = @import("../abi.zig");
const finishing = @import("../finish.zig");
const linux = @import("../sys/linux.zig");
const ops = @import("../op.zig");

path: u64,
address: u64,
length: u32,

pub fn decode(submission: *const abi.Submission) Readlink {
    return .{
        .path = submission.address,
        .address = submission.address2,
        .length = submission.length,
    };
}

pub const uses: ops.Uses = .no_handle;
pub const direct = ops.unsupported;
pub const prepare = ops.unsupported;
pub const readiness = ops.unsupported;

pub fn blocking(op: *Readlink, _: ops.At) i64 {
    return linux.readLink(op.path, op.address, op.length);
}

pub const interrupt = ops.unsupported;
pub const finish = finishing.count;
