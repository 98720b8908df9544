//! A client for the contract tests: it fills the submission area, polls, and keeps what came back,
//! as Java does.

const std = @import("std");
const abi = @import("../abi.zig");
const direct = @import("../direct.zig");
const linux = @import("../sys/linux.zig");
const Loop = @import("../loop.zig").Loop;
const Operation = @import("../op.zig").Operation;
const result = @import("../result.zig");
const testing = std.testing;
const uring = @import("../sys/uring.zig");

pub const Client = struct {
    loop: *Loop,
    /// Submissions written and not polled yet.
    written: u32 = 0,
    next_slot: u32 = 0,
    events: std.ArrayList(abi.Event) = .empty,

    /// What the rings of the loops that are opened from now on cannot do, as on an older kernel.
    pub var without: ?[]const uring.Op = null;

    /// Longer than anything here takes; only a defect waits for it.
    const patience_ns = 5 * std.time.ns_per_s;

    pub fn open(code: abi.BackendCode) Client {
        return openWith(.{ .backend = @intFromEnum(code), .seed = 1 });
    }

    pub fn openWith(options: abi.Options) Client {
        const loop = switch (Loop.open(testing.allocator, &options)) {
            .loop => |loop| loop,
            .failed => |value| std.debug.panic("no loop: code {d}", .{result.codeOf(value)}),
        };
        if (without) |operations| {
            if (loop.backend == .io_uring) for (operations) |operation| {
                loop.backend.io_uring.ring.supported[@intFromEnum(operation)] = false;
            };
        }
        return .{ .loop = loop };
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
        return client.find(slot, true, patience_ns);
    }

    /// The same, in polls that do not wait.
    pub fn lastWithoutWaits(client: *Client, slot: u32) !abi.Event {
        return client.find(slot, true, 0);
    }

    /// Polls until there is an event of `slot`, which is taken.
    pub fn any(client: *Client, slot: u32) !abi.Event {
        return client.find(slot, false, patience_ns);
    }

    fn find(client: *Client, slot: u32, only_last: bool, timeout_ns: i64) !abi.Event {
        const end_ns = linux.monotonicNs() + patience_ns;
        while (true) {
            for (client.events.items, 0..) |event, i| {
                if (event.slot != slot) continue;
                if (only_last and event.flags & abi.Event.more != 0) continue;
                return client.events.orderedRemove(i);
            }
            const count = try client.poll(timeout_ns);
            if (count == 0 and linux.monotonicNs() >= end_ns) return error.NoEvent;
        }
    }

    /// The result of the last event of an operation that is started here.
    pub fn run(client: *Client, code: Operation.Code, arguments: abi.Submission) !i64 {
        return (try client.last(client.start(code, arguments))).result;
    }

    /// Starts to send, or to write, all of `bytes`.
    pub fn put(client: *Client, code: Operation.Code, handle: u32, bytes: []const u8) u32 {
        return client.start(code, .{
            .handle = handle,
            .address = @intFromPtr(bytes.ptr),
            .length = @intCast(bytes.len),
        });
    }

    /// Starts to receive, or to read, into `bytes`.
    pub fn get(client: *Client, code: Operation.Code, handle: u32, bytes: []u8) u32 {
        return client.put(code, handle, bytes);
    }

    /// Receives or reads until `bytes` is full or the end comes; answers what there was.
    pub fn getAll(client: *Client, code: Operation.Code, handle: u32, bytes: []u8) ![]u8 {
        var count: usize = 0;
        while (count < bytes.len) {
            const answer = (try client.last(client.get(code, handle, bytes[count..]))).result;
            if (answer == result.end_of_stream) break;
            count += try number(answer);
        }
        return bytes[0..count];
    }

    /// Gives a lent buffer back.
    pub fn provide(client: *Client, group: u16, buffer: u16) void {
        client.loop.submissions[client.written] = .{
            .op = @intFromEnum(Operation.Code.provide),
            .flags = abi.Submission.silent,
            .group = group,
            .argument = buffer,
        };
        client.written += 1;
        if (client.written == client.loop.submissions.len) client.flush();
    }

    /// The bytes that an event lends.
    pub fn lent(client: *Client, group: u16, event: abi.Event) []const u8 {
        const place = client.loop.buffers.at(group).?.address(event.buffer);
        // SAFETY: the group's memory stays until the group is closed.
        const first: [*]const u8 = @ptrFromInt(place);
        return first[0..@intCast(event.result)];
    }

    /// Polls until nothing that is under way goes on without the client.
    pub fn settle(client: *Client) !void {
        for (0..3) |_| _ = try client.poll(2 * std.time.ns_per_ms);
    }

    /// With nothing to do a loop waits for all of its time. A signal may end a wait early, but not
    /// each one. Time that is simulated says nothing.
    pub fn expectRest(client: *Client) !void {
        if (client.loop.backend == .simulated) return;
        const rest_ns = 10 * std.time.ns_per_ms;
        for (0..4) |_| {
            const start_ns = linux.monotonicNs();
            const count = try client.poll(rest_ns);
            if (count == 0 and linux.monotonicNs() - start_ns >= rest_ns) return;
        }
        return error.Restless;
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
