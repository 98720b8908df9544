//! Cancels and closes. A cancel is a request: only an operation's own last event says how it ended.
//! A close always wins, but waits for the last event of everything that was armed on the handle.

const std = @import("std");
const assert = std.debug.assert;
const abi = @import("abi.zig");
const buffers = @import("buffers.zig");
const lifecycle = @import("lifecycle.zig");
const linux = @import("sys/linux.zig");
const Loop = @import("loop.zig").Loop;
const output = @import("output.zig");
const result = @import("result.zig");
const Slot = @import("slot.zig").Slot;

/// False when nothing of that generation is armed in that slot, or it cannot be cancelled.
pub fn request(loop: *Loop, index: u32, generation: u32) bool {
    const slot = loop.findSlot(index) orelse return false;
    if (!slot.isArmed() or slot.generation != generation) return false;
    if (slot.state == .closing) return false;
    cancelSlot(slot);
    return true;
}

pub fn cancelSlot(slot: *Slot) void {
    if (slot.flags.canceled) return;
    const loop = slot.loop;
    slot.flags.canceled = true;
    switch (slot.state) {
        .free, .ended, .withdrawn => unreachable,
        .closing => {},
        .kernel => if (slot.flags.listed == .output)
            output.interrupt(loop, slot.handle)
        else
            loop.backend.cancel(slot),
        .kernel_pinned, .kernel_poll => loop.backend.cancel(slot),
        .readiness, .queued => endCanceled(slot),
        .parked => {
            buffers.unpark(slot);
            endCanceled(slot);
        },
        .timer => {
            loop.timers.exact.remove(slot);
            endCanceled(slot);
        },
        .pool => {
            @atomicStore(Slot.State, &slot.state, .withdrawn, .release);
            slot.operation.interrupt();
        },
    }
}

/// For an operation that no kernel holds: it ends at once, with what it had moved. What it keeps
/// for the kernel is given up by its own `finish`.
fn endCanceled(slot: *Slot) void {
    const next = lifecycle.complete(slot, linux.fail(.CANCELED), false);
    assert(next == .over);
}

/// Cancels all that is armed, for a loop that ends.
pub fn cancelEverything(loop: *Loop) void {
    for (0..loop.slots.capacity()) |index| cancelArmed(loop.slots.at(@intCast(index)));
    for (0..loop.callbacks.used) |index| {
        cancelArmed(&loop.callbacks.slots.at(@intCast(index)).slot);
    }
}

fn cancelArmed(slot: *Slot) void {
    if (slot.isArmed()) cancelSlot(slot);
}

/// Begins to close a handle. `closer` is told when it has happened; null tells nobody.
pub fn closeHandle(loop: *Loop, index: u32, closer: ?*Slot) void {
    const handle = loop.handles.at(index);
    assert(handle.isOpen());
    handle.flags.closing = true;
    handle.closer = closer;
    // Held, so that the last cancel cannot take the handle away while its lists are walked.
    handle.count += 1;
    cancelAll(handle.armed.first);
    cancelAll(handle.output.first);
    releaseHold(loop, index);
}

fn cancelAll(first: ?*Slot) void {
    var next = first;
    while (next) |slot| {
        next = slot.next;
        cancelSlot(slot);
    }
}

/// One operation less on the handle; a closing handle goes with the last one.
pub fn releaseHold(loop: *Loop, index: u32) void {
    const handle = loop.handles.at(index);
    assert(handle.count > 0);
    handle.count -= 1;
    if (handle.count == 0 and handle.flags.closing) finishClose(loop, index);
}

fn finishClose(loop: *Loop, index: u32) void {
    const handle = loop.handles.at(index);
    const closer = handle.closer;
    assert(handle.output.isEmpty());
    output.forget(loop, index);
    loop.backend.forget(handle);
    // The descriptor is gone whatever close(2) answers; an answer such as EIO belongs to fsync.
    _ = linux.close(handle.fd);
    loop.handles.remove(index);
    if (closer) |slot| lifecycle.end(slot, 0);
}
