//! The functions of `xev.h`, one file for each of its chapters.

comptime {
    _ = @import("loop.zig");
    _ = @import("threadpool.zig");
}

test {
    _ = @import("threadpool.zig");
}
