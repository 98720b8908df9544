//! The life of an operation, from its submission to its last event: free, armed, over. Every
//! backend starts and ends operations through here and nowhere else.

const std = @import("std");
const assert = std.debug.assert;
const abi = @import("abi.zig");
const buffers = @import("buffers.zig");
const cancellation = @import("cancel.zig");
const linux = @import("sys/linux.zig");
const Loop = @import("loop.zig").Loop;
const Operation = @import("op.zig").Operation;
const At = @import("op.zig").At;
const result = @import("result.zig");
const Slot = @import("slot.zig").Slot;
const Submission = abi.Submission;

/// Starts what a client's submission says. A mistake in it becomes an event, never a crash.
pub fn start(loop: *Loop, submission: *const Submission) void {
    loop.port.submitted += 1;
    if (submission.flags & Submission.silent != 0) return startSilent(loop, submission);
    const refused: abi.Event = .{
        .slot = submission.slot,
        .result = result.of(.too_many_operations),
    };
    if (submission.slot >= loop.max_operations) return loop.tellClient(refused);
    loop.reserveEvents() catch return loop.tellClient(refused);
    const slot = loop.slots.reach(loop.gpa, submission.slot) catch return loop.tellClient(refused);
    if (slot.state != .free) return loop.tellClient(refused);
    slot.index = submission.slot;
    startAt(loop, slot, submission);
}

/// Starts an operation in a slot that is free; the caller has made room for its last event.
pub fn startAt(loop: *Loop, slot: *Slot, submission: *const Submission) void {
    assert(!slot.isArmed());
    slot.* = .{
        .loop = loop,
        .index = slot.index,
        .generation = submission.generation,
        .completion = slot.completion,
        .state = .queued,
        .flags = .{
            .multishot = submission.flags & Submission.multishot != 0,
            .buffer_select = submission.flags & Submission.buffer_select != 0,
        },
    };
    loop.port.armed += 1;
    slot.operation = Operation.decode(submission) orelse {
        return end(slot, result.of(.unsupported));
    };
    if (!findHandle(loop, slot, submission)) return end(slot, result.of(.bad_handle));
    const at = atOf(slot);
    if (slot.operation.direct(at)) return;
    list(slot);
    loop.backend.begin(at);
}

/// Cancels and buffers that come back need no slot: nothing is ever told of them.
fn startSilent(loop: *Loop, submission: *const Submission) void {
    var slot: Slot = .{ .loop = loop, .flags = .{ .silent = true }, .state = .queued };
    loop.port.armed += 1;
    slot.operation = Operation.decode(submission) orelse return end(&slot, 0);
    switch (slot.operation) {
        .cancel, .provide, .noop => {
            const done = slot.operation.direct(atOf(&slot));
            assert(done);
        },
        else => end(&slot, 0),
    }
}

fn findHandle(loop: *Loop, slot: *Slot, submission: *const Submission) bool {
    const wanted = switch (slot.operation.uses()) {
        .no_handle => false,
        .handle => true,
        .handle_or_path => submission.handle != 0,
    };
    if (!wanted) return true;
    const handle = loop.handles.find(submission.handle) orelse return false;
    slot.handle = @TypeOf(loop.handles).indexOf(submission.handle);
    if (slot.operation != .close) handle.count += 1;
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
    slot.listed = .armed;
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
    switch (slot.listed) {
        .none => {},
        .armed => handle.armed.remove(slot),
        .output => handle.output.remove(slot),
    }
    slot.listed = .none;
}

fn emit(slot: *Slot, value: i64, flags: u16) void {
    if (slot.flags.silent) return;
    var event: abi.Event = .{ .slot = slot.index, .flags = flags, .result = value };
    if (slot.flags.has_buffer) {
        event.flags |= abi.Event.has_buffer;
        event.buffer = slot.buffer;
        slot.flags.has_buffer = false;
        buffers.lend(slot);
    }
    slot.loop.deliver(event);
}
