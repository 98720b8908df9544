//! The epoll backend: one registration for each handle, edges of both directions, and the pool for
//! files. It is a first-class citizen, with the same contract as the ring.

const std = @import("std");
const abi = @import("../abi.zig");
const Handle = @import("../handle.zig").Handle;
const linux = @import("../sys/linux.zig");
const Loop = @import("../loop.zig").Loop;
const At = @import("../op.zig").At;
const readiness = @import("readiness.zig");
const Slot = @import("../slot.zig").Slot;
const uring = @import("../sys/uring.zig");
const EPOLL = linux.EPOLL;

pub const Epoll = struct {
    fd: i32 = -1,
    /// Operations that have more to do without waiting for an edge, by slot and generation.
    postponed: std.ArrayList(u64) = .empty,
    /// Turns in a row that did not ask the kernel because there were events already.
    unasked: u8 = 0,
    /// Linux 5.11 takes a timeout in nanoseconds.
    is_precise: bool = true,
    events: [events_limit]linux.EpollEvent = undefined,

    const events_limit = 256;
    /// Events of this turn go first, but the kernel is asked again after so many turns.
    const unasked_limit = 8;
    const edges: u32 = EPOLL.IN | EPOLL.OUT | EPOLL.RDHUP | EPOLL.ET;

    pub fn open(self: *Epoll, loop: *Loop, _: *const abi.Options) i64 {
        const raw = linux.epollCreate();
        if (raw < 0) return raw;
        self.fd = @intCast(raw);
        var event: linux.EpollEvent = .{ .events = EPOLL.IN | EPOLL.ET, .data = .{ .u64 = 0 } };
        const added = linux.epollControl(self.fd, EPOLL.CTL_ADD, loop.waker.event, &event);
        if (added < 0) self.close(loop);
        return @min(added, 0);
    }

    pub fn close(self: *Epoll, loop: *Loop) void {
        if (self.fd >= 0) _ = linux.close(self.fd);
        self.fd = -1;
        self.postponed.deinit(loop.gpa);
        self.postponed = .empty;
    }

    pub fn bind(_: *Epoll, _: *Loop) i64 {
        return 0;
    }

    pub fn begin(self: *Epoll, at: At) void {
        readiness.begin(self, at);
    }

    pub fn send(self: *Epoll, loop: *Loop, index: u32) bool {
        return readiness.send(self, loop, index);
    }

    /// Only what a kernel holds is cancelled through it, and here it holds nothing.
    pub fn cancel(_: *Epoll, _: *Slot) void {
        unreachable;
    }

    /// The index is never zero, which stands for the waker.
    pub fn register(self: *Epoll, loop: *Loop, index: u32) i64 {
        const fd = loop.handles.at(index).fd;
        const number = loop.handles.number(index);
        var event: linux.EpollEvent = .{ .events = edges, .data = .{ .u64 = number } };
        loop.port.system_calls += 1;
        return linux.epollControl(self.fd, EPOLL.CTL_ADD, fd, &event);
    }

    /// A descriptor that was duplicated, by a child for one, would stay registered when it closes.
    pub fn forget(self: *Epoll, handle: *Handle) void {
        if (!handle.flags.registered) return;
        _ = linux.epollControl(self.fd, EPOLL.CTL_DEL, handle.fd, null);
        handle.flags.registered = false;
    }

    pub fn postpone(self: *Epoll, slot: *Slot) void {
        self.postponed.append(slot.loop.gpa, slot.userData()) catch {
            // Without memory for the list the edge is asked for again, which always comes.
            const handle = slot.loop.handles.at(slot.handle);
            self.forget(handle);
            if (self.register(slot.loop, slot.handle) == 0) handle.flags.registered = true;
            return;
        };
        slot.flags.postponed = true;
    }

    pub fn flush(_: *Epoll, _: *Loop) i64 {
        return 0;
    }

    pub fn wait(self: *Epoll, loop: *Loop, timeout_ns: i64) i64 {
        self.resumePostponed(loop);
        const has_news = loop.event_count > 0 or loop.callbacks.hasNews();
        if (has_news and self.unasked < unasked_limit) {
            self.unasked += 1;
            return 0;
        }
        self.unasked = 0;
        const has_more = has_news or self.postponed.items.len > 0;
        const room = @min(self.events.len, loop.room());
        if (room == 0) return 0;
        const raw = self.ask(loop, self.events[0..room], if (has_more) 0 else timeout_ns);
        if (raw < 0) return if (linux.is(raw, .INTR)) 0 else raw;
        for (self.events[0..@intCast(raw)]) |*event| self.take(loop, event);
        return 0;
    }

    fn ask(self: *Epoll, loop: *Loop, events: []linux.EpollEvent, timeout_ns: i64) i64 {
        loop.port.system_calls += 1;
        if (timeout_ns <= 0) return linux.epollWait(self.fd, events, if (timeout_ns < 0) -1 else 0);
        if (self.is_precise) {
            const raw = linux.epollWaitPrecise(self.fd, events, timeout_ns);
            if (!linux.is(raw, .NOSYS) and !linux.is(raw, .PERM)) return raw;
            self.is_precise = false;
        }
        // Rounded up: a timer is never early.
        const ms = @divFloor(timeout_ns + std.time.ns_per_ms - 1, std.time.ns_per_ms);
        return linux.epollWait(self.fd, events, @intCast(@min(ms, std.math.maxInt(i32))));
    }

    fn take(self: *Epoll, loop: *Loop, event: *const linux.EpollEvent) void {
        const number: u32 = @truncate(event.data.u64);
        if (number == 0) return;
        // Closed by an earlier event of this batch: it is nobody's now.
        if (loop.handles.findAny(number) == null) return;
        const bits = event.events;
        const failed = bits & (EPOLL.HUP | EPOLL.ERR) != 0;
        const index = @TypeOf(loop.handles).indexOf(number);
        readiness.became(self, loop, index, .{
            .readable = failed or bits & (EPOLL.IN | EPOLL.RDHUP) != 0,
            .writable = failed or bits & EPOLL.OUT != 0,
            .hung_up = failed or bits & EPOLL.RDHUP != 0,
        });
    }

    fn resumePostponed(self: *Epoll, loop: *Loop) void {
        const count = self.postponed.items.len;
        for (0..count) |i| {
            const identity = self.postponed.items[i];
            const slot = loop.findSlot(@truncate(identity)) orelse continue;
            if (slot.state != .readiness or slot.userData() != identity) continue;
            slot.flags.postponed = false;
            readiness.begin(self, .{
                .loop = loop,
                .slot = slot,
                .fd = loop.handles.at(slot.handle).fd,
            });
        }
        self.postponed.replaceRangeAssumeCapacity(0, count, &.{});
    }

    pub fn openBuffers(_: *Epoll, _: u16, _: u32) ?[]uring.Buffer {
        return null;
    }

    pub fn closeBuffers(_: *Epoll, _: u16, _: []uring.Buffer) void {
        unreachable;
    }

    pub fn nowNs(_: *const Epoll) i64 {
        return linux.monotonicNs();
    }

    pub fn pollable(self: *const Epoll) i32 {
        return self.fd;
    }

    pub fn describe(_: *const Epoll, text: []u8) []u8 {
        return std.fmt.bufPrint(text, "epoll, one edge-triggered registration a handle", .{}) catch
            text[0..0];
    }
};
