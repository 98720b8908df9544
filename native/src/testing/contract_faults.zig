//! What only a script can show: faults of the simulated backend, each at a chosen moment. Other
//! backends have no script, and nothing to say here.

const std = @import("std");
const abi = @import("../abi.zig");
const client_file = @import("client.zig");
const Client = client_file.Client;
const codeOf = client_file.codeOf;
const errnoOf = result.errnoOf;
const fixtures = @import("fixtures.zig");
const Operation = @import("../op.zig").Operation;
const result = @import("../result.zig");
const testing = std.testing;
const Fault = abi.Fault;

fn script(client: *Client, operation: Operation.Code, fault: Fault) !void {
    var full = fault;
    full.op = @intFromEnum(operation);
    try client.loop.backend.simulated.script(client.loop, &full);
}

pub fn everyErrorNumberIsData(code: abi.BackendCode) !void {
    if (code != .simulated) return;
    var client = Client.open(code);
    defer client.close();
    const name = fixtures.Name.fresh();
    defer name.remove();
    const file = try name.open(&client, fixtures.fresh_file);
    const ends = try fixtures.socketPair(&client, 1);
    const listener = try client.listen();
    var bytes: [8]u8 = undefined;
    const handles = .{
        .{ .read, file },    .{ .write, file },             .{ .read_at, file },
        .{ .fsync, file },   .{ .truncate, file },          .{ .receive, ends[0] },
        .{ .send, ends[1] }, .{ .accept, listener.handle }, .{ .poll, ends[0] },
    };
    inline for (handles) |pair| {
        for (1..134) |errno| {
            // These are never told of: the operation goes on.
            if (errno == 4 or errno == 11) continue;
            if (pair[0] == .accept and errno == 103) continue;
            if (pair[0] == .send and errno == 125) continue;
            try script(&client, pair[0], .{
                .kind = Fault.fail,
                .count = 1,
                .result = -@as(i64, @intCast(errno)),
            });
            const answer = (try client.last(client.put(pair[0], pair[1], &bytes))).result;
            try testing.expectEqual(errno, errnoOf(answer));
        }
    }
}

pub fn anInterruptedOperationGoesOn(code: abi.BackendCode) !void {
    if (code != .simulated) return;
    var client = Client.open(code);
    defer client.close();
    const ends = try fixtures.socketPair(&client, 1);
    try script(&client, .receive, .{ .kind = Fault.fail, .count = 3, .result = -4 });
    try script(&client, .send, .{ .kind = Fault.fail, .count = 2, .result = -4 });
    var bytes: [8]u8 = undefined;
    const receive = client.get(.receive, ends[0], &bytes);

    const send = client.put(.send, ends[1], "through");

    try testing.expectEqual(7, (try client.last(send)).result);
    try testing.expectEqual(7, (try client.last(receive)).result);
}

pub fn shortWritesGoOnToTheLastByte(code: abi.BackendCode) !void {
    if (code != .simulated) return;
    var client = Client.open(code);
    defer client.close();
    const name = fixtures.Name.fresh();
    defer name.remove();
    const file = try name.open(&client, fixtures.fresh_file);
    const ends = try fixtures.socketPair(&client, 1);
    try script(&client, .write_at, .{ .kind = Fault.short, .count = 5, .result = 3 });
    try script(&client, .send, .{ .kind = Fault.short, .count = 5, .result = 1 });
    const text = "a text of some length";
    const all: i64 = text.len;

    const write = client.put(.write_at, file, text);
    const first = client.put(.send, ends[0], text);
    const second = client.put(.send, ends[0], text);

    try testing.expectEqual(all, (try client.last(write)).result);
    try testing.expectEqual(all, (try client.last(first)).result);
    try testing.expectEqual(all, (try client.last(second)).result);
    var bytes: [2 * text.len]u8 = undefined;
    try testing.expectEqualStrings(text ++ text, try client.getAll(.receive, ends[1], &bytes));
    try testing.expectEqual(text.len, (try name.stat(&client)).size);
}

pub fn anErrorAfterSomeBytesTellsHowMany(code: abi.BackendCode) !void {
    if (code != .simulated) return;
    var client = Client.open(code);
    defer client.close();
    const ends = try fixtures.socketPair(&client, 1);
    try script(&client, .send, .{ .kind = Fault.short, .count = 1, .result = 5 });
    try script(&client, .send, .{ .kind = Fault.fail, .count = 1, .result = -104 });

    const first = client.put(.send, ends[0], "0123456789");
    const second = client.put(.send, ends[0], "x");

    const answer = (try client.last(first)).result;
    try testing.expectEqual(30, codeOf(answer));
    try testing.expectEqual(5, result.movedOf(answer));
    try testing.expectEqual(30, codeOf((try client.last(second)).result));
}

pub fn whatIsHeldWaitsForItsRelease(code: abi.BackendCode) !void {
    if (code != .simulated) return;
    var client = Client.open(code);
    defer client.close();
    const ends = try fixtures.socketPair(&client, 1);
    try script(&client, .receive, .{ .kind = Fault.hold, .count = 1 });
    var bytes: [8]u8 = undefined;
    const receive = client.get(.receive, ends[0], &bytes);
    _ = client.put(.send, ends[1], "x");
    try client.settle();
    try testing.expectEqual(0, client.countOf(receive));

    try script(&client, .receive, .{ .kind = Fault.release });

    try testing.expectEqual(1, (try client.last(receive)).result);
}

pub fn whatIsDelayedComesAfterItsTime(code: abi.BackendCode) !void {
    if (code != .simulated) return;
    var client = Client.open(code);
    defer client.close();
    const ends = try fixtures.socketPair(&client, 1);
    const second = std.time.ns_per_s;
    try script(&client, .receive, .{ .kind = Fault.delay, .count = 1, .result = 3600 * second });
    const before_ns = client.loop.backend.nowNs();
    var bytes: [8]u8 = undefined;
    const receive = client.get(.receive, ends[0], &bytes);

    _ = client.put(.send, ends[1], "x");

    try testing.expectEqual(1, (try client.last(receive)).result);
    try testing.expect(client.loop.port.now_ns - before_ns >= 3600 * second);
}

pub fn aScriptThatMakesNoSenseIsRefused(code: abi.BackendCode) !void {
    if (code != .simulated) return;
    var client = Client.open(code);
    defer client.close();

    const success: Fault = .{ .kind = Fault.fail, .count = 1, .result = 5 };
    const nothing: Fault = .{ .kind = Fault.short, .count = 1, .result = 0 };
    try testing.expectError(error.Invalid, script(&client, .accept, success));
    try testing.expectError(error.Invalid, script(&client, .send, nothing));
}
