//! Does nothing, completely: the cost of the boundary alone.

const Noop = @This();
const abi = @import("../abi.zig");
const lifecycle = @import("../lifecycle.zig");
const finishing = @import("../finish.zig");
const ops = @import("../op.zig");

pub fn decode(_: *const abi.Submission) Noop {
    return .{};
}

pub const uses: ops.Uses = .no_handle;

pub fn direct(_: *Noop, at: ops.At) bool {
    lifecycle.end(at.slot, 0);
    return true;
}

pub const prepare = ops.unsupported;
pub const readiness = ops.unsupported;
pub const blocking = ops.unsupported;
pub const interrupt = ops.unsupported;
pub const finish = finishing.count;
