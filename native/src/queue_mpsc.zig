//! A queue that any number of threads push to and one thread empties, linked through the `next`
//! field of its items. It takes no lock and allocates nothing.

const std = @import("std");

/// `Item` has a field `next: ?*Item`, which belongs to the queue from `push` until the consumer
/// has moved on to the next item of what `takeAll` gave it.
pub fn QueueMpsc(comptime Item: type) type {
    return struct {
        const Self = @This();

        /// The newest item; each points to the one pushed before it.
        newest: std.atomic.Value(?*Item) = .init(null),

        /// Any thread. True when the queue was empty, so that this pusher is the one that wakes
        /// the consumer. Everything the pusher wrote before is visible to the consumer. The item
        /// may be gone when this returns.
        pub fn push(self: *Self, item: *Item) bool {
            var newest = self.newest.load(.monotonic);
            while (true) {
                item.next = newest;
                newest = self.newest.cmpxchgWeak(newest, item, .release, .monotonic) orelse
                    return newest == null;
            }
        }

        /// The consumer. Removes everything; answers the oldest item, linked to younger ones.
        pub fn takeAll(self: *Self) ?*Item {
            // A plain load keeps the cache line shared while there is nothing to take.
            if (self.newest.load(.monotonic) == null) return null;
            var rest = self.newest.swap(null, .acquire);
            var oldest: ?*Item = null;
            while (rest) |item| {
                rest = item.next;
                item.next = oldest;
                oldest = item;
            }
            return oldest;
        }

        pub fn isEmpty(self: *const Self) bool {
            return self.newest.load(.acquire) == null;
        }
    };
}

const threads = @import("sys/thread.zig");
const testing = std.testing;

const TestItem = struct { next: ?*TestItem = null, producer: u32 = 0, number: u32 = 0 };

test "items come out in the order they went in" {
    var queue: QueueMpsc(TestItem) = .{};
    var items: [3]TestItem = @splat(.{});

    try testing.expect(queue.push(&items[0]));
    try testing.expect(!queue.push(&items[1]));
    try testing.expect(!queue.push(&items[2]));
    const first = queue.takeAll().?;

    try testing.expectEqual(&items[0], first);
    try testing.expectEqual(&items[1], first.next.?);
    try testing.expectEqual(&items[2], first.next.?.next.?);
    try testing.expectEqual(null, items[2].next);
}

test "an emptied queue is as new" {
    var queue: QueueMpsc(TestItem) = .{};
    var item: TestItem = .{};

    try testing.expect(queue.isEmpty());
    try testing.expectEqual(null, queue.takeAll());
    for (0..3) |_| {
        try testing.expect(queue.push(&item));
        try testing.expect(!queue.isEmpty());
        try testing.expectEqual(&item, queue.takeAll().?);
        try testing.expect(queue.isEmpty());
    }
}

const Producer = struct {
    queue: *QueueMpsc(TestItem),
    wake: *threads.futex.Word,
    items: []TestItem,
    /// How often this producer found the queue empty.
    woke: u32 = 0,

    fn run(producer: *Producer) void {
        for (producer.items) |*item| {
            if (!producer.queue.push(item)) continue;
            producer.woke += 1;
            _ = producer.wake.fetchAdd(1, .release);
            threads.futex.wake(producer.wake, 1);
        }
    }
};

// The consumer sleeps until a push that found the queue empty wakes it, as a loop does: a lost
// item or a lost wake-up ends in the time limit.
test "nothing is lost, doubled or reordered between four producers" {
    const per_producer = 100_000;
    var queue: QueueMpsc(TestItem) = .{};
    var wake: threads.futex.Word = .init(0);
    const items = try testing.allocator.alloc(TestItem, 4 * per_producer);
    defer testing.allocator.free(items);
    var producers: [4]Producer = undefined;
    var started: [4]threads.Thread = undefined;
    @memset(items, .{});
    for (items, 0..) |*item, index| {
        item.producer = @intCast(index / per_producer);
        item.number = @intCast(index % per_producer);
    }
    for (&producers, &started, 0..) |*producer, *thread, index| {
        const own = items[index * per_producer ..][0..per_producer];
        producer.* = .{ .queue = &queue, .wake = &wake, .items = own };
        thread.* = try threads.spawn(Producer, Producer.run, producer, "xev-test", 0);
    }

    var expected: [4]u32 = @splat(0);
    var batches: u32 = 0;
    var taken: u32 = 0;
    while (taken < items.len) {
        const seen = wake.load(.acquire);
        var rest = queue.takeAll();
        if (rest != null) batches += 1 else try threads.futex.timedWait(&wake, seen, 5e9);
        while (rest) |item| : (taken += 1) {
            rest = item.next;
            try testing.expectEqual(expected[item.producer], item.number);
            expected[item.producer] += 1;
        }
    }
    for (started) |thread| thread.join();

    try testing.expect(queue.isEmpty());
    var woke: u32 = 0;
    for (producers) |producer| woke += producer.woke;
    try testing.expectEqual(batches, woke);
}
