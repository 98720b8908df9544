//! Completions that need no slot, since neither kernel nor pool ever hears of them: the timers of
//! `xev.h`, and what is over before it begins, such as a cancel. Such a completion is its own place
//! while it is active, in the heap of the loop's timers or in the list of what has ended; so
//! nothing here allocates but the heap, and a cancel cannot fail.

const abi = @import("abi.zig");
const callbacks = @import("callbacks.zig");
const Completion = callbacks.Completion;
const List = @import("list.zig").List;
const Loop = @import("loop.zig").Loop;
const result = @import("result.zig");
const timer_heap = @import("timer_heap.zig");

/// What is over, and whose callback has not been called yet.
pub const Ended = struct {
    list: List(Completion) = .{},
    next_sequence: u64 = 0,

    /// Calls the callbacks of all that ended before this; what they end is not called from here.
    pub fn deliver(self: *Ended, loop: *Loop) void {
        const next = self.next_sequence;
        while (self.list.first) |completion| {
            if (completion.sequence >= next) return;
            self.list.remove(completion);
            tell(loop, completion, completion.result);
        }
    }
};

/// Arms a dead completion: it ends after the delay. Without memory for that it has ended at once,
/// with this as its result.
pub fn start(loop: *Loop, completion: *Completion, delay_ns: u64) void {
    completion.heap_index = timer_heap.not_in_heap;
    completion.delay_ns = delay_ns;
    const due = loop.dueAfter(delay_ns);
    loop.timers.coarse.insert(loop.gpa, completion, due) catch {
        return finish(loop, completion, result.of(.out_of_memory));
    };
    activate(loop, completion, .heap);
}

/// Another delay, from now on, for one that is waiting.
pub fn restart(loop: *Loop, completion: *Completion, delay_ns: u64) void {
    completion.delay_ns = delay_ns;
    loop.timers.coarse.update(completion, loop.dueAfter(delay_ns));
}

/// Ends one that is waiting: its callback hears of it in a later turn.
pub fn cancel(loop: *Loop, completion: *Completion) void {
    loop.timers.coarse.remove(completion);
    loop.port.armed -= 1;
    finish(loop, completion, result.of(.canceled));
}

/// A dead completion is over before it began; its callback gets `value` in a later turn.
pub fn finish(loop: *Loop, completion: *Completion, value: i64) void {
    const ended = &loop.callbacks.ended;
    completion.result = value;
    completion.itself = completion;
    completion.sequence = ended.next_sequence;
    completion.next = null;
    completion.previous = null;
    ended.next_sequence += 1;
    ended.list.append(completion);
    activate(loop, completion, .list);
}

/// One that has ended is dead without its callback having been called.
pub fn forget(loop: *Loop, completion: *Completion) void {
    loop.callbacks.ended.list.remove(completion);
    loop.port.armed -= 1;
    completion.state = .dead;
}

/// The delay of one that was waiting is over, and it is in the heap no more.
pub fn fire(loop: *Loop, completion: *Completion) void {
    tell(loop, completion, 0);
}

/// Whether the delay of a completion, whose memory may hold anything, is not over.
pub fn isWaiting(loop: *const Loop, completion: *const Completion) bool {
    return completion.isActiveIn(loop, .heap) and loop.timers.coarse.holds(completion);
}

/// Whether a completion, whose memory may hold anything, only waits for its callback.
pub fn hasEnded(loop: *const Loop, completion: *const Completion) bool {
    return completion.isActiveIn(loop, .list) and completion.itself == completion;
}

pub fn isIdle(loop: *const Loop) bool {
    return loop.callbacks.ended.list.isEmpty() and loop.timers.coarse.count() == 0;
}

/// For a loop that ends: it is not reached through them any more.
pub fn detach(loop: *Loop) void {
    for (loop.timers.coarse.entries.items) |entry| entry.node.loop = null;
    var next = loop.callbacks.ended.list.first;
    while (next) |completion| : (next = completion.next) completion.loop = null;
}

fn activate(loop: *Loop, completion: *Completion, place: Completion.Place) void {
    completion.state = .active;
    completion.place = place;
    completion.loop = loop;
    loop.port.armed += 1;
}

fn tell(loop: *Loop, completion: *Completion, value: i64) void {
    loop.port.armed -= 1;
    callbacks.callLast(loop, completion, &.{ .slot = abi.slot_limit, .result = value });
}
