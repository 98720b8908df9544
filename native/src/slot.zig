//! A slot is the place of one operation in flight: what it does, where it waits, and who is told.
//! It is known by index and generation, never by its address.

const std = @import("std");
const assert = std.debug.assert;
const abi = @import("abi.zig");
const Operation = @import("op.zig").Operation;
const Loop = @import("loop.zig").Loop;
const timer_heap = @import("timer_heap.zig");

pub const Slot = struct {
    operation: Operation = .{ .noop = .{} },
    loop: *Loop = undefined,
    index: u32 = 0,
    generation: u32 = 0,
    /// Index in the handle table; zero for an operation without a handle.
    handle: u32 = 0,
    /// Place in the timer heap. A receive that is parked has the index of the next one here.
    heap_index: u32 = timer_heap.not_in_heap,
    /// Bytes moved so far by an operation that goes on until all have moved.
    moved: u32 = 0,
    /// Loop-owned buffer that the next event lends, or `no_buffer`.
    buffer: u16 = no_buffer,
    state: State = .free,
    flags: Flags = .{},
    /// Neighbours in the handle's list, or the next free one of those that are lent.
    next: ?*Slot = null,
    previous: ?*Slot = null,

    /// No group has as many buffers as that.
    pub const no_buffer = std.math.maxInt(u16);

    pub const State = enum(u8) {
        free,
        /// Its last event is on its way to a C callback; a client's slot is free at once.
        ended,
        /// In a handle's output queue, not in the kernel.
        queued,
        /// In the kernel: on the ring, or the handle's gathered send that is in flight.
        kernel,
        /// On the ring, in memory that it has pinned.
        kernel_pinned,
        /// On the ring, waiting for readiness on behalf of an operation that would have blocked.
        kernel_poll,
        /// Waits for the handle to become ready.
        readiness,
        /// Waits for a buffer of its group.
        parked,
        /// On the pool.
        pool,
        /// On the pool, and nobody waits for the effect any more.
        withdrawn,
        /// In the timer heap.
        timer,
        /// Waits for everything else on its handle.
        closing,
    };

    /// Which list of its handle it is in.
    pub const Listed = enum(u2) { none, armed, output };

    pub const Flags = packed struct(u8) {
        multishot: bool = false,
        buffer_select: bool = false,
        /// Somebody asked for an end; it restarts no more.
        canceled: bool = false,
        /// Counted by its buffer group.
        in_group: bool = false,
        /// Waits for data before it takes a buffer.
        polls_first: bool = false,
        /// In the readiness backend's list of what goes on without an edge.
        postponed: bool = false,
        listed: Listed = .none,
    };

    /// The identity that travels through the kernel.
    pub fn userData(slot: *const Slot) u64 {
        return @as(u64, slot.generation) << 32 | slot.index;
    }

    pub fn isLent(slot: *const Slot) bool {
        return slot.index >= abi.slot_limit;
    }

    /// Armed: somebody is owed an event.
    pub fn isArmed(slot: *const Slot) bool {
        return slot.state != .free and slot.state != .ended;
    }
};

comptime {
    // An idle connection keeps two of these. A page of 256 fills a size class of the allocator.
    assert(@sizeOf(Slot) <= 80);
}
