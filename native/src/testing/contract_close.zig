//! The contract of handles: closing, stale numbers, descriptors that the system gives out again,
//! and giving one away.

const std = @import("std");
const abi = @import("../abi.zig");
const client_file = @import("client.zig");
const Client = client_file.Client;
const codeOf = client_file.codeOf;
const direct = @import("../direct.zig");
const fixtures = @import("fixtures.zig");
const linux = @import("../sys/linux.zig");
const Operation = @import("../op.zig").Operation;
const testing = std.testing;

pub fn everyOperationRefusesAStaleHandle(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const ends = try fixtures.socketPair(&client, 1);
    try testing.expectEqual(0, direct.close(client.loop, ends[0]));
    // Its place and its descriptor are somebody else's now.
    _ = try fixtures.socketPair(&client, 1);
    var bytes: [8]u8 = undefined;

    for ([_]Operation.Code{
        .poll,   .close,   .read,    .write, .read_at,  .write_at, .fsync,     .stat, .truncate,
        .accept, .connect, .receive, .send,  .shutdown, .set_mode, .set_times,
    }) |operation| {
        for ([_]u32{ ends[0], 0xfff_fffff, ends[0] ^ (1 << 20) }) |handle| {
            const slot = client.put(operation, handle, &bytes);
            try testing.expectEqual(4, codeOf((try client.last(slot)).result));
        }
    }
    try testing.expectEqual(0, client.loop.port.armed);
}

pub fn aHandleThatClosesTakesNothingNew(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const ends = try fixtures.socketPair(&client, 1);
    var bytes: [8]u8 = undefined;
    const receive = client.get(.receive, ends[0], &bytes);
    try client.settle();

    const first = client.start(.close, .{ .handle = ends[0] });
    const late = client.put(.send, ends[0], "late");
    const second = client.start(.close, .{ .handle = ends[0] });

    try testing.expectEqual(0, (try client.last(first)).result);
    try testing.expectEqual(4, codeOf((try client.last(late)).result));
    try testing.expectEqual(4, codeOf((try client.last(second)).result));
    try testing.expectEqual(2, codeOf((try client.last(receive)).result));
}

pub fn closeIsToldOfLast(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const ends = try fixtures.socketPair(&client, 1);
    var bytes: [4][8]u8 = undefined;
    const poll = client.start(.poll, .{ .handle = ends[0], .argument = 1 });
    const receive = client.get(.receive, ends[0], &bytes[0]);
    const also = client.get(.receive, ends[0], &bytes[1]);
    try client.settle();

    const close = client.start(.close, .{ .handle = ends[0] });
    while (client.countOf(close) == 0) _ = try client.poll(-1);

    try testing.expectEqual(4, client.events.items.len);
    try testing.expectEqual(close, client.events.items[3].slot);
    for ([_]u32{ poll, receive, also }) |slot| {
        try testing.expectEqual(2, codeOf((try client.last(slot)).result));
    }
}

pub fn aCloseCannotBeCanceled(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const ends = try fixtures.socketPair(&client, 1);
    var bytes: [8]u8 = undefined;
    _ = client.get(.receive, ends[0], &bytes);
    try client.settle();
    const close = client.start(.close, .{ .handle = ends[0] });

    const cancel = client.cancel(close, 1);

    const answer = codeOf((try client.last(cancel)).result);
    try testing.expectEqual(0, (try client.last(close)).result);
    try testing.expectEqual(5, answer);
}

pub fn theDirectCloseSaysWhetherItIsOver(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const ends = try fixtures.socketPair(&client, 1);
    var bytes: [8]u8 = undefined;
    const receive = client.get(.receive, ends[0], &bytes);
    try client.settle();
    const fd: i32 = @intCast(direct.descriptor(client.loop, ends[0]));

    const busy = direct.close(client.loop, ends[0]);
    try testing.expectEqual(2, codeOf((try client.last(receive)).result));

    try testing.expectEqual(code == .io_uring, busy == 1);
    try testing.expect(linux.is(linux.getFlags(fd), .BADF));
    try testing.expectEqual(0, direct.close(client.loop, ends[1]));
}

pub fn aDescriptorThatIsUsedAgainHearsNothingOld(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    var bytes: [8]u8 = undefined;
    var lowest: i64 = -1;
    for (0..300) |round| {
        const ends = try fixtures.socketPair(&client, 1);
        const fd = direct.descriptor(client.loop, ends[0]);
        if (round == 0) lowest = fd;
        try testing.expectEqual(lowest, fd);
        const old = client.get(.receive, ends[0], &bytes);
        const poll = client.start(.poll, .{ .handle = ends[0], .argument = 1 });
        if (round % 3 == 0) _ = try client.poll(0);
        if (round % 2 == 0) _ = client.put(.send, ends[1], "old");
        const close = client.start(.close, .{ .handle = ends[0] });
        _ = try client.last(close);
        _ = try client.last(old);
        _ = try client.last(poll);
        const fresh = try fixtures.socketPair(&client, 1);
        const receive = client.get(.receive, fresh[0], &bytes);
        _ = try client.poll(0);
        try testing.expectEqual(0, client.countOf(receive));
        _ = client.put(.send, fresh[1], "new");
        try testing.expectEqual(3, (try client.last(receive)).result);
        try testing.expectEqualStrings("new", bytes[0..3]);
        client.events.clearRetainingCapacity();
        for ([_]u32{ ends[1], fresh[0], fresh[1] }) |handle| {
            _ = try client.last(client.start(.close, .{ .handle = handle }));
        }
    }
}

pub fn aDescriptorIsGivenAwayOnlyWhenIdle(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const ends = try fixtures.socketPair(&client, 1);
    var bytes: [8]u8 = undefined;
    const receive = client.get(.receive, ends[0], &bytes);
    try client.settle();

    try testing.expectEqual(18, codeOf(direct.release(client.loop, ends[0])));
    _ = client.put(.send, ends[1], "x");
    _ = try client.last(receive);
    const fd: i32 = @intCast(try fixtures.number(direct.release(client.loop, ends[0])));

    try testing.expectEqual(4, codeOf(direct.close(client.loop, ends[0])));
    const again = try fixtures.number(direct.adopt(client.loop, fd));
    const second = client.get(.receive, again, &bytes);
    _ = client.put(.send, ends[1], "yz");
    try testing.expectEqual(2, (try client.last(second)).result);
    try testing.expectEqual(4, codeOf(direct.adopt(client.loop, -1)));
}

pub fn closeEndsFileOperationsToo(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const name = fixtures.Name.fresh();
    defer name.remove();
    const handle = try name.open(&client, fixtures.fresh_file);
    const bytes = try testing.allocator.alloc(u8, 1 << 20);
    defer testing.allocator.free(bytes);
    var slots: [20]u32 = undefined;
    for (&slots) |*slot| slot.* = client.put(.write_at, handle, bytes);

    const close = client.start(.close, .{ .handle = handle });

    try testing.expectEqual(0, (try client.last(close)).result);
    for (slots) |slot| {
        const answer = (try client.last(slot)).result;
        try testing.expect(answer == 1 << 20 or codeOf(answer) == 2);
    }
}

pub fn aLoopMayEndWithEverythingArmed(code: abi.BackendCode) !void {
    const before = fixtures.openDescriptors();
    var bytes: [1 << 16]u8 = undefined;
    var stat: abi.Stat = .{};
    for (0..10) |round| {
        var client = Client.open(code);
        defer client.close();
        const ends = try fixtures.socketPair(&client, 1);
        const pipe = try fixtures.pipe(&client);
        const listener = try client.listen();
        _ = client.start(.timer, .{ .offset = 1 << 40 });
        _ = client.start(.accept, .{ .handle = listener.handle, .flags = 2 });
        _ = client.get(.receive, ends[0], &bytes);
        for (0..100) |_| _ = client.put(.send, ends[1], &bytes);
        _ = client.get(.read, pipe[0], &bytes);
        for (0..20) |_| {
            _ = client.start(.stat, .{
                .address = @intFromPtr("/tmp"),
                .address2 = @intFromPtr(&stat),
            });
            _ = client.start(.open, .{ .address = @intFromPtr("/tmp"), .argument = 1 });
            _ = client.start(.set_mode, .{ .address = @intFromPtr("/nowhere"), .argument = 1 });
        }
        if (round % 3 == 1) client.flush();
        if (round % 3 == 2) _ = try client.poll(0);
    }
    try testing.expectEqual(before, fixtures.openDescriptors());
}
