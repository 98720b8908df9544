//! A slot is the place of one operation in flight: what it does, where it waits, and who is told.
//! It is known by index and generation, never by its address.

const std = @import("std");
const assert = std.debug.assert;
const abi = @import("abi.zig");
const Operation = @import("op.zig").Operation;
const Loop = @import("loop.zig").Loop;
const pool = @import("pool.zig");
const timer_heap = @import("timer_heap.zig");

pub const Slot = struct {
    operation: Operation = .{ .noop = .{} },
    loop: *Loop = undefined,
    index: u32 = 0,
    generation: u32 = 0,
    /// Index in the handle table; zero for an operation without a handle.
    handle: u32 = 0,
    /// Place in the timer heap.
    heap_index: u32 = timer_heap.not_in_heap,
    state: State = .free,
    flags: Flags = .{},
    listed: Listed = .none,
    /// Read by the pool's thread before it begins: nobody waits for the effect any more.
    withdrawn: std.atomic.Value(bool) = .init(false),
    /// Loop-owned buffer that the next event lends.
    buffer: u16 = 0,
    /// Bytes moved so far by an operation that goes on until all have moved.
    moved: u64 = 0,
    /// Neighbours in the handle's list, or the next one that is lent or parked.
    next: ?*Slot = null,
    previous: ?*Slot = null,
    /// On the pool; also links a receive that is parked for want of a buffer.
    task: pool.Task = .{ .run = undefined },
    /// What the pool's thread answered.
    raw: i64 = 0,
    /// The C completion that borrowed this slot.
    completion: ?*anyopaque = null,

    pub const State = enum(u8) {
        free,
        /// Its last event is on its way to a C callback; a client's slot is free at once.
        ended,
        /// In a handle's output queue, not in the kernel.
        queued,
        /// In the kernel: on the ring, or the handle's gathered send that is in flight.
        kernel,
        /// On the ring, waiting for readiness on behalf of an operation that would have blocked.
        kernel_poll,
        /// Waits for the handle to become ready.
        readiness,
        /// Waits for a buffer of its group.
        parked,
        /// On the pool.
        pool,
        /// In the timer heap.
        timer,
        /// Waits for everything else on its handle.
        closing,
    };

    /// Which list of its handle it is in.
    pub const Listed = enum(u8) { none, armed, output };

    pub const Flags = packed struct(u8) {
        multishot: bool = false,
        buffer_select: bool = false,
        /// Somebody asked for an end; it restarts no more.
        canceled: bool = false,
        /// `buffer` holds a lent buffer.
        has_buffer: bool = false,
        /// Counted by its buffer group.
        in_group: bool = false,
        /// Waits for data before it takes a buffer.
        polls_first: bool = false,
        /// In the readiness backend's list of what goes on without an edge.
        postponed: bool = false,
        unused: bool = false,
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

    pub fn of(task: *pool.Task) *Slot {
        return @fieldParentPtr("task", task);
    }
};

comptime {
    // An idle connection keeps two of these; see docs/architecture.md for its memory budget.
    assert(@sizeOf(Slot) <= 144);
}
