//! The handle table: everything the loop knows of one open file, socket or pipe. A client names it
//! by index and generation, so that a descriptor that the system gave out again is never mistaken
//! for the one that was closed.

const std = @import("std");
const assert = std.debug.assert;
const Allocator = std.mem.Allocator;
const List = @import("list.zig").List;
const Slot = @import("slot.zig").Slot;
const Table = @import("table.zig").Table;
const Gather = @import("output.zig").Gather;

pub const Handle = struct {
    fd: i32 = -1,
    generation: u16 = 1,
    kind: Kind = .none,
    flags: Flags = .{},
    /// Operations in flight, without those in `output`.
    armed: List(Slot) = .{},
    /// Sends, writes to a stream and half-closes, in order.
    output: List(Slot) = .{},
    /// The gathered send that is in the kernel.
    gather: ?*Gather = null,
    /// How many of `output` are in the kernel now.
    sending: u16 = 0,
    /// Operations so far that a registered descriptor would have helped, up to a limit.
    uses: u8 = 0,
    /// Place in the ring's table of descriptors, plus one; zero without.
    registered: u16 = 0,
    /// All operations that are owed an event, in either list.
    count: u32 = 0,
    /// A close operation that waits for the others.
    closer: ?*Slot = null,
    /// The next free handle, or the next one with output to start.
    link: u32 = 0,

    pub const Kind = enum(u8) {
        none,
        /// Regular files, directories and block devices: always ready, may block.
        file,
        /// Pipes, terminals and other streams that readiness is known of.
        stream,
        socket,
    };

    pub const Flags = packed struct(u16) {
        closing: bool = false,
        /// Known to the readiness backend.
        registered: bool = false,
        /// Tried without blocking before readiness is awaited.
        readable: bool = true,
        writable: bool = true,
        /// The peer has finished or the handle has failed: never wait for more.
        hung_up: bool = false,
        /// In the list of handles with output to start.
        has_output: bool = false,
        /// A connect is in flight.
        connecting: bool = false,
        /// Each send is one message, and so is each receive.
        datagrams: bool = false,
        /// The kernel has been asked to end the send that is in flight.
        interrupted: bool = false,
        /// What a path led to has been looked at.
        examined: bool = false,
        /// Has refused memory that the ring has pinned.
        refuses_pinned: bool = false,
        unused: u5 = 0,
    };

    pub fn isOpen(handle: *const Handle) bool {
        return handle.kind != .none and !handle.flags.closing;
    }
};

pub const AddError = error{
    OutOfMemory,
    /// The table has given out all its numbers.
    Full,
};

const index_bits = 20;
const index_limit = 1 << index_bits;
const generation_mask: u16 = 0xfff;

pub const Handles = struct {
    table: Table(Handle) = .{},
    first_free: u32 = 0,
    /// One past the highest index ever given out; index zero is never used.
    used: u32 = 1,
    open: u32 = 0,

    pub fn close(self: *Handles, gpa: Allocator) void {
        self.table.close(gpa);
    }

    /// Takes `fd` over and gives the number that the client knows it by.
    pub fn add(self: *Handles, gpa: Allocator, fd: i32, kind: Handle.Kind) AddError!u32 {
        assert(fd >= 0);
        assert(kind != .none);
        const index = if (self.first_free != 0) self.first_free else self.used;
        if (index >= index_limit) return error.Full;
        const handle = try self.table.reach(gpa, index);
        if (index == self.used) self.used += 1 else self.first_free = handle.link;
        assert(handle.kind == .none);
        handle.* = .{ .fd = fd, .kind = kind, .generation = handle.generation };
        self.open += 1;
        return self.number(index);
    }

    /// Forgets a handle; the descriptor is the caller's to close.
    pub fn remove(self: *Handles, index: u32) void {
        const handle = self.table.at(index);
        assert(handle.count == 0);
        assert(handle.gather == null);
        const generation = (handle.generation + 1) & generation_mask;
        handle.* = .{ .generation = @max(generation, 1), .link = self.first_free };
        self.first_free = index;
        self.open -= 1;
    }

    pub fn number(self: *const Handles, index: u32) u32 {
        return @as(u32, self.table.at(index).generation) << index_bits | index;
    }

    /// The handle that a client means, unless it is closed or closing.
    pub fn find(self: *const Handles, client_number: u32) ?*Handle {
        const handle = self.table.find(indexOf(client_number)) orelse return null;
        const current = handle.generation == client_number >> index_bits;
        return if (current and handle.isOpen()) handle else null;
    }

    /// The handle with this number, also while it closes.
    pub fn findAny(self: *const Handles, client_number: u32) ?*Handle {
        const handle = self.table.find(indexOf(client_number)) orelse return null;
        const current = handle.generation == client_number >> index_bits;
        return if (current and handle.kind != .none) handle else null;
    }

    pub fn at(self: *const Handles, index: u32) *Handle {
        return self.table.at(index);
    }

    pub fn indexOf(client_number: u32) u32 {
        return client_number & (index_limit - 1);
    }
};

test "a stale number finds nothing" {
    const gpa = std.testing.allocator;
    var handles: Handles = .{};
    defer handles.close(gpa);
    const first = try handles.add(gpa, 5, .file);
    handles.remove(Handles.indexOf(first));

    const second = try handles.add(gpa, 5, .file);

    try std.testing.expectEqual(@as(?*Handle, null), handles.find(first));
    try std.testing.expectEqual(@as(i32, 5), handles.find(second).?.fd);
    try std.testing.expectEqual(Handles.indexOf(first), Handles.indexOf(second));
    try std.testing.expectEqual(@as(?*Handle, null), handles.find(0));
}
