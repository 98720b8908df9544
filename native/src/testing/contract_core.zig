//! The contract of what has no handle: timers, cancels, wake-ups, the turn itself.

const std = @import("std");
const abi = @import("../abi.zig");
const client_file = @import("client.zig");
const Client = client_file.Client;
const codeOf = client_file.codeOf;
const fixtures = @import("fixtures.zig");
const testing = std.testing;

const ms = std.time.ns_per_ms;

pub fn anOperationEndsOnce(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();

    const slot = client.start(.noop, .{});

    try testing.expectEqual(0, (try client.last(slot)).result);
    _ = try client.poll(0);
    try testing.expectEqual(0, client.countOf(slot));
    try testing.expectEqual(0, client.loop.port.armed);
}

pub fn aBatchCountsWhatIsArmedByIt(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const stays = client.start(.timer, .{ .offset = 60 * 60 * 1000 * ms });
    client.flush();

    const ends = client.start(.noop, .{});
    client.startIn(stays, 2, .noop, .{});
    client.startIn(std.math.maxInt(u32), 1, .noop, .{});
    client.startIn(0, 0, .cancel, .{ .flags = abi.Submission.silent, .argument = 77 });
    const more = client.start(.timer, .{ .offset = 60 * 60 * 1000 * ms });
    const astray = client.start(.fsync, .{ .handle = 12_345 });

    try testing.expectEqual(4, try client.poll(0));
    try testing.expectEqual(2, client.loop.port.armed);
    try testing.expectEqual(0, (try client.last(ends)).result);
    try testing.expectEqual(54, codeOf((try client.last(stays)).result));
    try testing.expectEqual(54, codeOf((try client.last(std.math.maxInt(u32))).result));
    try testing.expectEqual(4, codeOf((try client.last(astray)).result));
    _ = client.cancel(stays, 1);
    _ = client.cancel(more, 1);
    while (client.loop.port.armed > 0) _ = try client.poll(0);
    try testing.expectEqual(4, client.events.items.len);
}

pub fn aTimerIsNeverEarly(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const before_ns = client.loop.backend.nowNs();

    try testing.expectEqual(0, try client.run(.timer, .{ .offset = 5 * ms }));

    try testing.expect(client.loop.port.now_ns - before_ns >= 5 * ms);
}

pub fn timersEndInTheOrderOfTheirDeadlines(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const late = client.start(.timer, .{ .offset = 4 * ms });
    const soon = client.start(.timer, .{ .offset = 1 * ms });
    const middle = client.start(.timer, .{ .offset = 2 * ms });

    while (client.events.items.len < 3) _ = try client.poll(-1);

    for ([_]u32{ soon, middle, late }, client.events.items) |slot, event| {
        try testing.expectEqual(slot, event.slot);
    }
}

pub fn threeHundredTimersThatAreDueArriveTogether(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    for (0..300) |_| _ = client.start(.timer, .{});
    client.flush();

    try testing.expectEqual(300, try client.poll(0));
}

pub fn aCanceledTimerSaysSo(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const timer = client.start(.timer, .{ .offset = std.math.maxInt(u64) });
    const cancel = client.cancel(timer, 1);

    try testing.expectEqual(0, (try client.last(cancel)).result);
    try testing.expectEqual(2, codeOf((try client.last(timer)).result));
}

pub fn aCancelOfNothingIsNotFound(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();

    const never_armed = try client.last(client.cancel(12_345, 1));
    const fired = client.start(.noop, .{});
    _ = try client.last(fired);
    const late = try client.last(client.cancel(fired, 1));

    try testing.expectEqual(5, codeOf(never_armed.result));
    try testing.expectEqual(5, codeOf(late.result));
}

pub fn aLateCancelMissesTheNextActivation(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    client.startIn(900, 1, .timer, .{});
    _ = try client.last(900);
    client.startIn(900, 2, .timer, .{ .offset = 2 * ms });

    const cancel = client.cancel(900, 1);

    try testing.expectEqual(5, codeOf((try client.last(cancel)).result));
    try testing.expectEqual(0, (try client.last(900)).result);
}

pub fn anUnknownOperationIsUnsupported(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    client.loop.submissions[0] = .{ .op = 250, .slot = 3, .generation = 1 };
    client.written = 1;

    try testing.expectEqual(27, codeOf((try client.last(3)).result));
}

pub fn aWakeUpBeforeTheWaitIsNotLost(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    client.loop.waker.wake();

    try testing.expectEqual(0, try client.poll(-1));
    try testing.expectEqual(0, client.loop.port.wake_writes);
}

pub fn aWakeUpEndsTheWait(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const other = try fixtures.wakeSoon(client.loop.waker);
    defer other.join();

    _ = try client.poll(-1);

    try testing.expectEqual(abi.Wake.running, client.loop.port.wake);
}

pub fn moreSubmissionsThanTheAreaHoldsAllEnd(code: abi.BackendCode) !void {
    var client = Client.openWith(.{
        .backend = @intFromEnum(code),
        .entries = 2,
        .cq_entries = 8,
        .submissions = 16,
        .events = 4,
    });
    defer client.close();
    for (0..1000) |_| _ = client.start(.noop, .{});

    while (client.events.items.len < 1000) _ = try client.poll(0);

    try testing.expectEqual(0, client.loop.port.armed);
}
