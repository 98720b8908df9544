//! The root of the native library: what it exports, and what `zig build test` runs.

export fn xev_placeholder() c_int {
    return 0;
}

test "the placeholder answers" {
    try @import("std").testing.expectEqual(0, xev_placeholder());
}
