//! How one 64-bit number carries a count, the end of a stream, or an error: a count as it is, the
//! end as −1, an error as −(code | errno << 8 | bytes moved << 24).
//!
//! Inside the library a *raw* number is what a system call answers: a count or −errno.

const std = @import("std");
const assert = std.debug.assert;
const errors = @import("error.zig");

pub const end_of_stream: i64 = -1;

const moved_limit: u64 = 1 << 39;

/// The result for one of our own codes.
pub fn of(code: errors.Code) i64 {
    return pack(code, 0, 0);
}

/// The result for a raw −errno, with the bytes that moved before the error.
pub fn failed(raw: i64, moved: u64) i64 {
    assert(raw < 0);
    const errno: u16 = @intCast(@min(-raw, std.math.maxInt(u16)));
    return pack(errors.codeOf(errno), errno, moved);
}

/// A raw answer without any bytes moved before it.
pub fn plain(raw: i64) i64 {
    return if (raw < 0) failed(raw, 0) else raw;
}

pub fn canceled(moved: u64) i64 {
    return failed(-@as(i64, @intFromEnum(std.os.linux.E.CANCELED)), moved);
}

fn pack(code: errors.Code, errno: u16, moved: u64) i64 {
    assert(code != .end_of_stream);
    const kept: i64 = @intCast(@min(moved, moved_limit - 1));
    return -(@as(i64, @intFromEnum(code)) | @as(i64, errno) << 8 | kept << 24);
}

pub fn codeOf(result: i64) u8 {
    return if (result < 0) @intCast(-result & 0xff) else 0;
}

pub fn errnoOf(result: i64) u16 {
    return if (result < 0) @intCast(-result >> 8 & 0xffff) else 0;
}

pub fn movedOf(result: i64) i64 {
    return if (result < 0) -result >> 24 else result;
}

test "an error keeps its code, its errno and the bytes moved" {
    const result = failed(-104, 123_456_789_012);

    try std.testing.expect(result <= -2);
    try std.testing.expectEqual(@as(u8, 30), codeOf(result));
    try std.testing.expectEqual(@as(u16, 104), errnoOf(result));
    try std.testing.expectEqual(@as(i64, 123_456_789_012), movedOf(result));
}

test "an unknown errno is data" {
    try std.testing.expectEqual(@as(u8, 255), codeOf(failed(-4095, 0)));
    try std.testing.expectEqual(@as(u16, 4095), errnoOf(failed(-4095, 0)));
}
