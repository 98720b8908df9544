//! What the backends that report readiness share: try without blocking, wait until the handle is
//! ready, try again. A handle is registered once, for both directions and edges only, and what is
//! known of it is kept in its flags, so that a try that would fail costs no system call.

const std = @import("std");
const blocking = @import("../blocking.zig");
const Handle = @import("../handle.zig").Handle;
const lifecycle = @import("../lifecycle.zig");
const linux = @import("../sys/linux.zig");
const Loop = @import("../loop.zig").Loop;
const ops = @import("../op.zig");
const output = @import("../output.zig");
const result = @import("../result.zig");
const Slot = @import("../slot.zig").Slot;

/// A repeating operation yields to the others after so many events in one turn.
const burst_limit = 16;

pub const Ready = packed struct { readable: bool, writable: bool, hung_up: bool };

/// Starts an operation. `backend.register(loop, index)` answers zero or a raw error.
pub fn begin(backend: anytype, at: ops.At) void {
    const slot = at.slot;
    const operation = &slot.operation;
    const direction = operation.readiness();
    const is_file = slot.handle == 0 or at.loop.handles.at(slot.handle).kind == .file;
    if (operation.canBlock() and (is_file or direction == null)) return blocking.offload(at);
    if (direction == null) return lifecycle.end(slot, result.of(.unsupported));
    slot.state = .readiness;
    attempt(backend, slot);
}

/// Tries an operation until it is over, would block, or has had its share of this turn.
fn attempt(backend: anytype, slot: *Slot) void {
    const loop = slot.loop;
    for (0..burst_limit) |_| {
        if (loop.room() == 0) break;
        const handle = loop.handles.at(slot.handle);
        if (!mayTry(handle, slot)) return await_(backend, slot);
        const raw = slot.operation.perform(lifecycle.atOf(slot));
        if (linux.is(raw, .AGAIN)) {
            clear(handle, slot);
            return await_(backend, slot);
        }
        noteShort(handle, slot, raw);
        if (lifecycle.complete(slot, raw, false) != .again) return;
    }
    // More may be ready, and no edge will say so: it goes on in the next turn.
    slot.state = .readiness;
    if (!slot.flags.postponed) backend.postpone(slot);
}

fn mayTry(handle: *const Handle, slot: *const Slot) bool {
    return handle.flags.hung_up or switch (slot.operation.readiness().?) {
        .readable => handle.flags.readable,
        .writable => handle.flags.writable,
        .either => true,
    };
}

fn clear(handle: *Handle, slot: *const Slot) void {
    switch (slot.operation.readiness().?) {
        .readable => handle.flags.readable = false,
        .writable => handle.flags.writable = false,
        .either => {},
    }
}

/// A stream socket that gave less than was asked for is empty; what comes later makes a new edge. A
/// terminal gives a line, and a queue of messages one of them, whatever else there is. With a
/// hang-up seen there may be no further edge, so such a handle is always tried.
fn noteShort(handle: *Handle, slot: *const Slot, raw: i64) void {
    if (handle.kind != .socket or handle.flags.datagrams) return;
    const asked: u64 = switch (slot.operation) {
        .receive => |op| if (slot.flags.buffer_select)
            slot.loop.buffers.at(op.group).?.buffer_bytes
        else
            op.length,
        .read => |op| op.length,
        else => return,
    };
    if (raw > 0 and @as(u64, @intCast(raw)) < asked and handle.flags.registered) {
        handle.flags.readable = false;
    }
}

fn await_(backend: anytype, slot: *Slot) void {
    const loop = slot.loop;
    slot.state = .readiness;
    const raw = ensureRegistered(backend, loop, slot.handle);
    if (raw == 0) return;
    if (linux.is(raw, .PERM) and slot.operation.canBlock()) {
        return blocking.offload(lifecycle.atOf(slot));
    }
    slot.flags.canceled = true;
    _ = lifecycle.complete(slot, raw, false);
}

fn ensureRegistered(backend: anytype, loop: *Loop, index: u32) i64 {
    const handle = loop.handles.at(index);
    if (handle.flags.registered) return 0;
    const raw = backend.register(loop, index);
    if (raw < 0) return raw;
    handle.flags.registered = true;
    return 0;
}

/// Sends the head of the output queue; see `Backend.send`.
pub fn send(backend: anytype, loop: *Loop, index: u32) bool {
    const handle = loop.handles.at(index);
    // Not `hung_up`: a peer that has only ended its own output may take bytes for a long time yet,
    // and what fails makes the handle writable anyway.
    if (!handle.flags.writable) return false;
    const raw = output.perform(loop, index);
    if (!linux.is(raw, .AGAIN)) {
        output.completed(loop, index, raw);
        return !handle.flags.has_output;
    }
    handle.flags.writable = false;
    output.completed(loop, index, raw);
    const registered = ensureRegistered(backend, loop, index);
    if (registered < 0) output.fail(loop, index, registered);
    return false;
}

/// A handle became ready: goes on with all that waited for it.
pub fn became(backend: anytype, loop: *Loop, index: u32, ready: Ready) void {
    const handle = loop.handles.at(index);
    handle.flags.readable = handle.flags.readable or ready.readable;
    handle.flags.writable = handle.flags.writable or ready.writable;
    handle.flags.hung_up = handle.flags.hung_up or ready.hung_up;
    // Held, so that the last operation's end cannot take the handle away under the walk.
    handle.count += 1;
    var next = handle.armed.first;
    while (next) |slot| {
        next = slot.next;
        if (slot.state == .readiness and !slot.flags.postponed) attempt(backend, slot);
    }
    output.resumeAt(loop, index);
    @import("../cancel.zig").releaseHold(loop, index);
}
