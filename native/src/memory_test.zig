//! Tests of the allocator through its public face.

const std = @import("std");
const memory = @import("memory.zig");
const threads = @import("sys/thread.zig");
const Alignment = std.mem.Alignment;
const testing = std.testing;

/// A heap of its own for each test, so that what is live is exactly what the test holds. The
/// pages of its slabs stay mapped.
var heaps: [9]memory.Heap = @splat(.{});

test "every byte of a block is its own, and nothing is live at the end" {
    const heap = &heaps[0];
    const allocator = heap.allocator();
    var random = std.Random.DefaultPrng.init(1);
    var blocks: [500][]u8 = @splat(&.{});

    for (0..60_000) |_| {
        const index = random.random().uintLessThan(usize, blocks.len);
        try checkFilled(blocks[index], index);
        const len = randomLength(random.random());
        blocks[index] = try allocator.realloc(blocks[index], len);
        @memset(blocks[index], @truncate(index));
    }
    for (blocks, 0..) |block, index| {
        try checkFilled(block, index);
        allocator.free(block);
    }

    try testing.expectEqual(0, heap.live_bytes.load(.monotonic));
}

/// Mostly small, a few that need mappings of their own; sometimes nothing at all.
fn randomLength(random: std.Random) usize {
    const bits = random.uintLessThan(u5, 18);
    return random.uintLessThan(usize, @as(usize, 1) << bits);
}

fn checkFilled(block: []const u8, index: usize) !void {
    for (block) |byte| try testing.expectEqual(@as(u8, @truncate(index)), byte);
}

test "live bytes count what was asked for" {
    const heap = &heaps[1];
    const allocator = heap.allocator();

    const small = try allocator.alloc(u8, 100);
    const large = try allocator.alloc(u8, 100_000);
    try testing.expectEqual(100_100, heap.live_bytes.load(.monotonic));
    allocator.free(small);
    try testing.expectEqual(100_000, heap.live_bytes.load(.monotonic));
    allocator.free(large);
    try testing.expectEqual(0, heap.live_bytes.load(.monotonic));
}

test "blocks that were freed are handed out again, and mappings go back" {
    const heap = &heaps[2];
    const allocator = heap.allocator();

    var blocks: [3000]*[64]u8 = undefined;
    for (&blocks) |*block| block.* = try allocator.create([64]u8);
    const mapped = heap.mapped_bytes.load(.monotonic);
    for (0..10) |_| {
        for (blocks) |block| allocator.destroy(block);
        for (&blocks) |*block| block.* = try allocator.create([64]u8);
    }
    try testing.expectEqual(mapped, heap.mapped_bytes.load(.monotonic));
    const large = try allocator.alloc(u8, 1 << 20);
    try testing.expectEqual(mapped + (1 << 20), heap.mapped_bytes.load(.monotonic));
    allocator.free(large);

    try testing.expectEqual(mapped, heap.mapped_bytes.load(.monotonic));
}

test "blocks are aligned as asked, up to a megabyte" {
    const heap = &heaps[3];
    const allocator = heap.allocator();

    inline for (0..21) |exponent| {
        const alignment: Alignment = @enumFromInt(exponent);
        for ([_]usize{ 1, 48, 129, 5_000, 100_000 }) |len| {
            const first = try allocator.alignedAlloc(u8, alignment, len);
            const second = try allocator.alignedAlloc(u8, alignment, len);
            try testing.expect(alignment.check(@intFromPtr(first.ptr)));
            try testing.expect(alignment.check(@intFromPtr(second.ptr)));
            @memset(first, 1);
            @memset(second, 2);
            try testing.expectEqual(1, first[len - 1]);
            allocator.free(first);
            allocator.free(second);
        }
    }

    try testing.expectEqual(0, heap.live_bytes.load(.monotonic));
}

test "what surrounds an aligned mapping goes back" {
    const heap = &heaps[8];
    const allocator = heap.allocator();

    const block = try allocator.alignedAlloc(u8, .fromByteUnits(1 << 20), 1 << 17);
    try testing.expectEqual(1 << 17, heap.mapped_bytes.load(.monotonic));
    allocator.free(block);

    try testing.expectEqual(0, heap.mapped_bytes.load(.monotonic));
}

test "a large block grows without being copied, and shrinks" {
    const heap = &heaps[4];
    const allocator = heap.allocator();
    var block = try allocator.alloc(u8, 1 << 20);
    block[0] = 7;

    block = allocator.remap(block, 64 << 20).?;
    try testing.expectEqual(7, block[0]);
    try testing.expect(allocator.resize(block, 1 << 20));
    block.len = 1 << 20;
    try testing.expectEqual(1 << 20, heap.mapped_bytes.load(.monotonic));
    try testing.expectEqual(1 << 20, heap.live_bytes.load(.monotonic));

    allocator.free(block);
    try testing.expectEqual(0, heap.mapped_bytes.load(.monotonic));
}

test "more than there is room for is an error" {
    const allocator = heaps[5].allocator();

    try testing.expectError(error.OutOfMemory, allocator.alloc(u8, 1 << 52));
    try testing.expectError(error.OutOfMemory, allocator.alloc(u8, std.math.maxInt(usize) - 1));

    try testing.expectEqual(0, heaps[5].live_bytes.load(.monotonic));
    try testing.expectEqual(0, heaps[5].mapped_bytes.load(.monotonic));
}

const Worker = struct {
    heap: *memory.Heap,
    seed: u64,
    failed: bool = false,

    fn run(worker: *Worker) void {
        worker.play() catch {
            worker.failed = true;
        };
    }

    /// One class only, and little else than allocating, so that the threads meet in it.
    fn play(worker: *Worker) !void {
        const allocator = worker.heap.allocator();
        var blocks: [16]*u64 = undefined;
        for (0..20_000) |_| {
            for (&blocks) |*block| {
                block.* = try allocator.create(u64);
                block.*.* = worker.seed;
            }
            for (blocks) |block| {
                if (block.* != worker.seed) return error.Overwritten;
                allocator.destroy(block);
            }
        }
    }
};

test "threads share a heap" {
    const heap = &heaps[6];
    var workers: [4]Worker = undefined;
    var started: [4]threads.Thread = undefined;

    for (&workers, &started, 1..) |*worker, *thread, seed| {
        worker.* = .{ .heap = heap, .seed = seed };
        thread.* = try threads.spawn(Worker, Worker.run, worker, "xev-test", 0);
    }
    for (started) |thread| thread.join();

    for (workers) |worker| try testing.expect(!worker.failed);
    try testing.expectEqual(0, heap.live_bytes.load(.monotonic));
}

test "the library's heap counts what it holds" {
    const before = memory.liveBytes();

    const block = try memory.allocator.alloc(u8, 1000);
    try testing.expectEqual(before + 1000, memory.liveBytes());
    try testing.expect(memory.mappedBytes() >= memory.liveBytes());
    memory.allocator.free(block);

    try testing.expectEqual(before, memory.liveBytes());
}

test "the standard library's own checks pass" {
    const allocator = heaps[7].allocator();

    try std.heap.testAllocator(allocator);
    try std.heap.testAllocatorAligned(allocator);
    try std.heap.testAllocatorLargeAlignment(allocator);
    try std.heap.testAllocatorAlignedShrink(allocator);

    try testing.expectEqual(0, heaps[7].live_bytes.load(.monotonic));
}
