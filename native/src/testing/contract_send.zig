//! The contract of what leaves a socket: order, all bytes or an error, one end for each.

const std = @import("std");
const abi = @import("../abi.zig");
const client_file = @import("client.zig");
const Client = client_file.Client;
const codeOf = client_file.codeOf;
const direct = @import("../direct.zig");
const fixtures = @import("fixtures.zig");
const result = @import("../result.zig");
const testing = std.testing;

/// A connection that takes little before it is full, and is fast when it is emptied.
fn narrow(client: *Client) ![2]u32 {
    const ends = try fixtures.socketPair(client, 1);
    _ = direct.setOption(client.loop, ends[0], 5, 4096);
    return ends;
}

pub fn moreSendsThanOneGatherTakesKeepTheirOrder(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const ends = try narrow(&client);
    var parts = try Parts(300, 1000).make();
    defer parts.free();

    for (0..parts.slots.len) |i| parts.send(&client, ends[0], i);

    try parts.expectToArrive(&client, ends[1]);
}

/// Bytes that leave by so many sends of the same size.
fn Parts(comptime count: usize, comptime part_bytes: comptime_int) type {
    return struct {
        out: []u8,
        in: []u8,
        slots: [count]u32 = undefined,

        fn make() !@This() {
            const out = try testing.allocator.alloc(u8, count * part_bytes);
            errdefer testing.allocator.free(out);
            fixtures.pattern(out);
            return .{ .out = out, .in = try testing.allocator.alloc(u8, out.len) };
        }

        fn free(parts: *const @This()) void {
            testing.allocator.free(parts.out);
            testing.allocator.free(parts.in);
        }

        fn send(parts: *@This(), client: *Client, end: u32, index: usize) void {
            const bytes = parts.out[index * part_bytes ..][0..part_bytes];
            parts.slots[index] = client.put(.send, end, bytes);
        }

        fn expectToArrive(parts: *const @This(), client: *Client, end: u32) !void {
            const got = try client.getAll(.receive, end, parts.in);
            try testing.expect(std.mem.eql(u8, parts.out, got));
            for (parts.slots) |slot| {
                try testing.expectEqual(part_bytes, (try client.last(slot)).result);
            }
        }
    };
}

/// Each turn starts one send, or one on each of two connections, which a backend may do otherwise.
pub fn sendsAloneAndInCompanyKeepTheirOrder(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const ends = try narrow(&client);
    const others = try narrow(&client);
    var parts = try Parts(200, 500).make();
    defer parts.free();

    // Nobody receives at first, so that there are sends that find the connection full.
    for (0..parts.slots.len) |i| {
        if (i % 3 == 2) _ = client.put(.send, others[0], "y");
        parts.send(&client, ends[0], i);
        try client.settle();
    }
    try testing.expectEqual(0, client.countOf(parts.slots[parts.slots.len - 1]));

    try parts.expectToArrive(&client, ends[1]);
}

/// Three handles of one end of a connection, so that the other end shows who sent before whom.
fn shared(client: *Client) !struct { senders: [3]u32, receiver: u32 } {
    const ends = try fixtures.socketPair(client, 1);
    var senders: [3]u32 = .{ ends[0], 0, 0 };
    for (senders[1..]) |*sender| {
        const copy = std.os.linux.dup(client.loop.handles.find(ends[0]).?.fd);
        sender.* = try fixtures.number(direct.adopt(client.loop, @intCast(copy)));
    }
    return .{ .senders = senders, .receiver = ends[1] };
}

pub fn handlesSendInTheOrderOfTheirBatch(code: abi.BackendCode) !void {
    // There a seed decides.
    if (code == .simulated) return;
    var client = Client.open(code);
    defer client.close();
    const all = try shared(&client);
    var bytes: [3]u8 = undefined;

    for (all.senders, "abc") |sender, *byte| _ = client.put(.send, sender, byte[0..1]);

    const got = try client.getAll(.receive, all.receiver, &bytes);
    try testing.expectEqualStrings("abc", got);
}

pub fn aHandleThatClosesLeavesTheOthersTheirTurns(code: abi.BackendCode) !void {
    for (0..3) |closed| {
        var client = Client.open(code);
        defer client.close();
        const all = try shared(&client);
        var slots: [4]u32 = undefined;
        var bytes: [3]u8 = undefined;

        for (all.senders, 0..) |sender, i| slots[i] = client.put(.send, sender, "x");
        const close = client.start(.close, .{ .handle = all.senders[closed] });
        const next = all.senders[(closed + 1) % 3];
        slots[3] = client.put(.send, next, "y");

        try testing.expectEqual(0, (try client.last(close)).result);
        for (slots, 0..) |slot, i| {
            const answer = (try client.last(slot)).result;
            if (i == closed) try testing.expectEqual(2, codeOf(answer)) else {
                try testing.expectEqual(1, answer);
            }
        }
        const got = try client.getAll(.receive, all.receiver, &bytes);
        try testing.expectEqual(3, got.len);
    }
}

const Queue = struct {
    ends: [2]u32,
    first: u32,
    middle: u32,
    last: u32,
    bytes: []u8,

    /// Three sends of which the first fills the connection.
    fn fill(client: *Client) !Queue {
        return fillFrom(client, try narrow(client));
    }

    fn fillFrom(client: *Client, ends: [2]u32) !Queue {
        const bytes = try testing.allocator.alloc(u8, 8 << 20);
        fixtures.pattern(bytes);
        const first = client.put(.send, ends[0], bytes);
        const middle = client.put(.send, ends[0], bytes[0..1000]);
        const last = client.put(.send, ends[0], bytes[0..500]);
        try client.settle();
        return .{ .ends = ends, .first = first, .middle = middle, .last = last, .bytes = bytes };
    }

    fn release(queue: *const Queue) void {
        testing.allocator.free(queue.bytes);
    }
};

pub fn theHeadOfTheQueueCanBeCanceled(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const queue = try Queue.fill(&client);
    defer queue.release();

    _ = client.cancel(queue.first, 1);

    const answer = (try client.last(queue.first)).result;
    try testing.expectEqual(2, codeOf(answer));
    const moved: usize = @intCast(result.movedOf(answer));
    const in = try testing.allocator.alloc(u8, moved + 1500);
    defer testing.allocator.free(in);
    const got = try client.getAll(.receive, queue.ends[1], in);
    try testing.expect(std.mem.eql(u8, queue.bytes[0..moved], got[0..moved]));
    try testing.expect(std.mem.eql(u8, queue.bytes[0..1000], got[moved..][0..1000]));
    try testing.expectEqual(1000, (try client.last(queue.middle)).result);
    try testing.expectEqual(500, (try client.last(queue.last)).result);
}

pub fn theMiddleOfTheQueueCanBeCanceled(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const queue = try Queue.fill(&client);
    defer queue.release();

    _ = client.cancel(queue.middle, 1);

    const answer = (try client.last(queue.middle)).result;
    try testing.expectEqual(2, codeOf(answer));
    try testing.expectEqual(0, result.movedOf(answer));
    const in = try testing.allocator.alloc(u8, queue.bytes.len + 500);
    defer testing.allocator.free(in);
    const got = try client.getAll(.receive, queue.ends[1], in);
    try testing.expect(std.mem.eql(u8, queue.bytes, got[0..queue.bytes.len]));
    try testing.expect(std.mem.eql(u8, queue.bytes[0..500], got[queue.bytes.len..]));
    try testing.expectEqual(500, (try client.last(queue.last)).result);
    const whole: i64 = @intCast(queue.bytes.len);
    try testing.expectEqual(whole, (try client.last(queue.first)).result);
}

pub fn closeEndsEveryQueuedSendOnce(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const queue = try Queue.fill(&client);
    defer queue.release();
    const half = client.start(.shutdown, .{ .handle = queue.ends[0], .argument = 1 });

    const close = client.start(.close, .{ .handle = queue.ends[0] });

    try testing.expectEqual(0, (try client.last(close)).result);
    for ([_]u32{ queue.first, queue.middle, queue.last, half }) |slot| {
        try testing.expectEqual(1, client.countOf(slot));
        try testing.expectEqual(2, codeOf((try client.last(slot)).result));
    }
}

pub fn aResetEndsEveryQueuedSendOnce(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const queue = try Queue.fillFrom(&client, try client.connect());
    defer queue.release();
    var byte: [1]u8 = undefined;
    const receive = client.get(.receive, queue.ends[0], &byte);
    try client.settle();

    _ = direct.setOption(client.loop, queue.ends[1], 7, 0);
    _ = direct.close(client.loop, queue.ends[1]);

    for ([_]u32{ queue.first, queue.middle, queue.last }) |slot| {
        const answer = codeOf((try client.last(slot)).result);
        try testing.expect(answer == 30 or answer == 29);
    }
    const ended = (try client.last(receive)).result;
    try testing.expect(ended == -1 or codeOf(ended) == 30);
    try client.expectRest();
    const late = codeOf((try client.last(client.put(.send, queue.ends[0], "x"))).result);
    try testing.expectEqual(29, late);
}

pub fn aHalfCloseFollowsWhatWasSent(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const ends = try narrow(&client);
    const out = try testing.allocator.alloc(u8, 1 << 20);
    defer testing.allocator.free(out);
    fixtures.pattern(out);
    const send = client.put(.send, ends[0], out);
    const half = client.start(.shutdown, .{ .handle = ends[0], .argument = 1 });
    const late = client.put(.send, ends[0], "late");
    const in = try testing.allocator.alloc(u8, out.len + 1);
    defer testing.allocator.free(in);

    const got = try client.getAll(.receive, ends[1], in);

    try testing.expect(std.mem.eql(u8, out, got));
    try testing.expectEqual(1 << 20, (try client.last(send)).result);
    try testing.expectEqual(0, (try client.last(half)).result);
    try testing.expectEqual(29, codeOf((try client.last(late)).result));
    // The other direction is open.
    var byte: [1]u8 = undefined;
    _ = client.put(.send, ends[1], "y");
    try testing.expectEqualStrings("y", try client.getAll(.receive, ends[0], &byte));
}

pub fn aPeerThatOnlyEndedItsOutputIsSentToWithoutSpinning(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const ends = try narrow(&client);
    var byte: [1]u8 = undefined;
    _ = try client.run(.shutdown, .{ .handle = ends[1], .argument = 1 });
    try testing.expectEqual(-1, (try client.last(client.get(.receive, ends[0], &byte))).result);
    const out = try testing.allocator.alloc(u8, 1 << 20);
    defer testing.allocator.free(out);
    fixtures.pattern(out);

    const send = client.put(.send, ends[0], out);
    try client.settle();

    try client.expectRest();
    const in = try testing.allocator.alloc(u8, out.len);
    defer testing.allocator.free(in);
    const got = try client.getAll(.receive, ends[1], in);
    try testing.expect(std.mem.eql(u8, out, got));
    try testing.expectEqual(1 << 20, (try client.last(send)).result);
}

pub fn aCanceledSendBeforeAHalfCloseLeavesIt(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const queue = try Queue.fill(&client);
    defer queue.release();
    const half = client.start(.shutdown, .{ .handle = queue.ends[0], .argument = 1 });
    for ([_]u32{ queue.first, queue.middle, queue.last }) |slot| _ = client.cancel(slot, 1);

    try testing.expectEqual(0, (try client.last(half)).result);
    for ([_]u32{ queue.first, queue.middle, queue.last }) |slot| {
        try testing.expectEqual(2, codeOf((try client.last(slot)).result));
    }
}

pub fn aHalfCloseOfReadingEndsTheReceive(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const ends = try client.connect();
    var byte: [1]u8 = undefined;
    const receive = client.get(.receive, ends[0], &byte);
    try client.settle();

    const half = try client.run(.shutdown, .{ .handle = ends[0], .argument = 0 });

    try testing.expectEqual(0, half);
    try testing.expectEqual(-1, (try client.last(receive)).result);
}

pub fn whatIsNotConnectedCannotSendOrBeHalfClosed(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const handle = try fixtures.number(
        direct.socket(client.loop, abi.Address.ip4, direct.stream),
    );
    var byte: [1]u8 = undefined;

    const half = try client.run(.shutdown, .{ .handle = handle, .argument = 1 });
    const send = (try client.last(client.put(.send, handle, "x"))).result;
    const receive = (try client.last(client.get(.receive, handle, &byte))).result;

    try testing.expectEqual(33, codeOf(half));
    try testing.expect(codeOf(send) == 29 or codeOf(send) == 33);
    try testing.expectEqual(33, codeOf(receive));
}

pub fn messagesStayApart(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const ends = try fixtures.socketPair(&client, 2);
    const texts = [_][]const u8{ "one", "", "three", "fourth" };
    var bytes: [64]u8 = undefined;
    const first = client.get(.receive, ends[1], &bytes);
    try client.settle();

    for (texts) |text| _ = client.put(.send, ends[0], text);

    try testing.expectEqual(3, (try client.last(first)).result);
    for (texts[1..]) |text| {
        const got = (try client.last(client.get(.receive, ends[1], &bytes))).result;
        try testing.expectEqualStrings(text, bytes[0..try fixtures.number(got)]);
    }
}

pub fn aMessageThatIsTooLongFailsAlone(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const ends = try fixtures.socketPair(&client, 2);
    const huge = try testing.allocator.alloc(u8, 8 << 20);
    defer testing.allocator.free(huge);
    const too_long = client.put(.send, ends[0], huge);
    const fits = client.put(.send, ends[0], "fits");

    try testing.expectEqual(42, codeOf((try client.last(too_long)).result));
    try testing.expectEqual(4, (try client.last(fits)).result);
}

pub fn nothingIsSentOnAFile(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const name = fixtures.Name.fresh();
    defer name.remove();
    const handle = try name.open(&client, fixtures.fresh_file);
    var byte: [1]u8 = undefined;

    try testing.expectEqual(43, codeOf((try client.last(client.put(.send, handle, "x"))).result));
    const receive = client.get(.receive, handle, &byte);
    try testing.expectEqual(43, codeOf((try client.last(receive)).result));
}
