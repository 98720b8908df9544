//! The choice of a backend, at run time, and the few things that the loop asks of one.

const std = @import("std");
const abi = @import("abi.zig");
const At = @import("op.zig").At;
const Epoll = @import("backend/epoll.zig").Epoll;
const Handle = @import("handle.zig").Handle;
const IoUring = @import("backend/io_uring.zig").IoUring;
const Loop = @import("loop.zig").Loop;
const result = @import("result.zig");
const Simulated = @import("backend/simulated.zig").Simulated;
const Slot = @import("slot.zig").Slot;
const uring = @import("sys/uring.zig");

pub const Backend = union(abi.BackendCode) {
    io_uring: IoUring,
    epoll: Epoll,
    kqueue: noreturn,
    iocp: noreturn,
    simulated: Simulated,

    /// Zero, or the raw error. Without a wish the best that this system allows is taken, and the
    /// reason for stepping down is kept.
    pub fn open(backend: *Backend, loop: *Loop, options: *const abi.Options) i64 {
        const wish = std.enums.fromInt(abi.BackendCode, options.backend) orelse {
            if (options.backend != 0) return unavailable;
            backend.* = .{ .io_uring = .{} };
            const raw = backend.io_uring.open(loop, options);
            if (raw >= 0) return 0;
            loop.declined = raw;
            backend.* = .{ .epoll = .{} };
            return backend.epoll.open(loop, options);
        };
        switch (wish) {
            .kqueue, .iocp => return unavailable,
            inline else => |code| {
                backend.* = @unionInit(Backend, @tagName(code), .{});
                return @field(backend, @tagName(code)).open(loop, options);
            },
        }
    }

    /// Zero, or why a backend cannot be used here, as a result.
    pub fn available(code: u32) i64 {
        const wish = std.enums.fromInt(abi.BackendCode, code) orelse {
            return result.of(.backend_unavailable);
        };
        return switch (wish) {
            .io_uring => result.plain(@min(IoUring.probe(), 0)),
            .epoll, .simulated => 0,
            .kqueue, .iocp => result.of(.backend_unavailable),
        };
    }

    const unavailable = -@as(i64, @intFromEnum(std.os.linux.E.NOSYS));

    /// For a loop that ends, with everything cancelled. False when the kernel would not let go, and
    /// may yet write where it was told to.
    pub fn drain(backend: *Backend, loop: *Loop) bool {
        return switch (backend.*) {
            .io_uring => |*ring| ring.drain(loop),
            else => true,
        };
    }

    pub fn close(backend: *Backend, loop: *Loop) void {
        switch (backend.*) {
            inline else => |*b| b.close(loop),
        }
    }

    /// The first use on the loop's thread.
    pub fn bind(backend: *Backend, loop: *Loop) i64 {
        return switch (backend.*) {
            inline else => |*b| b.bind(loop),
        };
    }

    /// Starts, or goes on with, an operation that nothing waits for now.
    pub fn begin(backend: *Backend, at: At) void {
        switch (backend.*) {
            inline else => |*b| b.begin(at),
        }
    }

    /// Sends the head of a handle's output queue. False when it is on its way, or waits until the
    /// handle is ready; true when it is over and the next may start.
    pub fn send(backend: *Backend, loop: *Loop, index: u32) bool {
        return switch (backend.*) {
            inline else => |*b| b.send(loop, index),
        };
    }

    /// Asks the kernel to end what it holds for a slot.
    pub fn cancel(backend: *Backend, slot: *Slot) void {
        switch (backend.*) {
            inline else => |*b| b.cancel(slot),
        }
    }

    /// A handle is about to be closed.
    pub fn forget(backend: *Backend, handle: *Handle) void {
        switch (backend.*) {
            inline else => |*b| b.forget(handle),
        }
    }

    /// Hands everything over, waits at most `timeout_ns` (negative: for ever), and completes what
    /// is over. Zero, or the raw error.
    pub fn wait(backend: *Backend, loop: *Loop, timeout_ns: i64) i64 {
        return switch (backend.*) {
            inline else => |*b| b.wait(loop, timeout_ns),
        };
    }

    /// Whether a wait of no time would do nothing at all. Only a ring can tell without a call.
    pub inline fn isQuiet(backend: *const Backend) bool {
        return switch (backend.*) {
            .io_uring => |*ring| ring.isQuiet(),
            else => false,
        };
    }

    /// Hands over without waiting.
    pub fn flush(backend: *Backend, loop: *Loop) i64 {
        return switch (backend.*) {
            inline else => |*b| b.flush(loop),
        };
    }

    pub fn openBuffers(backend: *Backend, group: u16, count: u32) ?[]uring.Buffer {
        return switch (backend.*) {
            inline else => |*b| b.openBuffers(group, count),
        };
    }

    pub fn closeBuffers(backend: *Backend, group: u16, ring: []uring.Buffer) void {
        switch (backend.*) {
            inline else => |*b| b.closeBuffers(group, ring),
        }
    }

    /// The clock that the loop's deadlines are on.
    pub fn nowNs(backend: *const Backend) i64 {
        return switch (backend.*) {
            inline else => |*b| b.nowNs(),
        };
    }

    /// What another loop can wait on, or −1.
    pub fn pollable(backend: *const Backend) i32 {
        return switch (backend.*) {
            inline else => |*b| b.pollable(),
        };
    }

    /// What there is to say of the choice, into `text`.
    pub fn describe(backend: *const Backend, text: []u8) []u8 {
        return switch (backend.*) {
            inline else => |*b| b.describe(text),
        };
    }
};
