//! The contract of announced memory: a ring may pin it by itself, and nobody can tell.

const std = @import("std");
const abi = @import("../abi.zig");
const client_file = @import("client.zig");
const Client = client_file.Client;
const codeOf = client_file.codeOf;
const number = client_file.number;
const direct = @import("../direct.zig");
const fixtures = @import("fixtures.zig");
const Operation = @import("../op.zig").Operation;
const testing = std.testing;

const Name = fixtures.Name;

const already_exists = 6;
const no_buffers = 25;
const invalid_argument = 26;
const canceled = 2;

/// More transfers than a backend could want to see before it does something about the memory.
const often = 200;
const page = 4096;
const file_bytes = 3 * page + 100;

/// A loop, memory of which the middle is announced, and a file that holds a pattern.
const Scene = struct {
    memory: []align(page) u8,
    client: Client,
    name: Name,
    file: u32,
    expected: [file_bytes]u8,

    fn open(code: abi.BackendCode) !*Scene {
        const scene = try testing.allocator.create(Scene);
        scene.memory = try testing.allocator.alignedAlloc(u8, .fromByteUnits(page), 16 * page);
        @memset(scene.memory, 0xee);
        scene.client = Client.open(code);
        scene.name = Name.fresh();
        fixtures.pattern(&scene.expected);
        try scene.name.fill(&scene.client, &scene.expected);
        scene.file = try scene.name.open(&scene.client, fixtures.read_write);
        return scene;
    }

    /// With announced memory that was used often.
    fn openUsed(code: abi.BackendCode) !*Scene {
        const scene = try open(code);
        errdefer scene.close();
        try testing.expectEqual(0, scene.announce(scene.inside()));
        for (0..often) |_| try scene.expectRead(scene.inside()[0..page], 0);
        return scene;
    }

    fn close(scene: *Scene) void {
        scene.name.remove();
        scene.client.close();
        testing.allocator.free(scene.memory);
        testing.allocator.destroy(scene);
    }

    fn inside(scene: *Scene) []align(page) u8 {
        return @alignCast(scene.memory[4 * page .. 12 * page]);
    }

    fn announce(scene: *Scene, memory: []const u8) i64 {
        return direct.announce(scene.client.loop, @intFromPtr(memory.ptr), memory.len);
    }

    fn readAt(scene: *Scene, file: u32, bytes: []u8, offset: u64) !i64 {
        return scene.move(.read_at, file, bytes, offset);
    }

    fn move(scene: *Scene, code: Operation.Code, file: u32, bytes: []u8, offset: u64) !i64 {
        return scene.client.run(code, .{
            .handle = file,
            .address = @intFromPtr(bytes.ptr),
            .length = @intCast(bytes.len),
            .offset = offset,
        });
    }

    /// Reads what the file has at an offset, and nothing beside it.
    fn expectRead(scene: *Scene, bytes: []u8, offset: usize) !void {
        @memset(scene.memory, 0xee);
        const there = scene.expected[@min(offset, file_bytes)..];
        const count = @min(there.len, bytes.len);
        const wanted: i64 = if (count == 0 and bytes.len > 0) -1 else @intCast(count);
        try testing.expectEqual(wanted, try scene.readAt(scene.file, bytes, offset));
        try testing.expectEqualSlices(u8, there[0..count], bytes[0..count]);
        const first = @intFromPtr(bytes.ptr) - @intFromPtr(scene.memory.ptr);
        for (scene.memory, 0..) |byte, i| {
            if (i < first or i >= first + count) try testing.expectEqual(0xee, byte);
        }
    }

    /// Pinned, where the ring has what it takes.
    fn expectPinned(scene: *Scene, pinned: bool) !void {
        const loop = scene.client.loop;
        const can_pin = loop.backend == .io_uring and
            loop.backend.io_uring.pinned.state != .refused;
        const is_pinned = loop.announced.ranges[0].registered != 0;
        try testing.expectEqual(pinned and can_pin, is_pinned);
        const file = loop.handles.find(scene.file).?;
        try testing.expect(!file.flags.refuses_pinned);
    }
};

pub fn announcingHasTheSameAnswersEverywhere(code: abi.BackendCode) !void {
    var client = Client.open(code);
    defer client.close();
    const loop = client.loop;
    const last = std.math.maxInt(u64);

    try testing.expectEqual(invalid_argument, codeOf(direct.announce(loop, 0, 4096)));
    try testing.expectEqual(invalid_argument, codeOf(direct.announce(loop, 4096, 0)));
    try testing.expectEqual(invalid_argument, codeOf(direct.announce(loop, last, 4096)));
    try testing.expectEqual(invalid_argument, codeOf(direct.announce(loop, 4096, last)));
    try testing.expectEqual(0, direct.announce(loop, 8192, 8192));
    try testing.expectEqual(already_exists, codeOf(direct.announce(loop, 8192, 8192)));
    try testing.expectEqual(already_exists, codeOf(direct.announce(loop, 4096, 4097)));
    try testing.expectEqual(no_buffers, codeOf(direct.announce(loop, 1 << 40, 1 << 40)));
    for (1..64) |i| try testing.expectEqual(0, direct.announce(loop, i << 20, 1));
    try testing.expectEqual(no_buffers, codeOf(direct.announce(loop, 64 << 20, 1)));
}

pub fn readsIntoAnnouncedMemoryGiveTheSameBytes(code: abi.BackendCode) !void {
    const scene = try Scene.open(code);
    defer scene.close();
    try testing.expectEqual(0, scene.announce(scene.inside()));
    var random = std.Random.DefaultPrng.init(7);
    for (0..2 * often) |_| {
        const from = random.random().uintLessThan(usize, scene.inside().len);
        const most = scene.inside().len - from;
        const length = random.random().uintAtMost(usize, @min(most, 2 * page));
        const offset = random.random().uintLessThan(usize, file_bytes + 200);
        try scene.expectRead(scene.inside()[from..][0..length], offset);
    }
    try scene.expectPinned(true);
}

pub fn writesFromAnnouncedMemoryArriveWhole(code: abi.BackendCode) !void {
    const scene = try Scene.openUsed(code);
    defer scene.close();
    const bytes = scene.inside()[17 .. 17 + 5000];
    fixtures.pattern(bytes);
    const target = Name.fresh();
    defer target.remove();
    const file = try target.open(&scene.client, fixtures.fresh_file);

    try testing.expectEqual(5000, try scene.move(.write_at, file, bytes, 3));
    try testing.expectEqual(5000, try scene.move(.write, file, bytes, 0));

    var back: [6000]u8 = undefined;
    try testing.expectEqual(5003, try scene.readAt(file, &back, 0));
    try testing.expectEqualSlices(u8, bytes, back[0..5000]);
    try testing.expectEqualSlices(u8, bytes[4997..], back[5000..5003]);
    try testing.expectEqual(3, try scene.move(.read, file, scene.inside()[0..page], 0));
    try testing.expectEqual(-1, try scene.move(.read, file, scene.inside()[0..page], 0));
    try scene.expectPinned(true);
}

/// What was announced begins or ends inside of a transfer's memory, or a neighbour begins there.
pub fn transfersThatAreOnlyPartlyInsideAreLikeAnyOther(code: abi.BackendCode) !void {
    const scene = try Scene.open(code);
    defer scene.close();
    const whole = scene.memory;
    const inside = scene.inside();
    try testing.expectEqual(0, scene.announce(inside[0 .. 4 * page]));
    try testing.expectEqual(0, scene.announce(inside[4 * page ..]));
    for (0..often) |_| {
        try scene.expectRead(whole[4 * page - 1 ..][0..page], 5);
        try scene.expectRead(whole[8 * page - 1 ..][0..page], 5);
        try scene.expectRead(whole[12 * page - 1 ..][0..page], 5);
        try scene.expectRead(whole[4 * page - 10 ..][0 .. 3 * page], 5);
    }
    try scene.expectPinned(false);
    for (0..often) |_| {
        try scene.expectRead(whole[8 * page - page ..][0..page], 5);
        try scene.expectRead(whole[8 * page ..][0..page], 5);
        try scene.expectRead(whole[8 * page - 1 ..][0..page], 5);
    }
    try scene.expectPinned(true);
}

pub fn errorsInAnnouncedMemoryAreTheSame(code: abi.BackendCode) !void {
    const scene = try Scene.openUsed(code);
    defer scene.close();
    const client = &scene.client;
    const pinned = scene.inside()[0..page];
    var plain: [page]u8 = undefined;
    const paths = [_][:0]const u8{ "/", "/dev/full", "/dev/null", "/dev/zero", "/proc/version" };
    for (paths) |path| {
        const file = try number(direct.open(client.loop, path, abi.Open.read, 0));
        for ([_]u64{ 0, 100, 1 << 62, 1 << 63 }) |offset| {
            const expected = try scene.readAt(file, &plain, offset);
            const got = try scene.readAt(file, pinned, offset);
            try testing.expectEqual(expected, got);
            const refused = try scene.move(.write_at, file, &plain, offset);
            try testing.expectEqual(refused, try scene.move(.write_at, file, pinned, offset));
        }
        try testing.expectEqual(0, direct.close(client.loop, file));
        const late = try scene.readAt(file, pinned, 0);
        try testing.expectEqual(try scene.readAt(file, &plain, 0), late);
    }
    const full = try number(direct.open(client.loop, "/dev/full", abi.Open.write, 0));
    const expected = try scene.move(.write_at, full, &plain, 0);
    try testing.expect(codeOf(expected) != 0);
    try testing.expectEqual(expected, try scene.move(.write_at, full, pinned, 0));
    try testing.expectEqual(
        try scene.readAt(full, &plain, 0),
        try scene.readAt(full, pinned, 0),
    );
}

pub fn streamsTakeAnnouncedMemory(code: abi.BackendCode) !void {
    const scene = try Scene.openUsed(code);
    defer scene.close();
    const client = &scene.client;
    const bytes = scene.inside()[0..100];
    for ([_][2]u32{ try fixtures.pipe(client), try fixtures.socketPair(client, 1) }) |ends| {
        const waiting = client.get(.read, ends[0], bytes[50..]);
        try client.settle();
        try testing.expect(client.loop.slots.at(waiting).state != .kernel_pinned);
        fixtures.pattern(bytes[0..50]);
        const written = client.put(.write, ends[1], bytes[0..50]);

        try testing.expectEqual(50, (try client.last(written)).result);
        try testing.expectEqual(50, (try client.last(waiting)).result);

        try testing.expectEqualSlices(u8, bytes[0..50], bytes[50..]);
        const second = client.get(.read, ends[0], bytes[50..]);
        try client.settle();
        _ = client.cancel(second, 1);
        try testing.expectEqual(canceled, codeOf((try client.last(second)).result));
    }
}

pub fn memoryIsAnnouncedWhileItIsInUse(code: abi.BackendCode) !void {
    const scene = try Scene.open(code);
    defer scene.close();
    const client = &scene.client;
    const pipe = try fixtures.pipe(client);
    const waiting = client.get(.read, pipe[0], scene.inside()[7 * page ..]);
    var slots: [7 * often]u32 = undefined;
    for (&slots, 0..) |*slot, i| {
        const bytes = scene.inside()[i % 7 * page ..][0..page];
        slot.* = client.start(.read_at, .{
            .handle = scene.file,
            .address = @intFromPtr(bytes.ptr),
            .length = page,
            .offset = page,
        });
        if (i == often) try testing.expectEqual(0, scene.announce(scene.inside()));
        if (i % often == often - 1) client.flush();
    }
    for (slots) |slot| try testing.expectEqual(page, (try client.last(slot)).result);
    for (0..7) |i| try testing.expectEqualSlices(
        u8,
        scene.expected[page .. 2 * page],
        scene.inside()[i * page ..][0..page],
    );
    try scene.expectPinned(true);
    _ = client.put(.write, pipe[1], "here");
    try testing.expectEqual(4, (try client.last(waiting)).result);
    try testing.expectEqualStrings("here", scene.inside()[7 * page ..][0..4]);
}

pub fn aLoopEndsWithTransfersInAnnouncedMemory(code: abi.BackendCode) !void {
    const scene = try Scene.openUsed(code);
    defer scene.close();
    const client = &scene.client;
    const pipe = try fixtures.pipe(client);
    _ = client.get(.read, pipe[0], scene.inside()[0..page]);
    for (0..often) |_| {
        _ = client.start(.read_at, .{
            .handle = scene.file,
            .address = @intFromPtr(scene.inside().ptr) + page,
            .length = page,
        });
    }
    client.flush();
}

/// What a file system that wants no pinned memory answers, brought about by a place without any.
pub fn aFileThatRefusesPinnedMemoryIsServedWithout(code: abi.BackendCode) !void {
    const scene = try Scene.openUsed(code);
    defer scene.close();
    if (code == .io_uring) scene.client.loop.announced.ranges[0].registered = 60;
    const others = try scene.name.open(&scene.client, abi.Open.read);

    try scene.expectRead(scene.inside()[0..page], 1);
    try testing.expectEqual(page, try scene.readAt(others, scene.inside()[0..page], 0));

    const before = scene.client.loop.port.system_calls;
    try scene.expectRead(scene.inside()[0..page], 2);
    if (code == .io_uring) {
        try testing.expectEqual(before + 1, scene.client.loop.port.system_calls);
    }
}

pub fn aRingThatCannotPinReadsAllTheSame(code: abi.BackendCode) !void {
    Client.without = &.{.read_fixed};
    defer Client.without = null;
    const scene = try Scene.openUsed(code);
    defer scene.close();
    const range = &scene.client.loop.announced.ranges[0];
    try testing.expectEqual(0, range.registered);
    // Nobody goes on counting what will never be pinned.
    range.uses = std.math.maxInt(@TypeOf(range.uses));
    try scene.expectRead(scene.inside()[0..page], 0);
}
