//! Connects a socket to an address.

const Connect = @This();
const abi = @import("../abi.zig");
const finishing = @import("../finish.zig");
const linux = @import("../sys/linux.zig");
const ops = @import("../op.zig");
const Sqe = @import("../sys/uring.zig").Sqe;

const address = @import("../sys/address.zig");

to: u64,
/// The kernel's form of the address, until the last event.
scratch: ?*address.System = null,

pub fn decode(submission: *const abi.Submission) Connect {
    return .{ .to = submission.address };
}

pub const uses: ops.Uses = .handle;

pub fn direct(op: *Connect, at: ops.At) bool {
    return ops.refuseMissing(at, op.to, 1);
}

pub fn prepare(op: *Connect, sqe: *Sqe, at: ops.At) bool {
    const scratch = op.scratch orelse at.loop.gpa.create(address.System) catch return false;
    op.scratch = scratch;
    scratch.* = .from(op.portable());
    sqe.* = .{
        .opcode = .connect,
        .fd = at.fd,
        .address = @intFromPtr(&scratch.bytes),
        .offset = scratch.length,
    };
    return true;
}

pub const readiness: ops.Direction = .writable;

pub fn perform(op: *Connect, at: ops.At) i64 {
    const flags = &at.loop.handles.at(at.slot.handle).flags;
    if (flags.connecting and linux.pollNow(at.fd, linux.poll_out) == 0) return linux.fail(.AGAIN);
    // The second call tells how it went; without it a later connect would be told.
    flags.connecting = false;
    const system: address.System = .from(op.portable());
    const raw = linux.connect(at.fd, &system.bytes, system.length);
    // A local listener whose queue is full; nothing would tell when there is room again.
    if (linux.is(raw, .AGAIN)) return linux.fail(.CONNREFUSED);
    if (!linux.is(raw, .INPROGRESS)) return raw;
    flags.connecting = true;
    return linux.fail(.AGAIN);
}

pub const blocking = ops.unsupported;
pub const interrupt = ops.unsupported;

pub fn finish(op: *Connect, at: ops.At, raw: i64) ops.Outcome {
    if (op.scratch) |scratch| {
        at.loop.gpa.destroy(scratch);
        op.scratch = null;
    }
    return finishing.count(op, at, raw);
}

fn portable(op: *const Connect) *align(1) const abi.Address {
    // SAFETY: the client keeps the address that it named until the last event.
    return @ptrFromInt(op.to);
}
