//! Calls that complete at once, and so are no operations: making sockets, options, addresses,
//! opening a file directly, taking a descriptor over and giving one away, announcing memory. All
//! answer a result.

const std = @import("std");
const abi = @import("abi.zig");
const addresses = @import("sys/address.zig");
const cancellation = @import("cancel.zig");
const AddError = @import("handle.zig").AddError;
const Handle = @import("handle.zig").Handle;
const linux = @import("sys/linux.zig");
const Loop = @import("loop.zig").Loop;
const options = @import("socket_option.zig");
const output = @import("output.zig");
const result = @import("result.zig");
const statx = @import("sys/statx.zig");

const bad_handle = result.of(.bad_handle);

pub const stream = 1;
pub const datagram = 2;

pub fn socket(loop: *Loop, family: u32, kind: u32) i64 {
    const system_family = addresses.family(family) orelse {
        return result.of(.address_family_unsupported);
    };
    if (kind != stream and kind != datagram) return result.of(.invalid_argument);
    const raw = linux.socket(system_family, kind | linux.socket_flags);
    const number = add(loop, raw, .socket);
    if (number > 0) loop.handles.find(@intCast(number)).?.flags.datagrams = kind == datagram;
    return number;
}

pub fn bind(loop: *Loop, number: u32, address: *align(1) const abi.Address) i64 {
    const handle = loop.handles.find(number) orelse return bad_handle;
    const system: addresses.System = .from(address);
    return result.plain(linux.bind(handle.fd, &system.bytes, system.length));
}

pub fn listen(loop: *Loop, number: u32, backlog: u32) i64 {
    const handle = loop.handles.find(number) orelse return bad_handle;
    return result.plain(linux.listen(handle.fd, backlog));
}

pub fn setOption(loop: *Loop, number: u32, option: u32, value: i64) i64 {
    const handle = loop.handles.find(number) orelse return bad_handle;
    return result.plain(options.set(handle.fd, option, value));
}

pub fn getOption(loop: *Loop, number: u32, option: u32, value: *align(1) i64) i64 {
    const handle = loop.handles.find(number) orelse return bad_handle;
    return result.plain(options.get(handle.fd, option, value));
}

pub fn localAddress(loop: *Loop, number: u32, address: *align(1) abi.Address) i64 {
    const handle = loop.handles.find(number) orelse return bad_handle;
    var system: addresses.System = .{ .length = 128 };
    const raw = linux.localAddress(handle.fd, &system.bytes, &system.length);
    if (raw == 0) address.* = system.portable();
    return result.plain(raw);
}

pub fn peerAddress(loop: *Loop, number: u32, address: *align(1) abi.Address) i64 {
    const handle = loop.handles.find(number) orelse return bad_handle;
    var system: addresses.System = .{ .length = 128 };
    const raw = linux.peerAddress(handle.fd, &system.bytes, &system.length);
    if (raw == 0) address.* = system.portable();
    return result.plain(raw);
}

pub fn open(loop: *Loop, path: [*:0]const u8, flags: u32, mode: u32) i64 {
    const raw = linux.openUninterrupted(@intFromPtr(path), linux.openFlags(flags), mode);
    return add(loop, raw, .file);
}

/// Takes a descriptor over. Streams stop blocking where the backend reports readiness; where the
/// ring waits by itself they stay as they are.
pub fn adopt(loop: *Loop, fd: i32) i64 {
    // Some negative numbers mean directories to the system.
    if (fd < 0) return result.plain(linux.fail(.BADF));
    var system: linux.Statx = undefined;
    const raw = linux.statx(fd, @intFromPtr(""), linux.AT.EMPTY_PATH, &system);
    if (raw < 0) return result.plain(raw);
    const kind: Handle.Kind = switch (statx.kindOf(system.mode)) {
        abi.Stat.socket => .socket,
        abi.Stat.file, abi.Stat.directory, abi.Stat.block_device => .file,
        else => .stream,
    };
    if (kind == .socket or (kind == .stream and loop.backend != .io_uring)) {
        const made = linux.stopBlocking(fd);
        if (made < 0) return result.plain(made);
    }
    const number = loop.handles.add(loop.gpa, fd, kind) catch |err| return refusal(err);
    if (kind == .socket) loop.handles.find(number).?.flags.datagrams = options.isDatagram(fd);
    return number;
}

/// A path may have led to a pipe or a terminal. That is found out once, before the first operation
/// at the position of a stream: it waits for readiness then, and can be cancelled, where on the
/// pool it would hold a thread that nothing can end.
pub fn examine(loop: *Loop, index: u32) void {
    const handle = loop.handles.at(index);
    if (handle.kind != .file or handle.flags.examined) return;
    handle.flags.examined = true;
    if (loop.backend == .simulated) return;
    var system: linux.Statx = undefined;
    if (linux.statx(handle.fd, @intFromPtr(""), linux.AT.EMPTY_PATH, &system) < 0) return;
    switch (statx.kindOf(system.mode)) {
        abi.Stat.file, abi.Stat.directory, abi.Stat.block_device => return,
        else => {},
    }
    if (loop.backend != .io_uring and linux.stopBlocking(handle.fd) < 0) return;
    handle.kind = .stream;
}

/// Gives a descriptor away, to the caller.
pub fn release(loop: *Loop, number: u32) i64 {
    const handle = loop.handles.find(number) orelse return bad_handle;
    if (handle.count > 0) return result.of(.busy);
    const index = @TypeOf(loop.handles).indexOf(number);
    output.forget(loop, index);
    loop.backend.forget(handle);
    const fd = handle.fd;
    loop.handles.remove(index);
    return fd;
}

/// Zero when the handle is closed now, one when it closes after the last event of what is armed.
pub fn close(loop: *Loop, number: u32) i64 {
    if (loop.handles.find(number) == null) return bad_handle;
    cancellation.closeHandle(loop, @TypeOf(loop.handles).indexOf(number), null);
    return @intFromBool(loop.handles.findAny(number) != null);
}

pub fn descriptor(loop: *Loop, number: u32) i64 {
    const handle = loop.handles.find(number) orelse return bad_handle;
    return handle.fd;
}

/// Backends that cannot make use of it remember it all the same, so that the answers are the same.
pub fn announce(loop: *Loop, address: u64, length: u64) i64 {
    loop.announced.add(address, length) catch |err| return result.of(switch (err) {
        error.Invalid => .invalid_argument,
        error.Overlapping => .already_exists,
        error.Full => .no_buffers,
    });
    return 0;
}

fn add(loop: *Loop, raw: i64, kind: Handle.Kind) i64 {
    if (raw < 0) return result.plain(raw);
    const number = loop.handles.add(loop.gpa, @intCast(raw), kind) catch |err| {
        _ = linux.close(@intCast(raw));
        return refusal(err);
    };
    return number;
}

fn refusal(err: AddError) i64 {
    return result.of(switch (err) {
        error.OutOfMemory => .out_of_memory,
        error.Full => .too_many_handles,
    });
}
