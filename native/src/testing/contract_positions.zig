//! The contract of bytes in files: open flags, the stream position, offsets, sizes and disks that
//! are full.

const std = @import("std");
const abi = @import("../abi.zig");
const client_file = @import("client.zig");
const Client = client_file.Client;
const codeOf = client_file.codeOf;
const direct = @import("../direct.zig");
const fixtures = @import("fixtures.zig");
const Name = fixtures.Name;
const result = @import("../result.zig");
const system = std.os.linux;
const testing = std.testing;
const Open = abi.Open;

fn openCode(client: *Client, name: *const Name, flags: u32) !u8 {
    return codeOf(try client.run(.open, .{
        .address = name.address(),
        .argument = flags,
        .argument2 = 0o600,
    }));
}

pub fn openFlagsMeanWhatTheySay(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const name = Name.fresh();
    defer name.remove();
    const link = Name.fresh();
    defer link.remove();

    try testing.expectEqual(0, try openCode(&client, &name, Open.write | Open.create));
    try testing.expectEqual(0o600, (try name.stat(&client)).mode);
    const exclusive = Open.write | Open.create | Open.exclusive;
    try testing.expectEqual(6, try openCode(&client, &name, exclusive));
    try testing.expectEqual(9, try openCode(&client, &name, Open.read | Open.directory));
    const directory = "/tmp";
    const as_file = try client.run(.open, .{
        .address = @intFromPtr(directory),
        .argument = Open.write,
    });
    try testing.expectEqual(10, codeOf(as_file));
    _ = try client.run(.symlink, .{ .address = name.address(), .address2 = link.address() });
    try testing.expectEqual(0, try openCode(&client, &link, Open.read));
    try testing.expectEqual(13, try openCode(&client, &link, Open.read | Open.no_follow));
}

pub fn openedToReadIsNotWritten(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const name = Name.fresh();
    defer name.remove();
    try name.fill(&client, "kept");

    const handle = try name.open(&client, Open.read);

    try testing.expectEqual(4, codeOf((try client.last(client.put(.write, handle, "x"))).result));
    try testing.expectEqual(4, (try name.stat(&client)).size);
}

pub fn truncateEmptiesAndAppendGoesToTheEnd(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const name = Name.fresh();
    defer name.remove();
    try name.fill(&client, "first");

    const append = try name.open(&client, Open.append);
    _ = try client.last(client.put(.write, append, "second"));
    try testing.expectEqual(11, (try name.stat(&client)).size);
    _ = try name.open(&client, Open.write | Open.truncate);

    try testing.expectEqual(0, (try name.stat(&client)).size);
}

pub fn readAndWriteMoveThePosition(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const name = Name.fresh();
    defer name.remove();
    const writer = try name.open(&client, fixtures.fresh_file);
    _ = try client.last(client.put(.write, writer, "hello "));
    _ = try client.last(client.put(.write, writer, "world"));
    const reader = try name.open(&client, Open.read);
    var bytes: [6]u8 = undefined;

    _ = try client.last(client.get(.read, reader, &bytes));
    try testing.expectEqualStrings("hello ", &bytes);
    try testing.expectEqual(5, (try client.last(client.get(.read, reader, &bytes))).result);
    try testing.expectEqualStrings("world", bytes[0..5]);
    try testing.expectEqual(-1, (try client.last(client.get(.read, reader, &bytes))).result);
}

pub fn nothingToMoveIsNoError(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const name = Name.fresh();
    defer name.remove();
    const handle = try name.open(&client, fixtures.fresh_file);
    var nothing: [1]u8 = undefined;

    for ([_]@import("../op.zig").Operation.Code{ .read, .write, .read_at, .write_at }) |operation| {
        const slot = client.put(operation, handle, nothing[0..0]);
        try testing.expectEqual(0, (try client.last(slot)).result);
    }
}

pub fn anOffsetThatNoFileHasIsInvalid(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const name = Name.fresh();
    defer name.remove();
    const handle = try name.open(&client, fixtures.fresh_file);
    var bytes: [4]u8 = @splat(0);

    for ([_]@import("../op.zig").Operation.Code{ .read_at, .write_at }) |operation| {
        for ([_]u64{ 1 << 63, std.math.maxInt(u64) }) |offset| {
            const answer = try client.run(operation, .{
                .handle = handle,
                .address = @intFromPtr(&bytes),
                .length = bytes.len,
                .offset = offset,
            });
            try testing.expectEqual(26, codeOf(answer));
        }
    }
}

pub fn truncateCutsAndExtends(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const name = Name.fresh();
    defer name.remove();
    const handle = try name.open(&client, fixtures.fresh_file);
    _ = try client.last(client.put(.write, handle, "0123456789"));

    try testing.expectEqual(0, try client.run(.truncate, .{ .handle = handle, .offset = 4 }));
    try testing.expectEqual(4, (try name.stat(&client)).size);
    try testing.expectEqual(0, try client.run(.truncate, .{ .handle = handle, .offset = 1 << 33 }));
    try testing.expectEqual(1 << 33, (try name.stat(&client)).size);
}

pub fn allocateTakesRoomAndExtends(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const name = Name.fresh();
    defer name.remove();
    const handle = try name.open(&client, fixtures.fresh_file);

    const answer = try client.run(.fallocate, .{
        .handle = handle,
        .offset = 4096,
        .argument2 = 1 << 20,
    });

    try testing.expectEqual(0, answer);
    const stat = try name.stat(&client);
    try testing.expectEqual(4096 + (1 << 20), stat.size);
    try testing.expect(stat.allocated >= 1 << 20);
}

pub fn fsyncTakesFilesOnly(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const name = Name.fresh();
    defer name.remove();
    const handle = try name.open(&client, fixtures.fresh_file);
    const ends = try fixtures.pipe(&client);

    try testing.expectEqual(0, try client.run(.fsync, .{ .handle = handle }));
    try testing.expectEqual(0, try client.run(.fsync, .{ .handle = handle, .argument = 1 }));
    try testing.expectEqual(26, codeOf(try client.run(.fsync, .{ .handle = ends[0] })));
}

pub fn statTellsTheSameByHandleAndByPath(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const name = Name.fresh();
    defer name.remove();
    const link = Name.fresh();
    defer link.remove();
    try name.fill(&client, "twelve bytes");
    _ = try client.run(.symlink, .{ .address = name.address(), .address2 = link.address() });
    const handle = try name.open(&client, Open.read);
    var by_handle: abi.Stat = .{};
    var by_link: abi.Stat = .{};

    try testing.expectEqual(0, try client.run(.stat, .{
        .handle = handle,
        .address2 = @intFromPtr(&by_handle),
    }));
    try testing.expectEqual(0, try client.run(.stat, .{
        .address = link.address(),
        .address2 = @intFromPtr(&by_link),
    }));

    try testing.expectEqual(12, by_handle.size);
    try testing.expectEqual(abi.Stat.file, by_handle.kind);
    try testing.expectEqual(by_handle.inode, by_link.inode);
    try testing.expectEqual(abi.Stat.symlink, (try link.stat(&client)).kind);
    const missing = try client.run(.stat, .{ .handle = handle, .address2 = 0 });
    try testing.expectEqual(28, codeOf(missing));
}

pub fn aFullDiskTellsHowMuchWasWritten(code: abi.BackendCode) !void {
    const directory = Name.fresh();
    _ = system.mkdir(@ptrCast(&directory.bytes), 0o700);
    defer directory.remove();
    const size_limit = @intFromPtr("size=256k");
    const mounted = system.mount("tmpfs", @ptrCast(&directory.bytes), "tmpfs", 0, size_limit);
    if (mounted != 0) return std.debug.print("may not mount: no full disk\n", .{});
    defer _ = system.umount2(@ptrCast(&directory.bytes), 2);
    var client = Client.open(code);
    defer client.close();
    const name = directory.child("full");
    const handle = try name.open(&client, fixtures.fresh_file);
    const bytes = try testing.allocator.alloc(u8, 1 << 20);
    defer testing.allocator.free(bytes);
    fixtures.pattern(bytes);

    const answer = (try client.last(client.put(.write_at, handle, bytes))).result;

    try testing.expectEqual(14, codeOf(answer));
    const size: i64 = @intCast((try name.stat(&client)).size);
    try testing.expect(size > 0);
    try testing.expectEqual(size, result.movedOf(answer));
    try testing.expectEqual(0, direct.close(client.loop, handle));
}
