//! The contract of what a ring's completions become: no more events at a time than the client has
//! room for, and a waker that stays watched.

const std = @import("std");
const abi = @import("../abi.zig");
const Client = @import("client.zig").Client;
const fixtures = @import("fixtures.zig");
const IoUring = @import("../backend/io_uring.zig").IoUring;
const linux = @import("../sys/linux.zig");
const testing = std.testing;

pub fn completionsWaitWhereTheyAreUntilThereIsRoom(code: abi.BackendCode) !void {
    var client = Client.openWith(.{ .backend = @intFromEnum(code), .seed = 1, .events = 4 });
    defer client.close();
    const ends = try fixtures.pipe(&client);
    const ready: abi.Submission = .{ .handle = ends[1], .argument = abi.Ready.writable };
    var slots: [12]u32 = undefined;
    for (&slots) |*slot| slot.* = client.start(.poll, ready);
    client.flush();

    for (slots) |slot| {
        const event = try client.last(slot);
        try testing.expectEqual(abi.Ready.writable, event.result);
        if (code == .io_uring) try testing.expectEqual(0, client.loop.waiting.items.len);
    }
}

/// The kernel may end a repeating poll whenever it likes.
pub fn aWakeUpIsNoticedWhenTheKernelHasEndedTheWatch(code: abi.BackendCode) !void {
    if (code != .io_uring) return;
    var client = Client.open(code);
    defer client.close();
    try testing.expectEqual(0, try client.poll(0));
    const ring = &client.loop.backend.io_uring.ring;
    const of_nobody = std.math.maxInt(u64) - 2;
    ring.next().?.* = .{
        .opcode = .async_cancel,
        .address = IoUring.of_wake,
        .user_data = of_nobody,
    };
    ring.push();
    for (0..3) |_| try testing.expectEqual(0, try client.poll(0));

    for (0..2) |_| {
        const other = try fixtures.wakeSoon(client.loop.waker);
        defer other.join();
        const start_ns = linux.monotonicNs();
        try testing.expectEqual(0, try client.poll(5 * std.time.ns_per_s));
        try testing.expect(linux.monotonicNs() - start_ns < 4 * std.time.ns_per_s);
    }
}
