//! The timers of a loop: those whose wait ends at their deadline, and those that count in
//! milliseconds. All of them end in one order, that of their deadlines, equal ones in the order in
//! which they were armed.

const std = @import("std");
const Allocator = std.mem.Allocator;
const timer_heap = @import("timer_heap.zig");
const Due = timer_heap.Due;
const TimerHeap = timer_heap.TimerHeap;

pub fn Timers(comptime Exact: type, comptime Coarse: type) type {
    return struct {
        const Self = @This();

        exact: TimerHeap(Exact) = .{},
        coarse: TimerHeap(Coarse) = .{},
        next_sequence: u64 = 0,

        pub const Popped = union(enum) { exact: *Exact, coarse: *Coarse };

        /// Nodes that are still in the heaps are forgotten, not touched.
        pub fn deinit(self: *Self, gpa: Allocator) void {
            self.exact.deinit(gpa);
            self.coarse.deinit(gpa);
            self.* = undefined;
        }

        pub fn isEmpty(self: *const Self) bool {
            return self.exact.count() == 0 and self.coarse.count() == 0;
        }

        /// What is armed now for this deadline. Armed again with it, a node is the youngest among
        /// its equals.
        pub fn dueAt(self: *Self, deadline_ns: i64) Due {
            defer self.next_sequence += 1;
            return .{ .deadline_ns = deadline_ns, .sequence = self.next_sequence };
        }

        /// Removes and answers the first of all, if its deadline is at or before `now_ns` and it
        /// was armed when `next_sequence` was below `sequence`: one turn delivers what was due when
        /// it began, and a callback that arms a timer of no delay does not keep it from ending.
        pub fn popDueBefore(self: *Self, now_ns: i64, sequence: u64) ?Popped {
            const exact = self.exact.peek();
            const coarse = self.coarse.peek();
            const is_exact = if (exact) |e|
                coarse == null or e.due.isBefore(coarse.?.due)
            else if (coarse != null) false else return null;
            const due = if (is_exact) exact.?.due else coarse.?.due;
            if (due.deadline_ns > now_ns or due.sequence >= sequence) return null;
            if (is_exact) {
                self.exact.remove(exact.?.node);
                return .{ .exact = exact.?.node };
            }
            self.coarse.remove(coarse.?.node);
            return .{ .coarse = coarse.?.node };
        }

        /// How long a wait that begins at `now_ns` may last; null without timers. What is not due
        /// yet and counts in milliseconds ends together with all else in its tick.
        pub fn untilNext(self: *const Self, now_ns: i64) ?u64 {
            var left: ?u64 = null;
            if (self.exact.peek()) |first| {
                left = timer_heap.remaining(first.due.deadline_ns, now_ns);
            }
            if (self.coarse.peek()) |first| {
                const deadline_ns = first.due.deadline_ns;
                if (deadline_ns <= now_ns) return 0;
                const tick = timer_heap.remaining(timer_heap.endOfTick(deadline_ns), now_ns);
                left = if (left) |l| @min(l, tick) else tick;
            }
            return left;
        }
    };
}

const testing = std.testing;

const TestNode = struct {
    heap_index: u32 = timer_heap.not_in_heap,
    is_coarse: bool = false,
    is_armed: bool = false,
};

const TestTimers = Timers(TestNode, TestNode);

fn armForTest(timers: *TestTimers, node: *TestNode, deadline_ns: i64) !void {
    const due = timers.dueAt(deadline_ns);
    const heap = if (node.is_coarse) &timers.coarse else &timers.exact;
    if (node.is_armed) heap.update(node, due) else try heap.insert(testing.allocator, node, due);
    node.is_armed = true;
}

fn popForTest(timers: *TestTimers, now_ns: i64, sequence: u64) ?*TestNode {
    const popped = timers.popDueBefore(now_ns, sequence) orelse return null;
    const node = switch (popped) {
        .exact => |node| node,
        .coarse => |node| node,
    };
    testing.expectEqual(node.is_coarse, popped == .coarse) catch unreachable;
    node.is_armed = false;
    return node;
}

test "what is armed during a turn waits for the next" {
    var timers: TestTimers = .{};
    defer timers.deinit(testing.allocator);
    var nodes = [_]TestNode{ .{}, .{ .is_coarse = true }, .{}, .{ .is_coarse = true } };
    for (nodes[0..2]) |*node| try armForTest(&timers, node, 10);

    const turn = timers.next_sequence;
    try testing.expectEqual(null, popForTest(&timers, 9, turn));
    for (nodes[2..]) |*node| try armForTest(&timers, node, 10);
    for (nodes[0..2]) |*node| try testing.expectEqual(node, popForTest(&timers, 10, turn).?);
    try testing.expectEqual(null, popForTest(&timers, 10, turn));

    const next_turn = timers.next_sequence;
    for (nodes[2..]) |*node| try testing.expectEqual(node, popForTest(&timers, 10, next_turn).?);
    try testing.expectEqual(null, popForTest(&timers, 10, next_turn));
}

test "a wait ends for the first that must not be late" {
    var timers: TestTimers = .{};
    defer timers.deinit(testing.allocator);
    var exact: TestNode = .{};
    var coarse: TestNode = .{ .is_coarse = true };
    const tick_ns = timer_heap.tick_ns;

    try testing.expectEqual(null, timers.untilNext(0));
    try armForTest(&timers, &coarse, tick_ns + 5);
    try testing.expectEqual(2 * tick_ns - 3, timers.untilNext(3));
    try testing.expectEqual(tick_ns - 4, timers.untilNext(tick_ns + 4));
    try testing.expectEqual(0, timers.untilNext(tick_ns + 5));
    try armForTest(&timers, &exact, tick_ns + 7);
    try testing.expectEqual(tick_ns + 4, timers.untilNext(3));
    try testing.expectEqual(3, timers.untilNext(tick_ns + 4));
    try armForTest(&timers, &exact, 3 * tick_ns);
    try testing.expectEqual(2 * tick_ns - 3, timers.untilNext(3));
    try testing.expectEqual(timers.coarse.peek().?.node, popForTest(&timers, tick_ns + 5, 9).?);
    try testing.expectEqual(3 * tick_ns - 3, timers.untilNext(3));
    try testing.expectEqual(0, timers.untilNext(3 * tick_ns + 1));
}

/// The armed nodes in their order, kept the slow way.
const Model = struct {
    const Line = struct { node: *TestNode, deadline_ns: i64 };

    lines: [200]Line = undefined,
    count: usize = 0,

    fn arm(model: *Model, node: *TestNode, deadline_ns: i64) void {
        model.disarm(node);
        var place = model.count;
        while (place > 0 and model.lines[place - 1].deadline_ns > deadline_ns) : (place -= 1) {
            model.lines[place] = model.lines[place - 1];
        }
        model.lines[place] = .{ .node = node, .deadline_ns = deadline_ns };
        model.count += 1;
    }

    fn disarm(model: *Model, node: *TestNode) void {
        for (model.lines[0..model.count], 0..) |line, place| {
            if (line.node != node) continue;
            model.count -= 1;
            const after = model.lines[place + 1 .. model.count + 1];
            std.mem.copyForwards(Line, model.lines[place..], after);
            return;
        }
    }

    fn popDue(model: *Model, now_ns: i64) ?*TestNode {
        if (model.count == 0 or model.lines[0].deadline_ns > now_ns) return null;
        const node = model.lines[0].node;
        model.disarm(node);
        return node;
    }
};

test "200,000 random operations agree with a sorted list" {
    var timers: TestTimers = .{};
    defer timers.deinit(testing.allocator);
    var nodes: [200]TestNode = @splat(.{});
    for (&nodes, 0..) |*node, index| node.is_coarse = index % 3 == 0;
    var model: Model = .{};
    var prng = std.Random.DefaultPrng.init(0x7e57);
    const random = prng.random();

    for (0..200_000) |_| {
        const node = &nodes[random.uintLessThan(usize, nodes.len)];
        const deadline_ns = random.intRangeAtMost(i64, -40, 40);
        switch (random.uintLessThan(u8, 8)) {
            0...3 => {
                try armForTest(&timers, node, deadline_ns);
                model.arm(node, deadline_ns);
            },
            4 => if (node.is_armed) {
                const heap = if (node.is_coarse) &timers.coarse else &timers.exact;
                heap.remove(node);
                node.is_armed = false;
                model.disarm(node);
            },
            else => {
                const popped = popForTest(&timers, deadline_ns, timers.next_sequence);
                try testing.expectEqual(model.popDue(deadline_ns), popped);
            },
        }
        try testing.expectEqual(model.count, timers.exact.count() + timers.coarse.count());
        try testing.expectEqual(node.is_armed, node.heap_index != timer_heap.not_in_heap);
    }
}
