//! Groups of buffers that the loop owns and lends with an event. A connection that waits holds
//! none: the kernel takes one from the group's ring, or the loop does, when there is data. When all
//! are lent the receive parks until one comes back.

const std = @import("std");
const assert = std.debug.assert;
const Allocator = std.mem.Allocator;
const abi = @import("abi.zig");
const cancellation = @import("cancel.zig");
const lifecycle = @import("lifecycle.zig");
const Loop = @import("loop.zig").Loop;
const memory = @import("sys/memory.zig");
const Slot = @import("slot.zig").Slot;
const uring = @import("sys/uring.zig");

/// The last one that is parked has no next; a slot in no list and no heap holds the same.
const nobody = @import("timer_heap.zig").not_in_heap;

pub const Group = struct {
    memory: memory.Pages,
    buffer_bytes: u32,
    /// The buffers that may be taken, as a stack: the warmest first. Unused with a ring.
    free: []u16,
    free_count: u32,
    is_lent: []bool,
    lent: u32 = 0,
    /// The kernel's own list of what it may take.
    ring: ?[]uring.Buffer = null,
    ring_tail: u16 = 0,
    /// Receives that may take from this group, wherever they wait.
    armed: u32 = 0,
    first_parked: ?*Slot = null,
    last_parked: ?*Slot = null,

    pub fn address(group: *const Group, id: u16) u64 {
        return @intFromPtr(group.memory.ptr) + @as(u64, id) * group.buffer_bytes;
    }

    pub fn take(group: *Group) ?u16 {
        if (group.free_count == 0) return null;
        group.free_count -= 1;
        return group.free[group.free_count];
    }

    /// False while every buffer is the client's.
    pub fn hasSome(group: *const Group) bool {
        return group.lent < group.is_lent.len;
    }

    /// Makes a buffer available again.
    pub fn give(group: *Group, id: u16) void {
        const ring = group.ring orelse {
            group.free[group.free_count] = id;
            group.free_count += 1;
            return;
        };
        const entry = &ring[group.ring_tail & (ring.len - 1)];
        entry.address = group.address(id);
        entry.length = group.buffer_bytes;
        entry.id = id;
        group.ring_tail +%= 1;
        @atomicStore(u16, &ring[0].reserved, group.ring_tail, .release);
    }
};

pub const Buffers = struct {
    groups: std.ArrayList(?*Group) = .empty,
    /// A group with parked receives may have a buffer for one of them.
    has_news: bool = false,

    pub const count_limit = 1 << 15;

    pub fn close(self: *Buffers, loop: *Loop) void {
        for (self.groups.items, 0..) |slot, id| {
            if (slot) |group| destroy(loop, group, @intCast(id));
        }
        self.groups.deinit(loop.gpa);
    }

    pub fn at(self: *const Buffers, id: u16) ?*Group {
        return if (id < self.groups.items.len) self.groups.items[id] else null;
    }

    /// Makes `count` buffers (a power of two) of `bytes` each.
    pub fn open(self: *Buffers, loop: *Loop, count: u32, bytes: u32) Allocator.Error!u16 {
        assert(std.math.isPowerOfTwo(count));
        assert(count <= count_limit);
        const gpa = loop.gpa;
        const id = try self.freeId(gpa);
        const group = try gpa.create(Group);
        errdefer gpa.destroy(group);
        const free = try gpa.alloc(u16, count);
        errdefer gpa.free(free);
        const is_lent = try gpa.alloc(bool, count);
        errdefer gpa.free(is_lent);
        const total = @as(usize, count) * bytes;
        const pages = try memory.map(std.mem.alignForward(usize, total, memory.granularity));
        group.* = .{
            .memory = pages,
            .buffer_bytes = bytes,
            .free = free,
            .free_count = 0,
            .is_lent = is_lent,
        };
        @memset(is_lent, false);
        group.ring = loop.backend.openBuffers(id, count);
        for (0..count) |i| group.give(@intCast(count - 1 - i));
        self.groups.items[id] = group;
        return id;
    }

    fn freeId(self: *Buffers, gpa: Allocator) Allocator.Error!u16 {
        for (self.groups.items, 0..) |group, id| {
            if (group == null) return @intCast(id);
        }
        const id = std.math.cast(u16, self.groups.items.len) orelse return error.OutOfMemory;
        try self.groups.append(gpa, null);
        return id;
    }

    /// False while a buffer is lent or a receive is armed.
    pub fn closeGroup(self: *Buffers, loop: *Loop, id: u16) bool {
        const group = self.at(id) orelse return false;
        if (group.lent > 0 or group.armed > 0) return false;
        destroy(loop, group, id);
        self.groups.items[id] = null;
        return true;
    }

    /// A client's buffer comes back. One that was not lent is the client's mistake, and ignored.
    pub fn giveBack(self: *Buffers, id: u16, buffer: u16) void {
        const group = self.at(id) orelse return;
        if (buffer >= group.is_lent.len or !group.is_lent[buffer]) return;
        group.is_lent[buffer] = false;
        group.lent -= 1;
        group.give(buffer);
        self.has_news = true;
    }

    /// Lets parked receives try again, no more than there may be buffers for. One that then takes
    /// none, because its peer failed say, makes news in its turn.
    pub fn rouse(self: *Buffers, loop: *Loop) void {
        while (self.has_news) {
            self.has_news = false;
            for (self.groups.items) |maybe| {
                if (maybe) |group| rouseGroup(loop, group);
            }
        }
    }

    fn rouseGroup(loop: *Loop, group: *Group) void {
        for (0..group.is_lent.len - group.lent) |_| {
            if (!group.hasSome()) return;
            const slot = group.first_parked orelse return;
            unpark(slot);
            loop.backend.begin(lifecycle.atOf(slot));
        }
    }

    fn destroy(loop: *Loop, group: *Group, id: u16) void {
        if (group.ring) |ring| loop.backend.closeBuffers(id, ring);
        memory.unmap(group.memory);
        loop.gpa.free(group.free);
        loop.gpa.free(group.is_lent);
        loop.gpa.destroy(group);
    }
};

fn groupOf(slot: *const Slot) *Group {
    return slot.loop.buffers.at(slot.operation.receive.group).?;
}

/// A receive that takes from a group begins.
pub fn join(slot: *Slot) void {
    groupOf(slot).armed += 1;
    slot.flags.in_group = true;
}

/// It is over. What it did not take may be for another.
pub fn leave(slot: *Slot) void {
    const group = groupOf(slot);
    group.armed -= 1;
    slot.flags.in_group = false;
    if (group.first_parked != null) slot.loop.buffers.has_news = true;
}

/// The buffer of the event that is being told of is the client's until it is provided again.
pub fn lend(slot: *Slot) void {
    const group = groupOf(slot);
    assert(!group.is_lent[slot.buffer]);
    group.is_lent[slot.buffer] = true;
    group.lent += 1;
}

/// Waits for a buffer.
pub fn park(slot: *Slot) void {
    const group = groupOf(slot);
    slot.loop.port.starved += 1;
    slot.state = .parked;
    slot.heap_index = nobody;
    if (group.last_parked) |last| last.heap_index = slot.index else group.first_parked = slot;
    group.last_parked = slot;
}

/// Waits no more.
pub fn unpark(slot: *Slot) void {
    assert(slot.state == .parked);
    const group = groupOf(slot);
    var previous: ?*Slot = null;
    var next = group.first_parked;
    while (next) |parked| : (next = afterParked(parked)) {
        if (parked == slot) break;
        previous = parked;
    }
    if (previous) |p| p.heap_index = slot.heap_index else group.first_parked = afterParked(slot);
    if (group.last_parked == slot) group.last_parked = previous;
    slot.heap_index = nobody;
    slot.state = .queued;
}

fn afterParked(slot: *const Slot) ?*Slot {
    return if (slot.heap_index == nobody) null else slot.loop.findSlot(slot.heap_index).?;
}
