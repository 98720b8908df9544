//! The processor's counter, which costs less to read than the clock, and does not wait for what the
//! processor has begun before.

const std = @import("std");
const builtin = @import("builtin");
const linux = @import("linux.zig");

/// What Linux calls its clock source where the clock is made of this counter; null where there is
/// none that we know how to read.
const source: ?[]const u8 = if (builtin.os.tag != .linux) null else switch (builtin.cpu.arch) {
    .x86_64 => "tsc",
    .aarch64 => "arch_sys_counter",
    else => null,
};

const clock_source = "/sys/devices/system/clocksource/clocksource0/current_clocksource";

/// Of any rate; the same on all processors, if `isClock`.
pub inline fn ticks() u64 {
    return switch (builtin.cpu.arch) {
        .x86_64 => timeStampCounter(),
        .aarch64 => asm volatile ("mrs %[ticks], cntvct_el0"
            : [ticks] "=r" (-> u64),
        ),
        else => 0,
    };
}

inline fn timeStampCounter() u64 {
    var high: u32 = undefined;
    const low = asm volatile ("rdtsc"
        : [low] "={eax}" (-> u32),
          [high] "={edx}" (high),
    );
    return @as(u64, high) << 32 | low;
}

const Answer = enum(u8) { unknown, no, yes };

var answer: std.atomic.Value(Answer) = .init(.unknown);

/// Whether the system's clock is made of this counter. Looked up once in a process.
pub fn isClock() bool {
    return switch (answer.load(.monotonic)) {
        .unknown => lookUp(),
        else => |known| known == .yes,
    };
}

fn lookUp() bool {
    @branchHint(.cold);
    const wanted = source orelse return false;
    const is_clock = isNamed(wanted, clock_source);
    answer.store(if (is_clock) .yes else .no, .monotonic);
    return is_clock;
}

/// Whether a file has this name in it, and nothing else but the end of a line.
fn isNamed(wanted: []const u8, path: [*:0]const u8) bool {
    const fd: i32 = @intCast(linux.openAt(@intFromPtr(path), .{ .CLOEXEC = true }, 0));
    if (fd < 0) return false;
    defer _ = linux.close(fd);
    var text: [64]u8 = undefined;
    const length = linux.read(fd, @intFromPtr(&text), text.len);
    if (length <= 0) return false;
    return std.mem.eql(u8, wanted, std.mem.trimEnd(u8, text[0..@intCast(length)], "\n"));
}

const testing = std.testing;

test "the counter goes forward" {
    if (source == null) return;
    const first = ticks();
    while (ticks() == first) {}
    try testing.expect(ticks() > first);
}

test "a name is looked for in a file that may not be there" {
    try testing.expect(isNamed("Linux", "/proc/sys/kernel/ostype"));
    try testing.expect(!isNamed("Linu", "/proc/sys/kernel/ostype"));
    try testing.expect(!isNamed("Linux", "/proc/sys/kernel/osrelease"));
    try testing.expect(!isNamed("Linux", "/proc/sys/kernel"));
    try testing.expect(!isNamed("Linux", "/nowhere"));
}

test "the answer stays" {
    const first = isClock();
    try testing.expectEqual(first, isClock());
    try testing.expect((answer.load(.monotonic) == .yes) == first);
}
