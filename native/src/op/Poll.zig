//! Tells when a handle is readable or writable, without moving anything.

const Poll = @This();
const abi = @import("../abi.zig");
const finishing = @import("../finish.zig");
const linux = @import("../sys/linux.zig");
const ops = @import("../op.zig");
const Sqe = @import("../sys/uring.zig").Sqe;

const Ready = abi.Ready;
const EPOLL = linux.EPOLL;

events: u32,

pub fn decode(submission: *const abi.Submission) Poll {
    return .{ .events = submission.argument };
}

pub const uses: ops.Uses = .handle;
pub const direct = ops.unsupported;

pub fn prepare(op: *Poll, sqe: *Sqe, at: ops.At) bool {
    sqe.* = .{ .opcode = .poll_add, .fd = at.fd, .op_flags = systemEvents(op.events) };
    return true;
}

pub const readiness: ops.Direction = .either;

pub fn perform(op: *Poll, at: ops.At) i64 {
    const raw = linux.pollNow(at.fd, @intCast(systemEvents(op.events)));
    return if (raw == 0) linux.fail(.AGAIN) else raw;
}

pub const blocking = ops.unsupported;
pub const interrupt = ops.unsupported;

pub fn finish(op: *Poll, at: ops.At, raw: i64) ops.Outcome {
    if (raw < 0) return finishing.count(op, at, raw);
    const system: u32 = @intCast(raw);
    var ready: u32 = 0;
    if (system & EPOLL.IN != 0) ready |= Ready.readable;
    if (system & EPOLL.OUT != 0) ready |= Ready.writable;
    if (system & EPOLL.HUP != 0) ready |= Ready.hang_up;
    if (system & EPOLL.ERR != 0) ready |= Ready.failed;
    return .{ .done = ready };
}

/// poll(2) and epoll(7) agree on these two.
fn systemEvents(events: u32) u32 {
    var system: u32 = 0;
    if (events & Ready.readable != 0) system |= EPOLL.IN;
    if (events & Ready.writable != 0) system |= EPOLL.OUT;
    return system;
}
