//! From the kernel's description of a file to the portable one.

const std = @import("std");
const abi = @import("../abi.zig");
const linux = @import("linux.zig");
const S = linux.S;

pub fn portable(system: *const linux.Statx) abi.Stat {
    return .{
        .size = system.size,
        .allocated = system.blocks * 512,
        .device = device(system.dev_major, system.dev_minor),
        .inode = system.ino,
        .mode = system.mode & 0o7777,
        .kind = kindOf(system.mode),
        .links = system.nlink,
        .uid = system.uid,
        .gid = system.gid,
        .accessed_s = system.atime.sec,
        .modified_s = system.mtime.sec,
        .changed_s = system.ctime.sec,
        .created_s = system.btime.sec,
        .accessed_ns = system.atime.nsec,
        .modified_ns = system.mtime.nsec,
        .changed_ns = system.ctime.nsec,
        .created_ns = system.btime.nsec,
        .special = device(system.rdev_major, system.rdev_minor),
    };
}

/// One of the kinds of `abi.Stat`, zero for one that is not known.
pub fn kindOf(mode: u32) u32 {
    return switch (mode & S.IFMT) {
        S.IFREG => abi.Stat.file,
        S.IFDIR => abi.Stat.directory,
        S.IFLNK => abi.Stat.symlink,
        S.IFIFO => abi.Stat.fifo,
        S.IFSOCK => abi.Stat.socket,
        S.IFCHR => abi.Stat.character_device,
        S.IFBLK => abi.Stat.block_device,
        else => 0,
    };
}

/// The number that user space calls `st_dev`.
fn device(major: u64, minor: u64) u64 {
    return (major & 0xfffff000) << 32 | (major & 0xfff) << 8 |
        (minor & 0xffffff00) << 12 | (minor & 0xff);
}

test "kinds are told apart" {
    try std.testing.expectEqual(abi.Stat.directory, kindOf(S.IFDIR | 0o755));
    try std.testing.expectEqual(abi.Stat.file, kindOf(S.IFREG | 0o644));
}
