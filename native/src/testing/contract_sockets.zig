//! The contract of sockets.

const std = @import("std");
const abi = @import("../abi.zig");
const client_file = @import("client.zig");
const Client = client_file.Client;
const codeOf = client_file.codeOf;
const direct = @import("../direct.zig");
const testing = std.testing;

pub fn bytesArriveAsTheyWereSent(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const ends = try client.connect();
    var buffer: [64]u8 = undefined;
    const receive = client.start(.receive, .{
        .handle = ends[1],
        .address = @intFromPtr(&buffer),
        .length = buffer.len,
    });
    const hello = "hello";

    const sent = try client.run(.send, .{
        .handle = ends[0],
        .address = @intFromPtr(hello),
        .length = hello.len,
    });

    try testing.expectEqual(@as(i64, hello.len), sent);
    const got = (try client.last(receive)).result;
    try testing.expectEqualStrings(hello, buffer[0..@intCast(got)]);
}

pub fn queuedSendsKeepTheirOrder(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const ends = try client.connect();
    const letters = "abcdefghijklmnopqrstuvwxyz" ** 8;
    for (letters) |*letter| {
        _ = client.start(.send, .{
            .handle = ends[0],
            .address = @intFromPtr(letter),
            .length = 1,
        });
    }
    _ = client.start(.shutdown, .{ .handle = ends[0], .argument = 1 });

    var got: [letters.len]u8 = undefined;
    var count: usize = 0;
    while (true) {
        const answer = try client.run(.receive, .{
            .handle = ends[1],
            .address = @intFromPtr(&got) + count,
            .length = @intCast(got.len - count + 1),
        });
        if (answer == -1) break;
        count += @intCast(answer);
    }

    try testing.expectEqualStrings(letters, got[0..count]);
}

pub fn aLargeSendMovesAllBytes(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const ends = try client.connect();
    _ = direct.setOption(client.loop, ends[0], 5, 2048);
    const out = try testing.allocator.alloc(u8, 1 << 20);
    defer testing.allocator.free(out);
    for (out, 0..) |*byte, i| byte.* = @truncate(i *% 31);
    const in = try testing.allocator.alloc(u8, out.len);
    defer testing.allocator.free(in);

    const send = client.start(.send, .{
        .handle = ends[0],
        .address = @intFromPtr(out.ptr),
        .length = @intCast(out.len),
    });
    var count: usize = 0;
    while (count < in.len) {
        const answer = try client.run(.receive, .{
            .handle = ends[1],
            .address = @intFromPtr(in.ptr) + count,
            .length = @intCast(in.len - count),
        });
        count += @intCast(answer);
    }

    try testing.expectEqual(@as(i64, @intCast(out.len)), (try client.last(send)).result);
    try testing.expect(std.mem.eql(u8, out, in));
}

pub fn aCanceledReceiveSaysSo(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const ends = try client.connect();
    var buffer: [8]u8 = undefined;
    const receive = client.start(.receive, .{
        .handle = ends[1],
        .address = @intFromPtr(&buffer),
        .length = buffer.len,
    });
    _ = try client.poll(0);

    const cancel = client.cancel(receive, 1);

    try testing.expectEqual(2, codeOf((try client.last(receive)).result));
    try testing.expectEqual(0, (try client.last(cancel)).result);
}

pub fn closeEndsWhatIsArmedAndThenTheHandle(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const ends = try client.connect();
    var buffer: [8]u8 = undefined;
    const receive = client.start(.receive, .{
        .handle = ends[1],
        .address = @intFromPtr(&buffer),
        .length = buffer.len,
    });
    _ = try client.poll(0);
    const peer = client.start(.receive, .{
        .handle = ends[0],
        .address = @intFromPtr(&buffer),
        .length = buffer.len,
    });

    const close = client.start(.close, .{ .handle = ends[1] });

    try testing.expectEqual(2, codeOf((try client.last(receive)).result));
    try testing.expectEqual(0, (try client.last(close)).result);
    try testing.expectEqual(-1, (try client.last(peer)).result);
}

pub fn oneAcceptTakesManyConnections(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const listener = try client.listen();
    const accept = client.start(.accept, .{
        .handle = listener.handle,
        .flags = abi.Submission.multishot,
    });
    for (0..20) |_| {
        const near = try client_file.number(
            direct.socket(client.loop, abi.Address.ip4, direct.stream),
        );
        const answer = try client.run(.connect, .{
            .handle = near,
            .address = @intFromPtr(&listener.address),
        });
        try testing.expectEqual(0, answer);
        const taken = try client.any(accept);
        try testing.expect(taken.result > 0);
        try testing.expectEqual(abi.Event.more, taken.flags);
    }

    try testing.expect(direct.close(client.loop, listener.handle) >= 0);
    try testing.expectEqual(2, codeOf((try client.last(accept)).result));
}

pub fn lentBuffersRunOutAndComeBack(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const ends = try client.connect();
    const group = try client.loop.buffers.open(client.loop, 2, 64);
    const receive = client.start(.receive, .{
        .handle = ends[1],
        .flags = abi.Submission.multishot | abi.Submission.buffer_select,
        .group = group,
    });
    var seen: usize = 0;
    const message = "0123456789" ** 20;
    _ = client.start(.send, .{
        .handle = ends[0],
        .address = @intFromPtr(message),
        .length = message.len,
    });

    while (seen < message.len) {
        const event = try client.any(receive);
        const length: usize = @intCast(event.result);
        const start = client.loop.buffers.at(group).?.address(event.buffer);
        // SAFETY: the buffer is lent until it is provided below.
        const bytes = @as([*]const u8, @ptrFromInt(start))[0..length];
        try testing.expectEqualStrings(message[seen..][0..length], bytes);
        seen += length;
        client.loop.submissions[client.written] = .{
            .op = 26,
            .flags = abi.Submission.silent,
            .group = group,
            .argument = event.buffer,
        };
        client.written += 1;
    }
    try testing.expectEqual(0, direct.close(client.loop, ends[0]));

    try testing.expectEqual(-1, (try client.last(receive)).result);
}
