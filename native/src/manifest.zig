//! The interface as text, one fact a line, computed when the library is compiled: what a consumer
//! compares with its own copy before it trusts a single offset.

const std = @import("std");
const abi = @import("abi.zig");
const errors = @import("error.zig");
const Operation = @import("op.zig").Operation;
const options = @import("socket_option.zig");

pub const text: [:0]const u8 = blk: {
    @setEvalBranchQuota(1_000_000);
    break :blk structures() ++ operations() ++ errorCodes() ++ constants() ++ socketOptions() ++
        backends() ++ functions();
};

fn line(comptime format: []const u8, comptime arguments: anytype) [:0]const u8 {
    return std.fmt.comptimePrint(format ++ "\n", arguments);
}

fn structures() [:0]const u8 {
    comptime var out: [:0]const u8 = "";
    const all = .{
        .{ "submission", abi.Submission }, .{ "event", abi.Event },     .{ "port", abi.Port },
        .{ "address", abi.Address },       .{ "stat", abi.Stat },       .{ "times", abi.Times },
        .{ "copy", abi.Copy },             .{ "options", abi.Options }, .{ "fault", abi.Fault },
    };
    inline for (all) |entry| {
        out = out ++ line("struct {s} {d}", .{ entry[0], @sizeOf(entry[1]) });
        inline for (@typeInfo(entry[1]).@"struct".fields) |field| {
            if (comptime std.mem.startsWith(u8, field.name, "reserved")) continue;
            out = out ++ line("field {s} {s} {d} {d}", .{
                entry[0],
                field.name,
                @offsetOf(entry[1], field.name),
                @sizeOf(field.type),
            });
        }
    }
    return out;
}

fn operations() [:0]const u8 {
    comptime var out: [:0]const u8 = "";
    inline for (@typeInfo(Operation.Code).@"enum".fields) |field| {
        out = out ++ line("op {s} {d}", .{ field.name, field.value });
    }
    return out;
}

fn errorCodes() [:0]const u8 {
    comptime var out: [:0]const u8 = "";
    inline for (errors.described) |row| out = out ++ line("error {s} {d}", .{ row.name, row.code });
    return out;
}

fn constants() [:0]const u8 {
    comptime var out: [:0]const u8 = "";
    const all = .{
        .{ "submission", abi.Submission }, .{ "event", abi.Event },     .{ "wake", abi.Wake },
        .{ "address", abi.Address },       .{ "stat", abi.Stat },       .{ "times", abi.Times },
        .{ "copy", abi.Copy },             .{ "options", abi.Options }, .{ "fault", abi.Fault },
        .{ "open", abi.Open },             .{ "ready", abi.Ready },
    };
    inline for (all) |entry| {
        inline for (@typeInfo(entry[1]).@"struct".decls) |decl| {
            out = out ++ line("const {s}_{s} {d}", .{
                entry[0],
                decl.name,
                @field(entry[1], decl.name),
            });
        }
    }
    return out;
}

fn socketOptions() [:0]const u8 {
    comptime var out: [:0]const u8 = "";
    inline for (@typeInfo(options.Code).@"enum".fields) |field| {
        out = out ++ line("option {s} {d}", .{ field.name, field.value });
    }
    return out;
}

fn backends() [:0]const u8 {
    comptime var out: [:0]const u8 = "";
    inline for (@typeInfo(abi.BackendCode).@"enum".fields) |field| {
        out = out ++ line("backend {s} {d}", .{ field.name, field.value });
    }
    return out;
}

fn functions() [:0]const u8 {
    comptime var out: [:0]const u8 = "";
    const files = .{
        @import("c/loop.zig"),
        @import("c/threadpool.zig"),
        @import("c/timer.zig"),
        @import("c/async.zig"),
        @import("c/ext.zig"),
    };
    inline for (files) |file| {
        inline for (@typeInfo(file).@"struct".decls) |decl| {
            if (comptime !std.mem.startsWith(u8, decl.name, "xev_")) continue;
            out = out ++ line("fn {s}", .{decl.name});
        }
    }
    return out;
}

test "the golden manifest is this one; `zig build abi` renews it" {
    try std.testing.expectEqualStrings(@embedFile("golden manifest"), text);
}
