//! The contract of listeners.

const std = @import("std");
const abi = @import("../abi.zig");
const client_file = @import("client.zig");
const Client = client_file.Client;
const codeOf = client_file.codeOf;
const direct = @import("../direct.zig");
const fixtures = @import("fixtures.zig");
const linux = @import("../sys/linux.zig");
const system = std.os.linux;
const testing = std.testing;

const many: u8 = abi.Submission.multishot;

fn dial(client: *Client, address: *const abi.Address) !u32 {
    const near = try fixtures.number(
        direct.socket(client.loop, abi.Address.ip4, direct.stream),
    );
    const answer = try client.run(.connect, .{ .handle = near, .address = @intFromPtr(address) });
    try testing.expectEqual(0, answer);
    return near;
}

pub fn oneAcceptTakesOneConnection(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const listener = try client.listen();
    const accept = client.start(.accept, .{ .handle = listener.handle });

    _ = try dial(&client, &listener.address);

    const event = try client.last(accept);
    const flags = linux.getFlags(@intCast(direct.descriptor(client.loop, @intCast(event.result))));
    const nonblock: u32 = @bitCast(system.O{ .NONBLOCK = true });
    try testing.expect(@as(u32, @intCast(flags)) & nonblock != 0);
    _ = try dial(&client, &listener.address);
    try client.settle();
    try testing.expectEqual(0, client.countOf(accept));
}

pub fn connectionsThatWaitedAreAllTaken(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const listener = try client.listen();
    for (0..60) |_| _ = try dial(&client, &listener.address);

    const accept = client.start(.accept, .{ .handle = listener.handle, .flags = many });

    for (0..60) |_| {
        const event = try client.any(accept);
        try testing.expect(event.result > 0);
        try testing.expectEqual(abi.Event.more, event.flags);
    }
}

pub fn acceptOfWhatDoesNotListenFails(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const socket = try fixtures.number(
        direct.socket(client.loop, abi.Address.ip4, direct.stream),
    );
    const ends = try fixtures.pipe(&client);

    for ([_]u8{ 0, many }) |flags| {
        const accept = client.start(.accept, .{ .handle = socket, .flags = flags });
        try testing.expectEqual(26, codeOf((try client.last(accept)).result));
    }
    try testing.expectEqual(43, codeOf(try client.run(.accept, .{ .handle = ends[0] })));
}

pub fn aCanceledAcceptLeavesTheListener(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const listener = try client.listen();
    const first = client.start(.accept, .{ .handle = listener.handle, .flags = many });
    try client.settle();

    _ = client.cancel(first, 1);

    try testing.expectEqual(2, codeOf((try client.last(first)).result));
    const second = client.start(.accept, .{ .handle = listener.handle });
    _ = try dial(&client, &listener.address);
    try testing.expect((try client.last(second)).result > 0);
}

pub fn withoutDescriptorsAcceptSaysSoAndGoesOnLater(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const listener = try client.listen();
    _ = try dial(&client, &listener.address);
    var before: system.rlimit = undefined;
    _ = system.getrlimit(.NOFILE, &before);
    const none: system.rlimit = .{ .cur = 3, .max = before.max };
    _ = system.setrlimit(.NOFILE, &none);
    const accept = client.start(.accept, .{ .handle = listener.handle, .flags = many });
    const event = client.last(accept);
    _ = system.setrlimit(.NOFILE, &before);

    try testing.expectEqual(22, codeOf((try event).result));
    const again = client.start(.accept, .{ .handle = listener.handle, .flags = many });
    try testing.expect((try client.any(again)).result > 0);
}

pub fn noConnectionLeaksWhateverEndsTheAccept(code: abi.BackendCode) !void {
    const before = fixtures.openDescriptors();
    var prng: std.Random.DefaultPrng = .init(7);
    const random = prng.random();
    for (0..40) |_| {
        var client = Client.open(code);
        defer client.close();
        const listener = try client.listen();
        const flags: u8 = if (random.boolean()) many else 0;
        const accept = client.start(.accept, .{ .handle = listener.handle, .flags = flags });
        _ = try dial(&client, &listener.address);
        const near = try fixtures.number(
            direct.socket(client.loop, abi.Address.ip4, direct.stream),
        );
        _ = client.start(.connect, .{
            .handle = near,
            .address = @intFromPtr(&listener.address),
        });
        switch (random.uintLessThan(u8, 4)) {
            0 => _ = client.cancel(accept, 1),
            1 => _ = client.start(.close, .{ .handle = listener.handle }),
            2 => _ = direct.close(client.loop, listener.handle),
            else => {},
        }
        if (random.boolean()) _ = try client.poll(0) else client.flush();
    }
    try testing.expectEqual(before, fixtures.openDescriptors());
}
