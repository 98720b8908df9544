//! The output queue of a stream: sends, writes and half-closes leave in the order in which they
//! were started. One send is in the kernel at a time; all that queues behind it leaves as one
//! gathered send.

const std = @import("std");
const assert = std.debug.assert;
const Allocator = std.mem.Allocator;
const lifecycle = @import("lifecycle.zig");
const linux = @import("sys/linux.zig");
const system = std.os.linux;
const Handle = @import("handle.zig").Handle;
const Loop = @import("loop.zig").Loop;
const result = @import("result.zig");
const Slot = @import("slot.zig").Slot;
const Sqe = @import("sys/uring.zig").Sqe;

/// More parts than this go with the next send; the kernel's own limit is 1024.
const parts_limit = 64;
const send_flags: u32 = linux.MSG.NOSIGNAL;

/// What a gathered send points at until it is over.
pub const Gather = struct {
    message: system.msghdr_const,
    parts: [parts_limit]linux.Part,
    next: ?*Gather = null,
};

/// Spare gathers of a loop, and the handles that have output to start. They take turns: what was
/// received first is answered first, so that no peer waits for much longer than the others.
pub const Outputs = struct {
    spare: ?*Gather = null,
    first: u32 = 0,
    /// Of no meaning while there is no first one.
    last: u32 = 0,

    pub fn close(self: *Outputs, gpa: Allocator) void {
        while (self.spare) |gather| {
            self.spare = gather.next;
            gpa.destroy(gather);
        }
    }

    fn take(self: *Outputs, gpa: Allocator) ?*Gather {
        const gather = self.spare orelse return gpa.create(Gather) catch null;
        self.spare = gather.next;
        return gather;
    }

    fn give(self: *Outputs, gather: *Gather) void {
        gather.next = self.spare;
        self.spare = gather;
    }
};

/// Adds an operation at the end of its handle's queue; it starts when the batch has been read.
pub fn enqueue(loop: *Loop, slot: *Slot) void {
    const handle = loop.handles.at(slot.handle);
    slot.state = .queued;
    handle.output.append(slot);
    slot.flags.listed = .output;
    schedule(loop, slot.handle);
}

fn schedule(loop: *Loop, index: u32) void {
    const handle = loop.handles.at(index);
    if (handle.flags.has_output or handle.sending > 0 or handle.output.isEmpty()) return;
    handle.flags.has_output = true;
    handle.link = 0;
    const outputs = &loop.outputs;
    if (outputs.first == 0) outputs.first = index else loop.handles.at(outputs.last).link = index;
    outputs.last = index;
}

/// Starts what was queued since the last time.
pub fn startAll(loop: *Loop) void {
    while (loop.outputs.first != 0) {
        const index = loop.outputs.first;
        const handle = loop.handles.at(index);
        loop.outputs.first = handle.link;
        handle.flags.has_output = false;
        // Held: what ends here may be the last operation of a handle that closes.
        handle.count += 1;
        startHandle(loop, index);
        @import("cancel.zig").releaseHold(loop, index);
    }
}

/// The handle takes bytes again.
pub fn resumeAt(loop: *Loop, index: u32) void {
    schedule(loop, index);
}

/// Takes a handle that closes out of the list of handles with output to start.
pub fn forget(loop: *Loop, index: u32) void {
    const handle = loop.handles.at(index);
    if (!handle.flags.has_output) return;
    var previous: u32 = 0;
    var link = &loop.outputs.first;
    while (link.* != index) {
        previous = link.*;
        link = &loop.handles.at(previous).link;
    }
    link.* = handle.link;
    if (loop.outputs.last == index) loop.outputs.last = previous;
}

fn startHandle(loop: *Loop, index: u32) void {
    const handle = loop.handles.at(index);
    while (handle.output.first) |head| {
        if (handle.sending > 0) return;
        if (!needsNoSend(handle)) {
            if (!loop.backend.send(loop, index)) return;
        } else if (head.operation == .shutdown) {
            const raw = linux.shutdown(handle.fd, head.operation.shutdown.how);
            lifecycle.end(head, result.plain(raw));
        } else {
            lifecycle.end(head, @intCast(head.moved));
        }
    }
}

/// True when the head of the queue is over without a byte: a half-close, or nothing to send.
pub fn needsNoSend(handle: *const Handle) bool {
    const head = handle.output.first.?;
    if (head.operation == .shutdown) return true;
    return lengthLeft(head) == 0 and !handle.flags.datagrams;
}

/// Tries to send without blocking: −EAGAIN when the stream takes nothing now.
pub fn perform(loop: *Loop, index: u32) i64 {
    const handle = loop.handles.at(index);
    const head = handle.output.first.?;
    if (collect(loop, index)) |gather| {
        const count: usize = @intCast(gather.message.iovlen);
        return if (handle.kind == .socket)
            linux.sendMessage(handle.fd, &gather.message, send_flags | linux.MSG.DONTWAIT)
        else
            linux.writeVector(handle.fd, &gather.parts, count);
    }
    handle.sending = 1;
    return performSome(handle, lengthLeft(head));
}

/// Tries to send at most `limit` bytes of the head alone.
pub fn performSome(handle: *const Handle, limit: u32) i64 {
    const head = handle.output.first.?;
    const length = @min(limit, lengthLeft(head));
    return if (handle.kind == .socket)
        linux.send(handle.fd, addressLeft(head), length, send_flags | linux.MSG.DONTWAIT)
    else
        linux.write(handle.fd, addressLeft(head), length);
}

/// Sends now what a ring would send, as far as the stream takes it: what is left goes by the ring,
/// which waits. False when it takes nothing. The caller holds the handle.
pub fn sendNow(loop: *Loop, index: u32) bool {
    const handle = loop.handles.at(index);
    loop.port.system_calls += 1;
    const raw = perform(loop, index);
    const takes_some = !linux.is(raw, .AGAIN);
    if (takes_some) completed(loop, index, raw) else takeBack(loop, handle);
    handle.flags.writable = handle.output.isEmpty();
    return takes_some;
}

/// Fills the ring's entry for the next send; its user data is the first operation's.
pub fn prepare(loop: *Loop, index: u32, sqe: *Sqe) void {
    const handle = loop.handles.at(index);
    const head = handle.output.first.?;
    if (handle.kind == .socket) {
        if (collect(loop, index)) |gather| {
            sqe.* = .{
                .opcode = .sendmsg,
                .fd = handle.fd,
                .address = @intFromPtr(&gather.message),
                .length = 1,
                .op_flags = send_flags,
            };
            return;
        }
    }
    handle.sending = 1;
    head.state = .kernel;
    sqe.* = .{
        .opcode = if (handle.kind == .socket) .send else .write,
        .fd = handle.fd,
        .offset = if (handle.kind == .socket) 0 else Sqe.current_position,
        .address = addressLeft(head),
        .length = lengthLeft(head),
        .op_flags = if (handle.kind == .socket) send_flags else 0,
    };
}

/// Gathers the head of the queue into one message; null when there is only one part.
fn collect(loop: *Loop, index: u32) ?*Gather {
    const handle = loop.handles.at(index);
    assert(handle.sending == 0);
    assert(handle.gather == null);
    const head = handle.output.first.?;
    const second = head.next orelse return null;
    if (second.operation == .shutdown or handle.flags.datagrams) return null;
    const gather = loop.outputs.take(loop.gpa) orelse return null;
    var count: u16 = 0;
    var next: ?*Slot = head;
    while (next) |slot| : (next = slot.next) {
        if (slot.operation == .shutdown or count == parts_limit) break;
        gather.parts[count] = .{ .base = addressLeft(slot), .len = lengthLeft(slot) };
        slot.state = .kernel;
        count += 1;
    }
    gather.message = .{
        .name = null,
        .namelen = 0,
        .iov = @ptrCast(&gather.parts),
        .iovlen = count,
        .control = null,
        .controllen = 0,
        .flags = 0,
    };
    handle.gather = gather;
    handle.sending = count;
    return gather;
}

/// Asks the kernel to end the send that is in flight, on behalf of one of its parts. The parts that
/// nobody cancelled start again.
pub fn interrupt(loop: *Loop, index: u32) void {
    const handle = loop.handles.at(index);
    assert(handle.sending > 0);
    if (handle.flags.interrupted) return;
    handle.flags.interrupted = true;
    loop.backend.cancel(handle.output.first.?);
}

/// The stream took nothing: its first operation waits in the kernel until the stream does.
pub fn blocked(loop: *Loop, index: u32) void {
    const handle = loop.handles.at(index);
    takeBack(loop, handle);
    handle.sending = 1;
    handle.output.first.?.state = .kernel_poll;
}

/// Nothing has left: all that was to be sent waits again.
fn takeBack(loop: *Loop, handle: *Handle) void {
    unsent(handle, handle.sending);
    release(loop, handle);
}

/// Takes the raw answer of the send that was in the kernel.
pub fn completed(loop: *Loop, index: u32, raw: i64) void {
    const handle = loop.handles.at(index);
    assert(handle.sending > 0);
    const sent = handle.sending;
    release(loop, handle);
    handle.count += 1;
    if (raw >= 0) {
        distribute(handle, sent, @intCast(raw));
        if (handle.output.isEmpty()) handle.flags.writable = true;
    } else {
        unsent(handle, sent);
        if (!linux.is(raw, .AGAIN) and !linux.is(raw, .INTR)) failAll(handle, raw);
    }
    schedule(loop, index);
    @import("cancel.zig").releaseHold(loop, index);
}

fn release(loop: *Loop, handle: *Handle) void {
    handle.sending = 0;
    handle.flags.interrupted = false;
    if (handle.gather) |gather| loop.outputs.give(gather);
    handle.gather = null;
}

/// Nothing of this queue can be started: all of it ends with the raw error.
pub fn fail(loop: *Loop, index: u32, raw: i64) void {
    failAll(loop.handles.at(index), raw);
}

/// Gives the bytes that were sent to the operations in their order.
fn distribute(handle: *Handle, sent: u16, bytes: u64) void {
    var left = bytes;
    for (0..sent) |_| {
        const slot = handle.output.first.?;
        const part = @min(left, lengthLeft(slot));
        slot.moved += @intCast(part);
        left -= part;
        slot.state = .queued;
        if (lengthLeft(slot) == 0) {
            lifecycle.end(slot, @intCast(slot.moved));
        } else {
            break;
        }
    }
    unsent(handle, sent);
    endCanceled(handle);
}

/// What the kernel no longer holds waits again.
fn unsent(handle: *Handle, sent: u16) void {
    var next = handle.output.first;
    for (0..sent) |_| {
        const slot = next orelse return;
        slot.state = .queued;
        next = slot.next;
    }
}

/// A cancel ends only those that asked for it; any other error ends all, for a stream that failed
/// once takes nothing any more. Messages fail one by one.
fn failAll(handle: *Handle, raw: i64) void {
    if (linux.is(raw, .CANCELED)) return endCanceled(handle);
    if (handle.flags.datagrams) {
        const slot = handle.output.first orelse return;
        return lifecycle.end(slot, result.failed(raw, slot.moved));
    }
    while (handle.output.first) |slot| {
        lifecycle.end(slot, result.failed(raw, slot.moved));
    }
}

fn endCanceled(handle: *Handle) void {
    var next = handle.output.first;
    while (next) |slot| {
        next = slot.next;
        if (slot.flags.canceled) lifecycle.end(slot, result.canceled(slot.moved));
    }
}

fn addressLeft(slot: *const Slot) u64 {
    return slot.moved + switch (slot.operation) {
        .send => |op| op.address,
        .write => |op| op.address,
        else => unreachable,
    };
}

fn lengthLeft(slot: *const Slot) u32 {
    const length = switch (slot.operation) {
        .send => |op| op.length,
        .write => |op| op.length,
        else => unreachable,
    };
    return length - slot.moved;
}
