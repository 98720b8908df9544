//! The library's memory: a general-purpose allocator on pages from the kernel, for a library that
//! links no libc. Small blocks come from slabs of one size class each, which are reused but never
//! given back; blocks above `small_bytes_max` are mappings of their own. Safe on every thread.

const std = @import("std");
const builtin = @import("builtin");
const assert = std.debug.assert;
const Alignment = std.mem.Alignment;
const Allocator = std.mem.Allocator;
const sys = @import("sys/memory.zig");
const Mutex = @import("sys/thread.zig").Mutex;

/// What every part of the library allocates from.
pub const allocator: Allocator = process_heap.allocator();

/// Bytes the library holds now, as asked for: zero when everything was freed.
pub fn liveBytes() usize {
    return process_heap.live_bytes.load(.monotonic);
}

/// Bytes mapped from the kernel now.
pub fn mappedBytes() usize {
    return process_heap.mapped_bytes.load(.monotonic);
}

var process_heap: Heap = .{};

/// Blocks up to this length share slabs.
const small_bytes_max = class_sizes[class_sizes.len - 1];

/// A slab holds at least this many blocks.
const slab_blocks_min = 8;

/// 16 to 128 in steps of 16, then four sizes for each doubling: at most a fifth is wasted.
const class_sizes: [40]u32 = sizes: {
    var sizes: [40]u32 = undefined;
    for (&sizes, 0..) |*size, index| {
        const step: u32 = if (index < 8) 16 else 32 << (index / 4 - 2);
        size.* = if (index < 8) (index + 1) * step else (5 + index % 4) * step;
    }
    assert(sizes[0] == 16 and sizes[7] == 128 and sizes[8] == 160 and sizes[39] == 32 * 1024);
    break :sizes sizes;
};

/// Freed memory is filled with this in Debug builds, and checked when it is handed out again.
const poison: u8 = 0xdb;
const poisons = builtin.mode == .Debug;

const Block = struct { next: ?*Block };

const Class = struct {
    mutex: Mutex = .{},
    free: ?*Block = null,
    /// What is left of the newest slab, from `cursor` to `end`.
    cursor: usize = 0,
    end: usize = 0,
};

pub const Heap = struct {
    classes: [class_sizes.len]Class = @splat(.{}),
    live_bytes: std.atomic.Value(usize) = .init(0),
    mapped_bytes: std.atomic.Value(usize) = .init(0),

    pub fn allocator(heap: *Heap) Allocator {
        return .{ .ptr = heap, .vtable = &.{
            .alloc = alloc,
            .resize = resize,
            .remap = remap,
            .free = free,
        } };
    }

    fn alloc(context: *anyopaque, len: usize, alignment: Alignment, _: usize) ?[*]u8 {
        const heap: *Heap = @ptrCast(@alignCast(context));
        const memory = if (classOf(len, alignment)) |class|
            heap.allocSmall(class)
        else
            heap.allocLarge(len, alignment);
        if (memory != null) _ = heap.live_bytes.fetchAdd(len, .monotonic);
        return memory;
    }

    fn free(context: *anyopaque, memory: []u8, alignment: Alignment, _: usize) void {
        const heap: *Heap = @ptrCast(@alignCast(context));
        if (classOf(memory.len, alignment)) |class| {
            heap.freeSmall(class, memory.ptr);
        } else {
            heap.release(pagesOf(memory));
        }
        _ = heap.live_bytes.fetchSub(memory.len, .monotonic);
    }

    fn resize(context: *anyopaque, memory: []u8, a: Alignment, new_len: usize, _: usize) bool {
        return change(context, memory, a, new_len, false) != null;
    }

    fn remap(context: *anyopaque, memory: []u8, a: Alignment, new_len: usize, _: usize) ?[*]u8 {
        return change(context, memory, a, new_len, true);
    }

    /// Null when the new length belongs to another class, or the pages have no room to grow.
    fn change(
        context: *anyopaque,
        memory: []u8,
        alignment: Alignment,
        new_len: usize,
        may_move: bool,
    ) ?[*]u8 {
        const heap: *Heap = @ptrCast(@alignCast(context));
        const class = classOf(memory.len, alignment);
        if (class != classOf(new_len, alignment)) return null;
        const result = if (class == null)
            heap.changeLarge(pagesOf(memory), alignment, new_len, may_move) orelse return null
        else
            memory.ptr;
        _ = heap.live_bytes.fetchAdd(new_len -% memory.len, .monotonic);
        return result;
    }

    fn allocSmall(heap: *Heap, index: u32) ?[*]u8 {
        const class = &heap.classes[index];
        const size = class_sizes[index];
        class.mutex.lock();
        defer class.mutex.unlock();
        if (class.free) |block| {
            class.free = block.next;
            const memory: [*]u8 = @ptrCast(block);
            if (poisons) checkPoison(memory[0..size]);
            return memory;
        }
        if (class.cursor == class.end) {
            const pages = heap.obtain(slabBytes(size)) catch return null;
            class.cursor = @intFromPtr(pages.ptr);
            class.end = class.cursor + pages.len / size * size;
        }
        // SAFETY: between cursor and end of a slab that is never unmapped.
        const memory: [*]u8 = @ptrFromInt(class.cursor);
        class.cursor += size;
        return memory;
    }

    fn freeSmall(heap: *Heap, index: u32, memory: [*]u8) void {
        const class = &heap.classes[index];
        const block: *Block = @ptrCast(@alignCast(memory));
        if (poisons) @memset(memory[0..class_sizes[index]], poison);
        class.mutex.lock();
        defer class.mutex.unlock();
        block.next = class.free;
        class.free = block;
    }

    fn allocLarge(heap: *Heap, len: usize, alignment: Alignment) ?[*]u8 {
        const bytes = pageBytes(len) orelse return null;
        if (alignment.toByteUnits() <= sys.alignment) {
            const pages = heap.obtain(bytes) catch return null;
            return pages.ptr;
        }
        // Take enough to find an aligned place inside, then give back what surrounds it.
        const more = std.math.add(usize, bytes, alignment.toByteUnits()) catch return null;
        const pages = heap.obtain(pageBytes(more) orelse return null) catch return null;
        const head = alignment.forward(@intFromPtr(pages.ptr)) - @intFromPtr(pages.ptr);
        const tail: sys.Pages = @alignCast(pages[head + bytes ..]);
        if (head > 0) heap.release(pages[0..head]);
        if (tail.len > 0) heap.release(tail);
        return pages.ptr + head;
    }

    fn changeLarge(
        heap: *Heap,
        pages: sys.Pages,
        alignment: Alignment,
        new_len: usize,
        may_move: bool,
    ) ?[*]u8 {
        const bytes = pageBytes(new_len) orelse return null;
        if (bytes == pages.len) return pages.ptr;
        const stays_aligned = alignment.toByteUnits() <= sys.alignment;
        const changed = sys.remap(pages, bytes, may_move and stays_aligned) catch return null;
        _ = heap.mapped_bytes.fetchAdd(bytes -% pages.len, .monotonic);
        return changed.ptr;
    }

    fn obtain(heap: *Heap, bytes: usize) error{OutOfMemory}!sys.Pages {
        const pages = try sys.map(bytes);
        _ = heap.mapped_bytes.fetchAdd(bytes, .monotonic);
        return pages;
    }

    fn release(heap: *Heap, pages: sys.Pages) void {
        sys.unmap(pages);
        _ = heap.mapped_bytes.fetchSub(pages.len, .monotonic);
    }
};

/// The smallest class whose blocks are long enough and all aligned; null for a mapping.
fn classOf(len: usize, alignment: Alignment) ?u32 {
    if (len > small_bytes_max or alignment.toByteUnits() > sys.alignment) return null;
    var index = firstClass(@max(len, 1));
    while (!alignment.check(class_sizes[index])) index += 1;
    return index;
}

fn firstClass(len: usize) u32 {
    assert(len > 0 and len <= small_bytes_max);
    const last: u32 = @intCast(len - 1);
    if (last < 128) return last / 16;
    const doubling = std.math.log2_int(u32, last);
    const step_of_four = (last >> (doubling - 2)) - 4;
    return (@as(u32, doubling) - 5) * 4 + step_of_four;
}

fn slabBytes(size: u32) usize {
    return std.mem.alignForward(usize, size * slab_blocks_min, sys.granularity);
}

fn pageBytes(len: usize) ?usize {
    const last = std.math.add(usize, len, sys.granularity - 1) catch return null;
    return last / sys.granularity * sys.granularity;
}

/// The whole mapping of a block that has one.
fn pagesOf(memory: []u8) sys.Pages {
    const start: [*]align(sys.alignment) u8 = @alignCast(memory.ptr);
    return start[0..pageBytes(memory.len).?];
}

fn checkPoison(memory: []const u8) void {
    for (memory[@sizeOf(Block)..]) |byte| {
        if (byte != poison) @panic("freed memory was written to");
    }
}

test {
    _ = sys;
    _ = @import("memory_test.zig");
}

test "each length has the smallest class that holds it" {
    for (1..small_bytes_max + 1) |len| {
        const index = classOf(len, .@"1").?;
        try std.testing.expect(class_sizes[index] >= len);
        if (index > 0) try std.testing.expect(class_sizes[index - 1] < len);
    }
    try std.testing.expectEqual(null, classOf(small_bytes_max + 1, .@"1"));
}

test "a class for an alignment has aligned sizes" {
    for (0..13) |exponent| {
        const alignment: Alignment = @enumFromInt(exponent);
        for ([_]usize{ 1, 17, 100, 129, 3000, 5000, 32000 }) |len| {
            const index = classOf(len, alignment).?;
            try std.testing.expect(class_sizes[index] >= len);
            try std.testing.expect(alignment.check(class_sizes[index]));
        }
    }
}
