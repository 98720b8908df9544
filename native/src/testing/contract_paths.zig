//! The contract of names: directories, links, renames, times and modes.

const std = @import("std");
const abi = @import("../abi.zig");
const client_file = @import("client.zig");
const Client = client_file.Client;
const codeOf = client_file.codeOf;
const fixtures = @import("fixtures.zig");
const Name = fixtures.Name;
const testing = std.testing;

fn rename(client: *Client, from: *const Name, to: *const Name, no_replace: bool) !i64 {
    return client.run(.rename, .{
        .address = from.address(),
        .address2 = to.address(),
        .argument = @intFromBool(no_replace),
    });
}

fn unlink(client: *Client, name: *const Name, directory: bool) !i64 {
    return client.run(.unlink, .{
        .address = name.address(),
        .argument = @intFromBool(directory),
    });
}

pub fn directoriesAreMadeAndRemoved(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const name = Name.fresh();
    defer name.remove();
    const inner = name.child("inner");

    const make: abi.Submission = .{ .address = name.address(), .argument = 0o750 };
    try testing.expectEqual(0, try client.run(.mkdir, make));
    try testing.expectEqual(6, codeOf(try client.run(.mkdir, make)));
    const made = try name.stat(&client);
    try testing.expectEqual(abi.Stat.directory, made.kind);
    try testing.expectEqual(0o750, made.mode);
    try inner.fill(&client, "x");
    try testing.expectEqual(11, codeOf(try unlink(&client, &name, true)));
    try testing.expectEqual(10, codeOf(try unlink(&client, &name, false)));
    try testing.expectEqual(9, codeOf(try unlink(&client, &inner, true)));
    try testing.expectEqual(0, try unlink(&client, &inner, false));
    try testing.expectEqual(0, try unlink(&client, &name, true));
    try testing.expectEqual(5, codeOf(try unlink(&client, &name, true)));
}

pub fn aRenameReplacesUnlessToldNotTo(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const from = Name.fresh();
    defer from.remove();
    const to = Name.fresh();
    defer to.remove();
    try from.fill(&client, "new");
    try to.fill(&client, "older");

    try testing.expectEqual(6, codeOf(try rename(&client, &from, &to, true)));
    try testing.expectEqual(5, (try to.stat(&client)).size);
    try testing.expectEqual(0, try rename(&client, &from, &to, false));

    try testing.expectEqual(3, (try to.stat(&client)).size);
    try testing.expectEqual(5, codeOf(try rename(&client, &from, &to, false)));
}

pub fn aSymbolicLinkSaysWhatItWasTold(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const link = Name.fresh();
    defer link.remove();
    const target = "no/such/place";
    var said: [64]u8 = @splat('!');

    try testing.expectEqual(0, try client.run(.symlink, .{
        .address = @intFromPtr(target),
        .address2 = link.address(),
    }));
    const length = try client.run(.readlink, .{
        .address = link.address(),
        .address2 = @intFromPtr(&said),
        .length = said.len,
    });

    try testing.expectEqualStrings(target, said[0..@intCast(length)]);
    try testing.expectEqual('!', said[target.len]);
    const no_link = try client.run(.readlink, .{
        .address = @intFromPtr("/tmp"),
        .address2 = @intFromPtr(&said),
        .length = said.len,
    });
    try testing.expectEqual(26, codeOf(no_link));
}

fn setTimes(client: *Client, name: *const Name, times: *const abi.Times, no_follow: bool) !i64 {
    return client.run(.set_times, .{
        .address = name.address(),
        .address2 = @intFromPtr(times),
        .argument = @intFromBool(no_follow),
    });
}

pub fn timesAreSetKeptOrNow(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const name = Name.fresh();
    defer name.remove();
    try name.fill(&client, "x");
    const handle = try name.open(&client, fixtures.read_write);
    const both: abi.Times = .{
        .accessed_s = 1_000_000_001,
        .accessed_ns = 123_456_789,
        .modified_s = -5,
        .modified_ns = 7,
    };

    try testing.expectEqual(0, try setTimes(&client, &name, &both, false));
    const first = try name.stat(&client);
    try testing.expectEqual(1_000_000_001, first.accessed_s);
    try testing.expectEqual(123_456_789, first.accessed_ns);
    try testing.expectEqual(-5, first.modified_s);
    const one: abi.Times = .{ .modified_ns = abi.Times.now };
    try testing.expectEqual(0, try client.run(.set_times, .{
        .handle = handle,
        .address2 = @intFromPtr(&one),
    }));
    const second = try name.stat(&client);
    try testing.expectEqual(1_000_000_001, second.accessed_s);
    try testing.expect(second.modified_s > 1_700_000_000);
}

pub fn theTimesOfALinkAreItsOwn(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const name = Name.fresh();
    defer name.remove();
    const link = Name.fresh();
    defer link.remove();
    try name.fill(&client, "x");
    _ = try client.run(.symlink, .{ .address = name.address(), .address2 = link.address() });

    const times: abi.Times = .{ .modified_s = 77, .modified_ns = 0 };
    try testing.expectEqual(0, try setTimes(&client, &link, &times, true));

    try testing.expectEqual(77, (try link.stat(&client)).modified_s);
    try testing.expect((try name.stat(&client)).modified_s != 77);
}

pub fn modesAreSetByHandleAndByPath(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const name = Name.fresh();
    defer name.remove();
    const handle = try name.open(&client, fixtures.fresh_file);

    _ = try client.run(.set_mode, .{ .handle = handle, .argument = 0o400 });
    try testing.expectEqual(0o400, (try name.stat(&client)).mode);
    _ = try client.run(.set_mode, .{ .address = name.address(), .argument = 0o4711 });
    try testing.expectEqual(0o4711, (try name.stat(&client)).mode);
}

pub fn namesAreBytes(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const name = Name.in("/tmp", "-\xff\xfe\x80 \n\xc3");
    defer name.remove();
    const other = Name.in("/tmp", "-\xc0\xaf");
    defer other.remove();

    try name.fill(&client, "bytes");
    try testing.expectEqual(0, try rename(&client, &name, &other, true));

    try testing.expectEqual(5, (try other.stat(&client)).size);
}

pub fn aNameThatIsTooLongIsSaidToBe(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const name = "/tmp/" ++ "n" ** 300;

    const answer = try client.run(.mkdir, .{ .address = @intFromPtr(name), .argument = 0o700 });

    try testing.expectEqual(12, codeOf(answer));
}

pub fn anAddressThatIsNoneIsBad(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();

    for ([_]@import("../op.zig").Operation.Code{
        .open, .mkdir, .rename, .unlink, .symlink, .readlink, .set_mode, .set_times, .copy, .stat,
    }) |operation| {
        const answer = try client.run(operation, .{ .length = 1 });
        try testing.expectEqual(28, codeOf(answer));
    }
}
