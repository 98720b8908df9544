//! Socket addresses between the portable form and the kernel's.

const std = @import("std");
const abi = @import("../abi.zig");
const linux = std.os.linux;

/// A socket address as the kernel wants it.
pub const System = struct {
    bytes: [128]u8 align(8) = @splat(0),
    length: u32 = 0,

    /// An unknown family gives an address that the kernel refuses.
    pub fn from(address: *align(1) const abi.Address) System {
        var system: System = .{};
        switch (address.family) {
            abi.Address.ip4 => system.put(linux.sockaddr.in{
                .port = std.mem.nativeToBig(u16, address.port),
                .addr = @bitCast(address.bytes[0..4].*),
            }),
            abi.Address.ip6 => system.put(linux.sockaddr.in6{
                .port = std.mem.nativeToBig(u16, address.port),
                .flowinfo = std.mem.nativeToBig(u32, address.flow),
                .addr = address.bytes[0..16].*,
                .scope_id = address.scope,
            }),
            abi.Address.unix => system.putUnix(address),
            else => {
                // Zero would be AF_UNSPEC, by which a connect undoes another.
                system.bytes[0..2].* = @bitCast(@as(u16, linux.AF.MAX));
                system.length = 16;
            },
        }
        return system;
    }

    pub fn portable(system: *const System) abi.Address {
        const known = std.mem.bytesToValue(u16, system.bytes[0..2]);
        var address: abi.Address = .{};
        switch (known) {
            linux.AF.INET => {
                const in = std.mem.bytesToValue(linux.sockaddr.in, &system.bytes);
                address.family = abi.Address.ip4;
                address.port = std.mem.bigToNative(u16, in.port);
                address.length = 4;
                address.bytes[0..4].* = @bitCast(in.addr);
            },
            linux.AF.INET6 => {
                const in6 = std.mem.bytesToValue(linux.sockaddr.in6, &system.bytes);
                address.family = abi.Address.ip6;
                address.port = std.mem.bigToNative(u16, in6.port);
                address.flow = std.mem.bigToNative(u32, in6.flowinfo);
                address.scope = in6.scope_id;
                address.length = 16;
                address.bytes[0..16].* = in6.addr;
            },
            linux.AF.UNIX => {
                address.family = abi.Address.unix;
                address.length = system.length -| 2;
                @memcpy(address.bytes[0..address.length], system.bytes[2..][0..address.length]);
            },
            else => {},
        }
        return address;
    }

    fn put(system: *System, value: anytype) void {
        const bytes = std.mem.asBytes(&value);
        @memcpy(system.bytes[0..bytes.len], bytes);
        system.length = bytes.len;
    }

    /// The length says where the name ends, so that abstract names may hold any byte.
    fn putUnix(system: *System, address: *align(1) const abi.Address) void {
        const length = @min(address.length, unix_limit);
        system.bytes[0..2].* = @bitCast(@as(u16, linux.AF.UNIX));
        @memcpy(system.bytes[2..][0..length], address.bytes[0..length]);
        system.length = 2 + length;
    }
};

/// sun_path of unix(7).
const unix_limit = 108;

/// The kernel's number for a family of `abi.Address`.
pub fn family(portable: u32) ?u32 {
    return switch (portable) {
        abi.Address.unix => linux.AF.UNIX,
        abi.Address.ip4 => linux.AF.INET,
        abi.Address.ip6 => linux.AF.INET6,
        else => null,
    };
}

test "addresses survive the way there and back" {
    var ip6: abi.Address = .{ .family = abi.Address.ip6, .port = 443, .scope = 2, .length = 16 };
    ip6.bytes[15] = 1;
    const ip4: abi.Address = .{
        .family = abi.Address.ip4,
        .port = 7,
        .length = 4,
        .bytes = [_]u8{ 127, 0, 0, 1 } ++ [_]u8{0} ** 108,
    };
    for ([_]abi.Address{ ip4, ip6 }) |address| {
        try std.testing.expectEqual(address, System.from(&address).portable());
    }
}
