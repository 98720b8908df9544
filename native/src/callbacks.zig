//! C completions: operations that report to a function. Each borrows a slot of the loop while it is
//! armed, so that in the kernel it is known by index and generation like any other; what the kernel
//! never sees needs none, see `timed.zig`. A completion's memory is touched by nobody once its
//! callback has been called for the last time.

const std = @import("std");
const assert = std.debug.assert;
const Allocator = std.mem.Allocator;
const abi = @import("abi.zig");
const cancellation = @import("cancel.zig");
const errors = @import("error.zig");
const lifecycle = @import("lifecycle.zig");
const Loop = @import("loop.zig").Loop;
const Operation = @import("op.zig").Operation;
const result = @import("result.zig");
const Slot = @import("slot.zig").Slot;
const Table = @import("table.zig").Table;
const timed = @import("timed.zig");

/// What an `xev_completion` holds. All zero bytes are a dead one.
pub const Completion = extern struct {
    state: State = .dead,
    place: Place = .slot,
    /// The borrowed slot.
    slot: u32 = 0,
    generation: u32 = 0,
    loop: ?*Loop = null,
    /// Calls the function with the arguments of its shape; answers whether to arm again.
    invoke: ?Invoke = null,
    function: ?*const anyopaque = null,
    userdata: ?*anyopaque = null,
    /// From here on to `itself`: of one without a slot, see `timed.zig`.
    delay_ns: u64 = 0,
    heap_index: u32 = 0,
    next: ?*Completion = null,
    previous: ?*Completion = null,
    result: i64 = 0,
    sequence: u64 = 0,
    /// Tells one that has ended from a copy of it.
    itself: ?*Completion = null,
    /// For the interface in `c/` alone.
    context: ?*anyopaque = null,
    submission: abi.Submission = .{},

    pub const State = enum(c_int) { dead = 0, active = 1, _ };
    /// Where an active one is.
    pub const Place = enum(u32) { slot = 0, heap = 1, list = 2, _ };
    pub const Invoke = *const fn (*Completion, *Loop, *const abi.Event) callconv(.c) bool;

    pub fn isActiveIn(completion: *const Completion, loop: *const Loop, place: Place) bool {
        if (completion.state != .active or completion.loop != loop) return false;
        return completion.place == place;
    }
};

/// A slot that completions borrow, and the one that has it now.
pub const Lent = struct {
    slot: Slot = .{},
    completion: ?*Completion = null,

    pub fn of(slot: *Slot) *Lent {
        assert(slot.isLent());
        return @fieldParentPtr("slot", slot);
    }
};

pub const Callbacks = struct {
    slots: Table(Lent) = .{},
    free: ?*Slot = null,
    used: u32 = 0,
    /// Borrowed slots, also those whose last event has not been delivered yet.
    active: u32 = 0,
    generation: u32 = 0,
    ended: timed.Ended = .{},
    events: std.ArrayList(abi.Event) = .empty,
    /// Events before this one have been delivered.
    position: usize = 0,
    /// Callbacks called so far.
    delivered: u64 = 0,

    pub fn close(self: *Callbacks, gpa: Allocator) void {
        self.slots.close(gpa);
        self.events.deinit(gpa);
    }

    /// A loop that ends leaves its completions as they are, but none may reach it any more.
    pub fn detach(self: *Callbacks, loop: *Loop) void {
        for (0..self.used) |index| {
            const lent = self.slots.at(@intCast(index));
            const completion = lent.completion orelse continue;
            if (lent.slot.state != .free and completion.loop == loop) completion.loop = null;
        }
        timed.detach(loop);
    }

    pub fn hasNews(self: *const Callbacks) bool {
        return self.position < self.events.items.len or !self.ended.list.isEmpty();
    }

    /// Keeps an event until its callback can be called; `borrow` made room for the last one.
    pub fn queue(self: *Callbacks, loop: *Loop, event: abi.Event) void {
        self.events.append(loop.gpa, event) catch {
            loop.port.overflows += 1;
        };
    }

    /// Calls the callbacks of all events that wait. What they start is not called from here.
    pub fn deliver(self: *Callbacks, loop: *Loop) void {
        const end = self.events.items.len;
        while (self.position < end) {
            const event = self.events.items[self.position];
            self.position += 1;
            deliverOne(self, loop, &event);
        }
        if (self.position == self.events.items.len) {
            self.events.clearRetainingCapacity();
            self.position = 0;
        }
        self.ended.deliver(loop);
    }

    fn borrow(self: *Callbacks, loop: *Loop) Allocator.Error!*Slot {
        const gpa = loop.gpa;
        // Every borrowed slot is owed one last event.
        const waiting = self.events.items.len;
        try self.events.ensureTotalCapacity(gpa, waiting + self.active + 1);
        const slot = self.free orelse slot: {
            const slot = &(try self.slots.reach(gpa, self.used)).slot;
            slot.index = abi.slot_limit + self.used;
            self.used += 1;
            break :slot slot;
        };
        if (slot == self.free) self.free = slot.next;
        slot.next = null;
        self.active += 1;
        return slot;
    }

    fn giveBack(self: *Callbacks, slot: *Slot) void {
        assert(slot.state == .ended or slot.state == .free);
        slot.state = .free;
        Lent.of(slot).completion = null;
        slot.next = self.free;
        self.free = slot;
        self.active -= 1;
    }
};

/// Arms a completion: its callback is called in a later turn, whatever happens. The error is that
/// memory ran out; then nothing was started.
pub fn start(loop: *Loop, completion: *Completion) Allocator.Error!void {
    const slot = try arm(loop, completion);
    lifecycle.startAt(loop, slot, &completion.submission);
}

/// Borrows a slot for a completion without starting an operation in it.
pub fn arm(loop: *Loop, completion: *Completion) Allocator.Error!*Slot {
    const callbacks = &loop.callbacks;
    const slot = try callbacks.borrow(loop);
    callbacks.generation +%= 1;
    completion.state = .active;
    completion.loop = loop;
    completion.slot = slot.index;
    completion.generation = callbacks.generation;
    completion.submission.slot = slot.index;
    completion.submission.generation = callbacks.generation;
    Lent.of(slot).completion = completion;
    return slot;
}

/// Arms a completion that waits for something other than an operation, until `lifecycle.end`.
pub fn armIdle(loop: *Loop, completion: *Completion) Allocator.Error!*Slot {
    const slot = try arm(loop, completion);
    lifecycle.arm(loop, slot, completion.generation);
    slot.operation = .{ .noop = .{} };
    return slot;
}

fn deliverOne(callbacks: *Callbacks, loop: *Loop, event: *const abi.Event) void {
    const lent = callbacks.slots.at(event.slot - abi.slot_limit);
    const slot = &lent.slot;
    const last = event.flags & abi.Event.more == 0;
    const completion = lent.completion;
    if (last) callbacks.giveBack(slot);
    const told = completion orelse return discard(loop, slot, event);
    if (last) return callLast(loop, told, event);
    callbacks.delivered += 1;
    const again = told.invoke.?(told, loop, event);
    if (!again) mute(slot);
}

/// Calls the callback of a completion that is over, which may have it start again.
pub fn callLast(loop: *Loop, completion: *Completion, event: *const abi.Event) void {
    completion.state = .dead;
    loop.callbacks.delivered += 1;
    const again = completion.invoke.?(completion, loop, event);
    if (!again or wasCanceled(event) or completion.state != .dead) return;
    start(loop, completion) catch {
        // Nothing is left to tell it with: the completion stays dead, as if disarmed.
        loop.port.overflows += 1;
    };
}

pub fn wasCanceled(event: *const abi.Event) bool {
    return result.codeOf(event.result) == @intFromEnum(errors.Code.canceled);
}

/// A repeating operation whose callback said DISARM: it ends, and its callback is not called again.
fn mute(slot: *Slot) void {
    const lent = Lent.of(slot);
    const completion = lent.completion orelse return;
    completion.state = .dead;
    lent.completion = null;
    if (slot.isArmed()) cancellation.cancelSlot(slot);
}

/// What came for a callback that is not called any more must not leak.
fn discard(loop: *Loop, slot: *const Slot, event: *const abi.Event) void {
    if (event.result < 0) return;
    if (event.flags & abi.Event.has_buffer != 0) {
        const group = slot.operation.receive.group;
        loop.buffers.giveBack(group, event.buffer);
    } else if (slot.operation == .accept) {
        const index = @TypeOf(loop.handles).indexOf(@intCast(event.result));
        cancellation.closeHandle(loop, index, null);
    }
}

/// Watchers that other threads have notified since the last turn.
pub inline fn takeNotified(loop: *Loop) void {
    if (!loop.waker.notified.isEmpty()) runNotified(loop);
}

fn runNotified(loop: *Loop) void {
    var next = loop.waker.notified.takeAll();
    while (next) |notified| {
        next = notified.next;
        notified.run(notified, loop);
    }
}

comptime {
    assert(@sizeOf(Completion) <= 320);
    assert(@alignOf(Completion) <= 16);
}
