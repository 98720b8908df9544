//! Deadlines in order: a heap of four children a node in one array, whose items know their place,
//! so that any of them can be removed or moved. Equal deadlines come out in the order in which
//! they were armed. Also the saturating arithmetic of deadlines.

const std = @import("std");
const assert = std.debug.assert;
const Allocator = std.mem.Allocator;

/// The deadline of what never happens, some 292 years from the start of the clock.
pub const never_ns = std.math.maxInt(i64);

/// `delay_ns` nanoseconds after `now_ns`; what lies beyond the clock is `never_ns`.
pub fn deadlineAfter(now_ns: i64, delay_ns: u64) i64 {
    const delay = std.math.cast(i64, delay_ns) orelse return never_ns;
    return now_ns +| delay;
}

/// `delay_ms` milliseconds after `now_ns`; what lies beyond the clock is `never_ns`.
pub fn deadlineAfterMs(now_ns: i64, delay_ms: u64) i64 {
    return deadlineAfter(now_ns, delay_ms *| std.time.ns_per_ms);
}

/// How finely a loop waits when all of its timers count in milliseconds: those whose deadlines are
/// in the same tick end in one turn, instead of in one each, and still in their order.
pub const tick_ns = std.time.ns_per_ms;

/// The end of the tick that a deadline is in.
pub fn endOfTick(deadline_ns: i64) i64 {
    const last_ns = deadline_ns +| (tick_ns - 1);
    return last_ns - @mod(last_ns, tick_ns);
}

/// How long from `now_ns` to `deadline_ns`: zero when it has passed.
pub fn remaining(deadline_ns: i64, now_ns: i64) u64 {
    return @intCast(@max(deadline_ns -| now_ns, 0));
}

/// Items of a heap have a field `heap_index: u32` that holds this while they are not in it.
pub const not_in_heap = std.math.maxInt(u32);

/// Holds pointers to nodes, which stay where they are while they are in the heap.
pub fn TimerHeap(comptime Node: type) type {
    return struct {
        const Self = @This();

        pub const Entry = struct {
            deadline_ns: i64,
            /// Counts up with each arming.
            sequence: u64,
            node: *Node,

            fn before(a: Entry, b: Entry) bool {
                if (a.deadline_ns != b.deadline_ns) return a.deadline_ns < b.deadline_ns;
                return a.sequence < b.sequence;
            }
        };

        entries: std.ArrayList(Entry) = .empty,
        next_sequence: u64 = 0,

        /// Nodes that are still in the heap are forgotten, not touched.
        pub fn deinit(self: *Self, gpa: Allocator) void {
            self.entries.deinit(gpa);
            self.* = undefined;
        }

        pub fn count(self: *const Self) u32 {
            return @intCast(self.entries.items.len);
        }

        /// Makes room, so that the next `additional` insertions cannot fail.
        pub fn reserve(self: *Self, gpa: Allocator, additional: u32) Allocator.Error!void {
            try self.entries.ensureUnusedCapacity(gpa, additional);
        }

        pub fn insert(
            self: *Self,
            gpa: Allocator,
            node: *Node,
            deadline_ns: i64,
        ) Allocator.Error!void {
            try self.reserve(gpa, 1);
            self.insertReserved(node, deadline_ns);
        }

        /// There is room, by `reserve` or because something was removed since.
        pub fn insertReserved(self: *Self, node: *Node, deadline_ns: i64) void {
            assert(node.heap_index == not_in_heap);
            const entry = self.newEntry(node, deadline_ns);
            const hole = self.entries.items.len;
            self.entries.appendAssumeCapacity(entry);
            self.siftUp(hole, entry);
        }

        pub fn remove(self: *Self, node: *Node) void {
            const hole = self.indexOf(node);
            const last = self.entries.pop().?;
            node.heap_index = not_in_heap;
            if (hole < self.entries.items.len) self.settle(hole, last);
        }

        /// Moves a node to another deadline; among equals it is now the youngest.
        pub fn update(self: *Self, node: *Node, deadline_ns: i64) void {
            self.settle(self.indexOf(node), self.newEntry(node, deadline_ns));
        }

        pub fn deadlineOf(self: *const Self, node: *const Node) i64 {
            return self.entries.items[self.indexOf(node)].deadline_ns;
        }

        /// The entry that is due first.
        pub fn peek(self: *const Self) ?Entry {
            return if (self.entries.items.len == 0) null else self.entries.items[0];
        }

        /// Removes and answers the first node, if its deadline is at or before `now_ns`.
        pub fn popDue(self: *Self, now_ns: i64) ?*Node {
            return self.popDueBefore(now_ns, std.math.maxInt(u64));
        }

        /// The same, but stops at a node armed when `next_sequence` was already `sequence`: one
        /// turn delivers what was due when it began, and a callback that arms a timer of no delay
        /// does not keep it from ending.
        pub fn popDueBefore(self: *Self, now_ns: i64, sequence: u64) ?*Node {
            const first = self.peek() orelse return null;
            if (first.deadline_ns > now_ns or first.sequence >= sequence) return null;
            self.remove(first.node);
            return first.node;
        }

        fn newEntry(self: *Self, node: *Node, deadline_ns: i64) Entry {
            defer self.next_sequence += 1;
            return .{ .deadline_ns = deadline_ns, .sequence = self.next_sequence, .node = node };
        }

        fn indexOf(self: *const Self, node: *const Node) usize {
            const index = node.heap_index;
            assert(index < self.entries.items.len);
            assert(self.entries.items[index].node == node);
            return index;
        }

        /// Puts `entry` into the tree at `hole` or where it belongs above or below.
        fn settle(self: *Self, hole: usize, entry: Entry) void {
            const rises = hole > 0 and entry.before(self.entries.items[(hole - 1) / 4]);
            if (rises) self.siftUp(hole, entry) else self.siftDown(hole, entry);
        }

        fn siftUp(self: *Self, start: usize, entry: Entry) void {
            const items = self.entries.items;
            var hole = start;
            while (hole > 0) {
                const parent = (hole - 1) / 4;
                if (!entry.before(items[parent])) break;
                place(items, hole, items[parent]);
                hole = parent;
            }
            place(items, hole, entry);
        }

        fn siftDown(self: *Self, start: usize, entry: Entry) void {
            const items = self.entries.items;
            var hole = start;
            while (4 * hole + 1 < items.len) {
                const first = 4 * hole + 1;
                var least = first;
                for (first + 1..@min(first + 4, items.len)) |child| {
                    if (items[child].before(items[least])) least = child;
                }
                if (!items[least].before(entry)) break;
                place(items, hole, items[least]);
                hole = least;
            }
            place(items, hole, entry);
        }

        fn place(items: []Entry, index: usize, entry: Entry) void {
            items[index] = entry;
            entry.node.heap_index = @intCast(index);
        }
    };
}

const testing = std.testing;

test "a tick ends at or after each deadline in it" {
    try testing.expectEqual(0, endOfTick(0));
    try testing.expectEqual(tick_ns, endOfTick(1));
    try testing.expectEqual(tick_ns, endOfTick(tick_ns));
    try testing.expectEqual(2 * tick_ns, endOfTick(tick_ns + 1));
    try testing.expect(endOfTick(never_ns) > never_ns - tick_ns);
}

const TestNode = struct { heap_index: u32 = not_in_heap, armed: bool = false, order: u64 = 0 };

const TestHeap = TimerHeap(TestNode);

test "deadlines come out in order, equal ones in the order they were armed" {
    var heap: TestHeap = .{};
    defer heap.deinit(testing.allocator);
    var nodes: [6]TestNode = @splat(.{});
    const deadlines = [_]i64{ 30, 10, 20, 10, 30, 10 };

    for (&nodes, deadlines) |*node, deadline| try heap.insert(testing.allocator, node, deadline);

    for ([_]usize{ 1, 3, 5, 2, 0, 4 }) |index| {
        try testing.expectEqual(&nodes[index], heap.popDue(30).?);
        try testing.expectEqual(not_in_heap, nodes[index].heap_index);
    }
    try testing.expectEqual(null, heap.popDue(30));
}

test "nothing is popped before its deadline" {
    var heap: TestHeap = .{};
    defer heap.deinit(testing.allocator);
    var node: TestNode = .{};

    try heap.insert(testing.allocator, &node, 100);

    try testing.expectEqual(null, heap.popDue(99));
    try testing.expectEqual(100, heap.peek().?.deadline_ns);
    try testing.expectEqual(&node, heap.popDue(100).?);
}

test "an updated node is the youngest among its equals" {
    var heap: TestHeap = .{};
    defer heap.deinit(testing.allocator);
    var nodes: [3]TestNode = @splat(.{});
    for (&nodes) |*node| try heap.insert(testing.allocator, node, 10);

    heap.update(&nodes[0], 10);
    heap.update(&nodes[2], 5);

    try testing.expectEqual(5, heap.deadlineOf(&nodes[2]));
    for ([_]usize{ 2, 1, 0 }) |index| try testing.expectEqual(&nodes[index], heap.popDue(10).?);
}

test "what is armed during a turn waits for the next" {
    var heap: TestHeap = .{};
    defer heap.deinit(testing.allocator);
    var nodes: [2]TestNode = @splat(.{});
    try heap.insert(testing.allocator, &nodes[0], 10);

    const turn = heap.next_sequence;
    try testing.expectEqual(&nodes[0], heap.popDueBefore(10, turn).?);
    try heap.insert(testing.allocator, &nodes[1], 10);

    try testing.expectEqual(null, heap.popDueBefore(10, turn));
    try testing.expectEqual(&nodes[1], heap.popDueBefore(10, heap.next_sequence).?);
}

test "running out of memory leaves the heap as it was" {
    var failing = testing.FailingAllocator.init(testing.allocator, .{ .fail_index = 0 });
    var heap: TestHeap = .{};
    defer heap.deinit(failing.allocator());
    var node: TestNode = .{};

    try testing.expectError(error.OutOfMemory, heap.insert(failing.allocator(), &node, 1));

    try testing.expectEqual(not_in_heap, node.heap_index);
    try testing.expectEqual(0, heap.count());
}

test "room that was reserved takes insertions that cannot fail" {
    var heap: TestHeap = .{};
    defer heap.deinit(testing.allocator);
    var nodes: [100]TestNode = @splat(.{});

    try heap.reserve(testing.allocator, nodes.len);
    for (&nodes) |*node| heap.insertReserved(node, 1);

    try testing.expectEqual(100, heap.count());
}

test "a delay that leads beyond the clock never ends" {
    try testing.expectEqual(1_500, deadlineAfter(500, 1_000));
    try testing.expectEqual(never_ns, deadlineAfter(1, never_ns));
    try testing.expectEqual(never_ns, deadlineAfter(0, std.math.maxInt(u64)));
    try testing.expectEqual(7_000_500, deadlineAfterMs(500, 7));
    try testing.expectEqual(never_ns, deadlineAfterMs(500, std.math.maxInt(u64)));
    try testing.expectEqual(never_ns, deadlineAfterMs(500, never_ns / std.time.ns_per_ms + 1));
    try testing.expectEqual(never_ns, deadlineAfterMs(0, (1 << 64) / std.time.ns_per_ms + 1));
    try testing.expectEqual(-10, deadlineAfter(-20, 10));
}

test "what has passed has nothing remaining" {
    try testing.expectEqual(0, remaining(5, 5));
    try testing.expectEqual(0, remaining(5, 6));
    try testing.expectEqual(0, remaining(std.math.minInt(i64), never_ns));
    try testing.expectEqual(1, remaining(6, 5));
    try testing.expectEqual(never_ns, remaining(never_ns, -5));
}

/// Knows the right answer the slow way: the earliest armed node by a linear search.
const Oracle = struct {
    nodes: [200]TestNode = @splat(.{}),
    deadlines: [200]i64 = undefined,
    order: u64 = 0,
    armed: u32 = 0,

    fn arm(oracle: *Oracle, node: *TestNode, deadline_ns: i64) void {
        if (!node.armed) oracle.armed += 1;
        node.armed = true;
        node.order = oracle.order;
        oracle.order += 1;
        oracle.deadlines[oracle.indexOf(node)] = deadline_ns;
    }

    fn disarm(oracle: *Oracle, node: *TestNode) void {
        oracle.armed -= 1;
        node.armed = false;
    }

    fn first(oracle: *Oracle) ?*TestNode {
        var best: ?*TestNode = null;
        for (&oracle.nodes) |*node| {
            if (node.armed and (best == null or oracle.before(node, best.?))) best = node;
        }
        return best;
    }

    fn before(oracle: *Oracle, a: *TestNode, b: *TestNode) bool {
        const of_a = oracle.deadlines[oracle.indexOf(a)];
        const of_b = oracle.deadlines[oracle.indexOf(b)];
        return if (of_a == of_b) a.order < b.order else of_a < of_b;
    }

    fn indexOf(oracle: *Oracle, node: *TestNode) usize {
        return node - &oracle.nodes[0];
    }
};

test "200,000 random operations agree with a linear search" {
    var heap: TestHeap = .{};
    defer heap.deinit(testing.allocator);
    var oracle: Oracle = .{};
    var prng = std.Random.DefaultPrng.init(0x7e57);
    const random = prng.random();

    for (0..200_000) |_| {
        const node = &oracle.nodes[random.uintLessThan(usize, oracle.nodes.len)];
        const deadline_ns = random.intRangeAtMost(i64, -40, 40);
        switch (random.uintLessThan(u8, 8)) {
            0...3 => {
                if (node.armed) heap.update(node, deadline_ns) else {
                    try heap.insert(testing.allocator, node, deadline_ns);
                }
                oracle.arm(node, deadline_ns);
            },
            4 => if (node.armed) {
                heap.remove(node);
                oracle.disarm(node);
            },
            else => {
                const expected = oracle.first();
                const due = expected != null and
                    oracle.deadlines[oracle.indexOf(expected.?)] <= deadline_ns;
                const popped = heap.popDue(deadline_ns);
                try testing.expectEqual(if (due) expected else null, popped);
                if (popped) |p| oracle.disarm(p);
            },
        }
        try testing.expectEqual(oracle.armed, heap.count());
        try testing.expectEqual(node.armed, node.heap_index != not_in_heap);
    }
}
