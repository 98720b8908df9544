//! Deadlines in order: a heap of four children a node in one array, whose items know their place,
//! so that any of them can be removed or moved. Also the saturating arithmetic of deadlines.

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

/// When something ends: equal deadlines in the order in which they were armed.
pub const Due = struct {
    deadline_ns: i64,
    /// Counts up with each arming.
    sequence: u64,

    pub fn isBefore(a: Due, b: Due) bool {
        if (a.deadline_ns != b.deadline_ns) return a.deadline_ns < b.deadline_ns;
        return a.sequence < b.sequence;
    }
};

/// Holds pointers to nodes, which stay where they are while they are in the heap.
pub fn TimerHeap(comptime Node: type) type {
    return struct {
        const Self = @This();

        pub const Entry = struct { due: Due, node: *Node };

        /// More than the allocator keeps in slabs: growing never copies, and what is not touched
        /// costs nothing.
        const first_capacity = 48 * 1024 / @sizeOf(Entry);

        entries: std.ArrayList(Entry) = .empty,

        /// Nodes that are still in the heap are forgotten, not touched.
        pub fn deinit(self: *Self, gpa: Allocator) void {
            self.entries.deinit(gpa);
            self.* = undefined;
        }

        pub fn count(self: *const Self) u32 {
            return @intCast(self.entries.items.len);
        }

        /// On an error nothing has changed.
        pub fn insert(self: *Self, gpa: Allocator, node: *Node, due: Due) Allocator.Error!void {
            assert(node.heap_index == not_in_heap);
            const hole = self.entries.items.len;
            if (hole == self.entries.capacity) try self.grow(gpa);
            _ = self.entries.addOneAssumeCapacity();
            self.siftUp(hole, .{ .due = due, .node = node });
        }

        fn grow(self: *Self, gpa: Allocator) Allocator.Error!void {
            @branchHint(.cold);
            const capacity = self.entries.capacity;
            if (capacity > 0) return self.entries.ensureUnusedCapacity(gpa, 1);
            try self.entries.ensureTotalCapacityPrecise(gpa, first_capacity);
        }

        pub fn remove(self: *Self, node: *Node) void {
            const hole = self.indexOf(node);
            const last = self.entries.pop().?;
            node.heap_index = not_in_heap;
            if (hole < self.entries.items.len) self.settle(hole, last);
        }

        /// Moves a node to another time.
        pub fn update(self: *Self, node: *Node, due: Due) void {
            self.settle(self.indexOf(node), .{ .due = due, .node = node });
        }

        pub fn dueOf(self: *const Self, node: *const Node) Due {
            return self.entries.items[self.indexOf(node)].due;
        }

        /// Whether a node, whose memory may hold anything, is really here.
        pub fn holds(self: *const Self, node: *const Node) bool {
            const index = node.heap_index;
            return index < self.entries.items.len and self.entries.items[index].node == node;
        }

        /// The entry that is due first.
        pub fn peek(self: *const Self) ?Entry {
            return if (self.entries.items.len == 0) null else self.entries.items[0];
        }

        fn indexOf(self: *const Self, node: *const Node) usize {
            assert(self.holds(node));
            return node.heap_index;
        }

        /// Puts `entry` into the tree at `hole` or where it belongs above or below.
        fn settle(self: *Self, hole: usize, entry: Entry) void {
            const rises = hole > 0 and entry.due.isBefore(self.entries.items[(hole - 1) / 4].due);
            if (rises) self.siftUp(hole, entry) else self.siftDown(hole, entry);
        }

        fn siftUp(self: *Self, start: usize, entry: Entry) void {
            const items = self.entries.items;
            var hole = start;
            while (hole > 0) {
                const parent = (hole - 1) / 4;
                if (!entry.due.isBefore(items[parent].due)) break;
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
                    if (items[child].due.isBefore(items[least].due)) least = child;
                }
                if (!items[least].due.isBefore(entry.due)) break;
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

const TestNode = struct { heap_index: u32 = not_in_heap };

const TestHeap = TimerHeap(TestNode);

test "what is due comes out in order, and knows that it is out" {
    var heap: TestHeap = .{};
    defer heap.deinit(testing.allocator);
    var nodes: [6]TestNode = @splat(.{});
    const deadlines = [_]i64{ 30, 10, 20, 10, 30, 10 };

    for (&nodes, deadlines, 0..) |*node, deadline_ns, sequence| {
        const due: Due = .{ .deadline_ns = deadline_ns, .sequence = sequence };
        try heap.insert(testing.allocator, node, due);
        try testing.expectEqual(due, heap.dueOf(node));
    }

    for ([_]usize{ 1, 3, 5, 2, 0, 4 }) |index| {
        const node = heap.peek().?.node;
        try testing.expectEqual(&nodes[index], node);
        try testing.expect(heap.holds(node));
        heap.remove(node);
        try testing.expect(!heap.holds(node));
        try testing.expectEqual(not_in_heap, node.heap_index);
    }
    try testing.expectEqual(null, heap.peek());
}

test "a copy of a node is not held" {
    var heap: TestHeap = .{};
    defer heap.deinit(testing.allocator);
    var node: TestNode = .{};
    try heap.insert(testing.allocator, &node, .{ .deadline_ns = 1, .sequence = 0 });

    const copy = node;

    try testing.expect(heap.holds(&node));
    try testing.expect(!heap.holds(&copy));
}

test "running out of memory leaves the heap as it was" {
    var failing = testing.FailingAllocator.init(testing.allocator, .{ .fail_index = 0 });
    var heap: TestHeap = .{};
    defer heap.deinit(failing.allocator());
    var node: TestNode = .{};

    const inserted = heap.insert(failing.allocator(), &node, .{ .deadline_ns = 1, .sequence = 0 });

    try testing.expectError(error.OutOfMemory, inserted);
    try testing.expectEqual(not_in_heap, node.heap_index);
    try testing.expectEqual(0, heap.count());
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
