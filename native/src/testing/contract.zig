//! The contract of the boundary, once, run on every backend that this host has.

const std = @import("std");
const abi = @import("../abi.zig");
const Backend = @import("../backend.zig").Backend;

/// Each file is a theme; each of its public functions a statement, given a backend.
const themes = .{
    @import("contract_accept.zig"),
    @import("contract_announced.zig"),
    @import("contract_close.zig"),
    @import("contract_connect.zig"),
    @import("contract_copy.zig"),
    @import("contract_core.zig"),
    @import("contract_fallback.zig"),
    @import("contract_faults.zig"),
    @import("contract_files.zig"),
    @import("contract_lent.zig"),
    @import("contract_limits.zig"),
    @import("contract_moments.zig"),
    @import("contract_paths.zig"),
    @import("contract_positions.zig"),
    @import("contract_random.zig"),
    @import("contract_readiness.zig"),
    @import("contract_reaping.zig"),
    @import("contract_registered.zig"),
    @import("contract_send.zig"),
    @import("contract_sockets.zig"),
    @import("contract_streams.zig"),
    @import("contract_threads.zig"),
    @import("contract_turns.zig"),
};

test "the contract holds on io_uring" {
    try runAll(.io_uring);
}

test "the contract holds on epoll" {
    try runAll(.epoll);
}

test "the contract holds on the simulated backend" {
    try runAll(.simulated);
}

fn runAll(code: abi.BackendCode) !void {
    if (Backend.available(@intFromEnum(code)) != 0) {
        std.debug.print("{s} is not available here; its contract was not run\n", .{@tagName(code)});
        return;
    }
    var failures: u32 = 0;
    inline for (themes) |theme| {
        inline for (@typeInfo(theme).@"struct".decls) |statement| {
            run(code, statement.name, @field(theme, statement.name)) catch {
                failures += 1;
            };
        }
    }
    if (failures > 0) return error.ContractBroken;
}

fn run(
    code: abi.BackendCode,
    comptime name: []const u8,
    statement: *const fn (abi.BackendCode) anyerror!void,
) !void {
    statement(code) catch |err| {
        std.debug.print("{s}: {s}: {s}\n", .{ @tagName(code), name, @errorName(err) });
        if (@errorReturnTrace()) |trace| std.debug.dumpErrorReturnTrace(trace);
        return err;
    };
}
