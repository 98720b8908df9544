//! Receives from a socket: into the client's memory, or into a buffer that the loop lends.

const Receive = @This();
const abi = @import("../abi.zig");
const finishing = @import("../finish.zig");
const linux = @import("../sys/linux.zig");
const ops = @import("../op.zig");
const Sqe = @import("../sys/uring.zig").Sqe;

const uring = @import("../sys/uring.zig");

address: u64,
length: u32,
group: u16,

pub fn decode(submission: *const abi.Submission) Receive {
    return .{
        .address = submission.address,
        .length = submission.length,
        .group = submission.group,
    };
}

pub const uses: ops.Uses = .handle;
pub const direct = ops.unsupported;

pub fn prepare(op: *Receive, sqe: *Sqe, at: ops.At) bool {
    const flags = at.slot.flags;
    sqe.* = .{ .opcode = .recv, .fd = at.fd, .address = op.address, .length = op.length };
    if (!flags.buffer_select) return true;
    const group = at.loop.buffers.at(op.group) orelse return false;
    if (group.ring == null) return false;
    const many = flags.multishot and at.loop.features.multishot_receive;
    sqe.flags = Sqe.buffer_select;
    sqe.buffer_group = op.group;
    sqe.length = 0;
    sqe.io_priority = if (many) uring.receive_multishot else 0;
    return true;
}

pub const readiness: ops.Direction = .readable;

pub fn perform(op: *Receive, at: ops.At) i64 {
    const slot = at.slot;
    if (!slot.flags.buffer_select) {
        return linux.receive(at.fd, op.address, op.length, linux.MSG.DONTWAIT);
    }
    const group = at.loop.buffers.at(op.group) orelse return linux.fail(.INVAL);
    const id = group.take() orelse return linux.fail(.NOBUFS);
    const raw = linux.receive(at.fd, group.address(id), group.buffer_bytes, linux.MSG.DONTWAIT);
    if (raw <= 0) {
        group.give(id);
    } else {
        slot.buffer = id;
        slot.flags.has_buffer = true;
    }
    return raw;
}

pub const blocking = ops.unsupported;
pub const interrupt = ops.unsupported;

pub fn finish(op: *Receive, at: ops.At, raw: i64) ops.Outcome {
    const flags = at.slot.flags;
    if (!flags.buffer_select) return finishing.input(op, at, raw);
    if (linux.is(raw, .NOBUFS)) return .parked;
    if (linux.is(raw, .INVAL) and flags.multishot and at.loop.features.multishot_receive) {
        // Before Linux 6.0: one at a time, which looks the same from above.
        at.loop.features.multishot_receive = false;
        return .again;
    }
    if (flags.multishot and raw > 0) return .{ .more = raw };
    return finishing.input(op, at, raw);
}
