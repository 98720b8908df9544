//! The operation table: one line for each operation, with a code that is fixed for ever. Everything
//! that the library does with an operation goes through the dispatch below, or at its start through
//! `lifecycle.starters`, so that a backend knows nothing about single ones.
//!
//! An operation's file says how each kind of backend runs it. Leaving one of these out does not
//! compile; `unsupported` is said in so many words:
//! `decode` (from a submission), `uses` (its handle), `direct` (the loop does it at once, itself),
//! `prepare` (io_uring fills an entry), `readiness` with `perform` (wait, then call without
//! blocking), `blocking` (on the pool), `finish` (what a raw answer means), `interrupt` (how
//! something that runs on the pool is asked to end).

const std = @import("std");
const abi = @import("abi.zig");
const lifecycle = @import("lifecycle.zig");
const linux = @import("sys/linux.zig");
const Loop = @import("loop.zig").Loop;
const result = @import("result.zig");
const Slot = @import("slot.zig").Slot;
const Sqe = @import("sys/uring.zig").Sqe;

pub const Operation = union(enum(u8)) {
    noop: @import("op/Noop.zig") = 0,
    timer: @import("op/Timer.zig") = 1,
    cancel: @import("op/Cancel.zig") = 2,
    poll: @import("op/Poll.zig") = 3,
    open: @import("op/Open.zig") = 4,
    close: @import("op/Close.zig") = 5,
    read: @import("op/Read.zig") = 6,
    write: @import("op/Write.zig") = 7,
    read_at: @import("op/ReadAt.zig") = 8,
    write_at: @import("op/WriteAt.zig") = 9,
    fsync: @import("op/Fsync.zig") = 10,
    stat: @import("op/Stat.zig") = 11,
    truncate: @import("op/Truncate.zig") = 12,
    copy: @import("op/Copy.zig") = 13,
    mkdir: @import("op/Mkdir.zig") = 14,
    rename: @import("op/Rename.zig") = 15,
    unlink: @import("op/Unlink.zig") = 16,
    symlink: @import("op/Symlink.zig") = 17,
    readlink: @import("op/Readlink.zig") = 18,
    set_times: @import("op/SetTimes.zig") = 19,
    set_mode: @import("op/SetMode.zig") = 20,
    accept: @import("op/Accept.zig") = 21,
    connect: @import("op/Connect.zig") = 22,
    receive: @import("op/Receive.zig") = 23,
    send: @import("op/Send.zig") = 24,
    shutdown: @import("op/Shutdown.zig") = 25,
    provide: @import("op/Provide.zig") = 26,
    fallocate: @import("op/Fallocate.zig") = 27,

    pub const Code = std.meta.Tag(Operation);

    /// Nothing when the code is not in the table.
    pub fn decode(submission: *const abi.Submission) ?Operation {
        const code = std.enums.fromInt(Code, submission.op) orelse return null;
        switch (code) {
            inline else => |c| {
                const T = @FieldType(Operation, @tagName(c));
                return @unionInit(Operation, @tagName(c), T.decode(submission));
            },
        }
    }

    /// False when the kernel's ring cannot run this operation.
    pub fn prepare(operation: *Operation, sqe: *Sqe, at: At) bool {
        switch (operation.*) {
            inline else => |*op| {
                if (comptime lacks(@TypeOf(op.*).prepare)) return false;
                return op.prepare(sqe, at);
            },
        }
    }

    pub fn readiness(operation: *const Operation) ?Direction {
        switch (operation.*) {
            inline else => |op| {
                if (comptime lacks(@TypeOf(op).readiness)) return null;
                return @TypeOf(op).readiness;
            },
        }
    }

    /// Never blocks; answers −EAGAIN when it would.
    pub fn perform(operation: *Operation, at: At) i64 {
        switch (operation.*) {
            inline else => |*op| {
                if (comptime lacks(@TypeOf(op.*).readiness)) unreachable;
                return op.perform(at);
            },
        }
    }

    pub fn canBlock(operation: *const Operation) bool {
        return switch (operation.*) {
            inline else => |op| !comptime lacks(@TypeOf(op).blocking),
        };
    }

    /// On a thread of the pool. Touches the operation and the client's memory, never the loop.
    pub fn blocking(operation: *Operation, at: At) i64 {
        switch (operation.*) {
            inline else => |*op| {
                if (comptime lacks(@TypeOf(op.*).blocking)) unreachable;
                return op.blocking(at);
            },
        }
    }

    pub fn finish(operation: *Operation, at: At, raw: i64) Outcome {
        switch (operation.*) {
            inline else => |*op| return op.finish(at, raw),
        }
    }

    /// Asks an operation that runs on the pool to end early; most cannot.
    pub fn interrupt(operation: *Operation) void {
        switch (operation.*) {
            inline else => |*op| {
                if (comptime lacks(@TypeOf(op.*).interrupt)) return;
                op.interrupt();
            },
        }
    }
};

/// Where an operation runs: its loop, its slot and the descriptor of its handle, or −1.
pub const At = struct { loop: *Loop, slot: *Slot, fd: i32 };

/// Whether an operation names a handle.
pub const Uses = enum { no_handle, handle, handle_or_path };

pub const Direction = enum { readable, writable, either };

/// What a raw answer meant.
pub const Outcome = union(enum) {
    /// The last event, with this result.
    done: i64,
    /// One event of several; the activation goes on.
    more: i64,
    /// Nothing to tell yet; the same operation goes on.
    again,
    /// Nothing to tell yet; it goes on when a buffer comes back.
    parked,
};

/// Ends an operation whose structure is not there, or not aligned to `alignment` bytes.
pub fn refuseMissing(at: At, address: u64, alignment: u64) bool {
    if (address != 0 and address % alignment == 0) return false;
    lifecycle.end(at.slot, result.failed(linux.fail(.FAULT), 0));
    return true;
}

/// Ends an operation at an offset that no file has, or in what has no offsets. The ring would take
/// the highest for "here", and read a stream without regard to any.
pub fn refuseOffset(at: At, offset: u64) bool {
    const is_stream = at.loop.handles.at(at.slot.handle).kind != .file;
    if (!is_stream and offset <= std.math.maxInt(i64)) return false;
    const raw = linux.fail(if (is_stream) .SPIPE else .INVAL);
    lifecycle.end(at.slot, result.failed(raw, 0));
    return true;
}

/// Stands where an operation has no way to run on a kind of backend.
pub const unsupported = {};

/// Whether an operation said `unsupported` of one of its ways.
pub fn lacks(comptime way: anytype) bool {
    return @TypeOf(way) == void;
}

comptime {
    // The operation is most of a slot, and an idle connection keeps two slots.
    std.debug.assert(@sizeOf(Operation) <= 32);
}
