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

/// Starts what a client's batch says. A mistake in it becomes an event, never a crash.
pub inline fn startBatch(loop: *Loop, batch: []const Submission) void {
    const is_roomy = if (loop.reserveEvents(batch.len)) true else |_| false;
    const limit = if (is_roomy) loop.max_operations else 0;
    // All are counted here, at once; what turns out not to be an operation takes itself off.
    loop.port.armed += batch.len;
    for (batch) |*submission| start(loop, submission, limit);
}

/// Starts one that is counted already, in a slot below `limit`.
inline fn start(loop: *Loop, submission: *const Submission, limit: u32) void {
    if (submission.flags & Submission.silent != 0) return startSilent(loop, submission);
    const slot = freeSlot(loop, submission.slot, limit) orelse return refuse(loop, submission);
    slot.index = submission.slot;
    startCounted(loop, slot, submission);
}

/// The slot that a client names; null when it may not be used.
inline fn freeSlot(loop: *Loop, index: u32, limit: u32) ?*Slot {
    if (index >= limit) return null;
    const slot = loop.slots.find(index) orelse newSlot(loop, index) orelse return null;
    return if (slot.state == .free) slot else null;
}

fn newSlot(loop: *Loop, index: u32) ?*Slot {
    @branchHint(.cold);
    return loop.slots.reach(loop.gpa, index) catch null;
}

fn refuse(loop: *Loop, submission: *const Submission) void {
    @branchHint(.cold);
    loop.port.armed -= 1;
    loop.tellClient(.{ .slot = submission.slot, .result = result.of(.too_many_operations) });
}

/// Starts an operation in a slot that is free; the caller has made room for its last event.
pub fn startAt(loop: *Loop, slot: *Slot, submission: *const Submission) void {
    loop.port.armed += 1;
    startCounted(loop, slot, submission);
}

inline fn startCounted(loop: *Loop, slot: *Slot, submission: *const Submission) void {
    const starter = if (submission.op < starters.len) starters[submission.op] else &startUnknown;
    starter(loop, slot, submission);
}

const Starter = fn (*Loop, *Slot, *const Submission) void;

/// How each operation starts, by its code: one call for each, which knows all of its operation.
/// This is the path of every start.
const starters = table: {
    const codes = std.enums.values(Operation.Code);
    var all: [codes.len]*const Starter = undefined;
    for (codes) |code| all[@intFromEnum(code)] = &StartOf(code).start;
    break :table all;
};

fn StartOf(comptime code: Operation.Code) type {
    return struct {
        fn start(loop: *Loop, slot: *Slot, submission: *const Submission) void {
            armAs(loop, slot, submission);
            startAs(code, loop, slot, submission);
        }
    };
}

fn startUnknown(loop: *Loop, slot: *Slot, submission: *const Submission) void {
    armAs(loop, slot, submission);
    slot.operation = .{ .noop = .{} };
    end(slot, result.of(.unsupported));
}

inline fn armAs(loop: *Loop, slot: *Slot, submission: *const Submission) void {
    const is_multishot = submission.flags & Submission.multishot != 0;
    const selects_buffer = submission.flags & Submission.buffer_select != 0;
    armCounted(loop, slot, submission.generation, .{
        .multishot = is_multishot,
        .buffer_select = selects_buffer,
    });
}

/// Makes a free slot one that somebody is owed an event of.
pub fn arm(loop: *Loop, slot: *Slot, generation: u32) void {
    loop.port.armed += 1;
    armCounted(loop, slot, generation, .{});
}

/// Writes what an operation finds in its slot; what only a list, a heap or a group looks at, these
/// leave as they found it.
inline fn armCounted(loop: *Loop, slot: *Slot, generation: u32, flags: Slot.Flags) void {
    assert(!slot.isArmed());
    assert(slot.handle == 0 and slot.flags.listed == .none);
    assert(slot.next == null and slot.previous == null);
    slot.loop = loop;
    slot.generation = generation;
    slot.state = .queued;
    slot.flags = flags;
    slot.moved = 0;
}

inline fn startAs(
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
    const at: At = if (wanted) atOf(slot) else .{ .loop = loop, .slot = slot, .fd = -1 };
    if (comptime !ops.lacks(T.direct)) {
        if (@field(slot.operation, @tagName(code)).direct(at)) return;
    }
    if (wanted) list(slot);
    loop.backend.begin(at);
}

/// Cancels and buffers that come back need no slot: nothing is ever told of them.
fn startSilent(loop: *Loop, submission: *const Submission) void {
    loop.port.armed -= 1;
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
    if (slot.handle != 0 or slot.isLent()) return endBound(slot, value);
    // Only what works on a handle takes buffers.
    assert(slot.buffer == Slot.no_buffer and !slot.flags.in_group);
    slot.state = .free;
    loop.tellClient(.{ .slot = slot.index, .result = value });
}

/// The end of what works on a handle or belongs to a C completion.
noinline fn endBound(slot: *Slot, value: i64) void {
    const loop = slot.loop;
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

const testing = std.testing;

test "a batch starts nothing where memory for its ends is wanting" {
    var failing = testing.FailingAllocator.init(testing.allocator, .{});
    const loop = Loop.open(failing.allocator(), &.{ .backend = 5 }).loop;
    defer loop.close();
    for (loop.submissions[0..2], 0..) |*submission, index| {
        submission.* = .{ .slot = @intCast(index) };
    }

    failing.fail_index = failing.alloc_index;
    failing.resize_fail_index = failing.resize_index;
    try testing.expectEqual(2, loop.poll(2, 0));
    for (loop.events[0..2]) |event| {
        try testing.expectEqual(result.of(.too_many_operations), event.result);
    }
    try testing.expectEqual(0, loop.port.armed);

    failing.fail_index = std.math.maxInt(usize);
    failing.resize_fail_index = std.math.maxInt(usize);
    try testing.expectEqual(2, loop.poll(2, 0));
    for (loop.events[0..2]) |event| try testing.expectEqual(0, event.result);
}
