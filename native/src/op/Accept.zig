//! Takes a connection from a listening socket, or each of them as they come.

const Accept = @This();
const abi = @import("../abi.zig");
const finishing = @import("../finish.zig");
const linux = @import("../sys/linux.zig");
const ops = @import("../op.zig");
const Sqe = @import("../sys/uring.zig").Sqe;

const uring = @import("../sys/uring.zig");

pub fn decode(_: *const abi.Submission) Accept {
    return .{};
}

pub const uses: ops.Uses = .handle;
pub const direct = ops.unsupported;

pub fn prepare(_: *Accept, sqe: *Sqe, at: ops.At) bool {
    const many = at.slot.flags.multishot and at.loop.features.multishot_accept;
    sqe.* = .{
        .opcode = .accept,
        .fd = at.fd,
        .io_priority = if (many) uring.accept_multishot else 0,
        .op_flags = linux.socket_flags,
    };
    return true;
}

pub const readiness: ops.Direction = .readable;

pub fn perform(_: *Accept, at: ops.At) i64 {
    return linux.accept(at.fd);
}

pub const blocking = ops.unsupported;
pub const interrupt = ops.unsupported;

pub fn finish(_: *Accept, at: ops.At, raw: i64) ops.Outcome {
    const flags = at.slot.flags;
    if (raw >= 0 and at.loop.handles.at(at.slot.handle).flags.closing) {
        // The listener's close came first: nobody is left to take the connection.
        _ = linux.close(@intCast(raw));
        return .again;
    }
    // The peer gave up while it was waiting: there is nothing to tell of.
    if (linux.is(raw, .CONNABORTED)) return .again;
    if (linux.is(raw, .INVAL) and flags.multishot and at.loop.features.multishot_accept) {
        // Before Linux 5.19: one at a time, which looks the same from above.
        at.loop.features.multishot_accept = false;
        return .again;
    }
    const number = finishing.handle(at, raw, .socket);
    return if (flags.multishot and number >= 0) .{ .more = number } else .{ .done = number };
}
