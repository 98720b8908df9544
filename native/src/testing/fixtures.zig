//! What several themes of the contract need beside a client: names for files that nobody else has,
//! pipes, and how many descriptors this process has open.

const std = @import("std");
const abi = @import("../abi.zig");
const client_file = @import("client.zig");
const Client = client_file.Client;
const direct = @import("../direct.zig");
const linux = @import("../sys/linux.zig");
const system = std.os.linux;
const threads = @import("../sys/thread.zig");
const Waker = @import("../waker.zig").Waker;

pub const number = client_file.number;
pub const read_write: u32 = abi.Open.read | abi.Open.write;
pub const fresh_file: u32 = read_write | abi.Open.create | abi.Open.truncate;

/// A name in the directory for temporary files that nobody else has; it is removed by `remove`.
pub const Name = struct {
    bytes: [96:0]u8,

    var counter: u32 = 0;

    pub fn fresh() Name {
        return in("/tmp", "");
    }

    /// In a directory, and with an ending of the caller's.
    pub fn in(directory: []const u8, ending: []const u8) Name {
        counter += 1;
        var name: Name = undefined;
        _ = std.fmt.bufPrintZ(&name.bytes, "{s}/xev-contract-{d}-{d}{s}", .{
            directory,
            system.getpid(),
            counter,
            ending,
        }) catch unreachable;
        return name;
    }

    pub fn address(name: *const Name) u64 {
        return @intFromPtr(&name.bytes);
    }

    /// The name of something inside a directory of this name.
    pub fn child(name: *const Name, inner: []const u8) Name {
        var result: Name = undefined;
        const own = std.mem.sliceTo(&name.bytes, 0);
        _ = std.fmt.bufPrintZ(&result.bytes, "{s}/{s}", .{ own, inner }) catch unreachable;
        return result;
    }

    pub fn remove(name: *const Name) void {
        if (linux.unlink(name.address(), 0) >= 0) return;
        _ = linux.unlink(name.address(), linux.AT.REMOVEDIR);
    }

    pub fn open(name: *const Name, client: *Client, flags: u32) !u32 {
        return number(try client.run(.open, .{
            .address = name.address(),
            .argument = flags,
            .argument2 = 0o644,
        }));
    }

    /// Makes a file that holds these bytes.
    pub fn fill(name: *const Name, client: *Client, bytes: []const u8) !void {
        const handle = try name.open(client, fresh_file);
        var done: usize = 0;
        while (done < bytes.len) {
            const part = bytes[done..@min(bytes.len, done + (1 << 30))];
            done += try number(try client.run(.write, .{
                .handle = handle,
                .address = @intFromPtr(part.ptr),
                .length = @intCast(part.len),
            }));
        }
        _ = try number(direct.close(client.loop, handle));
    }

    pub fn stat(name: *const Name, client: *Client) !abi.Stat {
        var out: abi.Stat = .{};
        _ = try number(try client.run(.stat, .{
            .address = name.address(),
            .address2 = @intFromPtr(&out),
            .argument = 1,
        }));
        return out;
    }
};

/// The two ends of a pipe, reading first, as handles.
pub fn pipe(client: *Client) ![2]u32 {
    return pipeWith(client, .{ .CLOEXEC = true });
}

pub fn pipeWith(client: *Client, flags: system.O) ![2]u32 {
    var ends: [2]i32 = undefined;
    std.debug.assert(system.pipe2(&ends, flags) == 0);
    return .{
        try number(direct.adopt(client.loop, ends[0])),
        try number(direct.adopt(client.loop, ends[1])),
    };
}

/// Two connected sockets as handles: of streams, or of messages.
pub fn socketPair(client: *Client, kind: u32) ![2]u32 {
    var ends: [2]i32 = undefined;
    const flags = kind | system.SOCK.CLOEXEC | system.SOCK.NONBLOCK;
    std.debug.assert(system.socketpair(system.AF.UNIX, flags, 0, &ends) == 0);
    return .{
        try number(direct.adopt(client.loop, ends[0])),
        try number(direct.adopt(client.loop, ends[1])),
    };
}

/// Whether the file system of `Name.fresh` has files without a name.
pub fn hasNamelessFiles() bool {
    const flags: system.O = .{ .ACCMODE = .WRONLY, .TMPFILE = true, .DIRECTORY = true };
    const fd = linux.openAt(@intFromPtr("/tmp"), flags, 0o600);
    if (fd >= 0) _ = linux.close(@intCast(fd));
    return fd >= 0;
}

/// Somebody who wakes a loop as soon as it sleeps.
pub fn wakeSoon(waker: *Waker) !threads.Thread {
    return threads.spawn(Waker, wakeWhenAsleep, waker, "waker", threads.stack_bytes_min);
}

fn wakeWhenAsleep(waker: *Waker) void {
    while (@atomicLoad(u32, &waker.port.wake, .acquire) != abi.Wake.sleeping) {
        std.atomic.spinLoopHint();
    }
    waker.wake();
}

/// Descriptors of this process that are open, of the first thousand.
pub fn openDescriptors() u32 {
    var count: u32 = 0;
    for (0..1000) |fd| count += @intFromBool(linux.getFlags(@intCast(fd)) >= 0);
    return count;
}

/// Bytes in which a mistake of place shows.
pub fn pattern(bytes: []u8) void {
    for (bytes, 0..) |*byte, i| byte.* = @truncate(i *% 31 +% (i >> 8) *% 7);
}
