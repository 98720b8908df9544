//! The contract of poll: readiness without moving anything.

const std = @import("std");
const abi = @import("../abi.zig");
const client_file = @import("client.zig");
const Client = client_file.Client;
const codeOf = client_file.codeOf;
const direct = @import("../direct.zig");
const fixtures = @import("fixtures.zig");
const testing = std.testing;

const Ready = abi.Ready;

fn start(client: *Client, handle: u32, events: u32) u32 {
    return client.start(.poll, .{ .handle = handle, .argument = events });
}

pub fn aSocketThatTakesBytesIsWritable(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const ends = try fixtures.socketPair(&client, 1);

    const poll = start(&client, ends[0], Ready.writable);

    try testing.expectEqual(Ready.writable, (try client.last(poll)).result);
}

pub fn aSocketWithBytesIsReadableAndKeepsThem(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const ends = try fixtures.socketPair(&client, 1);
    const poll = start(&client, ends[1], Ready.readable);
    try client.settle();
    try testing.expectEqual(0, client.countOf(poll));

    _ = client.put(.send, ends[0], "x");

    try testing.expectEqual(Ready.readable, (try client.last(poll)).result);
    var bytes: [4]u8 = undefined;
    const receive = client.get(.receive, ends[1], &bytes);
    try testing.expectEqual(1, (try client.last(receive)).result);
}

pub fn aPollTellsOfAHangUp(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const ends = try fixtures.pipe(&client);
    const poll = start(&client, ends[0], Ready.readable);
    try client.settle();

    try testing.expectEqual(0, direct.close(client.loop, ends[1]));

    const ready: u32 = @intCast((try client.last(poll)).result);
    try testing.expect(ready & Ready.hang_up != 0);
}

pub fn aPollTellsOfAFailure(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const ends = try fixtures.pipe(&client);
    var full: [1 << 17]u8 = undefined;
    const write = client.put(.write, ends[1], &full);
    try client.settle();
    const poll = start(&client, ends[1], Ready.writable);
    try client.settle();

    try testing.expectEqual(0, direct.close(client.loop, ends[0]));

    const ready: u32 = @intCast((try client.last(poll)).result);
    try testing.expect(ready & Ready.failed != 0);
    try testing.expectEqual(29, codeOf((try client.last(write)).result));
}

pub fn aFileIsAlwaysReady(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const name = fixtures.Name.fresh();
    defer name.remove();
    const handle = try name.open(&client, fixtures.fresh_file);

    const poll = start(&client, handle, Ready.readable);

    try testing.expectEqual(Ready.readable, (try client.last(poll)).result);
}

pub fn aCanceledPollSaysSo(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const ends = try fixtures.socketPair(&client, 1);
    const poll = start(&client, ends[1], Ready.readable);
    try client.settle();

    const cancel = client.cancel(poll, 1);

    try testing.expectEqual(2, codeOf((try client.last(poll)).result));
    try testing.expectEqual(0, (try client.last(cancel)).result);
}

pub fn manyPollsOfOneHandleAllEnd(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const ends = try fixtures.socketPair(&client, 1);
    var polls: [20]u32 = undefined;
    for (&polls) |*poll| poll.* = start(&client, ends[1], Ready.readable);
    try client.settle();

    _ = client.put(.send, ends[0], "x");

    for (polls) |poll| try testing.expectEqual(1, (try client.last(poll)).result);
}
