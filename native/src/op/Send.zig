//! Sends all bytes on a socket, in the order of its output queue.

const Send = @This();
const abi = @import("../abi.zig");
const finishing = @import("../finish.zig");
const lifecycle = @import("../lifecycle.zig");
const linux = @import("../sys/linux.zig");
const ops = @import("../op.zig");
const output = @import("../output.zig");
const result = @import("../result.zig");

address: u64,
length: u32,

pub fn decode(submission: *const abi.Submission) Send {
    return .{ .address = submission.address, .length = submission.length };
}

pub const uses: ops.Uses = .handle;

pub fn direct(_: *Send, at: ops.At) bool {
    if (at.loop.handles.at(at.slot.handle).kind == .file) {
        lifecycle.end(at.slot, result.plain(linux.fail(.NOTSOCK)));
        return true;
    }
    output.enqueue(at.loop, at.slot);
    return true;
}

pub const prepare = ops.unsupported;
pub const readiness = ops.unsupported;
pub const blocking = ops.unsupported;
pub const interrupt = ops.unsupported;
pub const finish = finishing.all;
