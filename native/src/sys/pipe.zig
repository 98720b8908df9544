//! A pipe through which pages of one file are put into another. This is what copy_file_range does
//! on a file system that has no way of its own, but in larger pieces than its 64 KiB: who gets much
//! at once makes larger folios of it, and looks for blocks less often.

const std = @import("std");
const linux = @import("linux.zig");
const system = std.os.linux;
const testing = std.testing;

/// With 1 MiB, the most that anybody may ask for, one copy in six of files of 5 MB and more took 3
/// to 10 times as long on a virtual machine: so large folios come from memory that it may have to
/// get from its host first.
pub const capacity = 256 << 10;

pub const Pipe = struct {
    read_end: i32,
    write_end: i32,

    /// Null when there may be none of that size.
    pub fn open() ?Pipe {
        var ends: [2]i32 = undefined;
        if (linux.pipe(&ends) < 0) return null;
        const pipe: Pipe = .{ .read_end = ends[0], .write_end = ends[1] };
        if (linux.setPipeSize(pipe.write_end, capacity) >= capacity) return pipe;
        pipe.close();
        return null;
    }

    pub fn close(pipe: *const Pipe) void {
        _ = linux.close(pipe.read_end);
        _ = linux.close(pipe.write_end);
    }

    /// Moves at most `length` bytes from `at` of the source to the same place of the target, and
    /// `at` with them. Answers 1 when there may be more, 0 at the end of the source, or −errno:
    /// then bytes may be left in the pipe, and it is good for nothing any more.
    pub fn move(pipe: *const Pipe, source: i32, target: i32, at: *i64, length: usize) i64 {
        var read_at = at.*;
        const taken = retry(source, &read_at, pipe.write_end, null, length);
        if (taken <= 0) return taken;
        while (at.* < read_at) {
            const left: usize = @intCast(read_at - at.*);
            const given = retry(pipe.read_end, null, target, at, left);
            if (given < 0) return given;
            if (given == 0) return linux.fail(.IO);
        }
        return 1;
    }
};

fn retry(from: i32, from_at: ?*i64, to: i32, to_at: ?*i64, length: usize) i64 {
    while (true) {
        const raw = linux.splice(from, from_at, to, to_at, length);
        if (!linux.is(raw, .INTR)) return raw;
    }
}

test "bytes move up to the end of the source" {
    const source: i32 = @intCast(system.memfd_create("source", 0));
    defer _ = system.close(source);
    const target: i32 = @intCast(system.memfd_create("target", 0));
    defer _ = system.close(target);
    const bytes = "0123456789";
    _ = system.pwrite(source, bytes, bytes.len, 0);
    const pipe = Pipe.open().?;
    defer pipe.close();

    var at: i64 = 4;
    try testing.expectEqual(1, pipe.move(source, target, &at, 3));
    try testing.expectEqual(7, at);
    try testing.expectEqual(1, pipe.move(source, target, &at, 100));
    try testing.expectEqual(10, at);
    try testing.expectEqual(0, pipe.move(source, target, &at, 100));

    var copied: [bytes.len]u8 = undefined;
    try testing.expectEqual(10, system.pread(target, &copied, copied.len, 0));
    try testing.expectEqualStrings("456789", copied[4..]);
    try testing.expectEqual(10, at);
}

test "what the target refuses is told, and where it was" {
    const source: i32 = @intCast(system.memfd_create("source", 0));
    defer _ = system.close(source);
    _ = system.pwrite(source, "x", 1, 0);
    const pipe = Pipe.open().?;
    defer pipe.close();

    const read_only: i32 = @intCast(system.open("/proc/self/exe", .{}, 0));
    defer _ = system.close(read_only);

    var at: i64 = 0;
    try testing.expect(linux.is(pipe.move(source, read_only, &at, 1), .BADF));
    try testing.expectEqual(0, at);
}

test "a target that takes only a part is told where it ended" {
    const source: i32 = @intCast(system.memfd_create("source", 0));
    defer _ = system.close(source);
    const target: i32 = @intCast(system.memfd_create("target", 0));
    defer _ = system.close(target);
    _ = system.ftruncate(source, 3000);
    const pipe = Pipe.open().?;
    defer pipe.close();
    const ignored: system.Sigaction = .{
        .handler = .{ .handler = system.SIG.IGN },
        .mask = system.sigemptyset(),
        .flags = 0,
    };
    var action: system.Sigaction = undefined;
    _ = system.sigaction(.XFSZ, &ignored, &action);
    defer _ = system.sigaction(.XFSZ, &action, null);
    var before: system.rlimit = undefined;
    _ = system.getrlimit(.FSIZE, &before);
    defer _ = system.setrlimit(.FSIZE, &before);
    _ = system.setrlimit(.FSIZE, &.{ .cur = 1000, .max = before.max });

    var at: i64 = 0;
    try testing.expect(linux.is(pipe.move(source, target, &at, 3000), .FBIG));
    try testing.expectEqual(1000, at);
}
