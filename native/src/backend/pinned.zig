//! Announced memory that the ring has pinned, so that a transfer of a file need not look its pages
//! up. A range is pinned once it has been used so often that pinning pays, and until the loop ends.

const std = @import("std");
const Announced = @import("../announced.zig").Announced;
const linux = @import("../sys/linux.zig");
const Range = @import("../announced.zig").Range;
const Ring = @import("ring.zig").Ring;
const uring = @import("../sys/uring.zig");
const Sqe = uring.Sqe;

pub const Pinned = struct {
    state: enum { unasked, ready, refused } = .unasked,
    /// Places given out. None comes back: nothing announced is ever withdrawn.
    used: u16 = 0,

    const places = Announced.count_limit;
    /// Transfers in a range before it is pinned, at least.
    const worth = 64;
    /// What pinning a page costs is about what a transfer saves.
    const page_bytes = 4096;

    /// Lets go of all of it now: the end of a ring would do so some time later.
    pub fn close(self: *Pinned, ring: *Ring) void {
        if (self.state != .ready) return;
        _ = uring.register(ring.fd, uring.Register.unregister_buffers, null, 0);
        self.state = .refused;
    }

    /// Lets a filled entry name pinned memory, if all of its memory is. Whether it does now.
    pub fn use(self: *Pinned, ring: *Ring, announced: *Announced, sqe: *Sqe) bool {
        const opcode: uring.Op = switch (sqe.opcode) {
            .read => .read_fixed,
            .write => .write_fixed,
            else => return false,
        };
        if (sqe.length == 0) return false;
        const range = announced.find(sqe.address, sqe.length) orelse return false;
        const enough = @max(worth, range.length / page_bytes);
        if (range.uses < enough) {
            range.uses += 1;
            if (range.uses == enough) range.registered = self.add(ring, range);
        }
        if (range.registered == 0) return false;
        sqe.opcode = opcode;
        sqe.buffer_group = range.registered - 1;
        return true;
    }

    /// One more than the place, or zero: that range is not tried again.
    fn add(self: *Pinned, ring: *Ring, range: *const Range) u16 {
        if (self.state == .unasked) self.state = if (open(ring)) .ready else .refused;
        if (self.state == .refused) return 0;
        const memory: linux.Part = .{ .base = range.start, .len = range.length };
        const update: uring.BuffersUpdate = .{ .offset = self.used, .data = @intFromPtr(&memory) };
        const size = @sizeOf(uring.BuffersUpdate);
        const raw = uring.register(ring.fd, uring.Register.buffers_update, &update, size);
        if (raw != 1) return 0;
        self.used += 1;
        return self.used;
    }

    /// Needs Linux 5.19, for a table that is empty at first.
    fn open(ring: *Ring) bool {
        if (!ring.supports(.read_fixed) or !ring.supports(.write_fixed)) return false;
        const table: uring.Table = .{ .count = places, .flags = uring.Table.sparse };
        const raw = uring.register(ring.fd, uring.Register.buffers, &table, @sizeOf(uring.Table));
        return raw == 0;
    }

    /// Whether an answer may be due to the memory alone: some files take none that is pinned.
    pub fn mayBeRefusal(raw: i64) bool {
        return linux.is(raw, .INVAL) or linux.is(raw, .OPNOTSUPP) or linux.is(raw, .FAULT);
    }
};
