//! Gives a lent buffer back to its group.

const Provide = @This();
const std = @import("std");
const abi = @import("../abi.zig");
const finishing = @import("../finish.zig");
const lifecycle = @import("../lifecycle.zig");
const Loop = @import("../loop.zig").Loop;
const ops = @import("../op.zig");

group: u16,
buffer: u16,

pub fn decode(submission: *const abi.Submission) Provide {
    // No group has as many buffers as that.
    const nobody = std.math.maxInt(u16);
    return .{
        .group = submission.group,
        .buffer = std.math.cast(u16, submission.argument) orelse nobody,
    };
}

pub const uses: ops.Uses = .no_handle;

pub fn direct(op: *Provide, at: ops.At) bool {
    op.apply(at.loop);
    lifecycle.end(at.slot, 0);
    return true;
}

pub fn apply(op: Provide, loop: *Loop) void {
    loop.buffers.giveBack(op.group, op.buffer);
}

pub const prepare = ops.unsupported;
pub const readiness = ops.unsupported;
pub const blocking = ops.unsupported;
pub const interrupt = ops.unsupported;
pub const finish = finishing.count;
