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
const Ring = @import("ring.zig").Ring;
const Slot = @import("../slot.zig").Slot;
const uring = @import("../sys/uring.zig");
const Sqe = uring.Sqe;

pub const IoUring = struct {
    ring: Ring = .{},
    loop: *Loop = undefined,

    const default_entries = 256;
    const entries_limit = 32 * 1024;
    /// User data that is no operation's: generations start at the client, but slots never reach
    /// this number.
    const of_cancel = std.math.maxInt(u64);
    const of_wake = std.math.maxInt(u64) - 1;

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

    pub fn close(self: *IoUring, _: *Loop) void {
        self.ring.close();
    }

    pub fn bind(self: *IoUring, loop: *Loop) i64 {
        const raw = self.ring.enable();
        return if (raw < 0) raw else self.watchWaker(loop);
    }

    /// A repeating poll that reports each write to the waker's event, which is never read.
    fn watchWaker(self: *IoUring, loop: *Loop) i64 {
        const sqe = self.entry() orelse return linux.fail(.BUSY);
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
        const sqe = self.entry() orelse return fail(slot, .BUSY);
        if (slot.operation.prepare(sqe, at) and self.ring.supports(sqe.opcode)) {
            sqe.user_data = slot.userData();
            self.ring.push();
            slot.state = .kernel;
        } else if (slot.operation.canBlock()) {
            blocking.offload(at);
        } else if (slot.operation.readiness() != null) {
            self.beginPoll(at);
        } else {
            lifecycle.end(slot, result.of(.unsupported));
        }
    }

    /// Waits on the ring for readiness, on behalf of an operation that would block.
    fn beginPoll(self: *IoUring, at: At) void {
        const sqe = self.entry() orelse return fail(at.slot, .BUSY);
        const EPOLL = linux.EPOLL;
        sqe.* = .{
            .opcode = .poll_add,
            .fd = at.fd,
            .op_flags = switch (at.slot.operation.readiness().?) {
                .readable => EPOLL.IN | EPOLL.RDHUP,
                .writable => EPOLL.OUT,
                .either => EPOLL.IN | EPOLL.OUT | EPOLL.RDHUP,
            },
            .user_data = at.slot.userData(),
        };
        self.ring.push();
        at.slot.state = .kernel_poll;
    }

    fn fail(slot: *Slot, errno: linux.E) void {
        slot.flags.canceled = true;
        _ = lifecycle.complete(slot, linux.fail(errno), false);
    }

    pub fn send(self: *IoUring, loop: *Loop, index: u32) bool {
        const sqe = self.entry() orelse {
            output.fail(loop, index, linux.fail(.BUSY));
            return true;
        };
        output.prepare(loop, index, sqe);
        sqe.user_data = loop.handles.at(index).output.first.?.userData();
        self.ring.push();
        return false;
    }

    pub fn cancel(self: *IoUring, slot: *Slot) void {
        const sqe = self.entry() orelse return;
        sqe.* = .{
            .opcode = .async_cancel,
            .address = slot.userData(),
            .user_data = of_cancel,
        };
        self.ring.push();
    }

    pub fn forget(_: *IoUring, _: *Handle) void {}

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
        const timeout = if (ring.ready() > 0) 0 else timeout_ns;
        if (timeout != 0 or ring.pending() > 0 or ring.mustEnter()) {
            loop.port.system_calls += 1;
            const raw = ring.enter(timeout);
            // EBUSY and EAGAIN: completions have to be taken first, which is done below.
            if (raw < 0 and !retryable(raw) and !linux.is(raw, .TIME)) return raw;
        }
        self.reap(loop);
        return 0;
    }

    fn retryable(raw: i64) bool {
        return linux.is(raw, .INTR) or linux.is(raw, .AGAIN) or linux.is(raw, .BUSY);
    }

    /// Takes completions as long as the client has room for what they become. When the kernel kept
    /// some that did not fit, they come with the next enter.
    fn reap(self: *IoUring, loop: *Loop) void {
        if (self.ring.hasOverflow()) loop.port.overflows += 1;
        while (loop.room() > 0) {
            const cqe = self.ring.take() orelse return;
            self.complete(loop, &cqe);
        }
    }

    fn complete(self: *IoUring, loop: *Loop, cqe: *const uring.Cqe) void {
        if (cqe.user_data == of_cancel) return;
        if (cqe.user_data == of_wake) {
            if (cqe.flags & uring.Cqe.more == 0) _ = self.watchWaker(loop);
            return;
        }
        const slot = loop.findSlot(@truncate(cqe.user_data)) orelse return;
        const is_current = slot.generation == @as(u32, @truncate(cqe.user_data >> 32));
        if (!is_current) return;
        switch (slot.state) {
            .kernel => if (slot.listed == .output) {
                output.completed(loop, slot.handle, cqe.result);
            } else {
                self.completeKernel(slot, cqe);
            },
            .kernel_poll => self.completePoll(slot, cqe.result),
            // An end that was told of before its completion came: nothing is owed any more.
            else => {},
        }
    }

    fn completeKernel(self: *IoUring, slot: *Slot, cqe: *const uring.Cqe) void {
        const at = lifecycle.atOf(slot);
        const live = cqe.flags & uring.Cqe.more != 0;
        if (cqe.flags & uring.Cqe.has_buffer != 0) takeBuffer(slot, cqe);
        if (linux.is(cqe.result, .AGAIN) and slot.operation.readiness() != null) {
            // A file that was opened not to block: the ring does not wait for it by itself.
            if (!slot.flags.canceled) return self.beginPoll(at);
        }
        switch (lifecycle.complete(slot, cqe.result, live)) {
            .over, .parked => {},
            .again => if (!live) self.begin(at),
        }
    }

    /// The kernel took a buffer from the group's ring; without data it goes back.
    fn takeBuffer(slot: *Slot, cqe: *const uring.Cqe) void {
        const id: u16 = @truncate(cqe.flags >> 16);
        if (cqe.result > 0) {
            slot.buffer = id;
            slot.flags.has_buffer = true;
        } else {
            slot.loop.buffers.at(slot.operation.receive.group).?.give(id);
        }
    }

    fn completePoll(self: *IoUring, slot: *Slot, answer: i32) void {
        const at = lifecycle.atOf(slot);
        while (true) {
            const raw = if (answer < 0) answer else slot.operation.perform(at);
            if (linux.is(raw, .AGAIN) and !slot.flags.canceled) return self.beginPoll(at);
            switch (lifecycle.complete(slot, raw, false)) {
                .over, .parked => return,
                .again => if (slot.loop.room() == 0) return self.beginPoll(at),
            }
        }
    }

    pub fn openBuffers(self: *IoUring, group: u16, count: u32) ?[]uring.Buffer {
        const bytes = @as(usize, count) * @sizeOf(uring.Buffer);
        const pages = memory.map(mapped(bytes)) catch return null;
        const ring: []uring.Buffer = @alignCast(std.mem.bytesAsSlice(uring.Buffer, pages[0..bytes]));
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
