//! Sets when a file was read and changed last. The ring has no such operation.

const SetTimes = @This();
const abi = @import("../abi.zig");
const finishing = @import("../finish.zig");
const linux = @import("../sys/linux.zig");
const ops = @import("../op.zig");

path: u64,
times: u64,
no_follow: bool,

pub fn decode(submission: *const abi.Submission) SetTimes {
    return .{
        .path = submission.address,
        .times = submission.address2,
        .no_follow = submission.argument & 1 != 0,
    };
}

pub const uses: ops.Uses = .handle_or_path;

pub fn direct(op: *SetTimes, at: ops.At) bool {
    return ops.refuseMissing(at, op.times, 1);
}

pub const prepare = ops.unsupported;
pub const readiness = ops.unsupported;

pub fn blocking(op: *SetTimes, at: ops.At) i64 {
    // SAFETY: the client keeps the structure that it named until the last event.
    const times: *align(1) const abi.Times = @ptrFromInt(op.times);
    const system = linux.systemTimes(times);
    if (at.fd >= 0) return linux.setTimes(at.fd, 0, &system, 0);
    const flags: u32 = if (op.no_follow) linux.AT.SYMLINK_NOFOLLOW else 0;
    return linux.setTimes(linux.AT.FDCWD, op.path, &system, flags);
}

pub const interrupt = ops.unsupported;
pub const finish = finishing.count;
