//! The functions of `xev.h`, a file for each of its chapters.

comptime {
    _ = @import("async.zig");
    _ = @import("loop.zig");
    _ = @import("threadpool.zig");
    _ = @import("timer.zig");
}

test {
    _ = @import("threadpool.zig");
}
