//! The contract of files.

const std = @import("std");
const abi = @import("../abi.zig");
const client_file = @import("client.zig");
const Client = client_file.Client;
const codeOf = client_file.codeOf;
const direct = @import("../direct.zig");
const fixtures = @import("fixtures.zig");
const testing = std.testing;

const Name = fixtures.Name;
const create = fixtures.fresh_file;

fn open(client: *Client, name: *const Name, flags: u32) !u32 {
    return name.open(client, flags);
}

pub fn whatIsWrittenAtAnOffsetIsReadThere(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const name = Name.fresh();
    defer name.remove();
    const handle = try open(&client, &name, create);
    const bytes = "thirteen char";
    var read: [64]u8 = undefined;

    const written = try client.run(.write_at, .{
        .handle = handle,
        .address = @intFromPtr(bytes),
        .length = bytes.len,
        .offset = 4096,
    });
    const got = try client.run(.read_at, .{
        .handle = handle,
        .address = @intFromPtr(&read),
        .length = read.len,
        .offset = 4096,
    });

    try testing.expectEqual(@as(i64, bytes.len), written);
    try testing.expectEqualStrings(bytes, read[0..@intCast(got)]);
    try testing.expectEqual(0, try client.run(.close, .{ .handle = handle }));
}

pub fn readingAtTheEndIsTheEnd(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const name = Name.fresh();
    defer name.remove();
    const handle = try open(&client, &name, create);
    var read: [8]u8 = undefined;

    const got = try client.run(.read_at, .{
        .handle = handle,
        .address = @intFromPtr(&read),
        .length = read.len,
    });

    try testing.expectEqual(-1, got);
}

pub fn aMissingFileIsNotFound(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const name = Name.fresh();

    const answer = try client.run(.open, .{
        .address = name.address(),
        .argument = abi.Open.read,
    });

    try testing.expectEqual(5, codeOf(answer));
}

pub fn aClosedHandleIsBad(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const name = Name.fresh();
    defer name.remove();
    const handle = try open(&client, &name, create);
    try testing.expectEqual(0, direct.close(client.loop, handle));

    try testing.expectEqual(4, codeOf(try client.run(.fsync, .{ .handle = handle })));
    try testing.expectEqual(4, codeOf(direct.close(client.loop, handle)));
}
