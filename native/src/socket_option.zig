//! The socket option table: stable codes of ours, and what each is on this system.

const std = @import("std");
const linux = @import("sys/linux.zig");
const system = std.os.linux;

pub const Code = enum(u32) {
    reuse_address = 1,
    reuse_port = 2,
    no_delay = 3,
    keep_alive = 4,
    send_buffer = 5,
    receive_buffer = 6,
    /// Seconds that close waits; −1 is off.
    linger = 7,
    traffic_class = 8,
    keep_idle = 9,
    keep_interval = 10,
    keep_count = 11,
    quick_ack = 12,
    /// Read only; reading it clears it.
    @"error" = 13,
    v6_only = 14,
    broadcast = 15,
};

const Row = struct { level: u32, name: u32 };

fn row(code: Code) Row {
    const SO = linux.SO;
    const TCP = system.TCP;
    return switch (code) {
        .reuse_address => .{ .level = linux.SOL.SOCKET, .name = SO.REUSEADDR },
        .reuse_port => .{ .level = linux.SOL.SOCKET, .name = SO.REUSEPORT },
        .no_delay => .{ .level = system.IPPROTO.TCP, .name = TCP.NODELAY },
        .keep_alive => .{ .level = linux.SOL.SOCKET, .name = SO.KEEPALIVE },
        .send_buffer => .{ .level = linux.SOL.SOCKET, .name = SO.SNDBUF },
        .receive_buffer => .{ .level = linux.SOL.SOCKET, .name = SO.RCVBUF },
        .linger => .{ .level = linux.SOL.SOCKET, .name = SO.LINGER },
        .traffic_class => .{ .level = system.IPPROTO.IP, .name = system.IP.TOS },
        .keep_idle => .{ .level = system.IPPROTO.TCP, .name = TCP.KEEPIDLE },
        .keep_interval => .{ .level = system.IPPROTO.TCP, .name = TCP.KEEPINTVL },
        .keep_count => .{ .level = system.IPPROTO.TCP, .name = TCP.KEEPCNT },
        .quick_ack => .{ .level = system.IPPROTO.TCP, .name = TCP.QUICKACK },
        .@"error" => .{ .level = linux.SOL.SOCKET, .name = SO.ERROR },
        .v6_only => .{ .level = system.IPPROTO.IPV6, .name = system.IPV6.V6ONLY },
        .broadcast => .{ .level = linux.SOL.SOCKET, .name = SO.BROADCAST },
    };
}

/// True for a socket whose every send is one message.
pub fn isDatagram(fd: i32) bool {
    var kind: u32 = 0;
    var length: u32 = @sizeOf(u32);
    const raw = linux.getOption(fd, linux.SOL.SOCKET, linux.SO.TYPE, &kind, &length);
    return raw == 0 and kind != system.SOCK.STREAM;
}

const Linger = extern struct { is_on: i32, seconds: i32 };

/// Zero or the raw error; a code that is not in the table is EINVAL.
pub fn set(fd: i32, option: u32, value: i64) i64 {
    const code = std.enums.fromInt(Code, option) orelse return linux.fail(.INVAL);
    const number = std.math.cast(i32, value) orelse return linux.fail(.INVAL);
    const at = row(code);
    if (code == .linger) {
        const linger: Linger = .{ .is_on = @intFromBool(number >= 0), .seconds = @max(number, 0) };
        return linux.setOption(fd, at.level, at.name, &linger, @sizeOf(Linger));
    }
    return linux.setOption(fd, at.level, at.name, &number, @sizeOf(i32));
}

pub fn get(fd: i32, option: u32, value: *align(1) i64) i64 {
    const code = std.enums.fromInt(Code, option) orelse return linux.fail(.INVAL);
    const at = row(code);
    var linger: Linger = .{ .is_on = 0, .seconds = 0 };
    var length: u32 = if (code == .linger) @sizeOf(Linger) else @sizeOf(i32);
    const raw = linux.getOption(fd, at.level, at.name, &linger, &length);
    if (raw < 0) return raw;
    // An option that is one number is the first word of the structure, too.
    value.* = if (code != .linger) linger.is_on else if (linger.is_on == 0) -1 else linger.seconds;
    return 0;
}
