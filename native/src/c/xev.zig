//! The functions of `xev.h`, one file for each of its chapters.

comptime {
    _ = @import("threadpool.zig");
}

test {
    _ = @import("threadpool.zig");
}
