//! Copies a whole file from path to path, as one step of one pool task.

const Copy = @This();
const abi = @import("../abi.zig");
const copying = @import("../sys/copy.zig");
const finishing = @import("../finish.zig");
const linux = @import("../sys/linux.zig");
const ops = @import("../op.zig");
const result = @import("../result.zig");

/// Of an `abi.Copy`, which the client keeps until the last event.
address: u64,

pub fn decode(submission: *const abi.Submission) Copy {
    return .{ .address = submission.address };
}

pub const uses: ops.Uses = .no_handle;

pub fn direct(op: *Copy, at: ops.At) bool {
    return ops.refuseMissing(at, op.address, @alignOf(abi.Copy));
}

pub const prepare = ops.unsupported;
pub const readiness = ops.unsupported;

pub fn blocking(op: *Copy, _: ops.At) i64 {
    return copying.copyFile(op.arguments());
}

pub fn interrupt(op: *Copy) void {
    @atomicStore(u32, &op.arguments().cancel, 1, .release);
}

pub fn finish(op: *Copy, at: ops.At, raw: i64) ops.Outcome {
    if (raw >= 0) return finishing.count(op, at, raw);
    const moved = @atomicLoad(u64, &op.arguments().progress, .acquire);
    return .{ .done = result.failed(raw, moved) };
}

fn arguments(op: *const Copy) *abi.Copy {
    // SAFETY: checked when it was started; the client keeps it until the last event.
    return @ptrFromInt(op.address);
}
