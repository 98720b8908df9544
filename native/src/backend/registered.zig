//! Descriptors that the ring keeps a reference to, so that an operation on one does not look it up
//! and count it. A handle is put there once it has been used so often that the two system calls,
//! there and back, pay.

const std = @import("std");
const assert = std.debug.assert;
const Handle = @import("../handle.zig").Handle;
const linux = @import("../sys/linux.zig");
const Ring = @import("ring.zig").Ring;
const uring = @import("../sys/uring.zig");
const Sqe = uring.Sqe;

pub const Registered = struct {
    state: enum { unasked, ready, refused } = .unasked,
    free: std.StaticBitSet(places) = .initFull(),

    const places = 1024;
    /// Operations on a handle before it is registered.
    const worth = 64;

    /// Drops every reference now: the end of a ring would drop them some time later.
    pub fn close(self: *Registered, ring: *Ring) void {
        if (self.state != .ready) return;
        _ = uring.register(ring.fd, uring.Register.unregister_files, null, 0);
        self.state = .refused;
    }

    /// Lets a filled entry name the registered descriptor of its handle, if there is one by now.
    pub fn use(self: *Registered, ring: *Ring, handle: *Handle, sqe: *Sqe) void {
        if (!isEligible(sqe.opcode)) return;
        assert(sqe.fd == handle.fd);
        if (handle.uses < worth) {
            handle.uses += 1;
            if (handle.uses == worth) handle.registered = self.add(ring, handle.fd);
        }
        if (handle.registered == 0) return;
        sqe.fd = handle.registered - 1;
        sqe.flags |= Sqe.fixed_file;
    }

    fn isEligible(op: uring.Op) bool {
        return switch (op) {
            .read, .write, .send, .sendmsg, .recv => true,
            else => false,
        };
    }

    /// One more than the place, or zero.
    fn add(self: *Registered, ring: *Ring, fd: i32) u16 {
        if (self.state == .unasked) self.state = if (open(ring)) .ready else .refused;
        if (self.state == .refused) return 0;
        const place = self.free.findFirstSet() orelse return 0;
        if (!put(ring, place, fd)) return 0;
        self.free.unset(place);
        return @intCast(place + 1);
    }

    /// A handle is about to be closed, or its descriptor given away.
    pub fn remove(self: *Registered, ring: *Ring, handle: *Handle) void {
        if (handle.registered == 0) return;
        const place = handle.registered - 1;
        handle.registered = 0;
        // A place that the kernel would not clear is not used again.
        if (put(ring, place, -1)) self.free.set(place);
    }

    fn put(ring: *Ring, place: usize, fd: i32) bool {
        const update: uring.FilesUpdate = .{ .offset = @intCast(place), .fds = @intFromPtr(&fd) };
        return uring.register(ring.fd, uring.Register.files_update, &update, 1) == 1;
    }

    /// Before Linux 6.13 a descriptor stayed open until all operations that were in flight when it
    /// was removed had ended, whatever they worked on; a close would not have been one.
    fn open(ring: *Ring) bool {
        if (ring.features & uring.Feature.rw_attributes == 0) return false;
        const table: uring.Table = .{ .count = places, .flags = uring.Table.sparse };
        return uring.register(ring.fd, uring.Register.files, &table, @sizeOf(uring.Table)) == 0;
    }
};
