//! The contract of handles that are used often: a ring may keep their descriptors by itself, and
//! nobody can tell.

const std = @import("std");
const abi = @import("../abi.zig");
const client_file = @import("client.zig");
const Client = client_file.Client;
const number = client_file.number;
const direct = @import("../direct.zig");
const fixtures = @import("fixtures.zig");
const linux = @import("../sys/linux.zig");
const testing = std.testing;

const Name = fixtures.Name;

/// More operations than a backend could want to see before it does something about them.
const often = 200;

fn readOften(client: *Client, handle: u32, expected: []const u8) !void {
    var bytes: [64]u8 = undefined;
    for (0..often) |_| {
        const got = try number(try client.run(.read_at, .{
            .handle = handle,
            .address = @intFromPtr(&bytes),
            .length = bytes.len,
        }));
        try testing.expectEqualStrings(expected, bytes[0..got]);
    }
}

fn sendOften(client: *Client, from: u32, to: u32) !void {
    var bytes: [1]u8 = undefined;
    for (0..often) |_| {
        const sent = client.put(.send, from, "x");
        try testing.expectEqual(1, (try client.last(client.get(.receive, to, &bytes))).result);
        try testing.expectEqual(1, (try client.last(sent)).result);
    }
}

pub fn aHandleIsNeverAnotherOnesFile(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    for ([_][]const u8{ "first", "second", "third" }) |text| {
        const name = Name.fresh();
        defer name.remove();
        try name.fill(&client, text);
        const handle = try name.open(&client, abi.Open.read);

        try readOften(&client, handle, text);

        try testing.expectEqual(0, try client.run(.close, .{ .handle = handle }));
    }
}

pub fn aConnectionThatWasUsedOftenIsClosedAtOnce(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const ends = try client.connect();
    const others = try client.connect();
    var bytes: [1]u8 = undefined;
    // Something that does not end stays in flight all the time.
    const waiting = client.get(.receive, others[1], &bytes);
    try sendOften(&client, ends[0], ends[1]);

    try testing.expectEqual(0, try client.run(.close, .{ .handle = ends[0] }));

    try testing.expectEqual(-1, (try client.last(client.get(.receive, ends[1], &bytes))).result);
    try testing.expectEqual(0, client.countOf(waiting));
}

pub fn aDescriptorThatWasUsedOftenCanBeGivenAway(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const ends = try client.connect();
    var bytes: [1]u8 = undefined;
    try sendOften(&client, ends[0], ends[1]);

    const fd: i32 = @intCast(direct.release(client.loop, ends[0]));

    try testing.expectEqual(1, linux.send(fd, @intFromPtr("y"), 1, 0));
    try testing.expectEqual(1, (try client.last(client.get(.receive, ends[1], &bytes))).result);
    try testing.expectEqual('y', bytes[0]);
    try testing.expectEqual(0, linux.close(fd));
    try testing.expectEqual(-1, (try client.last(client.get(.receive, ends[1], &bytes))).result);
}

pub fn theEndOfALoopClosesWhatWasUsedOften(code: abi.BackendCode) !void {
    var client = Client.open(code);
    const ends = try client.connect();
    var bytes: [1]u8 = undefined;
    try sendOften(&client, ends[0], ends[1]);
    const fd: i32 = @intCast(direct.release(client.loop, ends[1]));
    defer _ = linux.close(fd);

    client.close();

    try testing.expectEqual(0, linux.receive(fd, @intFromPtr(&bytes), 1, 0));
}
