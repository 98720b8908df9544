//! Sleeping on a 32-bit word and waking those who sleep on it. Waits may end without a reason, so
//! a caller checks its condition again; a signal handler that runs meanwhile never ends a wait.

const std = @import("std");
const linux = std.os.linux;
const assert = std.debug.assert;

pub const Word = std.atomic.Value(u32);

const wait_private: u32 = @bitCast(linux.FUTEX_OP{ .cmd = .WAIT, .private = true });
const wake_private: u32 = @bitCast(linux.FUTEX_OP{ .cmd = .WAKE, .private = true });

/// Sleeps while `word` holds `expected`, until a wake.
pub fn wait(word: *const Word, expected: u32) void {
    while (true) {
        const answer = linux.syscall4(.futex, @intFromPtr(word), wait_private, expected, 0);
        switch (linux.errno(answer)) {
            .SUCCESS, .AGAIN => return,
            .INTR => {},
            // Nothing else is possible for a mapped, aligned word; a caller that checks its
            // condition again is right in any case.
            else => return,
        }
    }
}

/// The same, for at most `timeout_ns` nanoseconds from now.
pub fn timedWait(word: *const Word, expected: u32, timeout_ns: u64) error{TimedOut}!void {
    const start_ns = monotonicNs();
    var passed_ns: u64 = 0;
    while (passed_ns < timeout_ns) : (passed_ns = monotonicNs() - start_ns) {
        const rest = timespecOf(timeout_ns - passed_ns);
        const answer = linux.syscall4(
            .futex,
            @intFromPtr(word),
            wait_private,
            expected,
            @intFromPtr(&rest),
        );
        switch (linux.errno(answer)) {
            .SUCCESS, .AGAIN => return,
            .TIMEDOUT => return error.TimedOut,
            .INTR => {},
            else => return,
        }
    }
    return error.TimedOut;
}

/// Wakes at most `count` sleepers. The memory of `word` may be gone already: its owner may have
/// freed it as soon as it saw the new value, and to the kernel the address is only a key.
pub fn wake(word: *const Word, count: u32) void {
    assert(count > 0);
    const clamped: u32 = @min(count, std.math.maxInt(i32));
    _ = linux.syscall3(.futex, @intFromPtr(word), wake_private, clamped);
}

/// Nanoseconds of the monotonic clock.
pub fn monotonicNs() u64 {
    var now: linux.timespec = undefined;
    const clock: u32 = @intFromEnum(linux.CLOCK.MONOTONIC);
    const answer = linux.syscall2(.clock_gettime, clock, @intFromPtr(&now));
    assert(linux.errno(answer) == .SUCCESS); // This clock exists on every Linux.
    return @as(u64, @intCast(now.sec)) * std.time.ns_per_s + @as(u64, @intCast(now.nsec));
}

fn timespecOf(ns: u64) linux.timespec {
    return .{
        .sec = @intCast(ns / std.time.ns_per_s),
        .nsec = @intCast(ns % std.time.ns_per_s),
    };
}

test "a wait for another value returns at once" {
    var word: Word = .init(7);

    wait(&word, 8);
    try timedWait(&word, 8, std.math.maxInt(u64));
}

test "a wait that nobody ends takes at least its timeout" {
    var word: Word = .init(7);
    const start_ns = monotonicNs();

    const outcome = timedWait(&word, 7, 5 * std.time.ns_per_ms);

    try std.testing.expectError(error.TimedOut, outcome);
    try std.testing.expect(monotonicNs() - start_ns >= 5 * std.time.ns_per_ms);
}

test "no time at all is no wait" {
    var word: Word = .init(7);

    try std.testing.expectError(error.TimedOut, timedWait(&word, 7, 0));
}

test "waking nobody does no harm" {
    var word: Word = .init(7);

    wake(&word, 1);
    wake(&word, std.math.maxInt(u32));
}
