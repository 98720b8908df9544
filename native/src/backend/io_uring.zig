//! The io_uring backend: entries in, completions out. It knows nothing of single operations: each
//! fills its own entry, and what the ring cannot run waits for readiness here or goes to the pool.

const std = @import("std");
const assert = std.debug.assert;
const abi = @import("../abi.zig");
const blocking = @import("../blocking.zig");
const Handle = @import("../handle.zig").Handle;
const lifecycle = @import("../lifecycle.zig");
const linux = @import("../sys/linux.zig");
const memory = @import("../sys/memory.zig");
const Loop = @import("../loop.zig").Loop;
const At = @import("../op.zig").At;
const output = @import("../output.zig");
const result = @import("../result.zig");
const Pinned = @import("pinned.zig").Pinned;
const Registered = @import("registered.zig").Registered;
const Ring = @import("ring.zig").Ring;
const Slot = @import("../slot.zig").Slot;
const uring = @import("../sys/uring.zig");
const Sqe = uring.Sqe;

pub const IoUring = struct {
    ring: Ring = .{},
    loop: *Loop = undefined,
    /// Entries that the kernel owes a last completion.
    in_flight: u32 = 0,
    /// What found the queue full and the kernel unwilling; it goes first in the next turn.
    deferred: std.ArrayList(Deferred) = .empty,
    registered: Registered = .{},
    pinned: Pinned = .{},

    /// Operations by their user data, output by the number of its handle.
    const Deferred = union(enum) { begin: u64, cancel: u64, send: u32, watch };

    const default_entries = 256;
    const entries_limit = 32 * 1024;
    /// User data that is no operation's: generations start at the client, but slots never reach
    /// this number.
    const of_cancel = std.math.maxInt(u64);
    pub const of_wake = std.math.maxInt(u64) - 1;
    /// How long a turn waits while something is deferred.
    const deferred_ns = std.time.ns_per_ms;
    /// How long the end of a loop waits for what it cancelled.
    const drain_ns = 100 * std.time.ns_per_ms;

    /// Zero when this kernel, and whoever confines the process, allow a ring.
    pub fn probe() i64 {
        var ring: Ring = .{};
        const raw = ring.open(.{ .entries = 4, .cq_entries = 16 });
        ring.close();
        return raw;
    }

    pub fn open(self: *IoUring, loop: *Loop, options: *const abi.Options) i64 {
        const wanted = if (options.entries == 0) default_entries else options.entries;
        const entries = @min(wanted, entries_limit);
        self.loop = loop;
        return self.ring.open(.{
            .entries = entries,
            .cq_entries = @max(options.cq_entries, 4 * entries),
            .sqpoll = options.flags & abi.Options.sqpoll != 0,
            .pollable = options.flags & abi.Options.embedded != 0,
            .defer_taskrun = options.flags & abi.Options.no_defer_taskrun == 0,
        });
    }

    pub fn close(self: *IoUring, loop: *Loop) void {
        self.registered.close(&self.ring);
        // What is still in flight would be waited for, by some kernels.
        if (self.in_flight == 0) self.pinned.close(&self.ring);
        self.ring.close();
        self.deferred.deinit(loop.gpa);
    }

    /// See `Backend.drain`.
    pub fn drain(self: *IoUring, loop: *Loop) bool {
        const end_ns = linux.monotonicNs() + drain_ns;
        while (self.in_flight > 0) {
            self.resumeDeferred(loop);
            const left_ns = end_ns - linux.monotonicNs();
            const raw = if (left_ns > 0) self.ring.enter(left_ns) else linux.fail(.TIME);
            if (raw < 0 and !retryable(raw)) return false;
            while (self.ring.peek()) |cqe| self.take(loop, cqe);
        }
        return true;
    }

    pub fn bind(self: *IoUring, loop: *Loop) i64 {
        const raw = self.ring.enable();
        return if (raw < 0) raw else self.watchWaker(loop);
    }

    /// A repeating poll that reports each write to the waker's event, which is never read.
    fn watchWaker(self: *IoUring, loop: *Loop) i64 {
        const sqe = self.entry() orelse {
            self.deferred.append(loop.gpa, .watch) catch return linux.fail(.NOMEM);
            return 0;
        };
        sqe.* = .{
            .opcode = .poll_add,
            .fd = loop.waker.event,
            .length = uring.poll_multishot,
            .op_flags = linux.EPOLL.IN,
            .user_data = of_wake,
        };
        self.ring.push();
        return 0;
    }

    pub fn begin(self: *IoUring, at: At) void {
        const slot = at.slot;
        const sqe = self.entry() orelse return self.deferBegin(slot);
        if (slot.operation.prepare(sqe, at) and self.ring.supports(sqe.opcode)) {
            sqe.user_data = slot.userData();
            slot.state = .kernel;
            if (slot.handle != 0) self.useTables(at, sqe);
            self.push();
        } else if (slot.operation.canBlock()) {
            blocking.offload(at);
        } else if (slot.operation.readiness() != null) {
            // Tried before it waits: what can only fail might never become ready.
            self.completePoll(slot, 0);
        } else {
            lifecycle.end(slot, result.of(.unsupported));
        }
    }

    /// Waits on the ring for readiness, on behalf of an operation that would block.
    fn beginPoll(self: *IoUring, at: At) void {
        const sqe = self.entry() orelse return self.deferBegin(at.slot);
        const EPOLL = linux.EPOLL;
        self.addPoll(sqe, at, switch (at.slot.operation.readiness().?) {
            .readable => EPOLL.IN | EPOLL.RDHUP,
            .writable => EPOLL.OUT,
            .either => EPOLL.IN | EPOLL.OUT | EPOLL.RDHUP,
        });
        at.slot.state = .kernel_poll;
    }

    fn addPoll(self: *IoUring, sqe: *Sqe, at: At, events: u32) void {
        sqe.* = .{
            .opcode = .poll_add,
            .fd = at.fd,
            .op_flags = events,
            .user_data = at.slot.userData(),
        };
        self.push();
    }

    fn push(self: *IoUring) void {
        self.ring.push();
        self.in_flight += 1;
    }

    fn deferBegin(self: *IoUring, slot: *Slot) void {
        slot.state = .queued;
        self.deferred.append(slot.loop.gpa, .{ .begin = slot.userData() }) catch {
            slot.flags.canceled = true;
            _ = lifecycle.complete(slot, linux.fail(.NOMEM), false);
        };
    }

    pub fn send(self: *IoUring, loop: *Loop, index: u32) bool {
        if (self.wouldSubmitAlone(loop, index) and output.sendNow(loop, index)) {
            return !loop.handles.at(index).flags.has_output;
        }
        const sqe = self.entry() orelse {
            const later: Deferred = .{ .send = loop.handles.number(index) };
            self.deferred.append(loop.gpa, later) catch {
                output.fail(loop, index, linux.fail(.NOMEM));
            };
            return false;
        };
        output.prepare(loop, index, sqe);
        sqe.user_data = loop.handles.at(index).output.first.?.userData();
        self.registered.use(&self.ring, loop.handles.at(index), sqe);
        self.push();
        return false;
    }

    /// A send that would be all that the next enter submits costs the kernel less as a call of its
    /// own, and then there is nothing to enter for.
    fn wouldSubmitAlone(self: *const IoUring, loop: *const Loop, index: u32) bool {
        const handle = loop.handles.at(index);
        const may_send = handle.kind == .socket and handle.flags.writable;
        const is_only = loop.outputs.first == 0 and self.deferred.items.len == 0;
        return may_send and is_only and self.ring.pending() == 0 and !self.ring.hasPoller();
    }

    pub fn cancel(self: *IoUring, slot: *Slot) void {
        const sqe = self.entry() orelse {
            // Without memory for this either, the operation ends when it does.
            self.deferred.append(slot.loop.gpa, .{ .cancel = slot.userData() }) catch {};
            return;
        };
        sqe.* = .{
            .opcode = .async_cancel,
            .address = slot.userData(),
            .user_data = of_cancel,
        };
        self.ring.push();
    }

    /// Memory of files only: it is their transfers that are many and short.
    fn useTables(self: *IoUring, at: At, sqe: *Sqe) void {
        const handle = at.loop.handles.at(at.slot.handle);
        self.registered.use(&self.ring, handle, sqe);
        const announced = &at.loop.announced;
        if (announced.count == 0 or handle.kind != .file or handle.flags.refuses_pinned) return;
        if (self.pinned.use(&self.ring, announced, sqe)) at.slot.state = .kernel_pinned;
    }

    pub fn forget(self: *IoUring, handle: *Handle) void {
        self.registered.remove(&self.ring, handle);
    }

    /// A free entry. A full queue is handed over first, without waiting.
    fn entry(self: *IoUring) ?*Sqe {
        if (self.ring.next()) |sqe| return sqe;
        for (0..8) |_| {
            const raw = self.submit();
            if (self.ring.next()) |sqe| return sqe;
            if (raw < 0 and !retryable(raw)) return null;
        }
        return null;
    }

    inline fn resumeDeferred(self: *IoUring, loop: *Loop) void {
        if (self.deferred.items.len > 0) self.resumeAll(loop);
    }

    fn resumeAll(self: *IoUring, loop: *Loop) void {
        const count = self.deferred.items.len;
        for (0..count) |i| switch (self.deferred.items[i]) {
            .begin => |identity| if (loop.findIdentity(identity)) |slot| {
                if (slot.state == .queued) self.begin(lifecycle.atOf(slot));
            },
            .cancel => |identity| if (loop.findIdentity(identity)) |slot| {
                if (isInKernel(slot)) self.cancel(slot);
            },
            .send => |number| if (loop.handles.findAny(number) != null) {
                output.resumeAt(loop, @TypeOf(loop.handles).indexOf(number));
            },
            .watch => _ = self.watchWaker(loop),
        };
        self.deferred.replaceRangeAssumeCapacity(0, count, &.{});
        output.startAll(loop);
    }

    fn isInKernel(slot: *const Slot) bool {
        return switch (slot.state) {
            .kernel, .kernel_pinned, .kernel_poll => true,
            else => false,
        };
    }

    fn submit(self: *IoUring) i64 {
        self.loop.port.system_calls += 1;
        return self.ring.submit();
    }

    pub fn flush(self: *IoUring, _: *Loop) i64 {
        const raw = self.submit();
        return if (raw < 0 and !retryable(raw)) raw else 0;
    }

    pub fn wait(self: *IoUring, loop: *Loop, timeout_ns: i64) i64 {
        const ring = &self.ring;
        self.resumeDeferred(loop);
        const has_news = ring.ready() > 0 or loop.hasNews();
        const timeout = if (has_news) 0 else self.patience(timeout_ns);
        if (timeout != 0 or ring.pending() > 0 or ring.mustEnter()) {
            loop.port.system_calls += 1;
            const raw = ring.enter(timeout);
            // EBUSY and EAGAIN: completions have to be taken first, which is done below.
            if (raw < 0 and !retryable(raw) and !linux.is(raw, .TIME)) return raw;
        }
        self.reap(loop);
        return 0;
    }

    /// See `Backend.isQuiet`.
    pub inline fn isQuiet(self: *const IoUring) bool {
        const ring = &self.ring;
        const has_work = ring.ready() > 0 or ring.pending() > 0 or ring.mustEnter();
        return !has_work and self.deferred.items.len == 0;
    }

    fn patience(self: *const IoUring, timeout_ns: i64) i64 {
        if (self.deferred.items.len == 0) return timeout_ns;
        return if (timeout_ns < 0) deferred_ns else @min(timeout_ns, deferred_ns);
    }

    fn retryable(raw: i64) bool {
        return linux.is(raw, .INTR) or linux.is(raw, .AGAIN) or linux.is(raw, .BUSY);
    }

    /// Takes completions as long as the client has room for what they become. When the kernel kept
    /// some that did not fit, they come with the next enter.
    fn reap(self: *IoUring, loop: *Loop) void {
        if (self.ring.hasOverflow()) loop.port.overflows += 1;
        while (loop.room() > 0) {
            const cqe = self.ring.peek() orelse return;
            self.take(loop, cqe);
        }
    }

    inline fn take(self: *IoUring, loop: *Loop, cqe: *const uring.Cqe) void {
        self.complete(loop, cqe);
        self.ring.pop();
    }

    fn complete(self: *IoUring, loop: *Loop, cqe: *const uring.Cqe) void {
        if (cqe.user_data == of_cancel) return;
        if (cqe.user_data == of_wake) {
            if (cqe.flags & uring.Cqe.more == 0) _ = self.watchWaker(loop);
            return;
        }
        if (cqe.flags & uring.Cqe.more == 0) self.in_flight -|= 1;
        const slot = loop.findIdentity(cqe.user_data) orelse return;
        const is_output = slot.flags.listed == .output;
        switch (slot.state) {
            .kernel => if (is_output) self.completeOutput(slot, cqe.result) else {
                self.completeKernel(slot, cqe);
            },
            .kernel_pinned => self.completePinned(slot, cqe),
            .kernel_poll => if (is_output) {
                const raw = if (cqe.result < 0) cqe.result else linux.fail(.AGAIN);
                output.completed(loop, slot.handle, raw);
            } else {
                self.completePoll(slot, cqe.result);
            },
            // An end that was told of before its completion came: nothing is owed any more.
            else => {},
        }
    }

    /// A pipe that was opened not to block says so; the ring does not wait for it by itself.
    fn completeOutput(self: *IoUring, slot: *Slot, raw: i32) void {
        const is_full = linux.is(raw, .AGAIN) and !slot.flags.canceled;
        const sqe = if (is_full) self.entry() else null;
        const free = sqe orelse return output.completed(slot.loop, slot.handle, raw);
        output.blocked(slot.loop, slot.handle);
        self.addPoll(free, lifecycle.atOf(slot), linux.EPOLL.OUT);
    }

    /// A file that takes no pinned memory gets the client's as it is, now and from now on.
    fn completePinned(self: *IoUring, slot: *Slot, cqe: *const uring.Cqe) void {
        if (slot.flags.canceled or !Pinned.mayBeRefusal(cqe.result)) {
            return self.completeKernel(slot, cqe);
        }
        slot.loop.handles.at(slot.handle).flags.refuses_pinned = true;
        self.begin(lifecycle.atOf(slot));
    }

    fn completeKernel(self: *IoUring, slot: *Slot, cqe: *const uring.Cqe) void {
        const live = cqe.flags & uring.Cqe.more != 0;
        var raw: i64 = cqe.result;
        if (cqe.flags & uring.Cqe.has_buffer != 0) takeBuffer(slot, cqe);
        if (linux.is(raw, .AGAIN) and slot.operation.readiness() != null) {
            // A file that was opened not to block: the ring does not wait for it by itself.
            if (!slot.flags.canceled) return self.beginPoll(lifecycle.atOf(slot));
            raw = linux.fail(.CANCELED);
        }
        switch (lifecycle.complete(slot, raw, live)) {
            .over, .parked => {},
            .again => if (!live) self.begin(lifecycle.atOf(slot)),
        }
    }

    /// The kernel took a buffer from the group's ring; without data it goes back.
    fn takeBuffer(slot: *Slot, cqe: *const uring.Cqe) void {
        const id: u16 = @truncate(cqe.flags >> 16);
        if (cqe.result > 0) {
            slot.buffer = id;
        } else {
            slot.loop.buffers.at(slot.operation.receive.group).?.give(id);
        }
    }

    fn completePoll(self: *IoUring, slot: *Slot, answer: i32) void {
        const at = lifecycle.atOf(slot);
        while (true) {
            var raw = if (answer < 0) answer else slot.operation.perform(at);
            if (linux.is(raw, .AGAIN)) {
                if (!slot.flags.canceled) return self.beginPoll(at);
                raw = linux.fail(.CANCELED);
            }
            switch (lifecycle.complete(slot, raw, false)) {
                .over, .parked => return,
                .again => if (answer < 0 or slot.loop.room() == 0) return self.beginPoll(at),
            }
        }
    }

    pub fn openBuffers(self: *IoUring, group: u16, count: u32) ?[]uring.Buffer {
        const bytes = @as(usize, count) * @sizeOf(uring.Buffer);
        const pages = memory.map(mapped(bytes)) catch return null;
        const slice = std.mem.bytesAsSlice(uring.Buffer, pages[0..bytes]);
        const ring: []uring.Buffer = @alignCast(slice);
        const argument: uring.BufferRing = .{
            .address = @intFromPtr(pages.ptr),
            .entries = count,
            .group = group,
        };
        const raw = uring.register(self.ring.fd, uring.Register.buffer_ring, &argument, 1);
        if (raw == 0) return ring;
        memory.unmap(pages);
        return null;
    }

    pub fn closeBuffers(self: *IoUring, group: u16, ring: []uring.Buffer) void {
        const argument: uring.BufferRing = .{ .address = 0, .entries = 0, .group = group };
        if (self.ring.fd >= 0) {
            _ = uring.register(
                self.ring.fd,
                uring.Register.unregister_buffer_ring,
                &argument,
                1,
            );
        }
        const bytes = mapped(ring.len * @sizeOf(uring.Buffer));
        const start: [*]align(memory.alignment) u8 = @ptrCast(@alignCast(ring.ptr));
        memory.unmap(start[0..bytes]);
    }

    fn mapped(bytes: usize) usize {
        return std.mem.alignForward(usize, bytes, memory.granularity);
    }

    pub fn nowNs(_: *const IoUring) i64 {
        return linux.monotonicNs();
    }

    pub fn pollable(self: *const IoUring) i32 {
        return self.ring.fd;
    }

    pub fn describe(self: *const IoUring, text: []u8) []u8 {
        return std.fmt.bufPrint(text, "io_uring, {d} entries, set-up flags 0x{x}", .{
            self.ring.entries.len,
            self.ring.setup_flags,
        }) catch text[0..0];
    }
};
