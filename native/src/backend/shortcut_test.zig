//! That a ring's place in a table is used by its own thread only, as an enter in another thread
//! could be one of another ring.

const std = @import("std");
const linux = @import("../sys/linux.zig");
const Ring = @import("ring.zig").Ring;
const system = std.os.linux;
const testing = std.testing;
const thread = @import("../sys/thread.zig");
const uring = @import("../sys/uring.zig");

/// How many rings a thread's table has room for.
const places = 16;

/// A ring that belongs to this thread; the kernel tells others who enter it that it does. Where
/// rings are forbidden there is none, and before Linux 6.0 a ring belongs to nobody.
fn open() !Ring {
    var ring: Ring = .{};
    if (ring.open(.{ .entries = 4, .cq_entries = 16 }) < 0) return error.SkipZigTest;
    errdefer ring.close();
    if (ring.setup_flags & uring.Setup.single_issuer == 0) return error.SkipZigTest;
    try testing.expectEqual(0, ring.enable());
    return ring;
}

/// One that also has a place in its thread's table, which kernels have from Linux 5.18 on.
fn openWithPlace() !Ring {
    var ring = try open();
    errdefer ring.close();
    if (ring.shortcut.place() == null) return error.SkipZigTest;
    return ring;
}

fn submit(ring: *Ring) !void {
    ring.next().?.* = .{ .user_data = 7 };
    ring.push();
    try testing.expectEqual(1, ring.enter(-1));
    try testing.expectEqual(7, ring.peek().?.user_data);
    ring.pop();
}

/// Somebody with a ring of its own, at the same place, who enters the ring of another.
const Stranger = struct {
    foreign: *Ring,
    place: ?i32 = null,
    answers: [2]i64 = .{ 0, 0 },
    failed: bool = false,

    fn run(stranger: *Stranger) void {
        stranger.enter() catch {
            stranger.failed = true;
        };
    }

    fn enter(stranger: *Stranger) !void {
        var own = try open();
        defer own.close();
        stranger.place = own.shortcut.place();
        own.next().?.* = .{};
        own.push();
        stranger.answers = .{ stranger.foreign.enter(0), stranger.foreign.enter(1) };
        try testing.expectEqual(1, own.pending());
    }
};

test "a thread that is not the ring's enters that ring or none" {
    var ring = try openWithPlace();
    defer ring.close();
    ring.next().?.* = .{};
    ring.push();
    var stranger: Stranger = .{ .foreign = &ring };

    (try thread.spawn(Stranger, Stranger.run, &stranger, "xev-test", 0)).join();

    try testing.expect(!stranger.failed);
    try testing.expectEqual(ring.shortcut.place(), stranger.place);
    const refused = linux.fail(.EXIST);
    try testing.expectEqual([2]i64{ refused, refused }, stranger.answers);
    try testing.expectEqual(1, ring.enter(0));
}

/// The ring of a thread that ends.
const Owner = struct {
    ring: Ring = .{},

    fn run(owner: *Owner) void {
        owner.ring = openWithPlace() catch return;
    }

    /// One that the kernel lets everybody enter.
    fn runShared(owner: *Owner) void {
        const ring = &owner.ring;
        if (ring.open(.{ .entries = 4, .cq_entries = 16, .sqpoll = true }) == 0) _ = ring.enable();
    }
};

test "the ring of a thread that has ended is not the ring of a later one" {
    var owner: Owner = .{};
    (try thread.spawn(Owner, Owner.run, &owner, "xev-test", 0)).join();
    // The owner had no ring with a place to leave.
    if (owner.ring.fd < 0) return error.SkipZigTest;
    var stranger: Stranger = .{ .foreign = &owner.ring };
    (try thread.spawn(Stranger, Stranger.run, &stranger, "xev-test", 0)).join();
    owner.ring.close();

    try testing.expect(!stranger.failed);
    try testing.expectEqual(linux.fail(.EXIST), stranger.answers[0]);
}

test "who closes the ring of another thread clears no place of its own" {
    var owner: Owner = .{};
    (try thread.spawn(Owner, Owner.runShared, &owner, "xev-test", 0)).join();
    // The owner had no place that could be taken for one of ours.
    if (owner.ring.shortcut.pages == null) return error.SkipZigTest;
    var own = try openWithPlace();
    defer own.close();

    owner.ring.close();

    try submit(&own);
}

test "the child of a fork enters the parent's ring or none" {
    var ring = try openWithPlace();
    defer ring.close();

    const child: i32 = @intCast(system.fork());
    if (child == 0) {
        var stranger: Stranger = .{ .foreign = &ring };
        stranger.run();
        const is_told = stranger.answers[0] == linux.fail(.EXIST);
        system.exit_group(if (is_told and !stranger.failed) 0 else 1);
    }
    var status: u32 = 0;
    _ = system.waitpid(child, &status, 0);

    try testing.expectEqual(0, system.W.EXITSTATUS(status));
    try submit(&ring);
}

test "a ring without a place is entered by its descriptor, and a place comes back" {
    var rings: [places + 4]Ring = undefined;
    for (&rings) |*ring| ring.* = .{};
    defer for (&rings) |*ring| ring.close();
    rings[0] = try openWithPlace();
    for (rings[1..]) |*ring| ring.* = try open();

    var count: usize = 0;
    for (&rings) |*ring| {
        try submit(ring);
        count += @intFromBool(ring.shortcut.place() != null);
    }
    try testing.expectEqual(places, count);
    for (0..2 * places) |_| {
        rings[3].close();
        rings[3] = try open();
        try testing.expect(rings[3].shortcut.place() != null);
        try submit(&rings[3]);
    }
}

/// What a kernel before 5.18 answers, which has no tables, it answers here from now on.
fn refuseTables() bool {
    const Instruction = extern struct { code: u16, if_so: u8 = 0, if_not: u8 = 0, value: u32 };
    const load = 0x20;
    const compare = 0x15;
    const answer = 0x06;
    const instructions = [_]Instruction{
        .{ .code = load, .value = 0 },
        .{ .code = compare, .if_not = 3, .value = @intFromEnum(system.SYS.io_uring_register) },
        // The second argument of the call.
        .{ .code = load, .value = 24 },
        .{ .code = compare, .if_not = 1, .value = uring.Register.rings },
        .{ .code = answer, .value = 0x0005_0000 | @as(u32, @intFromEnum(system.E.INVAL)) },
        .{ .code = answer, .value = 0x7fff_0000 },
    };
    const program: extern struct { count: u16, first: [*]const Instruction } = .{
        .count = instructions.len,
        .first = &instructions,
    };
    const by_filter = 2;
    const no_privileges = @intFromEnum(system.PR.SET_NO_NEW_PRIVS);
    const set_filter = @intFromEnum(system.PR.SET_SECCOMP);
    if (system.prctl(no_privileges, 1, 0, 0, 0) != 0) return false;
    return system.prctl(set_filter, by_filter, @intFromPtr(&program), 0, 0) == 0;
}

fn worksWithoutTables() !bool {
    var ring = try open();
    defer ring.close();
    try submit(&ring);
    return ring.shortcut.place() == null;
}

test "a kernel without such tables is none the worse" {
    _ = try worksWithoutTables();

    const child: i32 = @intCast(system.fork());
    if (child == 0) {
        const is_so = refuseTables() and worksWithoutTables() catch false;
        system.exit_group(@intFromBool(!is_so));
    }
    var status: u32 = 0;
    _ = system.waitpid(child, &status, 0);

    try testing.expectEqual(0, system.W.EXITSTATUS(status));
}
