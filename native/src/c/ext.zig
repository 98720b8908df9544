//! The functions of `xev_ext.h`: what libxev's C interface lacks. Each checks what a C caller may
//! get wrong, and leaves the rest to the loop.

const std = @import("std");
const abi = @import("../abi.zig");
const Backend = @import("../backend.zig").Backend;
const blocking = @import("../blocking.zig");
const Buffers = @import("../buffers.zig").Buffers;
const callbacks = @import("../callbacks.zig");
const completions = @import("completion.zig");
const direct = @import("../direct.zig");
const errors = @import("../error.zig");
const LoopBox = @import("shape.zig").LoopBox;
const Completion = @import("shape.zig").Completion;
const Loop = @import("../loop.zig").Loop;
const manifest = @import("../manifest.zig");
const memory = @import("../memory.zig");
const Operation = @import("../op.zig").Operation;
const PoolBox = @import("threadpool.zig").PoolBox;
const result = @import("../result.zig");
const shape = @import("shape.zig");
const timed = @import("../timed.zig");

const closed = result.of(.loop_closed);
const invalid = result.of(.invalid_argument);

/// A result as the small positive code that the `int` functions answer.
fn codeOf(value: i64) c_int {
    return result.codeOf(@min(value, 0));
}

pub export fn xev_ext_loop_init(box: *LoopBox, options: ?*abi.Options) c_int {
    var wanted: abi.Options = if (options) |given| given.* else .{};
    if (wanted.size != @sizeOf(abi.Options)) return codeOf(invalid);
    if (wanted.pool != 0) {
        if (wanted.pool % @alignOf(PoolBox) != 0) return codeOf(invalid);
        // SAFETY: the caller says that this is the address of an xev_threadpool.
        const pool: *const PoolBox = @ptrFromInt(wanted.pool);
        wanted.pool = @intFromPtr(pool.get() orelse return codeOf(invalid));
    }
    switch (Loop.open(memory.allocator, &wanted)) {
        .loop => |loop| {
            box.put(loop);
            if (options) |given| given.port = @intFromPtr(loop.port);
        },
        .failed => |value| return codeOf(value),
    }
    return 0;
}

pub export fn xev_ext_loop_port(box: *LoopBox) ?*const abi.Port {
    const loop = box.get() orelse return null;
    return loop.port;
}

pub export fn xev_ext_poll(box: *LoopBox, count: u32, timeout_ns: i64) i64 {
    const loop = box.get() orelse return closed;
    return loop.poll(count, timeout_ns);
}

pub export fn xev_ext_flush(box: *LoopBox, count: u32) i64 {
    const loop = box.get() orelse return closed;
    return loop.flush(count);
}

pub export fn xev_ext_wake(box: *LoopBox) c_int {
    const loop = box.get() orelse return codeOf(closed);
    loop.waker.wake();
    return 0;
}

pub export fn xev_ext_now(box: *LoopBox) i64 {
    const loop = box.get() orelse return 0;
    return loop.backend.nowNs();
}

/// Neither blocks nor calls back: a client's runtime may call it in a way that keeps the runtime
/// from anything else meanwhile.
pub export fn xev_ext_moment(box: *LoopBox) i64 {
    const loop = box.get() orelse return 0;
    return loop.moment();
}

pub export fn xev_ext_loop_handle(box: *LoopBox) c_int {
    const loop = box.get() orelse return -1;
    return if (loop.embedded) loop.backend.pollable() else -1;
}

pub export fn xev_ext_backend(box: *LoopBox) c_int {
    const loop = box.get() orelse return 0;
    return @intCast(loop.port.backend);
}

pub export fn xev_ext_backend_name(code: c_int) ?[*:0]const u8 {
    const known = std.enums.fromInt(abi.BackendCode, code) orelse return null;
    return @tagName(known);
}

pub export fn xev_ext_backend_available(code: c_int) c_int {
    const wish = std.math.cast(u32, code) orelse return codeOf(invalid);
    return codeOf(Backend.available(wish));
}

pub export fn xev_ext_stop(box: *LoopBox) void {
    const loop = box.get() orelse return;
    loop.stopped = true;
}

pub export fn xev_ext_stopped(box: *LoopBox) c_int {
    const loop = box.get() orelse return 1;
    return @intFromBool(loop.stopped);
}

const Callback = *const fn (
    *LoopBox,
    *Completion,
    *const abi.Event,
    ?*anyopaque,
) callconv(.c) c_int;

fn invoke(completion: *Completion, loop: *Loop, event: *const abi.Event) callconv(.c) bool {
    // SAFETY: put there by the functions below, from a pointer of this type.
    const callback: Callback = @ptrCast(@alignCast(completion.function.?));
    return callback(LoopBox.of(loop), completion, event, completion.userdata) == shape.rearm;
}

pub export fn xev_ext_submit(
    box: *LoopBox,
    completion: *Completion,
    submission: *const abi.Submission,
    userdata: ?*anyopaque,
    callback: ?Callback,
) c_int {
    const loop = box.get() orelse return codeOf(closed);
    const code = prepare(loop, completion, submission, userdata, callback);
    if (code != 0) return code;
    callbacks.start(loop, completion) catch return codeOf(result.of(.out_of_memory));
    return 0;
}

/// Makes a completion what `callbacks.start` starts; zero, or the code that says why not.
fn prepare(
    loop: *Loop,
    completion: *Completion,
    submission: *const abi.Submission,
    userdata: ?*anyopaque,
    callback: ?Callback,
) c_int {
    const function = callback orelse return codeOf(invalid);
    if (completions.isBusy(loop, completion)) return codeOf(result.of(.busy));
    const bound = loop.bind();
    if (bound < 0) return codeOf(bound);
    completion.* = .{
        .invoke = &invoke,
        .function = function,
        .userdata = userdata,
        .submission = submission.*,
    };
    return 0;
}

pub export fn xev_ext_cancel(
    box: *LoopBox,
    target: *Completion,
    completion: *Completion,
    userdata: ?*anyopaque,
    callback: ?Callback,
) c_int {
    const loop = box.get() orelse return codeOf(closed);
    const code = prepare(loop, completion, &.{
        .op = @intFromEnum(Operation.Code.cancel),
        .argument = target.slot,
        .argument2 = target.generation,
    }, userdata, callback);
    if (code != 0) return code;
    const found = completions.cancel(loop, target);
    timed.finish(loop, completion, if (found) 0 else result.of(.not_found));
    return 0;
}

pub export fn xev_ext_socket(box: *LoopBox, family: u32, kind: u32) i64 {
    return direct.socket(box.get() orelse return closed, family, kind);
}

pub export fn xev_ext_bind(box: *LoopBox, handle: u32, address: ?*align(1) const abi.Address) i64 {
    const loop = box.get() orelse return closed;
    return direct.bind(loop, handle, address orelse return invalid);
}

pub export fn xev_ext_listen(box: *LoopBox, handle: u32, backlog: u32) i64 {
    return direct.listen(box.get() orelse return closed, handle, backlog);
}

pub export fn xev_ext_set_option(box: *LoopBox, handle: u32, option: u32, value: i64) i64 {
    return direct.setOption(box.get() orelse return closed, handle, option, value);
}

pub export fn xev_ext_get_option(
    box: *LoopBox,
    handle: u32,
    option: u32,
    value: ?*align(1) i64,
) i64 {
    const loop = box.get() orelse return closed;
    return direct.getOption(loop, handle, option, value orelse return invalid);
}

pub export fn xev_ext_local_address(
    box: *LoopBox,
    handle: u32,
    address: ?*align(1) abi.Address,
) i64 {
    const loop = box.get() orelse return closed;
    return direct.localAddress(loop, handle, address orelse return invalid);
}

pub export fn xev_ext_peer_address(
    box: *LoopBox,
    handle: u32,
    address: ?*align(1) abi.Address,
) i64 {
    const loop = box.get() orelse return closed;
    return direct.peerAddress(loop, handle, address orelse return invalid);
}

pub export fn xev_ext_open(box: *LoopBox, path: ?[*:0]const u8, flags: u32, mode: u32) i64 {
    const loop = box.get() orelse return closed;
    return direct.open(loop, path orelse return invalid, flags, mode);
}

pub export fn xev_ext_adopt(box: *LoopBox, fd: c_int) i64 {
    return direct.adopt(box.get() orelse return closed, fd);
}

pub export fn xev_ext_release(box: *LoopBox, handle: u32) i64 {
    return direct.release(box.get() orelse return closed, handle);
}

pub export fn xev_ext_close(box: *LoopBox, handle: u32) i64 {
    return direct.close(box.get() orelse return closed, handle);
}

pub export fn xev_ext_handle_fd(box: *LoopBox, handle: u32) i64 {
    return direct.descriptor(box.get() orelse return closed, handle);
}

/// `count` is a power of two, 32768 at most; `size` in bytes. The answer is the group.
pub export fn xev_ext_buffers_open(box: *LoopBox, count: u32, size: u32, address: ?*u64) i64 {
    const loop = box.get() orelse return closed;
    if (count == 0 or count > Buffers.count_limit or size == 0) return invalid;
    if (!std.math.isPowerOfTwo(count)) return invalid;
    const group = loop.buffers.open(loop, count, size) catch return result.of(.out_of_memory);
    if (address) |out| out.* = loop.buffers.at(group).?.address(0);
    return group;
}

pub export fn xev_ext_buffers_close(box: *LoopBox, group: u32) i64 {
    const loop = box.get() orelse return closed;
    const id = std.math.cast(u16, group) orelse return invalid;
    if (loop.buffers.at(id) == null) return invalid;
    return if (loop.buffers.closeGroup(loop, id)) 0 else result.of(.busy);
}

pub export fn xev_ext_memory_announce(
    box: *LoopBox,
    address: ?*const anyopaque,
    length: u64,
) i64 {
    return direct.announce(box.get() orelse return closed, @intFromPtr(address), length);
}

pub export fn xev_ext_error_count() c_int {
    return errors.described.len;
}

pub export fn xev_ext_error_name(code: c_int) ?[*:0]const u8 {
    const row = errors.find(code) orelse return null;
    return row.name;
}

pub export fn xev_ext_error_text(code: c_int) ?[*:0]const u8 {
    const row = errors.find(code) orelse return null;
    return row.text;
}

/// The code of a name such as "CANCELED", or zero.
pub export fn xev_ext_error_code(name: ?[*:0]const u8) c_int {
    const wanted = std.mem.span(name orelse return 0);
    for (errors.described) |row| {
        if (std.mem.eql(u8, row.name, wanted)) return row.code;
    }
    return 0;
}

/// No result of ours is the one number that has no opposite, but a caller may ask for any.
fn negatable(value: i64) i64 {
    return @max(value, -std.math.maxInt(i64));
}

pub export fn xev_ext_result_code(value: i64) c_int {
    return result.codeOf(negatable(value));
}

pub export fn xev_ext_result_errno(value: i64) c_int {
    return result.errnoOf(negatable(value));
}

pub export fn xev_ext_result_moved(value: i64) i64 {
    return result.movedOf(negatable(value));
}

/// An array, so that reading it takes no call; not `pub`, since the manifest lists functions.
export const xev_ext_manifest = manifest.text[0..manifest.text.len :0].*;

/// Only for a loop on the simulated backend; others answer UNSUPPORTED.
pub export fn xev_ext_simulate(box: *LoopBox, fault: ?*const abi.Fault) c_int {
    const loop = box.get() orelse return codeOf(closed);
    const script = fault orelse return codeOf(invalid);
    if (loop.backend != .simulated) return codeOf(result.of(.unsupported));
    loop.backend.simulated.script(loop, script) catch |err| return codeOf(switch (err) {
        error.OutOfMemory => result.of(.out_of_memory),
        error.Invalid => invalid,
    });
    return 0;
}

/// Blocking operations that were given up when their loop ended, in this process.
pub export fn xev_ext_abandoned() u64 {
    return blocking.abandoned.load(.monotonic);
}
