//! A doubly linked list through the `next` and `previous` fields of its items; allocates nothing.

const std = @import("std");
const assert = std.debug.assert;

pub fn List(comptime Item: type) type {
    return struct {
        const Self = @This();

        first: ?*Item = null,
        last: ?*Item = null,

        pub fn append(self: *Self, item: *Item) void {
            assert(item.next == null);
            assert(item.previous == null);
            item.previous = self.last;
            if (self.last) |last| last.next = item else self.first = item;
            self.last = item;
        }

        pub fn remove(self: *Self, item: *Item) void {
            if (item.previous) |previous| previous.next = item.next else {
                assert(self.first == item);
                self.first = item.next;
            }
            if (item.next) |next| next.previous = item.previous else {
                assert(self.last == item);
                self.last = item.previous;
            }
            item.next = null;
            item.previous = null;
        }

        pub fn takeFirst(self: *Self) ?*Item {
            const item = self.first orelse return null;
            self.remove(item);
            return item;
        }

        pub fn isEmpty(self: *const Self) bool {
            return self.first == null;
        }
    };
}

test "items leave in any order" {
    const Item = struct { next: ?*@This() = null, previous: ?*@This() = null };
    var items: [3]Item = @splat(.{});
    var list: List(Item) = .{};
    for (&items) |*item| list.append(item);

    list.remove(&items[1]);

    try std.testing.expectEqual(&items[0], list.takeFirst().?);
    try std.testing.expectEqual(&items[2], list.takeFirst().?);
    try std.testing.expect(list.isEmpty());
}
