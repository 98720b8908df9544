//! The contract of connecting.

const std = @import("std");
const abi = @import("../abi.zig");
const client_file = @import("client.zig");
const Client = client_file.Client;
const codeOf = client_file.codeOf;
const direct = @import("../direct.zig");
const fixtures = @import("fixtures.zig");
const testing = std.testing;

fn tcp(client: *Client) !u32 {
    return fixtures.number(direct.socket(client.loop, abi.Address.ip4, direct.stream));
}

fn connect(client: *Client, handle: u32, address: *const abi.Address) u32 {
    return client.start(.connect, .{ .handle = handle, .address = @intFromPtr(address) });
}

pub fn aPortWhereNobodyListensRefuses(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const listener = try client.listen();
    _ = direct.close(client.loop, listener.handle);

    const slot = connect(&client, try tcp(&client), &listener.address);

    try testing.expectEqual(31, codeOf((try client.last(slot)).result));
}

pub fn aSecondConnectIsAlreadyConnected(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const listener = try client.listen();
    const near = try tcp(&client);
    _ = try client.last(connect(&client, near, &listener.address));

    const slot = connect(&client, near, &listener.address);

    try testing.expectEqual(34, codeOf((try client.last(slot)).result));
}

/// A listener whose queue is full drops what comes, so a connect to it waits.
fn busyListener(client: *Client) !abi.Address {
    const handle = try tcp(client);
    var address: abi.Address = .{ .family = abi.Address.ip4, .length = 4 };
    address.bytes[0..4].* = .{ 127, 0, 0, 1 };
    _ = try fixtures.number(direct.bind(client.loop, handle, &address));
    _ = try fixtures.number(direct.listen(client.loop, handle, 0));
    _ = try fixtures.number(direct.localAddress(client.loop, handle, &address));
    _ = try client.last(connect(client, try tcp(client), &address));
    return address;
}

pub fn aConnectThatWaitsCanBeCanceled(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const address = try busyListener(&client);
    const slot = connect(&client, try tcp(&client), &address);
    try client.settle();
    try testing.expectEqual(0, client.countOf(slot));

    const cancel = client.cancel(slot, 1);

    try testing.expectEqual(2, codeOf((try client.last(slot)).result));
    try testing.expectEqual(0, (try client.last(cancel)).result);
}

pub fn aConnectThatWaitsEndsWithItsHandle(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const address = try busyListener(&client);
    const near = try tcp(&client);
    const slot = connect(&client, near, &address);
    try client.settle();

    const close = client.start(.close, .{ .handle = near });

    try testing.expectEqual(2, codeOf((try client.last(slot)).result));
    try testing.expectEqual(0, (try client.last(close)).result);
}

pub fn aLoopMayEndWhileAConnectWaits(code: abi.BackendCode) !void {
    const before = fixtures.openDescriptors();
    {
        var client = Client.open(code);
        defer client.close();
        const address = try busyListener(&client);
        _ = connect(&client, try tcp(&client), &address);
        try client.settle();
    }
    try testing.expectEqual(before, fixtures.openDescriptors());
}

pub fn aConnectWithoutAnAddressIsBad(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const handle = try tcp(&client);
    var strange: abi.Address = .{ .family = 99 };

    const none = try client.run(.connect, .{ .handle = handle });

    try testing.expectEqual(28, codeOf(none));
    try testing.expect(codeOf((try client.last(connect(&client, handle, &strange))).result) != 0);
}

pub fn localSocketsConnectByName(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const listener = try fixtures.number(
        direct.socket(client.loop, abi.Address.unix, direct.stream),
    );
    var address: abi.Address = .{ .family = abi.Address.unix };
    const name = std.fmt.bufPrint(&address.bytes, "\x00xev-contract-{d}-{d}", .{
        std.os.linux.getpid(),
        @intFromEnum(code),
    }) catch unreachable;
    address.length = @intCast(name.len);
    _ = try fixtures.number(direct.bind(client.loop, listener, &address));
    _ = try fixtures.number(direct.listen(client.loop, listener, 1));
    const near = try fixtures.number(
        direct.socket(client.loop, abi.Address.unix, direct.stream),
    );

    try testing.expectEqual(0, (try client.last(connect(&client, near, &address))).result);

    const far = try fixtures.number(try client.run(.accept, .{ .handle = listener }));
    var bytes: [4]u8 = undefined;
    _ = client.put(.send, near, "unix");
    try testing.expectEqualStrings("unix", try client.getAll(.receive, far, &bytes));
}
