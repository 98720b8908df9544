//! The contract on a kernel whose ring lacks operations: what it cannot run waits for readiness, or
//! goes to the pool, and nobody sees a difference.

const std = @import("std");
const abi = @import("../abi.zig");
const client_file = @import("client.zig");
const Client = client_file.Client;
const codeOf = client_file.codeOf;
const lifecycle = @import("../lifecycle.zig");
const fixtures = @import("fixtures.zig");
const testing = std.testing;
const uring = @import("../sys/uring.zig");

const themes = .{
    @import("contract_accept.zig"),
    @import("contract_connect.zig"),
    @import("contract_files.zig"),
    @import("contract_paths.zig"),
    @import("contract_positions.zig"),
    @import("contract_streams.zig"),
};

const old = [_]uring.Op{
    .fsync, .accept, .connect, .fallocate, .openat, .statx, .ftruncate,
};

pub fn aRingWithoutTheseOperationsServesThemAll(code: abi.BackendCode) !void {
    if (code != .io_uring) return;
    Client.without = &old;
    defer Client.without = null;
    inline for (themes) |theme| {
        inline for (@typeInfo(theme).@"struct".decls) |statement| {
            errdefer std.debug.print("on an older kernel: {s}\n", .{statement.name});
            try @field(theme, statement.name)(code);
        }
    }
}

/// A receive that the ring would not wait for, with everything that may end it.
pub fn aReceiveThatWaitsForReadinessEndsLikeAnyOther(code: abi.BackendCode) !void {
    Client.without = &.{.recv};
    defer Client.without = null;
    var client = Client.open(code);
    defer client.close();
    const ends = try fixtures.socketPair(&client, 1);
    var bytes: [8]u8 = undefined;
    const first = client.get(.receive, ends[0], &bytes);
    try client.settle();
    _ = client.put(.send, ends[1], "x");
    try testing.expectEqual(1, (try client.last(first)).result);
    const second = client.get(.receive, ends[0], &bytes);
    try client.settle();

    const cancel = client.cancel(second, 1);

    try testing.expectEqual(0, (try client.last(cancel)).result);
    try testing.expectEqual(2, codeOf((try client.last(second)).result));
    const third = client.get(.receive, ends[0], &bytes);
    try client.settle();
    const close = client.start(.close, .{ .handle = ends[0] });
    try testing.expectEqual(2, codeOf((try client.last(third)).result));
    try testing.expectEqual(0, (try client.last(close)).result);
}

/// A signal is how the kernel takes an operation away from one of its own threads.
pub fn anInterruptThatACancelCausedIsACancel(code: abi.BackendCode) !void {
    if (code == .io_uring) return;
    var client = Client.open(code);
    defer client.close();
    const ends = try fixtures.socketPair(&client, 1);
    var bytes: [8]u8 = undefined;
    const receive = client.get(.receive, ends[0], &bytes);
    try client.settle();

    const slot = client.loop.slots.at(receive);
    slot.flags.canceled = true;
    try testing.expectEqual(.over, lifecycle.complete(slot, -4, false));

    try testing.expectEqual(2, codeOf((try client.last(receive)).result));
}
