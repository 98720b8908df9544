//! The contract of too much at once: queues that are full, many wake-ups, many timers, a loop that
//! runs out of what it needs.

const std = @import("std");
const abi = @import("../abi.zig");
const callbacks = @import("../callbacks.zig");
const client_file = @import("client.zig");
const Client = client_file.Client;
const codeOf = client_file.codeOf;
const fixtures = @import("fixtures.zig");
const linux = @import("../sys/linux.zig");
const Loop = @import("../loop.zig").Loop;
const threads = @import("../sys/thread.zig");
const Waker = @import("../waker.zig").Waker;
const testing = std.testing;

/// Everything as small as it can be.
fn tiny(code: abi.BackendCode, flags: u32) Client {
    return Client.openWith(.{
        .backend = @intFromEnum(code),
        .flags = flags,
        .entries = 2,
        .cq_entries = 8,
        .submissions = 16,
        .events = 4,
        .seed = 3,
    });
}

/// Every pair receives before anything is sent, so that all ends come at once.
fn crowd(client: *Client) !void {
    const count = 200;
    var pairs: [count][2]u32 = undefined;
    var slots: [count]u32 = undefined;
    var bytes: [count][4]u8 = undefined;
    for (&pairs, &slots, &bytes) |*pair, *slot, *buffer| {
        pair.* = try fixtures.socketPair(client, 1);
        slot.* = client.get(.receive, pair[1], buffer);
    }
    for (pairs) |pair| _ = client.put(.send, pair[0], "ping");
    for (slots) |slot| try testing.expectEqual(4, (try client.last(slot)).result);
    for (pairs, &slots, &bytes) |pair, *slot, *buffer| {
        slot.* = client.get(.receive, pair[1], buffer);
    }
    for (slots) |slot| _ = client.cancel(slot, 1);
    for (slots) |slot| try testing.expectEqual(2, codeOf((try client.last(slot)).result));
    while (client.loop.port.armed > 0) _ = try client.poll(0);
    try testing.expectEqual(0, client.loop.waiting.items.len);
}

pub fn tinyQueuesLoseNothing(code: abi.BackendCode) !void {
    for ([_]u32{ 0, abi.Options.no_defer_taskrun, abi.Options.embedded }) |flags| {
        var client = tiny(code, flags);
        defer client.close();
        try crowd(&client);
    }
}

pub fn tinyQueuesWithAPollingThreadLoseNothing(code: abi.BackendCode) !void {
    if (code != .io_uring) return;
    var client = tiny(code, abi.Options.sqpoll);
    defer client.close();
    try crowd(&client);
}

/// The kernel takes nothing, as when it has no memory for requests.
pub fn whatFindsNoEntryGoesInALaterTurn(code: abi.BackendCode) !void {
    if (code != .io_uring) return;
    var client = Client.open(code);
    defer client.close();
    const first = try fixtures.socketPair(&client, 1);
    const second = try fixtures.socketPair(&client, 1);
    var bytes: [8]u8 = undefined;
    const canceled = client.get(.receive, first[0], &bytes);
    try client.settle();
    const ring = &client.loop.backend.io_uring.ring;
    const entries = ring.entries;

    ring.entries = entries[0..0];
    _ = client.cancel(canceled, 1);
    const receive = client.get(.receive, second[0], &bytes);
    const send = client.put(.send, second[1], "late");
    const gone = client.get(.receive, second[1], &bytes);
    _ = client.cancel(gone, 1);
    client.flush();
    ring.entries = entries;

    try testing.expectEqual(4, (try client.last(send)).result);
    try testing.expectEqual(4, (try client.last(receive)).result);
    try testing.expectEqual(2, codeOf((try client.last(canceled)).result));
    try testing.expectEqual(2, codeOf((try client.last(gone)).result));
}

pub fn tenThousandOperationsInOneTurnAllEnd(code: abi.BackendCode) !void {
    var client = Client.openWith(.{
        .backend = @intFromEnum(code),
        .entries = 8,
        .cq_entries = 8,
        .submissions = 10_000,
        .events = 64,
    });
    defer client.close();
    // Where a sync costs nothing.
    const name = fixtures.Name.in("/dev/shm", "");
    defer name.remove();
    const handle = try name.open(&client, fixtures.fresh_file);
    const before = client.next_slot;
    for (0..9_999) |_| _ = client.start(.fsync, .{ .handle = handle, .argument = 1 });

    var seen = try std.DynamicBitSetUnmanaged.initEmpty(testing.allocator, 10_000);
    defer seen.deinit(testing.allocator);
    var count: usize = 0;
    while (count < 9_999) {
        _ = try client.poll(-1);
        for (client.events.items) |event| {
            try testing.expectEqual(0, event.result);
            try testing.expect(!seen.isSet(event.slot - before));
            seen.set(event.slot - before);
            count += 1;
        }
        client.events.clearRetainingCapacity();
    }
    try testing.expectEqual(0, client.loop.port.armed);
}

pub fn manyTimersEndInOrder(code: abi.BackendCode) !void {
    var client = Client.openWith(.{
        .backend = @intFromEnum(code),
        .submissions = 1 << 16,
        .events = 1 << 16,
    });
    defer client.close();
    const count = 200_000;
    var prng: std.Random.DefaultPrng = .init(11);
    const delays = try testing.allocator.alloc(u64, count);
    defer testing.allocator.free(delays);
    for (delays) |*delay| delay.* = prng.random().uintLessThan(u64, 50_000_000);
    for (delays) |delay| _ = client.start(.timer, .{ .offset = delay });
    for (0..count / 2) |i| {
        client.loop.submissions[client.written] = .{
            .op = 2,
            .flags = abi.Submission.silent,
            .argument = @intCast(2 * i),
            .argument2 = 1,
        };
        client.written += 1;
        if (client.written == client.loop.submissions.len) client.flush();
    }

    while (client.events.items.len < count) _ = try client.poll(-1);

    var ended: usize = 0;
    for (client.events.items) |event| ended += @intFromBool(event.result == 0);
    try testing.expect(ended >= count / 2);
    try testing.expectEqual(0, client.loop.port.armed);
}

const Ringer = struct {
    waker: *Waker,
    rung: std.atomic.Value(u32) = .init(0),
    rounds: u32,

    fn run(ringer: *Ringer) void {
        for (0..ringer.rounds) |_| {
            _ = ringer.rung.fetchAdd(1, .release);
            ringer.waker.wake();
        }
    }
};

pub fn noWakeUpOfManyThreadsIsLost(code: abi.BackendCode) !void {
    for ([_]u32{ 0, abi.Options.embedded }) |flags| {
        var client = Client.openWith(.{ .backend = @intFromEnum(code), .flags = flags });
        defer client.close();
        var ringers: [8]Ringer = @splat(.{ .waker = client.loop.waker, .rounds = 5_000 });
        var others: [8]threads.Thread = undefined;
        for (&others, &ringers) |*other, *ringer| {
            const stack = threads.stack_bytes_min;
            other.* = try threads.spawn(Ringer, Ringer.run, ringer, "ringer", stack);
        }
        var seen: u32 = 0;
        while (seen < 8 * 5_000) {
            // A lost one would wait for all of this time.
            const before_ns = linux.monotonicNs();
            _ = try client.poll(20 * std.time.ns_per_s);
            const waited_ns = linux.monotonicNs() - before_ns;
            seen = 0;
            for (&ringers) |*ringer| seen += ringer.rung.load(.acquire);
            if (waited_ns > 15 * std.time.ns_per_s and seen < 8 * 5_000) return error.WakeUpLost;
        }
        for (others) |other| other.join();
    }
}

pub fn anIdleLoopDoesNotTurn(code: abi.BackendCode) !void {
    if (code == .simulated) return;
    var client = Client.open(code);
    defer client.close();
    const ends = try client.connect();
    var bytes: [8]u8 = undefined;
    _ = client.get(.receive, ends[0], &bytes);
    try client.settle();
    const before = client.loop.port.system_calls;
    const start_ns = client.loop.backend.nowNs();

    try testing.expectEqual(0, try client.poll(30 * std.time.ns_per_ms));

    try testing.expect(client.loop.backend.nowNs() - start_ns >= 30 * std.time.ns_per_ms);
    try testing.expectEqual(1, client.loop.port.system_calls - before);
}

pub fn aSlotThatIsArmedIsNotStartedAgain(code: abi.BackendCode) !void {
    var client = Client.openWith(.{ .backend = @intFromEnum(code), .max_operations = 16 });
    defer client.close();
    client.startIn(3, 1, .timer, .{ .offset = 1 << 50 });
    client.startIn(3, 2, .noop, .{});
    client.startIn(16, 1, .noop, .{});

    try testing.expectEqual(54, codeOf((try client.any(3)).result));
    try testing.expectEqual(54, codeOf((try client.any(16)).result));
    _ = client.start(.cancel, .{ .argument = 3, .argument2 = 1 });
    try testing.expectEqual(2, codeOf((try client.last(3)).result));
}

pub fn silentOperationsAreNeverToldOf(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    for (0..28) |operation| {
        client.loop.submissions[client.written] = .{
            .op = @intCast(operation),
            .flags = abi.Submission.silent,
            .slot = 7,
        };
        client.written += 1;
    }

    try testing.expectEqual(0, try client.poll(0));
    try testing.expectEqual(0, client.loop.port.armed);
}

const Told = struct {
    var count: u32 = 0;

    fn invoke(_: *callbacks.Completion, _: *Loop, _: *const abi.Event) callconv(.c) bool {
        count += 1;
        return false;
    }
};

pub fn eventsOfTheBatchDoNotKeepARunFromWaiting(code: abi.BackendCode) !void {
    var client = Client.openWith(.{ .backend = @intFromEnum(code), .events = 2 });
    defer client.close();
    for (0..5) |_| _ = client.start(.noop, .{});
    try testing.expectEqual(2, try client.poll(0));
    const ends = try fixtures.socketPair(&client, 1);
    Told.count = 0;
    var timer: callbacks.Completion = .{
        .invoke = &Told.invoke,
        .submission = .{ .op = 1, .offset = 5 * std.time.ns_per_ms },
    };
    var bytes: [4]u8 = undefined;
    var receive: callbacks.Completion = .{
        .invoke = &Told.invoke,
        .submission = .{
            .op = 23,
            .handle = ends[0],
            .address = @intFromPtr(&bytes),
            .length = 4,
        },
    };
    try callbacks.start(client.loop, &timer);
    try callbacks.start(client.loop, &receive);
    _ = client.put(.send, ends[1], "x");
    client.flush();
    const turns = client.loop.port.turns;

    try testing.expectEqual(0, client.loop.run(.until_done));

    try testing.expectEqual(2, Told.count);
    try testing.expect(client.loop.port.turns - turns < 20);
    while (client.events.items.len < 6) _ = try client.poll(0);
}
