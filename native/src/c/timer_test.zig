//! The timers of `xev.h` against a model of them that is slow and plain: a line for each timer and
//! a list of what has ended, on a clock that moves only when the test moves it.

const std = @import("std");
const Completion = @import("completion.zig").Completion;
const Loop = @import("../loop.zig").Loop;
const LoopBox = @import("shape.zig").LoopBox;
const loops = @import("loop.zig");
const testing = std.testing;
const timers = @import("timer.zig");

const canceled = 2;
const not_found = 5;
const timer_count = 40;

/// One callback: of a timer, or of the request to cancel it.
const Call = struct { index: u32, is_cancel: bool = false, code: c_int = 0 };

const Log = std.ArrayList(Call);

/// What a timer is, to the program.
const Timer = struct {
    completion: Completion = undefined,
    cancel: Completion = undefined,
    log: *Log = undefined,
    index: u32 = 0,

    /// Some of them go on for ever.
    fn repeats(index: u32) bool {
        return index % 4 == 0;
    }

    fn onTimer(
        _: *LoopBox,
        _: *Completion,
        code: c_int,
        userdata: ?*anyopaque,
    ) callconv(.c) c_int {
        const index = note(userdata, code, false);
        return @intFromBool(repeats(index));
    }

    fn onCancel(
        _: *LoopBox,
        _: *Completion,
        code: c_int,
        userdata: ?*anyopaque,
    ) callconv(.c) c_int {
        _ = note(userdata, code, true);
        return 1;
    }

    /// Logs a call; the answer is whose it was.
    fn note(userdata: ?*anyopaque, code: c_int, is_cancel: bool) u32 {
        const timer: *Timer = @ptrCast(@alignCast(userdata.?));
        const call: Call = .{ .index = timer.index, .is_cancel = is_cancel, .code = code };
        timer.log.append(testing.allocator, call) catch @panic("out of memory");
        return timer.index;
    }
};

const Model = struct {
    const Line = struct { index: u32, deadline_ns: i64, delay_ns: i64 };

    /// Those that wait, in the order in which they end.
    waiting: std.ArrayList(Line) = .empty,
    ended: Log = .empty,
    calls: Log = .empty,
    now_ns: i64,

    fn deinit(model: *Model) void {
        model.waiting.deinit(testing.allocator);
        model.ended.deinit(testing.allocator);
        model.calls.deinit(testing.allocator);
    }

    fn run(model: *Model, index: u32, delay_ns: i64) !void {
        _ = model.remove(index);
        for (model.ended.items, 0..) |call, place| {
            if (call.index != index or call.is_cancel) continue;
            _ = model.ended.orderedRemove(place);
            break;
        }
        const deadline_ns = model.now_ns + delay_ns;
        var place = model.waiting.items.len;
        while (place > 0 and model.waiting.items[place - 1].deadline_ns > deadline_ns) place -= 1;
        const line: Line = .{ .index = index, .deadline_ns = deadline_ns, .delay_ns = delay_ns };
        try model.waiting.insert(testing.allocator, place, line);
    }

    fn remove(model: *Model, index: u32) bool {
        for (model.waiting.items, 0..) |line, place| {
            if (line.index != index) continue;
            _ = model.waiting.orderedRemove(place);
            return true;
        }
        return false;
    }

    fn cancel(model: *Model, index: u32) !void {
        for (model.ended.items) |call| {
            if (call.index == index and call.is_cancel) return;
        }
        const found = model.remove(index);
        const code: c_int = if (found) 0 else not_found;
        const gpa = testing.allocator;
        try model.ended.append(gpa, .{ .index = index, .is_cancel = true, .code = code });
        if (found) try model.ended.append(gpa, .{ .index = index, .code = canceled });
    }

    fn turn(model: *Model) !void {
        try model.calls.appendSlice(testing.allocator, model.ended.items);
        model.ended.clearRetainingCapacity();
        var due: std.ArrayList(Line) = .empty;
        defer due.deinit(testing.allocator);
        while (model.waiting.items.len > 0) {
            if (model.waiting.items[0].deadline_ns > model.now_ns) break;
            try due.append(testing.allocator, model.waiting.orderedRemove(0));
        }
        for (due.items) |line| {
            try model.calls.append(testing.allocator, .{ .index = line.index });
            if (Timer.repeats(line.index)) try model.run(line.index, line.delay_ns);
        }
    }

    fn isActive(model: *const Model, index: u32) bool {
        for (model.waiting.items) |line| if (line.index == index) return true;
        for (model.ended.items) |call| if (call.index == index and !call.is_cancel) return true;
        return false;
    }
};

fn openSimulated(box: *LoopBox) *Loop {
    const loop = Loop.open(testing.allocator, &.{ .backend = 5 }).loop;
    box.put(loop);
    return loop;
}

test "30,000 random starts, resets, cancels and turns agree with a sorted list" {
    var box: LoopBox = undefined;
    const loop = openSimulated(&box);
    defer loop.close();
    var log: Log = .empty;
    defer log.deinit(testing.allocator);
    var model: Model = .{ .now_ns = loop.refreshNow() };
    defer model.deinit();
    var all: [timer_count]Timer = @splat(.{});
    for (&all, 0..) |*timer, index| {
        @memset(std.mem.asBytes(&timer.completion), 0xa5);
        @memset(std.mem.asBytes(&timer.cancel), 0xa5);
        timer.log = &log;
        timer.index = @intCast(index);
    }
    var prng = std.Random.DefaultPrng.init(0x7e57);
    const random = prng.random();

    for (0..30_000) |_| {
        const index = random.uintLessThan(u32, timer_count);
        const timer = &all[index];
        switch (random.uintLessThan(u8, 8)) {
            0...2 => {
                const delay_ms = random.uintLessThan(u64, 12);
                const start = if (random.boolean()) &startByRun else &startByReset;
                start(&box, timer, delay_ms);
                try model.run(index, @intCast(delay_ms * std.time.ns_per_ms));
            },
            3...4 => {
                const of_timer = &timer.completion;
                const callback = Timer.onCancel;
                timers.xev_timer_cancel(null, &box, of_timer, &timer.cancel, timer, callback);
                try model.cancel(index);
            },
            5...6 => {
                model.now_ns += random.uintLessThan(u32, 3 * std.time.ns_per_ms / 2);
                loop.backend.simulated.clock_ns = model.now_ns;
            },
            else => {
                try testing.expectEqual(0, loops.xev_loop_run(&box, 0));
                try model.turn();
                try testing.expectEqualSlices(Call, model.calls.items, log.items);
                model.calls.clearRetainingCapacity();
                log.clearRetainingCapacity();
            },
        }
        const is_active = loops.xev_completion_state(&timer.completion) == .active;
        try testing.expectEqual(model.isActive(index), is_active);
        const armed = model.waiting.items.len + model.ended.items.len;
        try testing.expectEqual(armed, loop.port.armed);
    }
}

fn startByRun(box: *LoopBox, timer: *Timer, delay_ms: u64) void {
    timers.xev_timer_run(null, box, &timer.completion, delay_ms, timer, Timer.onTimer);
}

fn startByReset(box: *LoopBox, timer: *Timer, delay_ms: u64) void {
    const none = null;
    timers.xev_timer_reset(null, box, &timer.completion, none, delay_ms, timer, Timer.onTimer);
}

test "a copy of a completion is not the one that is active" {
    var box: LoopBox = undefined;
    const loop = openSimulated(&box);
    defer loop.close();
    var log: Log = .empty;
    defer log.deinit(testing.allocator);
    var waiting: Timer = .{ .log = &log, .index = 1 };
    var ended: Timer = .{ .log = &log, .index = 2 };
    startByRun(&box, &waiting, 5);
    startByRun(&box, &ended, 5);
    timers.xev_timer_cancel(null, &box, &ended.completion, &ended.cancel, &ended, Timer.onCancel);

    var copies = [_]Timer{ waiting, ended };
    for (&copies) |*copy| {
        copy.index += 4;
        timers.xev_timer_cancel(null, &box, &copy.completion, &copy.cancel, copy, Timer.onCancel);
        startByRun(&box, copy, 7);
    }
    try testing.expectEqual(0, loops.xev_loop_run(&box, 2));

    try testing.expectEqualSlices(Call, &.{
        .{ .index = 2, .is_cancel = true },
        .{ .index = 2, .code = canceled },
        .{ .index = 5, .is_cancel = true, .code = not_found },
        .{ .index = 6, .is_cancel = true, .code = not_found },
        .{ .index = 1 },
        .{ .index = 5 },
        .{ .index = 6 },
    }, log.items);
}

test "a loop that ends leaves its timers, and their cancels, to others" {
    var boxes: [2]LoopBox = undefined;
    var log: Log = .empty;
    defer log.deinit(testing.allocator);
    var pair = [_]Timer{ .{ .log = &log, .index = 1 }, .{ .log = &log, .index = 2 } };
    const first = openSimulated(&boxes[0]);
    for (&pair) |*timer| startByRun(&boxes[0], timer, 1);
    const of_timer = &pair[1].completion;
    const callback = Timer.onCancel;
    timers.xev_timer_cancel(null, &boxes[0], of_timer, &pair[1].cancel, &pair[1], callback);
    first.close();
    for ([_]*Completion{ &pair[0].completion, of_timer, &pair[1].cancel }) |completion| {
        try testing.expectEqual(null, completion.loop);
    }

    const second = openSimulated(&boxes[1]);
    defer second.close();
    for (&pair) |*timer| startByRun(&boxes[1], timer, 1);
    try testing.expectEqual(0, loops.xev_loop_run(&boxes[1], 2));

    try testing.expectEqualSlices(Call, &.{ .{ .index = 1 }, .{ .index = 2 } }, log.items);
}
