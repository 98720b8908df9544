//! The simulated backend: a virtual clock, an order that a seed decides, and scripted faults, over
//! the system's own files and sockets. Nothing sleeps, and a race that is rare elsewhere is a
//! script here.

const std = @import("std");
const abi = @import("../abi.zig");
const Fault = abi.Fault;
const Handle = @import("../handle.zig").Handle;
const lifecycle = @import("../lifecycle.zig");
const linux = @import("../sys/linux.zig");
const Loop = @import("../loop.zig").Loop;
const At = @import("../op.zig").At;
const Operation = @import("../op.zig").Operation;
const output = @import("../output.zig");
const result = @import("../result.zig");
const Slot = @import("../slot.zig").Slot;
const uring = @import("../sys/uring.zig");

fn isSensible(fault: *const Fault) bool {
    if (std.enums.fromInt(Operation.Code, fault.op) == null) return false;
    return switch (fault.kind) {
        Fault.fail => fault.result < 0 and fault.result > -errno_limit,
        Fault.short => fault.result > 0,
        Fault.hold, Fault.release => true,
        Fault.delay => fault.result >= 0,
        else => false,
    };
}

/// Of the system's numbers.
const errno_limit = 4096;

pub const Simulated = struct {
    clock_ns: i64 = start_ns,
    random: std.Random.DefaultPrng = undefined,
    /// Operations that wait for their turn, as the seed shuffles them.
    pending: std.ArrayList(Pending) = .empty,
    /// Handles with output to send, likewise.
    senders: std.ArrayList(u32) = .empty,
    faults: std.ArrayList(Fault) = .empty,

    /// Not zero, so that a deadline of zero is seen to be wrong.
    const start_ns = 1_000 * std.time.ns_per_s;
    /// Real time that a wait for another thread costs, again and again.
    const patience_ns = std.time.ns_per_ms;

    const Pending = struct {
        identity: u64,
        not_before_ns: i64 = 0,
        is_held: bool = false,
        /// At most so many bytes.
        limit: ?u32 = null,
        /// Instead of trying.
        scripted: ?i64 = null,
    };

    pub fn open(self: *Simulated, _: *Loop, options: *const abi.Options) i64 {
        self.random = .init(options.seed);
        return 0;
    }

    pub fn close(self: *Simulated, loop: *Loop) void {
        self.pending.deinit(loop.gpa);
        self.senders.deinit(loop.gpa);
        self.faults.deinit(loop.gpa);
    }

    pub fn bind(_: *Simulated, _: *Loop) i64 {
        return 0;
    }

    pub const ScriptError = error{ OutOfMemory, Invalid };

    /// Adds a fault to the script.
    pub fn script(self: *Simulated, loop: *Loop, fault: *const Fault) ScriptError!void {
        if (!isSensible(fault)) return error.Invalid;
        if (fault.kind == Fault.release) {
            for (self.pending.items) |*pending| {
                const slot = find(loop, pending.identity) orelse continue;
                if (@intFromEnum(slot.operation) == fault.op) pending.is_held = false;
            }
            return;
        }
        try self.faults.append(loop.gpa, fault.*);
    }

    pub fn begin(self: *Simulated, at: At) void {
        const slot = at.slot;
        if (slot.operation.readiness() == null and !slot.operation.canBlock()) {
            return lifecycle.end(slot, result.of(.unsupported));
        }
        slot.state = .readiness;
        var pending: Pending = .{ .identity = slot.userData() };
        if (self.faultFor(@intFromEnum(slot.operation))) |fault| switch (fault.kind) {
            Fault.fail => pending.scripted = fault.result,
            Fault.short => pending.limit = std.math.lossyCast(u32, fault.result),
            Fault.hold => pending.is_held = true,
            Fault.delay => pending.not_before_ns = self.clock_ns +| fault.result,
            else => {},
        };
        self.pending.append(slot.loop.gpa, pending) catch {
            slot.flags.canceled = true;
            _ = lifecycle.complete(slot, linux.fail(.NOMEM), false);
        };
    }

    fn faultFor(self: *Simulated, code: u8) ?Fault {
        for (self.faults.items) |*fault| {
            if (fault.op != code or fault.count == 0) continue;
            if (fault.skip > 0) {
                fault.skip -= 1;
                return null;
            }
            fault.count -= 1;
            return fault.*;
        }
        return null;
    }

    pub fn send(self: *Simulated, loop: *Loop, index: u32) bool {
        const number = loop.handles.number(index);
        self.senders.append(loop.gpa, number) catch output.fail(loop, index, linux.fail(.NOMEM));
        return false;
    }

    pub fn cancel(_: *Simulated, _: *Slot) void {
        unreachable;
    }

    pub fn forget(_: *Simulated, _: *Handle) void {}

    pub fn flush(_: *Simulated, _: *Loop) i64 {
        return 0;
    }

    /// Time passes only when nothing else can happen. The system's own sockets are given a moment
    /// of real time to move what they hold before the clock jumps.
    pub fn wait(self: *Simulated, loop: *Loop, timeout_ns: i64) i64 {
        const end_ns = if (timeout_ns < 0) std.math.maxInt(i64) else self.clock_ns +| timeout_ns;
        var was_patient = false;
        while (true) {
            const sent = self.trySenders(loop);
            if (self.tryPending(loop) or sent or timeout_ns == 0 or loop.room() == 0) return 0;
            const next_ns = @min(self.earliest(), end_ns);
            if (next_ns == std.math.maxInt(i64) or (!was_patient and self.hasInput())) {
                was_patient = true;
                if (takeWakeUp(loop)) return 0;
                continue;
            }
            self.clock_ns = @max(self.clock_ns, next_ns);
            if (self.clock_ns >= end_ns) return 0;
        }
    }

    /// Waits a moment. Unlike the kernel's backends this one sees a level, so the event is read.
    fn takeWakeUp(loop: *Loop) bool {
        if (linux.waitReadable(loop.waker.event, patience_ns) <= 0) return false;
        var count: u64 = 0;
        _ = linux.read(loop.waker.event, @intFromPtr(&count), @sizeOf(u64));
        return true;
    }

    fn hasInput(self: *const Simulated) bool {
        if (self.senders.items.len > 0) return true;
        for (self.pending.items) |pending| {
            if (!pending.is_held and pending.not_before_ns <= self.clock_ns) return true;
        }
        return false;
    }

    fn earliest(self: *const Simulated) i64 {
        var next_ns: i64 = std.math.maxInt(i64);
        for (self.pending.items) |pending| {
            if (pending.not_before_ns > self.clock_ns) {
                next_ns = @min(next_ns, pending.not_before_ns);
            }
        }
        return next_ns;
    }

    fn trySenders(self: *Simulated, loop: *Loop) bool {
        const count = self.senders.items.len;
        self.random.random().shuffle(u32, self.senders.items);
        var progressed = false;
        for (0..count) |i| {
            const number = self.senders.items[i];
            const handle = loop.handles.findAny(number) orelse continue;
            if (handle.output.isEmpty()) continue;
            const index = @TypeOf(loop.handles).indexOf(number);
            if (output.needsNoSend(handle)) {
                output.resumeAt(loop, index);
                progressed = true;
                continue;
            }
            const fault = self.faultFor(@intFromEnum(handle.output.first.?.operation));
            const raw = if (fault) |f| scriptedSend(handle, f) else output.perform(loop, index);
            if (!linux.is(raw, .AGAIN)) progressed = true;
            output.completed(loop, index, raw);
        }
        self.senders.replaceRangeAssumeCapacity(0, count, &.{});
        output.startAll(loop);
        return progressed;
    }

    /// A scripted send is never more than its head.
    fn scriptedSend(handle: *Handle, fault: Fault) i64 {
        handle.sending = 1;
        handle.output.first.?.state = .kernel;
        return switch (fault.kind) {
            Fault.fail => fault.result,
            Fault.short => output.performSome(handle, std.math.lossyCast(u32, fault.result)),
            else => linux.fail(.AGAIN),
        };
    }

    fn tryPending(self: *Simulated, loop: *Loop) bool {
        const count = self.pending.items.len;
        self.random.random().shuffle(Pending, self.pending.items);
        var progressed = false;
        for (0..count) |i| {
            const pending = self.pending.items[i];
            const slot = find(loop, pending.identity) orelse continue;
            const is_due = pending.not_before_ns <= self.clock_ns and !pending.is_held;
            if (is_due and loop.room() > 0 and self.tryOne(slot, pending)) {
                progressed = true;
            } else {
                self.pending.append(loop.gpa, pending) catch return progressed;
            }
        }
        self.pending.replaceRangeAssumeCapacity(0, count, &.{});
        return progressed;
    }

    /// False when it would block.
    fn tryOne(self: *Simulated, slot: *Slot, pending: Pending) bool {
        const at = lifecycle.atOf(slot);
        const raw = pending.scripted orelse performLimited(at, pending.limit);
        if (linux.is(raw, .AGAIN) and pending.scripted == null) return false;
        if (lifecycle.complete(slot, raw, false) == .again) self.begin(at);
        return true;
    }

    fn performLimited(at: At, limit: ?u32) i64 {
        const operation = &at.slot.operation;
        const bytes = limit orelse return perform(at);
        switch (operation.*) {
            inline else => |*op| {
                if (!@hasField(@TypeOf(op.*), "length")) return perform(at);
                const whole = op.length;
                const moved = at.slot.moved;
                op.length = @min(whole, moved + bytes);
                defer op.length = whole;
                return perform(at);
            },
        }
    }

    fn perform(at: At) i64 {
        const operation = &at.slot.operation;
        const is_stream = at.slot.handle != 0 and
            at.loop.handles.at(at.slot.handle).kind != .file;
        const waits = operation.readiness() != null and (is_stream or !operation.canBlock());
        return if (waits) operation.perform(at) else operation.blocking(at);
    }

    fn find(loop: *Loop, identity: u64) ?*Slot {
        const slot = loop.findSlot(@truncate(identity)) orelse return null;
        const is_it = slot.state == .readiness and slot.userData() == identity;
        return if (is_it) slot else null;
    }

    pub fn openBuffers(_: *Simulated, _: u16, _: u32) ?[]uring.Buffer {
        return null;
    }

    pub fn closeBuffers(_: *Simulated, _: u16, _: []uring.Buffer) void {
        unreachable;
    }

    pub fn nowNs(self: *const Simulated) i64 {
        return self.clock_ns;
    }

    pub fn pollable(_: *const Simulated) i32 {
        return -1;
    }

    pub fn describe(_: *const Simulated, text: []u8) []u8 {
        return std.fmt.bufPrint(text, "simulated, virtual clock", .{}) catch text[0..0];
    }
};
