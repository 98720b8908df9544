//! What a raw answer means, for the operations that share a meaning: each is the `finish` of
//! several entries of the operation table.

const std = @import("std");
const At = @import("op.zig").At;
const Outcome = @import("op.zig").Outcome;
const Handle = @import("handle.zig").Handle;
const linux = @import("sys/linux.zig");
const result = @import("result.zig");

/// The answer is the result.
pub fn count(_: anytype, _: At, raw: i64) Outcome {
    return .{ .done = result.plain(raw) };
}

/// Nothing read is the end of the stream, unless nothing was asked for.
pub fn input(op: anytype, _: At, raw: i64) Outcome {
    const is_end = raw == 0 and op.length > 0;
    return .{ .done = if (is_end) result.end_of_stream else result.plain(raw) };
}

/// Goes on until every byte of `op.length` has moved.
pub fn all(op: anytype, at: At, raw: i64) Outcome {
    const slot = at.slot;
    if (raw < 0) return .{ .done = result.failed(raw, slot.moved) };
    slot.moved += @intCast(raw);
    if (slot.moved >= op.length) return .{ .done = @intCast(slot.moved) };
    if (raw == 0) return .{ .done = result.failed(linux.fail(.IO), slot.moved) };
    if (slot.flags.canceled) return .{ .done = result.canceled(slot.moved) };
    return .again;
}

/// The answer is a descriptor; the result is a handle of `kind`. What nobody can be told of is
/// closed here.
pub fn handle(at: At, raw: i64, kind: Handle.Kind) i64 {
    if (raw < 0) return result.plain(raw);
    const fd: i32 = @intCast(raw);
    const number = at.loop.handles.add(at.loop.gpa, fd, kind) catch |err| {
        _ = linux.close(fd);
        return result.of(switch (err) {
            error.OutOfMemory => .out_of_memory,
            error.Full => .too_many_handles,
        });
    };
    return number;
}
