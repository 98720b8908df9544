//! Memory shared with the kernel: a part of a file's mapping, read as words and arrays.

const std = @import("std");
const assert = std.debug.assert;
const linux = std.os.linux;

pub const Mapping = struct {
    bytes: []align(4096) u8 = &.{},

    /// Maps `length` bytes of `fd` from `offset` on, shared; null when the system refuses.
    pub fn ofFile(fd: i32, offset: i64, length: usize) ?Mapping {
        const protection: u32 = @bitCast(linux.PROT{ .READ = true, .WRITE = true });
        const flags: u32 = @bitCast(linux.MAP{ .TYPE = .SHARED, .POPULATE = true });
        const file: usize = @bitCast(@as(isize, fd));
        const from: u64 = @bitCast(offset);
        const answer = linux.syscall6(.mmap, 0, length, protection, flags, file, from);
        if (linux.errno(answer) != .SUCCESS) return null;
        // SAFETY: the kernel mapped `length` bytes here, for as long as nobody unmaps them.
        const start: [*]align(4096) u8 = @ptrFromInt(answer);
        return .{ .bytes = start[0..length] };
    }

    pub fn unmap(mapping: *Mapping) void {
        if (mapping.bytes.len == 0) return;
        _ = linux.syscall2(.munmap, @intFromPtr(mapping.bytes.ptr), mapping.bytes.len);
        mapping.* = .{};
    }

    pub fn at(mapping: Mapping, comptime T: type, offset: usize) *T {
        assert(offset + @sizeOf(T) <= mapping.bytes.len);
        return @ptrCast(@alignCast(mapping.bytes.ptr + offset));
    }

    pub fn slice(mapping: Mapping, comptime T: type, offset: usize, count: usize) []T {
        assert(offset + count * @sizeOf(T) <= mapping.bytes.len);
        const first: [*]T = @ptrCast(@alignCast(mapping.bytes.ptr + offset));
        return first[0..count];
    }
};
