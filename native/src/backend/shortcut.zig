//! A ring's place in the table of rings that the kernel keeps for a thread: an enter through it
//! does not look a descriptor up and count its users. In another thread the same place is another
//! ring's or nobody's, so only the thread that took it goes that way. All others, and the child of
//! a fork, name the descriptor, and are told by the kernel what it thinks of that.

const std = @import("std");
const assert = std.debug.assert;
const memory = @import("../sys/memory.zig");
const thread = @import("../sys/thread.zig");
const uring = @import("../sys/uring.zig");

pub const Shortcut = struct {
    /// Where `Taken` is. A child of a fork, whose tables are empty, finds zeros there.
    pages: ?memory.Pages = null,

    const Taken = struct {
        /// Who took the place; no thread has the number zero.
        thread: u64,
        place: u32,
    };

    /// Gives this thread the short way, if its table has room: for 16 rings, from Linux 5.18 on.
    pub fn take(self: *Shortcut, fd: i32) void {
        assert(self.pages == null);
        const pages = memory.map(memory.granularity) catch return;
        const registered = if (memory.wipeOnFork(pages)) register(fd) else null;
        const taken = registered orelse return memory.unmap(pages);
        takenIn(pages).* = .{ .thread = thread.number(), .place = taken };
        self.pages = pages;
    }

    /// Before the ring is closed, which would live on in the table for as long as the thread. The
    /// end of a thread clears its table.
    pub fn leave(self: *Shortcut, fd: i32) void {
        const pages = self.pages orelse return;
        if (self.place()) |taken| unregister(fd, taken);
        memory.unmap(pages);
        self.pages = null;
    }

    /// The place, if this is the thread that took it.
    pub fn place(self: *const Shortcut) ?i32 {
        const taken = takenIn(self.pages orelse return null);
        return if (taken.thread == thread.number()) @intCast(taken.place) else null;
    }

    fn takenIn(pages: memory.Pages) *Taken {
        return @ptrCast(pages.ptr);
    }

    fn register(fd: i32) ?u32 {
        var update: uring.RingsUpdate = .{
            .offset = uring.RingsUpdate.any_place,
            .fd = @intCast(fd),
        };
        const raw = uring.register(fd, uring.Register.rings, &update, 1);
        return if (raw == 1) update.offset else null;
    }

    fn unregister(fd: i32, taken: i32) void {
        const update: uring.RingsUpdate = .{ .offset = @intCast(taken) };
        _ = uring.register(fd, uring.Register.unregister_rings, &update, 1);
    }
};
