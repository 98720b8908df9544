//! The contract of loops that share a thread, and of a loop that outlives its own.

const std = @import("std");
const abi = @import("../abi.zig");
const Client = @import("client.zig").Client;
const fixtures = @import("fixtures.zig");
const Loop = @import("../loop.zig").Loop;
const testing = std.testing;
const thread = @import("../sys/thread.zig");

/// More than the kernel makes easy.
const many = 24;

fn openMany(clients: *[many]Client, code: abi.BackendCode) void {
    const options: abi.Options = .{ .backend = @intFromEnum(code), .entries = 4, .seed = 1 };
    for (clients) |*client| client.* = Client.openWith(options);
}

pub fn loopsOfOneThreadDoNotMeet(code: abi.BackendCode) !void {
    var clients: [many]Client = undefined;
    for (0..3) |_| {
        openMany(&clients, code);
        defer for (&clients) |*client| client.close();
        var receives: [many]u32 = undefined;
        var bytes: [many]u8 = undefined;
        var senders: [many]u32 = undefined;
        for (&clients, 0..) |*client, i| {
            const ends = try fixtures.socketPair(client, 1);
            receives[i] = client.get(.receive, ends[0], bytes[i..][0..1]);
            senders[i] = ends[1];
            try client.settle();
        }

        for (&clients, 0..) |*client, i| {
            const sent = client.put(.send, senders[i], &.{@intCast(i)});
            try testing.expectEqual(1, (try client.last(sent)).result);
        }

        for (&clients, 0..) |*client, i| {
            try testing.expectEqual(1, (try client.last(receives[i])).result);
            try testing.expectEqual(@as(u8, @intCast(i)), bytes[i]);
        }
    }
}

/// A loop with something under way, whose thread ends.
const Orphan = struct {
    code: abi.BackendCode,
    loop: ?*Loop = null,

    fn run(orphan: *Orphan) void {
        // What cannot be waited for any more is kept on purpose.
        const options: abi.Options = .{ .backend = @intFromEnum(orphan.code), .seed = 1 };
        const loop = Loop.open(std.heap.page_allocator, &options).loop;
        loop.submissions[0] = .{ .op = 1, .offset = std.time.ns_per_hour };
        _ = loop.poll(1, 0);
        orphan.loop = loop;
    }
};

pub fn aLoopIsClosedWhenItsThreadHasEnded(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const ends = try fixtures.socketPair(&client, 1);
    var bytes: [1]u8 = undefined;
    const receive = client.get(.receive, ends[0], &bytes);
    try client.settle();
    const before = fixtures.openDescriptors();
    var orphan: Orphan = .{ .code = code };
    (try thread.spawn(Orphan, Orphan.run, &orphan, "xev-test", 0)).join();

    orphan.loop.?.close();

    try testing.expectEqual(before, fixtures.openDescriptors());
    try testing.expectEqual(1, (try client.last(client.put(.send, ends[1], "x"))).result);
    try testing.expectEqual(1, (try client.last(receive)).result);
}
