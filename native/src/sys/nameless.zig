//! A file that has no name until it is complete: nobody finds it before, and if it is never given
//! one it vanishes with its descriptor, even when the process does.

const std = @import("std");
const linux = @import("linux.zig");
const system = std.os.linux;
const testing = std.testing;

/// The longest path that the kernel takes, with the zero byte.
const path_bytes = 4096;
const Path = [path_bytes:0]u8;

/// Opens one for writing in the directory that `path` names a file of: a descriptor or −errno,
/// which is OPNOTSUPP where the file system has no such files.
pub fn open(path: []const u8, mode: u32) i64 {
    var directory: Path = undefined;
    if (path.len >= path_bytes) return linux.fail(.NAMETOOLONG);
    directoryOf(path, &directory);
    const flags: system.O = .{
        .ACCMODE = .WRONLY,
        .TMPFILE = true,
        .DIRECTORY = true,
        .CLOEXEC = true,
    };
    return linux.openUninterrupted(@intFromPtr(&directory), flags, mode);
}

/// Gives it the name `path`, which must be free: 0 or −errno, which is OPNOTSUPP where a file
/// cannot get a name afterwards.
pub fn link(fd: i32, path: u64) i64 {
    const raw = linux.linkDescriptor(fd, path);
    // Only for whoever opened it, from Linux 6.10 on, and for those who may read everything.
    if (!linux.is(raw, .NOENT)) return raw;
    var by_number: [32:0]u8 = undefined;
    _ = std.fmt.bufPrintZ(&by_number, "/proc/self/fd/{d}", .{fd}) catch unreachable;
    const second = linux.linkFollowed(@intFromPtr(&by_number), path);
    return if (linux.is(second, .NOENT)) linux.fail(.OPNOTSUPP) else second;
}

/// What stands before the last name, or ".", with a zero byte; nothing for a path of no names.
fn directoryOf(path: []const u8, out: *Path) void {
    const end = std.mem.lastIndexOfScalar(u8, path, '/');
    const directory = if (end) |at| path[0..@max(at, 1)] else if (path.len > 0) "." else "";
    @memcpy(out[0..directory.len], directory);
    out[directory.len] = 0;
}

test "the directory of a path" {
    const paths = [_][2][]const u8{
        .{ "file", "." },   .{ "./file", "." },   .{ "a/b/file", "a/b" },
        .{ "/file", "/" },  .{ "/a/file", "/a" }, .{ "a//file", "a/" },
        .{ "a/b/", "a/b" }, .{ "", "" },
    };
    for (paths) |pair| {
        var out: Path = undefined;
        directoryOf(pair[0], &out);
        try testing.expectEqualStrings(pair[1], std.mem.sliceTo(&out, 0));
    }
}

test "a file gets its name from somebody who did not open it" {
    const raw = open("/tmp/x", 0o600);
    // Not every file system has such files.
    if (linux.is(raw, .OPNOTSUPP)) return error.SkipZigTest;
    const fd: i32 = @intCast(raw);
    defer _ = system.close(fd);
    const path = "/tmp/xev-nameless-test";
    const somebody_else = try Capabilities.withoutReading();
    defer somebody_else.end();
    try testing.expect(linux.is(linux.linkDescriptor(fd, @intFromPtr(path)), .NOENT));

    try testing.expectEqual(0, link(fd, @intFromPtr(path)));
    try testing.expect(linux.is(link(fd, @intFromPtr(path)), .EXIST));

    try testing.expectEqual(0, linux.unlink(@intFromPtr(path), 0));
}

/// What this thread may do; setting it makes somebody else of it, for the kernel.
const Capabilities = struct {
    const Words = [2]extern struct { effective: u32, permitted: u32, inheritable: u32 };
    /// Version 3, of this thread.
    const header: extern struct { version: u32 = 0x20080522, pid: i32 = 0 } = .{};
    const dac_read_search = 1 << 2;

    before: Words,

    fn withoutReading() !Capabilities {
        var before: Words = undefined;
        try testing.expectEqual(0, call(.capget, &before));
        var reduced = before;
        reduced[0].effective &= ~@as(u32, dac_read_search);
        try testing.expectEqual(0, call(.capset, &reduced));
        return .{ .before = before };
    }

    fn end(capabilities: *const Capabilities) void {
        _ = call(.capset, &capabilities.before);
    }

    fn call(number: system.SYS, words: *const Words) usize {
        return system.syscall2(number, @intFromPtr(&header), @intFromPtr(words));
    }
};
