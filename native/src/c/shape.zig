//! What the C interface's opaque types hold, and how a pointer from a caller becomes ours.

const std = @import("std");
const assert = std.debug.assert;
const callbacks = @import("../callbacks.zig");
const Loop = @import("../loop.zig").Loop;

/// An `xev_loop`: says whether it is initialised, and where the loop is.
pub const LoopBox = extern struct {
    magic: u64,
    loop: *Loop,

    const initialised: u64 = 0x78_65_76_2d_6c_6f_6f_70;

    pub fn put(box: *LoopBox, loop: *Loop) void {
        box.* = .{ .magic = initialised, .loop = loop };
        loop.owner = box;
    }

    /// Null for memory that holds no loop: never initialised, or deinitialised since.
    pub fn get(box: *const LoopBox) ?*Loop {
        return if (box.magic == initialised) box.loop else null;
    }

    pub fn clear(box: *LoopBox) void {
        box.magic = 0;
    }

    /// The caller's own pointer, as its callbacks are to see it.
    pub fn of(loop: *Loop) *LoopBox {
        return @ptrCast(@alignCast(loop.owner.?));
    }
};

pub const Completion = callbacks.Completion;

/// `XEV_REARM`; every other answer of a callback disarms.
pub const rearm: c_int = 1;

comptime {
    assert(@sizeOf(LoopBox) <= 512);
}
