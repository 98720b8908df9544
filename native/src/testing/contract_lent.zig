//! The contract of buffers that the loop lends.

const std = @import("std");
const abi = @import("../abi.zig");
const client_file = @import("client.zig");
const Client = client_file.Client;
const codeOf = client_file.codeOf;
const direct = @import("../direct.zig");
const fixtures = @import("fixtures.zig");
const linux = @import("../sys/linux.zig");
const testing = std.testing;

const many: u8 = abi.Submission.multishot;
const select: u8 = abi.Submission.buffer_select;

fn open(client: *Client, count: u32, bytes: u32) !u16 {
    return client.loop.buffers.open(client.loop, count, bytes);
}

fn receive(client: *Client, handle: u32, group: u16, flags: u8) u32 {
    return client.start(.receive, .{ .handle = handle, .flags = select | flags, .group = group });
}

pub fn oneReceiveLendsOneBuffer(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const ends = try fixtures.socketPair(&client, 1);
    const group = try open(&client, 4, 16);
    const slot = receive(&client, ends[1], group, 0);
    try client.settle();

    _ = client.put(.send, ends[0], "lent");

    const event = try client.last(slot);
    try testing.expectEqual(abi.Event.has_buffer, event.flags);
    try testing.expectEqualStrings("lent", client.lent(group, event));
}

pub fn aWaitingReceiveHoldsNoBuffer(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const group = try open(&client, 1, 16);
    var pairs: [8][2]u32 = undefined;
    var slots: [8]u32 = undefined;
    for (&pairs, &slots) |*pair, *slot| {
        pair.* = try fixtures.socketPair(&client, 1);
        slot.* = receive(&client, pair[1], group, many);
    }
    try client.settle();

    for (0..3) |round| {
        for (pairs, slots) |pair, slot| {
            _ = client.put(.send, pair[0], "ab"[round % 2 ..][0..1]);
            const event = try client.any(slot);
            try testing.expectEqual(1, event.result);
            client.provide(group, event.buffer);
        }
    }
}

pub fn oneWithoutDataDoesNotKeepTheBufferFromOneThatHas(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const group = try open(&client, 1, 16);
    const first = try fixtures.socketPair(&client, 1);
    const idle = try fixtures.socketPair(&client, 1);
    const busy = try fixtures.socketPair(&client, 1);
    _ = client.put(.send, first[0], "1");
    const held = try client.last(receive(&client, first[1], group, 0));
    const waits = receive(&client, idle[1], group, many);
    try client.settle();
    const wants = receive(&client, busy[1], group, many);
    _ = client.put(.send, busy[0], "2");
    try client.settle();
    try testing.expectEqual(0, client.countOf(wants));

    client.provide(group, held.buffer);

    const event = try client.any(wants);
    try testing.expectEqual(1, event.result);
    client.provide(group, event.buffer);
    _ = client.put(.send, idle[0], "3");
    try testing.expectEqual(1, (try client.any(waits)).result);
}

pub fn oneWithoutDataAndWithoutABufferDoesNotTurn(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const group = try open(&client, 1, 16);
    const first = try fixtures.socketPair(&client, 1);
    const idle = try fixtures.socketPair(&client, 1);
    _ = client.put(.send, first[0], "1");
    _ = try client.last(receive(&client, first[1], group, 0));
    _ = receive(&client, idle[1], group, many);
    try client.settle();

    try client.expectRest();
}

pub fn oneThatFailsPassesTheBufferOn(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const group = try open(&client, 1, 16);
    const first = try fixtures.socketPair(&client, 1);
    _ = client.put(.send, first[0], "1");
    const held = try client.last(receive(&client, first[1], group, 0));
    var ended: [5]u32 = undefined;
    for (&ended) |*slot| {
        const pair = try fixtures.socketPair(&client, 1);
        _ = direct.close(client.loop, pair[0]);
        slot.* = receive(&client, pair[1], group, 0);
    }
    const last = try fixtures.socketPair(&client, 1);
    _ = client.put(.send, last[0], "2");
    const wants = receive(&client, last[1], group, 0);
    try client.settle();

    client.provide(group, held.buffer);

    const got = try client.last(wants);
    try testing.expectEqual(1, got.result);
    client.provide(group, got.buffer);
    for (ended) |slot| try testing.expectEqual(-1, (try client.last(slot)).result);
}

pub fn aBufferThatCameBackWhileItWasMissedIsFound(code: abi.BackendCode) !void {
    var client = Client.openWith(.{
        .backend = @intFromEnum(code),
        .flags = abi.Options.no_defer_taskrun,
        .events = 2,
    });
    defer client.close();
    const group = try open(&client, 2, 4);
    const ends = try fixtures.socketPair(&client, 1);
    const slot = receive(&client, ends[1], group, many);
    try client.settle();
    var sent: [400]u8 = undefined;
    fixtures.pattern(&sent);
    _ = client.put(.send, ends[0], &sent);

    var seen: usize = 0;
    while (seen < sent.len) {
        const event = try client.any(slot);
        const bytes = client.lent(group, event);
        try testing.expectEqualStrings(sent[seen..][0..bytes.len], bytes);
        seen += bytes.len;
        client.provide(group, event.buffer);
    }
}

pub fn aParkedReceiveCanBeCanceled(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const group = try open(&client, 1, 4);
    const ends = try fixtures.socketPair(&client, 1);
    const slot = receive(&client, ends[1], group, many);
    _ = client.put(.send, ends[0], "12345678");
    const held = try client.any(slot);
    try client.settle();
    try testing.expect(client.loop.port.starved > 0);

    const cancel = client.cancel(slot, 1);

    try testing.expectEqual(2, codeOf((try client.last(slot)).result));
    try testing.expectEqual(0, (try client.last(cancel)).result);
    client.provide(group, held.buffer);
    const rest = try client.last(receive(&client, ends[1], group, 0));
    try testing.expectEqualStrings("5678", client.lent(group, rest));
}

pub fn closeEndsAParkedReceive(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const group = try open(&client, 1, 4);
    const ends = try fixtures.socketPair(&client, 1);
    const slot = receive(&client, ends[1], group, many);
    _ = client.put(.send, ends[0], "12345678");
    const held = try client.any(slot);
    try client.settle();

    const close = client.start(.close, .{ .handle = ends[1] });

    try testing.expectEqual(2, codeOf((try client.last(slot)).result));
    try testing.expectEqual(0, (try client.last(close)).result);
    client.provide(group, held.buffer);
    _ = try client.poll(0);
    try testing.expect(client.loop.buffers.closeGroup(client.loop, group));
}

pub fn aGroupInUseIsNotClosed(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const group = try open(&client, 2, 16);
    const ends = try fixtures.socketPair(&client, 1);
    const slot = receive(&client, ends[1], group, 0);
    try client.settle();

    try testing.expect(!client.loop.buffers.closeGroup(client.loop, group));
    _ = client.put(.send, ends[0], "x");
    const event = try client.last(slot);
    try testing.expect(!client.loop.buffers.closeGroup(client.loop, group));
    client.provide(group, event.buffer);
    _ = try client.poll(0);
    try testing.expect(client.loop.buffers.closeGroup(client.loop, group));

    const late = try client.last(receive(&client, ends[1], group, 0));
    try testing.expectEqual(26, codeOf(late.result));
    try testing.expectEqual(group, try open(&client, 1, 16));
}

pub fn aBufferThatWasNotLentIsIgnored(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const group = try open(&client, 2, 16);

    for ([_]u16{ 0, 1, 2, 9 }) |buffer| client.provide(group, buffer);
    client.provide(77, 0);
    _ = try client.poll(0);

    try testing.expect(client.loop.buffers.closeGroup(client.loop, group));
}

pub fn manyConnectionsShareTwoBuffers(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const group = try open(&client, 2, 8);
    const count = 100;
    const text = "0123456789abcdefghij";
    var pairs: [count][2]u32 = undefined;
    var slots: [count]u32 = undefined;
    for (&pairs, &slots) |*pair, *slot| {
        pair.* = try fixtures.socketPair(&client, 1);
        slot.* = receive(&client, pair[1], group, many);
        _ = client.put(.send, pair[0], text);
    }
    var seen: [count]usize = @splat(0);
    var total: usize = 0;
    const end_ns = linux.monotonicNs() + 10 * std.time.ns_per_s;
    while (total < count * text.len) {
        _ = try client.poll(std.time.ns_per_s);
        if (linux.monotonicNs() > end_ns) return error.Starved;
        for (client.events.items) |event| {
            if (event.flags & abi.Event.has_buffer == 0) continue;
            const which = std.mem.indexOfScalar(u32, &slots, event.slot).?;
            const bytes = client.lent(group, event);
            try testing.expectEqualStrings(text[seen[which]..][0..bytes.len], bytes);
            seen[which] += bytes.len;
            total += bytes.len;
            client.provide(group, event.buffer);
        }
        client.events.clearRetainingCapacity();
    }
}

/// What a client leaves of the submission that was in the same place before.
const leftovers: abi.Submission = .{
    .address = std.math.maxInt(u64),
    .address2 = std.math.maxInt(u64),
    .offset = std.math.maxInt(u64),
    .length = std.math.maxInt(u32),
    .argument = std.math.maxInt(u32),
    .argument2 = std.math.maxInt(u64),
};

pub fn whatAnOperationDoesNotReadMayBeLeftOver(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const ends = try fixtures.socketPair(&client, 1);
    const group = try open(&client, 1, 1);
    try testing.expectEqual(0, try client.run(.noop, leftovers));

    _ = client.put(.send, ends[0], "ab");
    const first = try client.last(receive(&client, ends[1], group, 0));
    var provide = leftovers;
    provide.flags = abi.Submission.silent;
    provide.group = group;
    provide.argument = first.buffer;
    _ = client.start(.provide, provide);
    const second = try client.last(receive(&client, ends[1], group, 0));
    try testing.expectEqual(1, second.result);

    const third = receive(&client, ends[1], group, 0);
    var cancel = leftovers;
    cancel.flags = abi.Submission.silent;
    cancel.argument = third;
    cancel.argument2 = 1;
    _ = client.start(.cancel, cancel);
    try testing.expectEqual(2, codeOf((try client.last(third)).result));
}
