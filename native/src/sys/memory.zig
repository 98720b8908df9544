//! Pages from the kernel. Lengths are multiples of `granularity`, so nobody needs to ask how large
//! a page is.

const std = @import("std");
const linux = std.os.linux;
const assert = std.debug.assert;

/// A multiple of every page size Linux is built with (4, 16 and 64 KiB).
pub const granularity = 64 * 1024;

/// What the start of a mapping is aligned to at least.
pub const alignment = 4096;

pub const Pages = []align(alignment) u8;

/// Maps `bytes` of private memory, filled with zeros; pages cost nothing before they are touched.
pub fn map(bytes: usize) error{OutOfMemory}!Pages {
    assert(bytes > 0 and bytes % granularity == 0);
    const protection: u32 = @bitCast(linux.PROT{ .READ = true, .WRITE = true });
    const flags: u32 = @bitCast(linux.MAP{ .TYPE = .PRIVATE, .ANONYMOUS = true });
    const no_file = std.math.maxInt(usize);
    const answer = linux.syscall6(.mmap, 0, bytes, protection, flags, no_file, 0);
    if (linux.errno(answer) != .SUCCESS) return error.OutOfMemory;
    return pagesAt(answer, bytes);
}

/// Gives back all of a mapping, or whole pages of it.
pub fn unmap(pages: Pages) void {
    const answer = linux.syscall2(.munmap, @intFromPtr(pages.ptr), pages.len);
    // ENOMEM: splitting a mapping would exceed the number a process may have. The pages stay.
    assert(linux.errno(answer) == .SUCCESS or linux.errno(answer) == .NOMEM);
}

/// Changes the length of a mapping without copying; only with `may_move` may it change place.
pub fn remap(pages: Pages, bytes: usize, may_move: bool) error{OutOfMemory}!Pages {
    assert(bytes > 0 and bytes % granularity == 0);
    const flags: u32 = @bitCast(linux.MREMAP{ .MAYMOVE = may_move });
    const answer = linux.syscall4(.mremap, @intFromPtr(pages.ptr), pages.len, bytes, flags);
    if (linux.errno(answer) != .SUCCESS) return error.OutOfMemory;
    return pagesAt(answer, bytes);
}

/// Keeps the addresses but gives the memory back; the pages read as zeros afterwards.
pub fn discard(pages: Pages) void {
    const advice = linux.MADV.DONTNEED;
    const answer = linux.syscall3(.madvise, @intFromPtr(pages.ptr), pages.len, advice);
    assert(linux.errno(answer) == .SUCCESS);
}

/// The pages read as zeros in a child of a fork. False where the kernel does not know how.
pub fn wipeOnFork(pages: Pages) bool {
    const advice = linux.MADV.WIPEONFORK;
    const answer = linux.syscall3(.madvise, @intFromPtr(pages.ptr), pages.len, advice);
    return linux.errno(answer) == .SUCCESS;
}

fn pagesAt(address: usize, bytes: usize) Pages {
    // SAFETY: the kernel has just mapped `bytes` bytes there for us.
    const start: [*]align(alignment) u8 = @ptrFromInt(address);
    return start[0..bytes];
}

test "pages are zero, keep what was written when they grow, and can be discarded" {
    var pages = try map(granularity);

    try std.testing.expectEqual(0, pages[granularity - 1]);
    pages[0] = 42;
    pages = try remap(pages, 16 * granularity, true);
    try std.testing.expectEqual(42, pages[0]);
    pages[16 * granularity - 1] = 43;
    discard(pages);
    try std.testing.expectEqual(0, pages[0]);
    try std.testing.expectEqual(0, pages[16 * granularity - 1]);

    unmap(pages);
}

test "a child of a fork finds nothing in pages that were to be wiped" {
    const kept = try map(granularity);
    defer unmap(kept);
    const wiped = try map(granularity);
    defer unmap(wiped);
    try std.testing.expect(wipeOnFork(wiped));
    kept[0] = 1;
    wiped[0] = 1;

    const child: i32 = @intCast(linux.fork());
    if (child == 0) linux.exit_group(kept[0] * 2 + wiped[0]);
    var status: u32 = 0;
    _ = linux.waitpid(child, &status, 0);

    try std.testing.expectEqual(2, linux.W.EXITSTATUS(status));
    try std.testing.expectEqual(1, wiped[0]);
}

test "more than there is room for is an error" {
    try std.testing.expectError(error.OutOfMemory, map(1 << 52));

    const pages = try map(granularity);
    defer unmap(pages);
    try std.testing.expectError(error.OutOfMemory, remap(pages, 1 << 52, true));
}
