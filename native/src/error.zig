//! The error table: one stable code for each kind of failure, the same on every system, with its
//! name, its text and the system's numbers that mean it. A number that is not here keeps its value
//! beside the code `unexpected`.

const std = @import("std");
const E = std.os.linux.E;

pub const Code = enum(u8) {
    end_of_stream = 1,
    canceled = 2,
    timed_out = 3,
    bad_handle = 4,
    not_found = 5,
    already_exists = 6,
    access_denied = 7,
    not_permitted = 8,
    not_a_directory = 9,
    is_a_directory = 10,
    directory_not_empty = 11,
    name_too_long = 12,
    too_many_links = 13,
    no_space = 14,
    quota_exceeded = 15,
    file_too_big = 16,
    read_only = 17,
    busy = 18,
    text_busy = 19,
    cross_device = 20,
    io_error = 21,
    too_many_handles = 22,
    system_handles = 23,
    out_of_memory = 24,
    no_buffers = 25,
    invalid_argument = 26,
    unsupported = 27,
    bad_address = 28,
    broken_pipe = 29,
    connection_reset = 30,
    connection_refused = 31,
    connection_aborted = 32,
    not_connected = 33,
    already_connected = 34,
    address_in_use = 35,
    address_not_available = 36,
    network_unreachable = 37,
    host_unreachable = 38,
    network_down = 39,
    address_family_unsupported = 40,
    protocol_error = 41,
    message_too_big = 42,
    not_a_socket = 43,
    not_seekable = 44,
    would_block = 45,
    interrupted = 46,
    no_device = 47,
    stale = 48,
    deadlock = 49,
    queue_full = 50,
    loop_closed = 51,
    nested_run = 52,
    backend_unavailable = 53,
    too_many_operations = 54,
    in_progress = 55,
    unexpected = 255,
};

pub const Row = struct {
    code: Code,
    text: [:0]const u8,
    errnos: []const E = &.{},

    /// The code's stable name, as in `CONNECTION_RESET`.
    pub fn name(comptime row: Row) [:0]const u8 {
        const lower = @tagName(row.code);
        comptime var upper: [lower.len:0]u8 = undefined;
        inline for (lower, 0..) |byte, i| upper[i] = std.ascii.toUpper(byte);
        const fixed = upper;
        return &fixed;
    }
};

pub const table = [_]Row{
    .{ .code = .end_of_stream, .text = "end of stream" },
    .{ .code = .canceled, .text = "operation canceled", .errnos = &.{.CANCELED} },
    .{ .code = .timed_out, .text = "timed out", .errnos = &.{ .TIMEDOUT, .TIME } },
    .{ .code = .bad_handle, .text = "handle is closed or was never open", .errnos = &.{.BADF} },
    .{ .code = .not_found, .text = "no such file, directory or operation", .errnos = &.{.NOENT} },
    .{ .code = .already_exists, .text = "already exists", .errnos = &.{.EXIST} },
    .{ .code = .access_denied, .text = "permission denied", .errnos = &.{.ACCES} },
    .{ .code = .not_permitted, .text = "operation not permitted", .errnos = &.{.PERM} },
    .{ .code = .not_a_directory, .text = "not a directory", .errnos = &.{.NOTDIR} },
    .{ .code = .is_a_directory, .text = "is a directory", .errnos = &.{.ISDIR} },
    .{ .code = .directory_not_empty, .text = "directory not empty", .errnos = &.{.NOTEMPTY} },
    .{ .code = .name_too_long, .text = "file name too long", .errnos = &.{.NAMETOOLONG} },
    .{ .code = .too_many_links, .text = "too many links", .errnos = &.{ .LOOP, .MLINK } },
    .{ .code = .no_space, .text = "no space left on device", .errnos = &.{.NOSPC} },
    .{ .code = .quota_exceeded, .text = "disk quota exceeded", .errnos = &.{.DQUOT} },
    .{ .code = .file_too_big, .text = "file too big", .errnos = &.{ .FBIG, .OVERFLOW } },
    .{ .code = .read_only, .text = "read-only file system", .errnos = &.{.ROFS} },
    .{ .code = .busy, .text = "resource busy", .errnos = &.{.BUSY} },
    .{ .code = .text_busy, .text = "program file is being executed", .errnos = &.{.TXTBSY} },
    .{ .code = .cross_device, .text = "not on the same file system", .errnos = &.{.XDEV} },
    .{ .code = .io_error, .text = "input/output error", .errnos = &.{.IO} },
    .{ .code = .too_many_handles, .text = "process has too many open files", .errnos = &.{.MFILE} },
    .{ .code = .system_handles, .text = "system has too many open files", .errnos = &.{.NFILE} },
    .{ .code = .out_of_memory, .text = "out of memory", .errnos = &.{.NOMEM} },
    .{ .code = .no_buffers, .text = "no buffer space available", .errnos = &.{.NOBUFS} },
    .{ .code = .invalid_argument, .text = "invalid argument", .errnos = &.{.INVAL} },
    .{ .code = .unsupported, .text = "not supported here", .errnos = &.{
        .OPNOTSUPP, .NOSYS, .NOTTY, .NOPROTOOPT, .PROTONOSUPPORT,
    } },
    .{ .code = .bad_address, .text = "bad memory address", .errnos = &.{.FAULT} },
    .{ .code = .broken_pipe, .text = "broken pipe", .errnos = &.{.PIPE} },
    .{ .code = .connection_reset, .text = "connection reset by peer", .errnos = &.{.CONNRESET} },
    .{ .code = .connection_refused, .text = "connection refused", .errnos = &.{.CONNREFUSED} },
    .{ .code = .connection_aborted, .text = "connection aborted", .errnos = &.{.CONNABORTED} },
    .{ .code = .not_connected, .text = "not connected", .errnos = &.{.NOTCONN} },
    .{ .code = .already_connected, .text = "already connected", .errnos = &.{.ISCONN} },
    .{ .code = .address_in_use, .text = "address already in use", .errnos = &.{.ADDRINUSE} },
    .{ .code = .address_not_available, .text = "address not available", .errnos = &.{
        .ADDRNOTAVAIL,
    } },
    .{ .code = .network_unreachable, .text = "network unreachable", .errnos = &.{.NETUNREACH} },
    .{ .code = .host_unreachable, .text = "host unreachable", .errnos = &.{
        .HOSTUNREACH, .HOSTDOWN,
    } },
    .{ .code = .network_down, .text = "network is down", .errnos = &.{.NETDOWN} },
    .{ .code = .address_family_unsupported, .text = "address family not supported", .errnos = &.{
        .AFNOSUPPORT,
    } },
    .{ .code = .protocol_error, .text = "protocol error", .errnos = &.{.PROTO} },
    .{ .code = .message_too_big, .text = "message too long", .errnos = &.{.MSGSIZE} },
    .{ .code = .not_a_socket, .text = "not a socket", .errnos = &.{.NOTSOCK} },
    .{ .code = .not_seekable, .text = "no positions in this kind of file", .errnos = &.{.SPIPE} },
    .{ .code = .would_block, .text = "would block", .errnos = &.{.AGAIN} },
    .{ .code = .interrupted, .text = "interrupted by a signal", .errnos = &.{.INTR} },
    .{ .code = .no_device, .text = "no such device", .errnos = &.{ .NODEV, .NXIO } },
    .{ .code = .stale, .text = "stale file handle", .errnos = &.{.STALE} },
    .{ .code = .deadlock, .text = "would deadlock", .errnos = &.{.DEADLK} },
    .{ .code = .queue_full, .text = "queue is full" },
    .{ .code = .loop_closed, .text = "loop is closed" },
    .{ .code = .nested_run, .text = "the loop is already running" },
    .{ .code = .backend_unavailable, .text = "backend not available on this system" },
    .{ .code = .too_many_operations, .text = "too many operations in flight" },
    .{ .code = .in_progress, .text = "already in progress", .errnos = &.{ .INPROGRESS, .ALREADY } },
    .{ .code = .unexpected, .text = "unexpected system error" },
};

const errno_limit = 134;

const code_of_errno: [errno_limit]Code = blk: {
    var codes: [errno_limit]Code = @splat(.unexpected);
    for (table) |row| {
        for (row.errnos) |errno| codes[@intFromEnum(errno)] = row.code;
    }
    break :blk codes;
};

/// The code for a system's error number; any number at all is legal.
pub fn codeOf(errno: u16) Code {
    return if (errno < errno_limit) code_of_errno[errno] else .unexpected;
}

pub fn find(code: i64) ?*const Described {
    for (&described) |*row| {
        if (row.code == code) return row;
    }
    return null;
}

pub const Described = struct { code: u8, name: [:0]const u8, text: [:0]const u8 };

/// The table with its names spelt out, for callers that look a code up at run time.
pub const described: [table.len]Described = blk: {
    @setEvalBranchQuota(20_000);
    var rows: [table.len]Described = undefined;
    for (table, 0..) |row, i| {
        rows[i] = .{ .code = @intFromEnum(row.code), .name = row.name(), .text = row.text };
    }
    break :blk rows;
};

test "every errno maps to one code, unknown ones keep the code unexpected" {
    try std.testing.expectEqual(Code.connection_reset, codeOf(@intFromEnum(E.CONNRESET)));
    try std.testing.expectEqual(Code.unexpected, codeOf(4095));
    try std.testing.expectEqual(Code.unexpected, codeOf(41));
}

test "codes are looked up by number" {
    try std.testing.expectEqualStrings("CANCELED", find(2).?.name);
    try std.testing.expectEqual(@as(?*const Described, null), find(200));
}
