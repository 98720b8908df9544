//! Memory that the client announced: it stays mapped, and where it is, until the loop is closed, so
//! a backend may get ready for it. Ordered by address; no two ranges overlap.

const std = @import("std");
const assert = std.debug.assert;

pub const Range = struct {
    start: u64 = 0,
    length: u32 = 0,
    /// Transfers inside so far that a backend could have done with less work, up to a limit.
    uses: u16 = 0,
    /// Place in the ring's table of memory, plus one; zero without.
    registered: u16 = 0,

    fn holds(range: *const Range, address: u64, length: u32) bool {
        const from = address -% range.start;
        return from < range.length and length <= range.length - from;
    }

    fn end(range: *const Range) u64 {
        return range.start + range.length;
    }
};

pub const AddError = error{ Invalid, Overlapping, Full };

pub const Announced = struct {
    ranges: [count_limit]Range = @splat(.{}),
    count: u32 = 0,
    /// Where the last transfer was, and the next one likely is.
    latest: u32 = 0,

    pub const count_limit = 64;
    /// Longer memory becomes several ranges, so that to get ready for one is soon done.
    pub const range_bytes = 4 << 20;

    pub fn add(self: *Announced, address: u64, length: u64) AddError!void {
        if (address == 0 or length == 0) return error.Invalid;
        const end = std.math.add(u64, address, length) catch return error.Invalid;
        const index = self.after(address);
        if (index > 0 and self.ranges[index - 1].end() > address) return error.Overlapping;
        if (index < self.count and self.ranges[index].start < end) return error.Overlapping;
        const more = std.math.divCeil(u64, length, range_bytes) catch unreachable;
        if (more > count_limit - self.count) return error.Full;
        self.insert(index, @intCast(more), address, length);
    }

    /// The range that has all of these bytes.
    pub fn find(self: *Announced, address: u64, length: u32) ?*Range {
        if (self.count == 0) return null;
        const latest = &self.ranges[self.latest];
        if (latest.holds(address, length)) return latest;
        const index = self.after(address);
        if (index == 0 or !self.ranges[index - 1].holds(address, length)) return null;
        self.latest = index - 1;
        return &self.ranges[index - 1];
    }

    /// Index of the first range that starts behind `address`.
    fn after(self: *const Announced, address: u64) u32 {
        var low: u32 = 0;
        var high = self.count;
        while (low < high) {
            const middle = (low + high) / 2;
            if (self.ranges[middle].start <= address) low = middle + 1 else high = middle;
        }
        return low;
    }

    fn insert(self: *Announced, index: u32, more: u32, address: u64, length: u64) void {
        assert(self.count + more <= count_limit);
        const behind = self.ranges[index..self.count];
        @memmove(self.ranges[index + more ..][0..behind.len], behind);
        for (self.ranges[index..][0..more], 0..) |*range, i| {
            const done = i * range_bytes;
            range.* = .{
                .start = address + done,
                .length = @intCast(@min(length - done, range_bytes)),
            };
        }
        self.count += more;
    }
};

const testing = std.testing;

test "a transfer is inside when all of it is" {
    var announced: Announced = .{};
    try announced.add(1000, 100);
    try announced.add(3000, 100);
    try announced.add(2000, 100);

    for ([_]u64{ 1000, 2000, 3000 }) |start| {
        try testing.expectEqual(start, announced.find(start, 100).?.start);
        try testing.expectEqual(start, announced.find(start + 99, 1).?.start);
        try testing.expectEqual(start, announced.find(start + 10, 20).?.start);
        try testing.expectEqual(null, announced.find(start - 1, 2));
        try testing.expectEqual(null, announced.find(start, 101));
        try testing.expectEqual(null, announced.find(start + 99, 2));
        try testing.expectEqual(null, announced.find(start + 100, 1));
        try testing.expectEqual(null, announced.find(start + 1, std.math.maxInt(u32)));
    }
    try testing.expectEqual(null, announced.find(0, 1));
    try testing.expectEqual(null, announced.find(std.math.maxInt(u64), 1));
}

test "what makes no sense or overlaps is refused" {
    var announced: Announced = .{};
    try announced.add(1000, 100);
    try announced.add(1200, 100);
    const last = std.math.maxInt(u64);

    try testing.expectError(error.Invalid, announced.add(0, 1));
    try testing.expectError(error.Invalid, announced.add(5000, 0));
    try testing.expectError(error.Invalid, announced.add(last, 2));
    try testing.expectError(error.Invalid, announced.add(2, last));
    try testing.expectError(error.Overlapping, announced.add(1000, 100));
    try testing.expectError(error.Overlapping, announced.add(1099, 1));
    try testing.expectError(error.Overlapping, announced.add(900, 101));
    try testing.expectError(error.Overlapping, announced.add(1100, 101));
    try testing.expectError(error.Overlapping, announced.add(1, 1 << 40));
    try announced.add(1100, 100);
    try testing.expectEqual(3, announced.count);
}

test "long memory is several ranges, and a refusal leaves none of them" {
    var announced: Announced = .{};
    const part = Announced.range_bytes;
    try announced.add(1 << 40, 10);

    try testing.expectError(error.Full, announced.add(4096, 64 * part));
    try testing.expectError(error.Full, announced.add(1 << 41, 1 << 62));
    try testing.expectEqual(1, announced.count);
    try announced.add(4096, 62 * part + 1);

    try testing.expectEqual(64, announced.count);
    try testing.expectEqual(4096 + part, announced.find(4096 + part, part).?.start);
    try testing.expectEqual(1, announced.find(4096 + 62 * part, 1).?.length);
    try testing.expectEqual(null, announced.find(4096 + part - 1, 2));
    try testing.expectEqual(1 << 40, announced.find(1 << 40, 10).?.start);
    try testing.expectEqual(null, announced.find((1 << 40) + 10, 1));
    try testing.expectError(error.Full, announced.add(1 << 41, 1));
}
