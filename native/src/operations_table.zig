//! The operation table for people: how each kind of backend runs each operation, as its file says.
//! `zig build operations` keeps it in docs/operations.md.

const std = @import("std");
const abi = @import("abi.zig");
const Allocator = std.mem.Allocator;
const Loop = @import("loop.zig").Loop;
const Operation = @import("op.zig").Operation;
const Slot = @import("slot.zig").Slot;
const Sqe = @import("sys/uring.zig").Sqe;
const uring = @import("sys/uring.zig");

const begin_mark = "<!-- operations: begin -->\n";
const end_mark = "<!-- operations: end -->";

/// The page with its table made anew.
pub fn renew(gpa: Allocator, page: []const u8) ![]const u8 {
    const begin = std.mem.indexOf(u8, page, begin_mark) orelse return error.NoMark;
    const end = std.mem.indexOf(u8, page, end_mark) orelse return error.NoMark;
    var out: std.ArrayList(u8) = .empty;
    errdefer out.deinit(gpa);
    try out.appendSlice(gpa, page[0 .. begin + begin_mark.len]);
    try writeTable(gpa, &out);
    try out.appendSlice(gpa, page[end..]);
    return out.toOwnedSlice(gpa);
}

fn writeTable(gpa: Allocator, out: *std.ArrayList(u8)) !void {
    const loop = switch (Loop.open(gpa, &.{ .backend = @intFromEnum(abi.BackendCode.simulated) })) {
        .loop => |loop| loop,
        .failed => return error.NoLoop,
    };
    defer loop.close();
    try out.appendSlice(gpa,
        \\| code | operation | handle | io_uring (Linux) | epoll | simulated |
        \\|---|---|---|---|---|---|
        \\
    );
    inline for (@typeInfo(Operation.Code).@"enum".fields) |field| {
        const code: Operation.Code = @enumFromInt(field.value);
        try out.print(gpa, "| {d} | `{s}` | {s} | ", .{ field.value, field.name, handleOf(code) });
        try writeRing(gpa, out, loop, code);
        try out.print(gpa, " | {s} | {s} |\n", .{ onReadiness(code), simulated(code) });
    }
}

fn Of(comptime code: Operation.Code) type {
    return @FieldType(Operation, @tagName(code));
}

fn has(comptime way: anytype) bool {
    return @TypeOf(way) != void;
}

/// Goes through the output queue of its handle, if that is a stream.
fn isQueued(comptime code: Operation.Code) bool {
    return switch (code) {
        .write, .send, .shutdown => true,
        else => false,
    };
}

/// Done by the loop itself, whatever the backend.
fn isOwn(comptime code: Operation.Code) bool {
    const T = Of(code);
    return !has(T.prepare) and !has(T.readiness) and !has(T.blocking) and !isQueued(code);
}

fn handleOf(comptime code: Operation.Code) []const u8 {
    return switch (Of(code).uses) {
        .no_handle => "",
        .handle => "yes",
        .handle_or_path => "or path",
    };
}

fn writeRing(
    gpa: Allocator,
    out: *std.ArrayList(u8),
    loop: *Loop,
    comptime code: Operation.Code,
) !void {
    const T = Of(code);
    if (comptime isOwn(code)) return out.appendSlice(gpa, "loop");
    if (code == .shutdown) return out.appendSlice(gpa, "queue, then a call");
    if (code == .send) {
        return out.print(gpa, "queue, then `send` ({s}) or `sendmsg` ({s})", .{
            uring.Op.since(.send),
            uring.Op.since(.sendmsg),
        });
    }
    if (comptime !has(T.prepare)) return out.appendSlice(gpa, "pool");
    const opcode = try ringOperation(loop, code);
    try out.print(gpa, "`{s}` ({s})", .{ @tagName(opcode), opcode.since() });
    if (opcode == .poll_add) return;
    try out.appendSlice(gpa, if (has(T.blocking)) ", else pool" else ", else `poll_add`");
    if (comptime isQueued(code)) try out.appendSlice(gpa, "; streams: queue first");
}

/// What it asks of a ring.
fn ringOperation(loop: *Loop, comptime code: Operation.Code) !uring.Op {
    var address: abi.Address = .{};
    var operation = Operation.decode(&.{
        .op = @intFromEnum(code),
        .address = @intFromPtr(&address),
        .address2 = @intFromPtr(&address),
    }).?;
    var slot: Slot = .{ .loop = loop, .operation = operation };
    var sqe: Sqe = .{};
    if (!operation.prepare(&sqe, .{ .loop = loop, .slot = &slot, .fd = 0 })) return error.NoEntry;
    // What it keeps for the kernel is given up by its end.
    if (@hasField(Of(code), "scratch")) {
        _ = operation.finish(.{ .loop = loop, .slot = &slot, .fd = 0 }, -1);
    }
    return sqe.opcode;
}

fn onReadiness(comptime code: Operation.Code) []const u8 {
    const T = Of(code);
    if (comptime isOwn(code)) return "loop";
    if (code == .shutdown) return "queue, then a call";
    if (code == .send) return "queue, writable";
    if (code == .write) return "queue, writable; files: pool";
    if (comptime !has(T.readiness)) return "pool";
    const files = comptime if (has(T.blocking)) "; files: pool" else "";
    return comptime @tagName(T.readiness) ++ files;
}

fn simulated(comptime code: Operation.Code) []const u8 {
    if (comptime isOwn(code)) return "loop";
    if (code == .shutdown) return "queue, then a call";
    if (comptime isQueued(code)) return "queue, tried in turn";
    return if (has(Of(code).readiness)) "tried in turn" else "called in turn";
}

test "docs/operations.md has this table, and tells of each operation" {
    const gpa = std.testing.allocator;
    const page = @embedFile("operations page");

    const renewed = try renew(gpa, page);
    defer gpa.free(renewed);

    try std.testing.expectEqualStrings(renewed, page);
    inline for (@typeInfo(Operation.Code).@"enum".fields) |field| {
        const row = "\n| **" ++ field.name ++ "** |";
        if (std.mem.indexOf(u8, page, row) == null) {
            std.debug.print("docs/operations.md has no arguments of {s}\n", .{field.name});
            return error.NotDocumented;
        }
    }
}
