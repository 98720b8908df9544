//! The contract of turns that do not wait: whatever there is to do, they do it, however many of
//! them found nothing before.

const std = @import("std");
const abi = @import("../abi.zig");
const callbacks = @import("../callbacks.zig");
const Client = @import("client.zig").Client;
const direct = @import("../direct.zig");
const fixtures = @import("fixtures.zig");
const linux = @import("../sys/linux.zig");
const Loop = @import("../loop.zig").Loop;
const Waker = @import("../waker.zig").Waker;
const testing = std.testing;

/// Turns in which nothing happens, and nothing is left to happen.
fn idle(client: *Client) !void {
    for (0..20) |_| try testing.expectEqual(0, try client.poll(0));
}

pub fn whatIsSentLeavesInATurnThatDoesNotWait(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const ends = try fixtures.socketPair(&client, 1);
    try idle(&client);

    const send = client.put(.send, ends[0], "ping");

    try testing.expectEqual(4, (try client.lastWithoutWaits(send)).result);
}

pub fn whatArrivesIsFoundByATurnThatDoesNotWait(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const ends = try fixtures.socketPair(&client, 1);
    const fd: i32 = @intCast(direct.descriptor(client.loop, ends[0]));
    var bytes: [8]u8 = undefined;
    const receive = client.get(.receive, ends[1], &bytes);
    try idle(&client);

    // Not by the loop: it has nothing to hand over, and learns of this from the kernel alone.
    try testing.expectEqual(4, linux.send(fd, @intFromPtr("pong"), 4, 0));

    try testing.expectEqual(4, (try client.lastWithoutWaits(receive)).result);
}

/// An end of a connection with four bytes to receive, of which no turn has anything to tell.
fn endWithBytes(client: *Client) !u32 {
    const ends = try fixtures.socketPair(client, 1);
    const send = client.put(.send, ends[0], "ping");
    try testing.expectEqual(4, (try client.lastWithoutWaits(send)).result);
    try idle(client);
    return ends[1];
}

pub fn whatAFlushEndedIsFoundByATurnThatDoesNotWait(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const end = try endWithBytes(&client);
    var bytes: [8]u8 = undefined;

    const receive = client.get(.receive, end, &bytes);
    client.flush();

    try testing.expectEqual(4, (try client.lastWithoutWaits(receive)).result);
}

pub fn whatFoundNoEntryGoesInATurnThatDoesNotWait(code: abi.BackendCode) !void {
    if (code != .io_uring) return;
    var client = Client.open(code);
    defer client.close();
    const end = try endWithBytes(&client);
    var bytes: [8]u8 = undefined;
    const ring = &client.loop.backend.io_uring.ring;
    const entries = ring.entries;

    ring.entries = entries[0..0];
    const receive = client.get(.receive, end, &bytes);
    client.flush();
    ring.entries = entries;

    try testing.expectEqual(4, (try client.lastWithoutWaits(receive)).result);
}

pub fn aBufferThatCameBackIsTakenInATurnThatDoesNotWait(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const ends = try fixtures.socketPair(&client, 1);
    const group = try client.loop.buffers.open(client.loop, 1, 1);
    const arguments: abi.Submission = .{
        .handle = ends[1],
        .flags = abi.Submission.buffer_select,
        .group = group,
    };
    const send = client.put(.send, ends[0], "ab");
    const first = try client.lastWithoutWaits(client.start(.receive, arguments));
    try testing.expectEqual(2, (try client.lastWithoutWaits(send)).result);
    const second = client.start(.receive, arguments);
    while (client.loop.port.starved == 0) _ = try client.poll(0);
    try idle(&client);

    client.provide(group, first.buffer);

    try testing.expectEqual(1, (try client.lastWithoutWaits(second)).result);
}

pub fn whatThePoolDidIsFoundByATurnThatDoesNotWait(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const name = fixtures.Name.fresh();
    defer name.remove();
    try idle(&client);

    const mkdir = client.start(.mkdir, .{ .address = name.address(), .argument = 0o755 });
    try testing.expectEqual(0, (try client.lastWithoutWaits(mkdir)).result);

    const pool = client.loop.blocking.pool orelse return;
    client.loop.port.pool_threads = 77;
    try idle(&client);
    try testing.expectEqual(pool.threads(), client.loop.port.pool_threads);
}

pub fn aTurnThatDoesNotWaitTakesANotification(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    try idle(&client);

    client.loop.waker.wake();
    try idle(&client);

    try testing.expectEqual(abi.Wake.running, client.loop.port.wake);
}

const Watcher = struct {
    queued: Waker.Notified = .{ .run = count },
    runs: u32 = 0,

    fn count(queued: *Waker.Notified, _: *Loop) void {
        const watcher: *Watcher = @fieldParentPtr("queued", queued);
        watcher.runs += 1;
    }
};

/// Whoever notifies a watcher puts it there first and wakes the loop then.
pub fn aTurnThatDoesNotWaitFindsAWatcherBeforeItsWakeUp(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    var watcher: Watcher = .{};
    try idle(&client);

    _ = client.loop.waker.notified.push(&watcher.queued);
    try idle(&client);

    try testing.expectEqual(1, watcher.runs);
}

fn disarm(completion: *callbacks.Completion, _: *Loop, _: *const abi.Event) callconv(.c) bool {
    const calls: *u32 = @ptrCast(@alignCast(completion.userdata.?));
    calls.* += 1;
    return false;
}

pub fn aTurnThatDoesNotWaitCallsCallbacks(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    var calls: u32 = 0;
    var completion: callbacks.Completion = .{ .invoke = &disarm, .userdata = &calls };
    try idle(&client);

    // A noop, which has ended by then.
    try callbacks.start(client.loop, &completion);
    try testing.expectEqual(0, calls);
    try idle(&client);

    try testing.expectEqual(1, calls);
}

pub fn aTurnWithNothingToDoIsOneAllTheSame(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const ends = try fixtures.socketPair(&client, 1);
    const port = client.loop.port;
    _ = client.loop.now();
    const turns = port.turns;

    try idle(&client);
    try testing.expectEqual(turns + 20, port.turns);
    try testing.expect(!client.loop.is_now_known);
    try testing.expectEqual(2, port.handles);

    const close = client.start(.close, .{ .handle = ends[0] });
    try testing.expectEqual(1, try client.poll(0));
    try testing.expectEqual(0, (try client.last(close)).result);
    try testing.expectEqual(1, port.handles);
}
