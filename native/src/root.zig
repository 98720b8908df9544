//! The root of the native library: what it exports, and what `zig build test` runs.

comptime {
    _ = @import("c/ext.zig");
    _ = @import("c/xev.zig");
}

test {
    _ = @import("announced.zig");
    _ = @import("backend.zig");
    _ = @import("backend/shortcut_test.zig");
    _ = @import("error.zig");
    _ = @import("handle.zig");
    _ = @import("list.zig");
    _ = @import("loop.zig");
    _ = @import("manifest.zig");
    _ = @import("lifecycle.zig");
    _ = @import("memory.zig");
    _ = @import("moments.zig");
    _ = @import("operations_table.zig");
    _ = @import("pool.zig");
    _ = @import("queue_mpsc.zig");
    _ = @import("result.zig");
    _ = @import("sys/address.zig");
    _ = @import("sys/counter.zig");
    _ = @import("sys/linux.zig");
    _ = @import("sys/nameless.zig");
    _ = @import("sys/pipe.zig");
    _ = @import("sys/statx.zig");
    _ = @import("sys/thread.zig");
    _ = @import("table.zig");
    _ = @import("testing/contract.zig");
    _ = @import("testing/pages.zig");
    _ = @import("timer_heap.zig");
    _ = @import("timers.zig");
    _ = @import("waker.zig");
}
