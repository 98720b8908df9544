//! The contract of streams that are no sockets: pipes and terminals, by adopting them.

const std = @import("std");
const abi = @import("../abi.zig");
const client_file = @import("client.zig");
const Client = client_file.Client;
const codeOf = client_file.codeOf;
const direct = @import("../direct.zig");
const fixtures = @import("fixtures.zig");
const linux = @import("../sys/linux.zig");
const testing = std.testing;

pub fn aPipeDeliversWhatWasWritten(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const ends = try fixtures.pipe(&client);
    var bytes: [64]u8 = undefined;
    const read = client.get(.read, ends[0], &bytes);
    try client.settle();

    const write = client.put(.write, ends[1], "through the pipe");

    try testing.expectEqual(16, (try client.last(write)).result);
    try testing.expectEqual(16, (try client.last(read)).result);
    try testing.expectEqualStrings("through the pipe", bytes[0..16]);
}

pub fn aWriteLargerThanThePipeMovesAllBytes(code: abi.BackendCode) !void {
    return moveThrough(code, .{ .CLOEXEC = true });
}

pub fn aPipeThatWasOpenedNotToBlockIsWaitedFor(code: abi.BackendCode) !void {
    return moveThrough(code, .{ .CLOEXEC = true, .NONBLOCK = true });
}

fn moveThrough(code: abi.BackendCode, flags: std.os.linux.O) !void {
    var client = Client.open(code);
    defer client.close();
    const ends = try fixtures.pipeWith(&client, flags);
    var out: [300_000]u8 = undefined;
    fixtures.pattern(&out);
    var in: [out.len + 1]u8 = undefined;

    const first = client.put(.write, ends[1], out[0..200_000]);
    const second = client.put(.write, ends[1], out[200_000..]);
    // Nobody reads: the writers wait, and do not turn.
    try client.settle();
    try client.expectRest();
    const got = try client.getAll(.read, ends[0], in[0..out.len]);

    try testing.expect(std.mem.eql(u8, &out, got));
    try testing.expectEqual(200_000, (try client.last(first)).result);
    try testing.expectEqual(100_000, (try client.last(second)).result);
}

pub fn theEndOfAPipeIsTheEndOfTheStream(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const ends = try fixtures.pipe(&client);
    var bytes: [8]u8 = undefined;
    const read = client.get(.read, ends[0], &bytes);
    try client.settle();

    try testing.expectEqual(0, direct.close(client.loop, ends[1]));

    try testing.expectEqual(-1, (try client.last(read)).result);
}

pub fn aPipeWithoutReadersIsBroken(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const ends = try fixtures.pipe(&client);
    try testing.expectEqual(0, direct.close(client.loop, ends[0]));

    const write = client.put(.write, ends[1], "into the void");

    try testing.expectEqual(29, codeOf((try client.last(write)).result));
}

pub fn aCanceledReadOfAPipeSaysSo(code: abi.BackendCode) !void {
    inline for (.{ false, true }) |nonblock| {
        var client = Client.open(code);
        defer client.close();
        const ends = try fixtures.pipeWith(&client, .{ .CLOEXEC = true, .NONBLOCK = nonblock });
        var bytes: [8]u8 = undefined;
        const read = client.get(.read, ends[0], &bytes);
        try client.settle();

        const cancel = client.cancel(read, 1);

        try testing.expectEqual(2, codeOf((try client.last(read)).result));
        try testing.expectEqual(0, (try client.last(cancel)).result);
    }
}

pub fn aCanceledWriteTellsHowFarItCame(code: abi.BackendCode) !void {
    inline for (.{ false, true }) |nonblock| {
        var client = Client.open(code);
        defer client.close();
        const ends = try fixtures.pipeWith(&client, .{ .CLOEXEC = true, .NONBLOCK = nonblock });
        var bytes: [200_000]u8 = undefined;
        const write = client.put(.write, ends[1], &bytes);
        try client.settle();

        _ = client.cancel(write, 1);

        const answer = (try client.last(write)).result;
        try testing.expectEqual(2, codeOf(answer));
        const moved = @import("../result.zig").movedOf(answer);
        try testing.expectEqual(1 << 16, moved);
    }
}

pub fn positionsInAPipeAreRefused(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const ends = try fixtures.pipe(&client);
    var bytes: [8]u8 = undefined;

    const read = client.get(.read_at, ends[0], &bytes);

    try testing.expectEqual(44, codeOf((try client.last(read)).result));
}

pub fn aLineThatIsThereIsReadWithoutANewOne(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const flags: std.os.linux.O = .{ .ACCMODE = .RDWR, .NOCTTY = true, .CLOEXEC = true };
    const main_end = linux.openAt(@intFromPtr("/dev/ptmx"), flags, 0);
    if (main_end < 0) return std.debug.print("no pseudo terminals here\n", .{});
    const control = try fixtures.number(direct.adopt(client.loop, @intCast(main_end)));
    var unlock: c_int = 0;
    // TIOCSPTLCK and TIOCGPTPEER of ioctl_tty(2).
    try testing.expectEqual(0, linux.ioctl(@intCast(main_end), 0x40045431, @intFromPtr(&unlock)));
    const other_end = linux.ioctl(@intCast(main_end), 0x5441, 0o402);
    const terminal = try fixtures.number(direct.adopt(client.loop, @intCast(other_end)));
    var bytes: [64]u8 = undefined;
    const first = client.get(.read, terminal, &bytes);
    try client.settle();

    const typed = client.put(.write, control, "one\ntwo\n");

    try testing.expectEqual(8, (try client.last(typed)).result);
    try testing.expectEqual(4, (try client.last(first)).result);
    const second = client.get(.read, terminal, &bytes);
    try testing.expectEqual(4, (try client.last(second)).result);
    try testing.expectEqualStrings("two\n", bytes[0..4]);
}

pub fn aDeviceThatIsAlwaysReadyIsWrittenTo(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const raw = linux.openAt(@intFromPtr("/dev/null"), .{ .ACCMODE = .RDWR }, 0);
    const handle = try fixtures.number(direct.adopt(client.loop, @intCast(raw)));
    var bytes: [8]u8 = undefined;

    const write = client.put(.write, handle, "gone");
    const read = client.get(.read, handle, &bytes);

    try testing.expectEqual(4, (try client.last(write)).result);
    try testing.expectEqual(-1, (try client.last(read)).result);
}
