//! A growable array of items that never move: pages of 256, reached through a directory. An index
//! is stable for ever, a pointer until the table is closed.

const std = @import("std");
const Allocator = std.mem.Allocator;

/// `Item` needs a default for each field; items start as that default.
pub fn Table(comptime Item: type) type {
    return struct {
        const Self = @This();
        const page_bits = 8;
        const page_items = 1 << page_bits;
        const Page = [page_items]Item;

        pages: std.ArrayList(*Page) = .empty,

        pub fn close(self: *Self, gpa: Allocator) void {
            for (self.pages.items) |page| gpa.destroy(page);
            self.pages.deinit(gpa);
            self.* = .{};
        }

        /// How many items there are, all of them reachable by `at`.
        pub fn capacity(self: *const Self) u32 {
            return @intCast(self.pages.items.len * page_items);
        }

        pub fn at(self: *const Self, index: u32) *Item {
            return &self.pages.items[index >> page_bits][index & (page_items - 1)];
        }

        pub fn find(self: *const Self, index: u32) ?*Item {
            const page = index >> page_bits;
            if (page >= self.pages.items.len) return null;
            return &self.pages.items[page][index & (page_items - 1)];
        }

        /// Grows until `index` exists.
        pub fn reach(self: *Self, gpa: Allocator, index: u32) Allocator.Error!*Item {
            if (index >= self.capacity()) try self.grow(gpa, index);
            return self.at(index);
        }

        fn grow(self: *Self, gpa: Allocator, index: u32) Allocator.Error!void {
            @branchHint(.cold);
            while (index >= self.capacity()) {
                try self.pages.ensureUnusedCapacity(gpa, 1);
                const page = try gpa.create(Page);
                for (page) |*item| item.* = .{};
                self.pages.appendAssumeCapacity(page);
            }
        }
    };
}

test "items keep their place while the table grows" {
    const gpa = std.testing.allocator;
    var table: Table(struct { value: u32 = 7 }) = .{};
    defer table.close(gpa);

    const first = try table.reach(gpa, 0);
    first.value = 1;
    _ = try table.reach(gpa, 100_000);

    try std.testing.expectEqual(first, table.at(0));
    try std.testing.expectEqual(@as(u32, 7), table.at(99_999).value);
    try std.testing.expectEqual(@as(?*@TypeOf(first.*), null), table.find(1 << 20));
}
