//! A client for the contract tests: it fills the submission area, polls, and keeps what came back,
//! as Java does.

const std = @import("std");
const abi = @import("../abi.zig");
const direct = @import("../direct.zig");
const Loop = @import("../loop.zig").Loop;
const Operation = @import("../op.zig").Operation;
const result = @import("../result.zig");
const testing = std.testing;

pub const Client = struct {
    loop: *Loop,
    /// Submissions written and not polled yet.
    written: u32 = 0,
    next_slot: u32 = 0,
    events: std.ArrayList(abi.Event) = .empty,

    /// Longer than anything here takes; only a defect waits for it.
    const patience_ns = 10 * std.time.ns_per_s;

    pub fn open(code: abi.BackendCode) Client {
        return openWith(.{ .backend = @intFromEnum(code), .seed = 1 });
    }

    pub fn openWith(options: abi.Options) Client {
        return .{ .loop = switch (Loop.open(testing.allocator, &options)) {
            .loop => |loop| loop,
            .failed => |value| std.debug.panic("no loop: code {d}", .{result.codeOf(value)}),
        } };
    }

    pub fn close(client: *Client) void {
        client.events.deinit(testing.allocator);
        client.loop.close();
    }

    /// Writes a submission; the answer is its slot.
    pub fn start(client: *Client, code: Operation.Code, arguments: abi.Submission) u32 {
        const slot = client.next_slot;
        client.next_slot += 1;
        client.startIn(slot, 1, code, arguments);
        return slot;
    }

    pub fn startIn(
        client: *Client,
        slot: u32,
        generation: u32,
        code: Operation.Code,
        arguments: abi.Submission,
    ) void {
        var submission = arguments;
        submission.op = @intFromEnum(code);
        submission.slot = slot;
        submission.generation = generation;
        client.loop.submissions[client.written] = submission;
        client.written += 1;
        if (client.written == client.loop.submissions.len) client.flush();
    }

    pub fn flush(client: *Client) void {
        std.debug.assert(client.loop.flush(client.written) == 0);
        client.written = 0;
    }

    /// One poll; its events are added to the others.
    pub fn poll(client: *Client, timeout_ns: i64) !u32 {
        const count = client.loop.poll(client.written, timeout_ns);
        client.written = 0;
        if (count < 0) return error.PollFailed;
        const new = client.loop.events[0..@intCast(count)];
        try client.events.appendSlice(testing.allocator, new);
        return @intCast(count);
    }

    /// Polls until the last event of `slot`, which is the answer.
    pub fn last(client: *Client, slot: u32) !abi.Event {
        return client.find(slot, true);
    }

    /// Polls until there is an event of `slot`, which is taken.
    pub fn any(client: *Client, slot: u32) !abi.Event {
        return client.find(slot, false);
    }

    fn find(client: *Client, slot: u32, only_last: bool) !abi.Event {
        for (0..10_000) |_| {
            for (client.events.items, 0..) |event, i| {
                if (event.slot != slot) continue;
                if (only_last and event.flags & abi.Event.more != 0) continue;
                return client.events.orderedRemove(i);
            }
            _ = try client.poll(patience_ns);
        }
        return error.NoEvent;
    }

    /// The result of the last event of an operation that is started here.
    pub fn run(client: *Client, code: Operation.Code, arguments: abi.Submission) !i64 {
        return (try client.last(client.start(code, arguments))).result;
    }

    pub fn cancel(client: *Client, slot: u32, generation: u32) u32 {
        return client.start(.cancel, .{ .argument = slot, .argument2 = generation });
    }

    /// Events of `slot` that came and were not taken.
    pub fn countOf(client: *const Client, slot: u32) usize {
        var count: usize = 0;
        for (client.events.items) |event| count += @intFromBool(event.slot == slot);
        return count;
    }

    /// A listener on a free port of the loopback address, and its address.
    pub fn listen(client: *Client) !struct { handle: u32, address: abi.Address } {
        const loop = client.loop;
        const handle = try number(direct.socket(loop, abi.Address.ip4, direct.stream));
        var address: abi.Address = .{ .family = abi.Address.ip4, .length = 4 };
        address.bytes[0..4].* = .{ 127, 0, 0, 1 };
        _ = try number(direct.bind(loop, handle, &address));
        _ = try number(direct.listen(loop, handle, 128));
        _ = try number(direct.localAddress(loop, handle, &address));
        return .{ .handle = handle, .address = address };
    }

    /// Two ends of a TCP connection.
    pub fn connect(client: *Client) ![2]u32 {
        const listener = try client.listen();
        const near = try number(
            direct.socket(client.loop, abi.Address.ip4, direct.stream),
        );
        const accept = client.start(.accept, .{ .handle = listener.handle });
        const connected = client.start(.connect, .{
            .handle = near,
            .address = @intFromPtr(&listener.address),
        });
        try testing.expectEqual(0, (try client.last(connected)).result);
        const far = try number((try client.last(accept)).result);
        try testing.expectEqual(0, direct.close(client.loop, listener.handle));
        return .{ near, far };
    }
};

/// A result that must not be an error, as a handle or a count.
pub fn number(value: i64) !u32 {
    if (value >= 0) return @intCast(value);
    std.debug.print("code {d}, errno {d}\n", .{ result.codeOf(value), result.errnoOf(value) });
    return error.Failed;
}

/// The error's code, or zero.
pub fn codeOf(value: i64) u8 {
    return result.codeOf(value);
}
