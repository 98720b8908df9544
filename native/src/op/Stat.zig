//! Tells size, kind, mode and times of a file, by handle or by path.

const Stat = @This();
const std = @import("std");
const abi = @import("../abi.zig");
const finishing = @import("../finish.zig");
const linux = @import("../sys/linux.zig");
const ops = @import("../op.zig");
const Sqe = @import("../sys/uring.zig").Sqe;

const statx = @import("../sys/statx.zig");

path: Path,
out: u64,
/// The kernel's form, while the ring fills it.
scratch: ?*linux.Statx = null,

/// An address, and in the bit that none has whether links are looked at themselves.
const Path = packed struct(u64) { address: u63, no_follow: bool };

pub fn decode(submission: *const abi.Submission) Stat {
    return .{
        .path = .{
            .address = std.math.cast(u63, submission.address) orelse 0,
            .no_follow = submission.argument & 1 != 0,
        },
        .out = submission.address2,
    };
}

pub const uses: ops.Uses = .handle_or_path;

pub fn direct(op: *Stat, at: ops.At) bool {
    return ops.refuseMissing(at, op.out, 1);
}

pub fn prepare(op: *Stat, sqe: *Sqe, at: ops.At) bool {
    const scratch = op.scratch orelse at.loop.gpa.create(linux.Statx) catch return false;
    op.scratch = scratch;
    sqe.* = .{
        .opcode = .statx,
        .fd = if (at.fd >= 0) at.fd else linux.AT.FDCWD,
        .address = op.name(at),
        .length = linux.statx_mask,
        .offset = @intFromPtr(scratch),
        .op_flags = op.systemFlags(at),
    };
    return true;
}

pub const readiness = ops.unsupported;

pub fn blocking(op: *Stat, at: ops.At) i64 {
    var local: linux.Statx = undefined;
    // One that was prepared for the ring: `finish` reads it.
    const system = op.scratch orelse &local;
    const fd = if (at.fd >= 0) at.fd else linux.AT.FDCWD;
    const raw = linux.statx(fd, op.name(at), op.systemFlags(at), system);
    if (raw == 0) op.put(system);
    return raw;
}

pub const interrupt = ops.unsupported;

pub fn finish(op: *Stat, at: ops.At, raw: i64) ops.Outcome {
    if (op.scratch) |scratch| {
        if (raw == 0) op.put(scratch);
        at.loop.gpa.destroy(scratch);
        op.scratch = null;
    }
    return finishing.count(op, at, raw);
}

fn put(op: *const Stat, system: *const linux.Statx) void {
    // SAFETY: the client keeps the structure that it named until the last event.
    const out: *align(1) abi.Stat = @ptrFromInt(op.out);
    out.* = statx.portable(system);
}

fn name(op: *const Stat, at: ops.At) u64 {
    return if (at.fd >= 0) @intFromPtr("") else op.path.address;
}

fn systemFlags(op: *const Stat, at: ops.At) u32 {
    if (at.fd >= 0) return linux.AT.EMPTY_PATH;
    return if (op.path.no_follow) linux.AT.SYMLINK_NOFOLLOW else 0;
}
