//! The contract of copying a whole file.

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
const Copy = abi.Copy;

const Pair = struct {
    from: Name,
    to: Name,

    fn fresh() Pair {
        return .{ .from = .fresh(), .to = .fresh() };
    }

    fn remove(pair: *const Pair) void {
        pair.from.remove();
        pair.to.remove();
    }

    fn copy(pair: *const Pair, flags: u32) Copy {
        return .{ .source = pair.from.address(), .target = pair.to.address(), .flags = flags };
    }
};

fn run(client: *Client, copy: *Copy) !i64 {
    return client.run(.copy, .{ .address = @intFromPtr(copy) });
}

fn same(client: *Client, a: *const Name, b: *const Name) !bool {
    const size = (try a.stat(client)).size;
    if ((try b.stat(client)).size != size) return false;
    const handles = [_]u32{
        try a.open(client, abi.Open.read),
        try b.open(client, abi.Open.read),
    };
    defer for (handles) |handle| {
        _ = direct.close(client.loop, handle);
    };
    var bytes: [2][1 << 16]u8 = undefined;
    while (true) {
        const one = try client.getAll(.read, handles[0], &bytes[0]);
        const other = try client.getAll(.read, handles[1], &bytes[1]);
        if (!std.mem.eql(u8, one, other)) return false;
        if (one.len == 0) return true;
    }
}

pub fn smallAndEmptyFilesAreCopied(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    for ([_][]const u8{ "", "x", "a few bytes" }) |bytes| {
        for ([_]u32{ 0, Copy.plain, Copy.sync }) |flags| {
            const pair = Pair.fresh();
            defer pair.remove();
            try pair.from.fill(&client, bytes);
            try pair.to.fill(&client, "what was there before is gone");
            var copy = pair.copy(flags);

            try testing.expectEqual(@as(i64, @intCast(bytes.len)), try run(&client, &copy));

            try testing.expect(try same(&client, &pair.from, &pair.to));
            try testing.expectEqual(bytes.len, copy.progress);
            try testing.expectEqual(bytes.len, copy.size);
        }
    }
}

pub fn moreCopiesThanThreadsAllEnd(code: abi.BackendCode) !void {
    var client = Client.openWith(.{ .backend = @intFromEnum(code), .pool_threads = 2 });
    defer client.close();
    var pairs: [40]Pair = undefined;
    defer for (&pairs) |*pair| pair.remove();
    for (&pairs) |*pair| {
        pair.* = .fresh();
        try pair.from.fill(&client, "one of many");
    }
    for (0..20) |round| {
        const flags: u32 = if (round == 0) Copy.exclusive else 0;
        var copies: [pairs.len]Copy = undefined;
        var slots: [pairs.len]u32 = undefined;
        for (&pairs, &copies, &slots) |*pair, *copy, *slot| {
            copy.* = pair.copy(flags);
            slot.* = client.start(.copy, .{ .address = @intFromPtr(copy) });
        }
        for (slots) |slot| try testing.expectEqual(11, (try client.last(slot)).result);
    }
}

/// Answers gather while a pool has much to do, but not for longer than a moment.
pub fn anAnswerDoesNotWaitForAPoolThatHangs(code: abi.BackendCode) !void {
    if (code == .simulated) return; // It has no pool, and would hang itself.
    var client = Client.openWith(.{ .backend = @intFromEnum(code), .pool_threads = 1 });
    defer client.close();
    const file = Pair.fresh();
    defer file.remove();
    try file.from.fill(&client, "x");
    const fifo = Pair.fresh();
    defer fifo.remove();
    const path: [*:0]const u8 = &fifo.from.bytes;
    try testing.expectEqual(0, system.mknod(path, system.S.IFIFO | 0o600, 0));
    var copies = [_]Copy{ file.copy(0), fifo.copy(0), fifo.copy(0), fifo.copy(0) };
    var slots: [copies.len]u32 = undefined;
    for (&copies, &slots) |*copy, *slot| {
        slot.* = client.start(.copy, .{ .address = @intFromPtr(copy) });
    }

    try testing.expectEqual(1, (try client.last(slots[0])).result);

    // With somebody who might write, an open for reading ends.
    const writer = system.open(path, .{ .ACCMODE = .RDWR }, 0);
    defer _ = system.close(@intCast(writer));
    for (slots[1..]) |slot| try testing.expect((try client.last(slot)).result < 0);
}

pub fn alargeFileIsCopiedInSteps(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const bytes = try testing.allocator.alloc(u8, (65 << 20) + 3);
    defer testing.allocator.free(bytes);
    fixtures.pattern(bytes);
    const pair = Pair.fresh();
    defer pair.remove();
    try pair.from.fill(&client, bytes);

    for ([_]u32{ 0, Copy.plain }) |flags| {
        var copy = pair.copy(flags);
        copy.step = 1 << 20;
        try testing.expectEqual(@as(i64, @intCast(bytes.len)), try run(&client, &copy));
        try testing.expectEqual(bytes.len, copy.progress);
        try testing.expect(copy.method != 0);
    }

    try testing.expect(try same(&client, &pair.from, &pair.to));
}

pub fn holesStayHoles(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    for ([_]u32{ 0, Copy.plain }) |flags| {
        const pair = Pair.fresh();
        defer pair.remove();
        const handle = try pair.from.open(&client, fixtures.fresh_file);
        _ = try client.run(.truncate, .{ .handle = handle, .offset = 64 << 20 });
        for ([_]u64{ 8 << 20, 40 << 20 }) |offset| {
            const bytes = "an island";
            _ = try client.run(.write_at, .{
                .handle = handle,
                .address = @intFromPtr(bytes),
                .length = bytes.len,
                .offset = offset,
            });
        }
        var copy = pair.copy(flags);

        _ = try fixtures.number(try run(&client, &copy));

        const target = try pair.to.stat(&client);
        try testing.expectEqual(64 << 20, target.size);
        try testing.expect(target.allocated < 1 << 20);
        try testing.expect(try same(&client, &pair.from, &pair.to));
    }
}

pub fn whatMustNotBeCopiedIsRefused(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const pair = Pair.fresh();
    defer pair.remove();
    const link = Name.fresh();
    defer link.remove();
    try pair.from.fill(&client, "source");
    _ = try client.run(.symlink, .{ .address = pair.from.address(), .address2 = link.address() });

    var missing = pair.copy(0);
    missing.source = pair.to.address();
    try testing.expectEqual(5, codeOf(try run(&client, &missing)));
    var directory = pair.copy(0);
    directory.source = @intFromPtr("/tmp");
    try testing.expectEqual(10, codeOf(try run(&client, &directory)));
    var itself = pair.copy(0);
    itself.target = link.address();
    try testing.expectEqual(26, codeOf(try run(&client, &itself)));
    try testing.expectEqual(6, (try pair.from.stat(&client)).size);
    var followed = pair.copy(Copy.no_follow);
    followed.source = link.address();
    try testing.expectEqual(13, codeOf(try run(&client, &followed)));
    var exclusive = pair.copy(Copy.exclusive);
    try testing.expectEqual(6, try run(&client, &exclusive));
    try testing.expectEqual(6, codeOf(try run(&client, &exclusive)));
}

pub fn modeAndTimesAreKeptWhenAskedFor(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const pair = Pair.fresh();
    defer pair.remove();
    try pair.from.fill(&client, "x");
    const times: abi.Times = .{ .modified_s = 99, .modified_ns = 5, .accessed_ns = 4 };
    _ = try client.run(.set_mode, .{ .address = pair.from.address(), .argument = 0o640 });
    _ = try client.run(.set_times, .{
        .address = pair.from.address(),
        .address2 = @intFromPtr(&times),
    });

    var plain = pair.copy(0);
    _ = try run(&client, &plain);
    try testing.expect((try pair.to.stat(&client)).modified_s != 99);
    // A program that ran as its owner.
    _ = try client.run(.set_mode, .{ .address = pair.to.address(), .argument = 0o4640 });
    var keeping = pair.copy(Copy.keep_mode | Copy.keep_times);
    _ = try run(&client, &keeping);

    const kept = try pair.to.stat(&client);
    try testing.expectEqual(0o640, kept.mode);
    try testing.expectEqual(99, kept.modified_s);
    try testing.expectEqual(5, kept.modified_ns);
}

pub fn anAtomicCopyHasItsNameWhenItIsComplete(code: abi.BackendCode) !void {
    if (!fixtures.hasNamelessFiles()) return;
    var client = Client.open(code);
    defer client.close();
    const descriptors = fixtures.openDescriptors();
    for ([_][]const u8{ "", "a few bytes" }) |bytes| {
        const pair = Pair.fresh();
        defer pair.remove();
        try pair.from.fill(&client, bytes);
        _ = try client.run(.set_mode, .{ .address = pair.from.address(), .argument = 0o4751 });
        var copy = pair.copy(Copy.atomic | Copy.keep_mode);

        try testing.expectEqual(@as(i64, @intCast(bytes.len)), try run(&client, &copy));

        try testing.expect(try same(&client, &pair.from, &pair.to));
        try testing.expectEqual(0o4751, (try pair.to.stat(&client)).mode);
        try testing.expectEqual(bytes.len, copy.progress);

        pair.to.remove();
        copy = pair.copy(Copy.atomic);
        _ = try run(&client, &copy);
        const other: Pair = .{ .from = pair.from, .to = .fresh() };
        defer other.to.remove();
        var plain = other.copy(0);
        _ = try run(&client, &plain);
        const mode = (try other.to.stat(&client)).mode;
        try testing.expectEqual(mode, (try pair.to.stat(&client)).mode);
    }
    try testing.expectEqual(descriptors, fixtures.openDescriptors());
}

pub fn anAtomicCopyReplacesNothing(code: abi.BackendCode) !void {
    if (!fixtures.hasNamelessFiles()) return;
    var client = Client.open(code);
    defer client.close();
    const descriptors = fixtures.openDescriptors();
    const pair = Pair.fresh();
    defer pair.remove();
    try pair.from.fill(&client, "source");
    try pair.to.fill(&client, "what was there");

    var copy = pair.copy(Copy.atomic);
    try testing.expectEqual(6, codeOf(try run(&client, &copy)));

    try testing.expectEqual(14, (try pair.to.stat(&client)).size);
    try testing.expectEqual(descriptors, fixtures.openDescriptors());
}

pub fn anAtomicCopyNeedsAPathAndADirectoryOfFiles(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const pair = Pair.fresh();
    defer pair.remove();
    try pair.from.fill(&client, "source");

    var nowhere = pair.copy(Copy.atomic);
    nowhere.target = 0;
    try testing.expectEqual(28, codeOf(try run(&client, &nowhere)));
    var unnamed = pair.copy(Copy.atomic);
    unnamed.target = @intFromPtr("");
    try testing.expectEqual(5, codeOf(try run(&client, &unnamed)));
    var below = pair.copy(Copy.atomic);
    const inside = pair.from.child("file");
    below.target = inside.address();
    try testing.expectEqual(9, codeOf(try run(&client, &below)));
    var long: [5000:0]u8 = @splat('x');
    long[4500] = '/';
    below.target = @intFromPtr(&long);
    try testing.expectEqual(12, codeOf(try run(&client, &below)));
    // A file system that makes its files up has none without a name; not everybody may ask.
    var made_up = pair.copy(Copy.atomic);
    made_up.target = @intFromPtr("/proc/file");
    const refusal: u8 = if (system.geteuid() == 0) 27 else 7;
    try testing.expectEqual(refusal, codeOf(try run(&client, &made_up)));
}

/// The code of the error, or zero.
fn statOf(client: *Client, name: *const Name) !u8 {
    var out: abi.Stat = .{};
    return codeOf(try client.run(.stat, .{
        .address = name.address(),
        .address2 = @intFromPtr(&out),
    }));
}

const step_bytes = 4096;
const long_bytes = 2048 * step_bytes;

/// Fills a file that takes `startInSteps` a while.
fn fillLong(client: *Client, name: *const Name) !void {
    const bytes = try testing.allocator.alloc(u8, long_bytes);
    defer testing.allocator.free(bytes);
    fixtures.pattern(bytes);
    try name.fill(client, bytes);
}

/// Starts a copy that can be cancelled soon, and comes back when its first step is done.
fn startInSteps(client: *Client, copy: *Copy) !u32 {
    copy.step = step_bytes;
    const slot = client.start(.copy, .{ .address = @intFromPtr(copy) });
    while (@atomicLoad(u64, &copy.progress, .acquire) == 0) _ = try client.poll(0);
    return slot;
}

pub fn anAtomicCopyThatIsCanceledLeavesNothing(code: abi.BackendCode) !void {
    // The simulated backend copies within one step of the loop.
    if (code == .simulated or !fixtures.hasNamelessFiles()) return;
    var client = Client.open(code);
    defer client.close();
    const pair = Pair.fresh();
    defer pair.remove();
    try fillLong(&client, &pair.from);
    const descriptors = fixtures.openDescriptors();
    var copy = pair.copy(Copy.atomic);
    const slot = try startInSteps(&client, &copy);
    try testing.expectEqual(5, try statOf(&client, &pair.to));

    _ = client.cancel(slot, 1);

    try testing.expectEqual(2, codeOf((try client.last(slot)).result));
    try testing.expectEqual(5, try statOf(&client, &pair.to));
    try testing.expectEqual(descriptors, fixtures.openDescriptors());
}

pub fn aCanceledCopyTellsHowFarItCame(code: abi.BackendCode) !void {
    // The simulated backend copies within one step of the loop.
    if (code == .simulated) return;
    var client = Client.open(code);
    defer client.close();
    const pair = Pair.fresh();
    defer pair.remove();
    try fillLong(&client, &pair.from);
    for ([_]u32{ 0, Copy.plain }) |flags| {
        const descriptors = fixtures.openDescriptors();
        var copy = pair.copy(flags);
        const slot = try startInSteps(&client, &copy);

        _ = client.cancel(slot, 1);

        const answer = (try client.last(slot)).result;
        try testing.expectEqual(2, codeOf(answer));
        try testing.expectEqual(copy.progress, @as(u64, @intCast(result.movedOf(answer))));
        try testing.expect(copy.progress < long_bytes);
        try testing.expectEqual(copy.progress, (try pair.to.stat(&client)).size);
        try testing.expectEqual(descriptors, fixtures.openDescriptors());
    }
}

pub fn aLargeFileIsCopiedWhereDescriptorsAreScarce(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const bytes = try testing.allocator.alloc(u8, (2 << 20) + 1);
    defer testing.allocator.free(bytes);
    fixtures.pattern(bytes);
    const pair = Pair.fresh();
    defer pair.remove();
    try pair.from.fill(&client, bytes);
    var scarce = try Scarce.leave(2);
    defer scarce.end();

    var copy = pair.copy(0);
    const copied = run(&client, &copy);

    scarce.end();
    try testing.expectEqual(@as(i64, @intCast(bytes.len)), try copied);
    try testing.expect(try same(&client, &pair.from, &pair.to));
}

/// A process that may have only a few descriptors more.
const Scarce = struct {
    before: system.rlimit,

    fn leave(count: usize) !Scarce {
        var scarce: Scarce = .{ .before = undefined };
        var free: [8]i32 = undefined;
        for (free[0..count]) |*fd| fd.* = @intCast(system.dup(0));
        for (free[0..count]) |fd| _ = system.close(fd);
        try testing.expectEqual(0, system.getrlimit(.NOFILE, &scarce.before));
        var limit = scarce.before;
        limit.cur = @intCast(free[count - 1] + 1);
        try testing.expectEqual(0, system.setrlimit(.NOFILE, &limit));
        return scarce;
    }

    /// May be said twice.
    fn end(scarce: *const Scarce) void {
        _ = system.setrlimit(.NOFILE, &scarce.before);
    }
};

pub fn aFileThatTheSystemMakesUpIsCopied(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const pair = Pair.fresh();
    defer pair.remove();
    var copy = pair.copy(0);
    copy.source = @intFromPtr("/proc/self/status");

    try testing.expect(try fixtures.number(try run(&client, &copy)) > 100);
}
