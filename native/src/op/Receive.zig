//! Receives from a socket: into the client's memory, or into a buffer that the loop lends.

const Receive = @This();
const abi = @import("../abi.zig");
const buffers = @import("../buffers.zig");
const finishing = @import("../finish.zig");
const lifecycle = @import("../lifecycle.zig");
const linux = @import("../sys/linux.zig");
const ops = @import("../op.zig");
const result = @import("../result.zig");
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

pub fn direct(op: *Receive, at: ops.At) bool {
    if (!at.slot.flags.buffer_select) return false;
    if (at.loop.buffers.at(op.group) == null) {
        lifecycle.end(at.slot, result.of(.invalid_argument));
        return true;
    }
    buffers.join(at.slot);
    return false;
}

pub fn prepare(op: *Receive, sqe: *Sqe, at: ops.At) bool {
    const flags = at.slot.flags;
    sqe.* = .{ .opcode = .recv, .fd = at.fd, .address = op.address, .length = op.length };
    if (!flags.buffer_select) return true;
    const group = at.loop.buffers.at(op.group).?;
    if (group.ring == null) return false;
    const many = flags.multishot and at.loop.features.multishot_receive;
    sqe.flags = Sqe.buffer_select;
    sqe.buffer_group = op.group;
    sqe.length = 0;
    sqe.io_priority = if (many) uring.receive_multishot else 0;
    if (flags.polls_first) sqe.io_priority |= uring.receive_poll_first;
    return true;
}

pub const readiness: ops.Direction = .readable;

pub fn perform(op: *Receive, at: ops.At) i64 {
    const slot = at.slot;
    if (!slot.flags.buffer_select) {
        return linux.receive(at.fd, op.address, op.length, linux.MSG.DONTWAIT);
    }
    const group = at.loop.buffers.at(op.group).?;
    const id = group.take() orelse {
        // Only one that has data waits for a buffer: another would keep it from those that do.
        return linux.fail(if (hasData(at)) .NOBUFS else .AGAIN);
    };
    const raw = linux.receive(at.fd, group.address(id), group.buffer_bytes, linux.MSG.DONTWAIT);
    if (raw <= 0) {
        group.give(id);
    } else {
        slot.buffer = id;
    }
    return raw;
}

pub const blocking = ops.unsupported;
pub const interrupt = ops.unsupported;

pub fn finish(op: *Receive, at: ops.At, raw: i64) ops.Outcome {
    const flags = at.slot.flags;
    const is_message = at.loop.handles.at(at.slot.handle).flags.datagrams;
    if (raw == 0 and is_message) return .{ .done = 0 };
    if (!flags.buffer_select) return finishing.input(op, at, raw);
    if (raw == 0) return .{ .done = result.end_of_stream };
    if (linux.is(raw, .NOBUFS)) return starved(op, at);
    if (linux.is(raw, .INVAL) and flags.multishot and at.loop.features.multishot_receive) {
        // Before Linux 6.0: one at a time, which looks the same from above.
        at.loop.features.multishot_receive = false;
        return .again;
    }
    if (flags.multishot and raw > 0) return .{ .more = raw };
    return finishing.input(op, at, raw);
}

/// There was no buffer. One may have come back since the kernel looked for it, and the kernel also
/// says so of a socket that has no data: neither is a reason to wait for the client.
fn starved(op: *const Receive, at: ops.At) ops.Outcome {
    if (at.loop.buffers.at(op.group).?.hasSome()) return .again;
    if (hasData(at)) return .parked;
    at.slot.flags.polls_first = true;
    return .again;
}

fn hasData(at: ops.At) bool {
    return linux.pollNow(at.fd, linux.poll_in) != 0;
}
