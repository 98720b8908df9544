//! Closes a handle once nothing is armed on it; what was armed is cancelled and ends first.

const Close = @This();
const abi = @import("../abi.zig");
const cancellation = @import("../cancel.zig");
const finishing = @import("../finish.zig");
const ops = @import("../op.zig");

pub fn decode(_: *const abi.Submission) Close {
    return .{};
}

pub const uses: ops.Uses = .handle;

pub fn direct(_: *Close, at: ops.At) bool {
    at.slot.state = .closing;
    cancellation.closeHandle(at.loop, at.slot.handle, at.slot);
    return true;
}

pub const prepare = ops.unsupported;
pub const readiness = ops.unsupported;
pub const blocking = ops.unsupported;
pub const interrupt = ops.unsupported;
pub const finish = finishing.count;
