//! Keeps the tables of docs/ that are written by hand in step with the sources.

const std = @import("std");
const abi = @import("../abi.zig");
const errors = @import("../error.zig");

const page = @embedFile("boundary page");

test "docs/abi.md has each error code, with its text and the system's numbers" {
    const gpa = std.testing.allocator;
    @setEvalBranchQuota(20_000);
    inline for (errors.table) |row| {
        var line: std.ArrayList(u8) = .empty;
        defer line.deinit(gpa);
        const code = @intFromEnum(row.code);
        try line.print(gpa, "| {d} | `{s}` | {s} | ", .{ code, comptime row.name(), row.text });
        for (row.errnos, 0..) |errno, i| {
            try line.print(gpa, "{s}E{s}", .{ if (i > 0) ", " else "", @tagName(errno) });
        }
        try line.appendSlice(gpa, " |\n");
        try expectLine(line.items);
    }
}

test "docs/abi.md has each field of submissions and events" {
    inline for (.{ abi.Submission, abi.Event }) |T| {
        inline for (@typeInfo(T).@"struct".fields) |field| {
            if (comptime std.mem.startsWith(u8, field.name, "reserved")) continue;
            try expectLine(std.fmt.comptimePrint("| `{s}` | {d} | {d} | ", .{
                field.name,
                @offsetOf(T, field.name),
                @sizeOf(field.type),
            }));
        }
    }
}

fn expectLine(text: []const u8) !void {
    if (std.mem.indexOf(u8, page, text) != null) return;
    std.debug.print("docs/abi.md does not say: {s}\n", .{text});
    return error.NotDocumented;
}
