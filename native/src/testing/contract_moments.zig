//! The contract of when a delay begins: at most `Moments.bound_ns` after it was asked for, and
//! never before.

const std = @import("std");
const abi = @import("../abi.zig");
const Client = @import("client.zig").Client;
const linux = @import("../sys/linux.zig");
const Moments = @import("../moments.zig").Moments;
const testing = std.testing;

const ms = std.time.ns_per_ms;

/// Looks at moments for long enough for them to be counted, where they can be; the last of them.
fn countMoments(client: *Client) !i64 {
    const loop = client.loop;
    const end_ns = linux.monotonicNs() + ms;
    var last_ns: i64 = 0;
    while (linux.monotonicNs() < end_ns) {
        const before_ns = loop.backend.nowNs();
        const moment_ns = loop.moment();
        try testing.expect(moment_ns >= before_ns);
        try testing.expect(moment_ns >= last_ns);
        try testing.expect(moment_ns <= loop.backend.nowNs() + Moments.bound_ns);
        last_ns = moment_ns;
    }
    return last_ns;
}

fn pause() void {
    const end_ns = linux.monotonicNs() + 3 * ms;
    while (linux.monotonicNs() < end_ns) {}
}

pub fn aMomentIsNotBeforeTheClockAndHardlyAfterIt(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();

    const moment_ns = try countMoments(&client);

    if (code == .simulated) try testing.expectEqual(client.loop.backend.nowNs(), moment_ns);
}

pub fn aMomentAfterAPauseIsNew(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    _ = try countMoments(&client);

    pause();

    const before_ns = client.loop.backend.nowNs();
    try testing.expect(client.loop.moment() >= before_ns);
}

pub fn aTimerThatIsStartedAfterAPauseIsNotEarly(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    _ = try countMoments(&client);
    pause();
    const before_ns = client.loop.backend.nowNs();
    const timer = client.start(.timer, .{ .offset = ms });

    client.flush();
    pause();

    try testing.expectEqual(0, (try client.last(timer)).result);
    try testing.expect(client.loop.port.now_ns - before_ns >= ms);
}

pub fn afterAWaitTheClockIsRead(code: abi.BackendCode) !void {
    if (code == .simulated) return;
    var client = Client.open(code);
    defer client.close();
    _ = try countMoments(&client);

    _ = try client.poll(1);

    try testing.expectEqual(0, client.loop.moments.limit);
    const before_ns = client.loop.backend.nowNs();
    try testing.expect(client.loop.moment() >= before_ns);
    try testing.expect(client.loop.port.now_ns >= before_ns);
}

pub fn aDelayOfNothingIsOverWithoutAWait(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    _ = try countMoments(&client);

    for (0..1000) |_| {
        const long = client.start(.timer, .{ .offset = 3600 * 1000 * ms });
        const none = client.start(.timer, .{});
        try testing.expectEqual(1, try client.poll(0));
        try testing.expectEqual(0, (try client.last(none)).result);
        _ = client.cancel(long, 1);
        _ = try client.last(long);
    }
}
