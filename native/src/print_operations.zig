//! Prints docs/operations.md with its table made anew; `zig build operations` keeps what it says.

const std = @import("std");
const linux = @import("sys/linux.zig");
const operations_table = @import("operations_table.zig");

pub fn main() !void {
    const text = try operations_table.renew(std.heap.page_allocator, @embedFile("operations page"));
    var position: usize = 0;
    while (position < text.len) {
        const rest = text[position..];
        const written = linux.write(1, @intFromPtr(rest.ptr), @intCast(rest.len));
        if (written <= 0) return error.NotPrinted;
        position += @intCast(written);
    }
}
