//! From which moment a delay that begins now counts: one that is never before the clock, so that
//! nothing ends early, and at most `bound_ns` after it. To read the clock takes 25 ns, and all that
//! the processor has begun to load must have come first, so cache misses of one start would never
//! overlap with those of the next. The processor's counter can be read without that; from one
//! reading of the clock on it tells, for a while, how much time has passed at most.

const std = @import("std");

pub const Moments = struct {
    /// So many ticks may pass; none as long as the counter cannot be used.
    limit: u64 = 0,
    /// The counter before the clock was read, and the moment that stands for it.
    start: u64 = 0,
    start_ns: i64 = 0,
    /// The latest that was told: moments do not go back.
    latest_ns: i64 = std.math.minInt(i64),
    /// What a tick takes at most, in 2^-32 ns, or zero.
    tick: u64 = 0,
    /// The same as it was measured last.
    measured: u64 = 0,
    /// The reading from which the next measurement is taken, and the counter after it.
    base_ns: i64 = 0,
    base: u64 = 0,

    /// No moment is so much later than the clock was when it was asked for.
    pub const bound_ns = 2 * std.time.ns_per_us;

    /// A processor may read its counter before loads that come first have ended. So all that is
    /// counted is later by this, which is more than such loads take.
    const lead_ns = 250;

    /// Short ones are not exact; in a long one a computer may have slept, with the counter going on
    /// and the clock not.
    const shortest_ns = 100 * std.time.ns_per_us;
    const longest_ns = 10 * std.time.ns_per_ms;

    /// `source` has `isCounted`, whether the clock is made of the counter; `ticks`, the counter;
    /// and `nowNs`, the clock.
    pub inline fn next(self: *Moments, source: anytype) i64 {
        if (self.limit == 0) return self.read(source);
        const passed = source.ticks() -% self.start;
        // True also for a counter that has gone back.
        if (passed >= self.limit) return self.read(source);
        return self.tell(self.start_ns + @as(i64, @intCast(passed * self.tick >> 32)));
    }

    /// The next moment is read from the clock.
    pub fn forget(self: *Moments) void {
        self.limit = 0;
    }

    fn read(self: *Moments, source: anytype) i64 {
        @branchHint(.unlikely);
        if (!source.isCounted()) return source.nowNs();
        const before = source.ticks();
        const now_ns = source.nowNs();
        self.measure(before, now_ns, source.ticks());
        self.start = before;
        self.start_ns = now_ns + lead_ns;
        self.limit = if (self.tick == 0) 0 else ((bound_ns - lead_ns) << 32) / self.tick;
        return self.tell(now_ns);
    }

    fn tell(self: *Moments, moment_ns: i64) i64 {
        self.latest_ns = @max(self.latest_ns, moment_ns);
        return self.latest_ns;
    }

    /// Ticks between two readings are those from after the first to before the second, or more: so
    /// no tick takes longer than this says. Of two measurements the slower counts, so that one that
    /// went wrong does no harm.
    fn measure(self: *Moments, before: u64, now_ns: i64, after: u64) void {
        const passed_ns = now_ns - self.base_ns;
        if (passed_ns < shortest_ns) return;
        defer self.base_ns = now_ns;
        defer self.base = after;
        const ticks = before -% self.base;
        if (passed_ns > longest_ns or ticks == 0) return;
        const tick = @as(u64, @intCast(passed_ns << 32)) / ticks;
        if (self.measured != 0) self.tick = withMargin(@max(tick, self.measured));
        self.measured = tick;
    }

    /// Linux corrects its clock by 11 % at most in each direction, and may change between these at
    /// any time: a tick of the slowest clock is a quarter longer than one of the fastest.
    fn withMargin(tick: u64) u64 {
        return tick + tick / 4;
    }
};

const testing = std.testing;

/// A clock and the counter that it is made of, of 2.5 ticks a nanosecond.
const TestSource = struct {
    clock_ns: i64 = 1_000_000_000,
    counter: u64 = 7_000_000_000,
    readings: u32 = 0,
    is_counted: bool = true,
    /// How long the thread is kept from going on before it reads the clock, and after.
    interruption_ns: u32 = 0,

    fn isCounted(self: *TestSource) bool {
        return self.is_counted;
    }

    fn ticks(self: *TestSource) u64 {
        return self.counter;
    }

    fn nowNs(self: *TestSource) i64 {
        self.readings += 1;
        self.pass(self.interruption_ns);
        defer self.pass(self.interruption_ns);
        return self.clock_ns;
    }

    fn pass(self: *TestSource, ns: u32) void {
        self.clock_ns += ns;
        self.counter +%= ns * 5 / 2;
    }

    /// Whether the next moment is counted; it keeps what is promised in either case.
    fn counts(self: *TestSource, moments: *Moments) !bool {
        const before = self.readings;
        const latest_ns = moments.latest_ns;
        const before_ns = self.clock_ns;
        const moment_ns = moments.next(self);
        try testing.expect(moment_ns >= before_ns);
        try testing.expect(moment_ns <= self.clock_ns + Moments.bound_ns);
        try testing.expect(moment_ns >= latest_ns);
        return self.readings == before;
    }

    /// As long as it takes to measure the counter twice.
    fn warmUp(self: *TestSource, moments: *Moments) !void {
        for (0..2) |_| {
            try testing.expect(!try self.counts(moments));
            self.pass(Moments.shortest_ns);
        }
        try testing.expect(!try self.counts(moments));
    }
};

test "moments are counted once the counter has been measured twice" {
    var source: TestSource = .{};
    var moments: Moments = .{};

    for (0..20) |_| {
        try testing.expect(!try source.counts(&moments));
        try testing.expect(!try source.counts(&moments));
        source.pass(Moments.shortest_ns / 10);
    }
    try testing.expect(!try source.counts(&moments));
    source.pass(10);
    try testing.expect(try source.counts(&moments));
}

test "the clock is read again before the bound is reached" {
    var source: TestSource = .{};
    var moments: Moments = .{};
    try source.warmUp(&moments);

    const longest_ns = (Moments.bound_ns - Moments.lead_ns) * 4 / 5;
    source.pass(longest_ns - 4);
    try testing.expect(try source.counts(&moments));
    source.pass(8);
    try testing.expect(!try source.counts(&moments));
    try testing.expect(try source.counts(&moments));
}

test "a moment that was read from the clock is the clock's" {
    var source: TestSource = .{};
    var moments: Moments = .{};
    try source.warmUp(&moments);

    source.pass(Moments.bound_ns);
    try testing.expectEqual(source.clock_ns, moments.next(&source));
    const counted_ns = moments.next(&source);
    try testing.expectEqual(source.clock_ns + Moments.lead_ns, counted_ns);
    moments.forget();
    try testing.expectEqual(counted_ns, moments.next(&source));
}

test "what has been forgotten is read again, without being measured again" {
    var source: TestSource = .{};
    var moments: Moments = .{};
    try source.warmUp(&moments);

    moments.forget();
    try testing.expect(!try source.counts(&moments));
    try testing.expect(try source.counts(&moments));
}

test "a counter that jumps makes the clock be read" {
    var source: TestSource = .{};
    var moments: Moments = .{};
    try source.warmUp(&moments);

    source.counter -%= 1;
    try testing.expect(!try source.counts(&moments));
    source.counter -%= 8_000_000_000;
    try testing.expect(!try source.counts(&moments));
    source.counter +%= 9_000_000_000;
    try testing.expect(!try source.counts(&moments));
    source.counter +%= std.math.maxInt(i64);
    try testing.expect(!try source.counts(&moments));
    source.pass(10);
    try testing.expect(try source.counts(&moments));
}

test "a counter that goes on while the clock stands still does no harm" {
    var source: TestSource = .{};
    var moments: Moments = .{};
    try source.warmUp(&moments);

    source.pass(Moments.shortest_ns);
    source.counter += 1_000_000_000;
    _ = try source.counts(&moments);
    source.pass(1000);
    _ = try source.counts(&moments);
    source.pass(Moments.shortest_ns);
    _ = try source.counts(&moments);
    source.pass(1000);
    try testing.expect(try source.counts(&moments));
}

test "a sleep, in which the counter goes on and the clock does not, is not measured" {
    var source: TestSource = .{};
    var moments: Moments = .{};
    try source.warmUp(&moments);
    const tick = moments.tick;

    for (0..3) |_| {
        source.pass(Moments.longest_ns + 1);
        source.counter += 10_000_000_000;
        try testing.expect(!try source.counts(&moments));
    }

    try testing.expectEqual(tick, moments.tick);
    try testing.expectEqual(tick, Moments.withMargin(moments.measured));
}

test "a counter that has stood still is not measured" {
    var source: TestSource = .{};
    var moments: Moments = .{};
    try source.warmUp(&moments);

    source.clock_ns += Moments.shortest_ns;
    moments.forget();
    try testing.expect(!try source.counts(&moments));
    try testing.expect(try source.counts(&moments));
}

test "an interruption makes no measurement too short" {
    var source: TestSource = .{};
    var moments: Moments = .{};
    const shortest = (@as(u64, 1) << 32) * 2 / 5;

    for ([_]u32{ 50_000, 0, 50_000, 20_000, 0 }) |interruption_ns| {
        source.interruption_ns = interruption_ns;
        moments.forget();
        try testing.expect(!try source.counts(&moments));
        try testing.expect(moments.measured == 0 or moments.measured >= shortest);
        source.pass(Moments.shortest_ns);
    }
    try testing.expect(moments.measured > shortest);
}

test "an interruption right after a reading makes the clock be read again" {
    var source: TestSource = .{};
    var moments: Moments = .{};
    try source.warmUp(&moments);

    source.interruption_ns = 2 * Moments.bound_ns;
    moments.forget();
    try testing.expect(!try source.counts(&moments));
    source.interruption_ns = 0;
    try testing.expect(!try source.counts(&moments));
    try testing.expect(try source.counts(&moments));
}

test "a clock that is corrected as much as Linux does is never later" {
    for ([_][2]i64{ .{ 89, 111 }, .{ 111, 89 } }) |percents| {
        var source: TestSource = .{};
        var moments: Moments = .{};
        for (percents, 0..) |percent, index| {
            for (0..30_000) |_| {
                source.counter += 5;
                source.clock_ns += @divTrunc(percent * 2, 100);
                _ = try source.counts(&moments);
                source.counter += 5 * 49;
                source.clock_ns += percent - @divTrunc(percent * 2, 100);
                _ = try source.counts(&moments);
            }
            const passed_ns = source.clock_ns - 1_000_000_000;
            try testing.expectEqual(index == 0, passed_ns == 30_000 * percent);
        }
    }
}

test "a clock that is not made of the counter is always read" {
    var source: TestSource = .{ .is_counted = false };
    var moments: Moments = .{};

    for (0..1000) |_| {
        try testing.expect(!try source.counts(&moments));
        try testing.expectEqual(source.clock_ns, moments.next(&source));
        source.pass(Moments.shortest_ns / 100);
    }
}

test "random times and counters agree with the promise" {
    var prng = std.Random.DefaultPrng.init(0x7e57);
    const random = prng.random();
    var source: TestSource = .{};
    var moments: Moments = .{};
    var counted: u32 = 0;
    for (0..200_000) |_| {
        const limit: u32 = switch (random.uintLessThan(u8, 16)) {
            0 => 200_000,
            1, 2 => 3000,
            else => 100,
        };
        source.pass(2 * random.uintLessThan(u32, limit));
        if (random.uintLessThan(u8, 200) == 0) moments.forget();
        if (try source.counts(&moments)) counted += 1;
    }
    try testing.expect(counted > 50_000);
}
