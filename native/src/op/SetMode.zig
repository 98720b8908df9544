//! Sets the permission bits of a file. The ring has no such operation.

const SetMode = @This();
const abi = @import("../abi.zig");
const finishing = @import("../finish.zig");
const linux = @import("../sys/linux.zig");
const ops = @import("../op.zig");

path: u64,
mode: u32,

pub fn decode(submission: *const abi.Submission) SetMode {
    return .{ .path = submission.address, .mode = submission.argument };
}

pub const uses: ops.Uses = .handle_or_path;
pub const direct = ops.unsupported;
pub const prepare = ops.unsupported;
pub const readiness = ops.unsupported;

pub fn blocking(op: *SetMode, at: ops.At) i64 {
    return if (at.fd >= 0) linux.setModeOf(at.fd, op.mode) else linux.setMode(op.path, op.mode);
}

pub const interrupt = ops.unsupported;
pub const finish = finishing.count;
