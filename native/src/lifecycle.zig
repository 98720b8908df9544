//! The life of an operation, from its submission to its last event: free, armed, over. Every
//! backend starts and ends operations through here and nowhere else.

const std = @import("std");
const assert = std.debug.assert;
const abi = @import("abi.zig");
const buffers = @import("buffers.zig");
const Cancel = @import("op/Cancel.zig");
const cancellation = @import("cancel.zig");
const linux = @import("sys/linux.zig");
const Loop = @import("loop.zig").Loop;
const ops = @import("op.zig");
const At = ops.At;
const Operation = ops.Operation;
const Provide = @import("op/Provide.zig");
const result = @import("result.zig");
const Slot = @import("slot.zig").Slot;
const Submission = abi.Submission;

/// Starts what a client's submission says. A mistake in it becomes an event, never a crash.
pub fn start(loop: *Loop, submission: *const Submission) void {
    if (submission.flags & Submission.silent != 0) return startSilent(loop, submission);
    const slot = freeSlot(loop, submission.slot) orelse return loop.tellClient(.{
        .slot = submission.slot,
        .result = result.of(.too_many_operations),
    });
    startAt(loop, slot, submission);
}

/// The slot that a client names, with room for its last event; null when it may not be used.
fn freeSlot(loop: *Loop, index: u32) ?*Slot {
    if (index >= loop.max_operations) return null;
    loop.reserveEvents() catch return null;
    const slot = loop.slots.reach(loop.gpa, index) catch return null;
    if (slot.state != .free) return null;
    slot.loop = loop;
    slot.index = index;
    return slot;
}

/// Starts an operation in a slot that is free; the caller has made room for its last event.
pub fn startAt(loop: *Loop, slot: *Slot, submission: *const Submission) void {
    arm(loop, slot, submission.generation);
    slot.flags = .{
        .multishot = submission.flags & Submission.multishot != 0,
        .buffer_select = submission.flags & Submission.buffer_select != 0,
    };
    const code = std.enums.fromInt(Operation.Code, submission.op) orelse {
        slot.operation = .{ .noop = .{} };
        return end(slot, result.of(.unsupported));
    };
    // One branch for each operation, which knows all of it: this is the path of every start.
    switch (code) {
        inline else => |known| startAs(known, loop, slot, submission),
    }
}

/// Makes a free slot one that somebody is owed an event of. Writes what an operation finds there;
/// what only a list, a heap or a group looks at, these leave as they found it.
pub fn arm(loop: *Loop, slot: *Slot, generation: u32) void {
    assert(!slot.isArmed());
    assert(slot.handle == 0 and slot.flags.listed == .none);
    assert(slot.next == null and slot.previous == null);
    slot.loop = loop;
    slot.generation = generation;
    slot.state = .queued;
    slot.flags = .{};
    slot.moved = 0;
    loop.port.armed += 1;
}

fn startAs(
    comptime code: Operation.Code,
    loop: *Loop,
    slot: *Slot,
    submission: *const Submission,
) void {
    const T = @FieldType(Operation, @tagName(code));
    slot.operation = @unionInit(Operation, @tagName(code), T.decode(submission));
    const wanted = switch (T.uses) {
        .no_handle => false,
        .handle => true,
        .handle_or_path => submission.handle != 0,
    };
    if (wanted and !findHandle(loop, slot, submission.handle, code != .close)) {
        return end(slot, result.of(.bad_handle));
    }
    const at = atOf(slot);
    if (comptime !ops.lacks(T.direct)) {
        if (@field(slot.operation, @tagName(code)).direct(at)) return;
    }
    list(slot);
    loop.backend.begin(at);
}

/// Cancels and buffers that come back need no slot: nothing is ever told of them.
fn startSilent(loop: *Loop, submission: *const Submission) void {
    const code = std.enums.fromInt(Operation.Code, submission.op) orelse return;
    switch (code) {
        .cancel => _ = Cancel.decode(submission).apply(loop),
        .provide => Provide.decode(submission).apply(loop),
        else => {},
    }
}

fn findHandle(loop: *Loop, slot: *Slot, number: u32, counts: bool) bool {
    const handle = loop.handles.find(number) orelse return false;
    slot.handle = @TypeOf(loop.handles).indexOf(number);
    if (counts) handle.count += 1;
    return true;
}

pub fn atOf(slot: *Slot) At {
    const fd = if (slot.handle == 0) -1 else slot.loop.handles.at(slot.handle).fd;
    return .{ .loop = slot.loop, .slot = slot, .fd = fd };
}

/// Puts the operation among the armed ones of its handle.
fn list(slot: *Slot) void {
    if (slot.handle == 0) return;
    slot.loop.handles.at(slot.handle).armed.append(slot);
    slot.flags.listed = .armed;
}

/// What happens after a raw answer.
pub const Next = enum { over, again, parked };

/// Takes a raw answer. `live` says that the kernel will report more for this activation by itself.
pub fn complete(slot: *Slot, raw: i64, live: bool) Next {
    assert(slot.isArmed());
    const was_interrupted = linux.is(raw, .INTR);
    if (was_interrupted and !slot.flags.canceled) return .again;
    // A signal is how the kernel cancels what runs on one of its own threads.
    const told = if (was_interrupted) linux.fail(.CANCELED) else raw;
    switch (slot.operation.finish(atOf(slot), told)) {
        .done => |value| {
            end(slot, value);
            return .over;
        },
        .more => |value| emit(slot, value, abi.Event.more),
        .again => {},
        .parked => if (!slot.flags.canceled) {
            buffers.park(slot);
            return .parked;
        },
    }
    if (live or !slot.flags.canceled) return .again;
    end(slot, result.canceled(slot.moved));
    return .over;
}

/// The last event of an activation. The slot is free afterwards, and its handle closes when it was
/// the last one that a close waited for.
pub fn end(slot: *Slot, value: i64) void {
    assert(slot.isArmed());
    const loop = slot.loop;
    loop.port.armed -= 1;
    const index = slot.handle;
    const counted = index != 0 and slot.operation != .close;
    if (index != 0) unlist(slot);
    slot.handle = 0;
    slot.state = if (slot.isLent()) .ended else .free;
    emit(slot, value, 0);
    if (slot.flags.in_group) buffers.leave(slot);
    if (counted) cancellation.releaseHold(loop, index);
}

fn unlist(slot: *Slot) void {
    const handle = slot.loop.handles.at(slot.handle);
    switch (slot.flags.listed) {
        .none => {},
        .armed => handle.armed.remove(slot),
        .output => handle.output.remove(slot),
    }
    slot.flags.listed = .none;
}

fn emit(slot: *Slot, value: i64, flags: u16) void {
    var event: abi.Event = .{ .slot = slot.index, .flags = flags, .result = value };
    if (slot.buffer != Slot.no_buffer) {
        event.flags |= abi.Event.has_buffer;
        event.buffer = slot.buffer;
        buffers.lend(slot);
        slot.buffer = Slot.no_buffer;
    }
    slot.loop.deliver(event);
}
