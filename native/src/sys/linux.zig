//! Linux system calls, raw: each function is one call and answers a count or −errno. No libc, no
//! `std.posix`; of `std` only the numbers, the flag layouts and the call instruction are used.

const std = @import("std");
const abi = @import("../abi.zig");
const linux = std.os.linux;

pub const E = linux.E;
pub const Statx = linux.Statx;
pub const EpollEvent = linux.epoll_event;
pub const EPOLL = linux.EPOLL;
pub const AT = linux.AT;
pub const MSG = linux.MSG;
pub const SOL = linux.SOL;
pub const SO = linux.SO;
pub const S = linux.S;

/// One part of a gathered write; the address is the client's.
pub const Part = extern struct { base: u64, len: u64 };

pub const Timespec = extern struct { sec: i64 = 0, nsec: i64 = 0 };

/// The raw answer for one of the kernel's error numbers.
pub fn fail(errno: E) i64 {
    return -@as(i64, @intFromEnum(errno));
}

pub fn is(raw: i64, errno: E) bool {
    return raw == fail(errno);
}

fn answer(value: usize) i64 {
    return @bitCast(@as(u64, value));
}

fn word(value: i32) usize {
    return @bitCast(@as(isize, value));
}

const cwd = word(AT.FDCWD);
const Path = [*:0]const u8;

pub fn close(fd: i32) i64 {
    return answer(linux.syscall1(.close, word(fd)));
}

/// The same file by another number, which no child inherits.
pub fn duplicate(fd: i32) i64 {
    return answer(linux.syscall3(.fcntl, word(fd), linux.F.DUPFD_CLOEXEC, 0));
}

pub fn read(fd: i32, address: u64, length: u32) i64 {
    return answer(linux.syscall3(.read, word(fd), address, length));
}

pub fn write(fd: i32, address: u64, length: u32) i64 {
    return answer(linux.syscall3(.write, word(fd), address, length));
}

pub fn readAt(fd: i32, address: u64, length: u32, offset: u64) i64 {
    return answer(linux.syscall4(.pread64, word(fd), address, length, offset));
}

pub fn writeAt(fd: i32, address: u64, length: u32, offset: u64) i64 {
    return answer(linux.syscall4(.pwrite64, word(fd), address, length, offset));
}

pub fn writeVector(fd: i32, vector: [*]const Part, count: usize) i64 {
    return answer(linux.syscall3(.writev, word(fd), @intFromPtr(vector), count));
}

pub fn openAt(path: u64, flags: linux.O, mode: u32) i64 {
    return answer(linux.syscall4(.openat, cwd, path, @as(u32, @bitCast(flags)), mode));
}

/// The same, however often a signal interrupts it.
pub fn openUninterrupted(path: u64, flags: linux.O, mode: u32) i64 {
    while (true) {
        const raw = openAt(path, flags, mode);
        if (!is(raw, .INTR)) return raw;
    }
}

pub fn syncFile(fd: i32, data_only: bool) i64 {
    return answer(if (data_only)
        linux.syscall1(.fdatasync, word(fd))
    else
        linux.syscall1(.fsync, word(fd)));
}

pub fn truncateFile(fd: i32, size: u64) i64 {
    return answer(linux.syscall2(.ftruncate, word(fd), size));
}

pub fn allocateFile(fd: i32, mode: u32, offset: u64, length: u64) i64 {
    return answer(linux.syscall4(.fallocate, word(fd), mode, offset, length));
}

pub fn seek(fd: i32, offset: i64, whence: u32) i64 {
    return answer(linux.syscall3(.lseek, word(fd), @bitCast(offset), whence));
}

/// With an empty path and `AT_EMPTY_PATH` the file is `fd` itself.
pub fn statx(fd: i32, path: u64, flags: u32, out: *Statx) i64 {
    return answer(linux.syscall5(.statx, word(fd), path, flags, statx_mask, @intFromPtr(out)));
}

/// Basic fields and the time of birth.
pub const statx_mask: u32 = 0xfff;

pub fn copyRange(source: i32, target: i32, source_at: *i64, target_at: *i64, length: usize) i64 {
    return answer(linux.syscall6(
        .copy_file_range,
        word(source),
        @intFromPtr(source_at),
        word(target),
        @intFromPtr(target_at),
        length,
        0,
    ));
}

/// The position of a file is moved; a pipe has none, and null in its place.
pub fn splice(from: i32, from_at: ?*i64, to: i32, to_at: ?*i64, length: usize) i64 {
    return answer(linux.syscall6(
        .splice,
        word(from),
        @intFromPtr(from_at),
        word(to),
        @intFromPtr(to_at),
        length,
        0,
    ));
}

pub fn pipe(ends: *[2]i32) i64 {
    const flags: linux.O = .{ .CLOEXEC = true };
    return answer(linux.syscall2(.pipe2, @intFromPtr(ends), @as(u32, @bitCast(flags))));
}

/// Answers the size that it has then, in bytes.
pub fn setPipeSize(fd: i32, bytes: u32) i64 {
    return answer(linux.syscall3(.fcntl, word(fd), set_pipe_size, bytes));
}

/// F_SETPIPE_SZ of fcntl(2).
const set_pipe_size = 1031;

/// The number of the file system that a file is on, as in statfs(2), or −errno.
pub fn fileSystemOf(fd: i32) i64 {
    // `struct statfs` has 15 words; the first is what is asked for.
    var status: [16]i64 = undefined;
    const raw = answer(linux.syscall2(.fstatfs, word(fd), @intFromPtr(&status)));
    return if (raw < 0) raw else status[0];
}

pub fn ioctl(fd: i32, request: u32, argument: usize) i64 {
    return answer(linux.syscall3(.ioctl, word(fd), request, argument));
}

pub fn mkdir(path: u64, mode: u32) i64 {
    return answer(linux.syscall3(.mkdirat, cwd, path, mode));
}

pub fn rename(from: u64, to: u64, flags: u32) i64 {
    return answer(linux.syscall5(.renameat2, cwd, from, cwd, to, flags));
}

/// Gives the file `fd`, which has no name, the name `path`.
pub fn linkDescriptor(fd: i32, path: u64) i64 {
    const nothing = @intFromPtr("");
    return answer(linux.syscall5(.linkat, word(fd), nothing, cwd, path, AT.EMPTY_PATH));
}

/// Gives what the symbolic link `from` leads to the name `path` as well.
pub fn linkFollowed(from: u64, path: u64) i64 {
    return answer(linux.syscall5(.linkat, cwd, from, cwd, path, AT.SYMLINK_FOLLOW));
}

pub fn unlink(path: u64, flags: u32) i64 {
    return answer(linux.syscall3(.unlinkat, cwd, path, flags));
}

pub fn symlink(target: u64, path: u64) i64 {
    return answer(linux.syscall3(.symlinkat, target, cwd, path));
}

pub fn readLink(path: u64, address: u64, length: u32) i64 {
    return answer(linux.syscall4(.readlinkat, cwd, path, address, length));
}

/// A zero path means the file `fd` itself.
pub fn setTimes(fd: i32, path: u64, times: *const [2]Timespec, flags: u32) i64 {
    return answer(linux.syscall4(.utimensat, word(fd), path, @intFromPtr(times), flags));
}

pub fn setMode(path: u64, mode: u32) i64 {
    return answer(linux.syscall3(.fchmodat, cwd, path, mode));
}

pub fn setModeOf(fd: i32, mode: u32) i64 {
    return answer(linux.syscall2(.fchmod, word(fd), mode));
}

pub fn getFlags(fd: i32) i64 {
    return answer(linux.syscall2(.fcntl, word(fd), linux.F.GETFL));
}

pub fn setFlags(fd: i32, flags: u32) i64 {
    return answer(linux.syscall3(.fcntl, word(fd), linux.F.SETFL, flags));
}

/// Zero or the raw error.
pub fn stopBlocking(fd: i32) i64 {
    const flags = getFlags(fd);
    if (flags < 0) return flags;
    const nonblock: u32 = @bitCast(linux.O{ .NONBLOCK = true });
    return @min(setFlags(fd, @as(u32, @intCast(flags)) | nonblock), 0);
}

pub fn socket(family: u32, kind: u32) i64 {
    return answer(linux.syscall3(.socket, family, kind, 0));
}

pub fn bind(fd: i32, address: *const anyopaque, length: u32) i64 {
    return answer(linux.syscall3(.bind, word(fd), @intFromPtr(address), length));
}

pub fn listen(fd: i32, backlog: u32) i64 {
    return answer(linux.syscall2(.listen, word(fd), backlog));
}

/// The new socket does not block and is not inherited.
pub fn accept(fd: i32) i64 {
    return answer(linux.syscall4(.accept4, word(fd), 0, 0, socket_flags));
}

pub fn connect(fd: i32, address: *const anyopaque, length: u32) i64 {
    return answer(linux.syscall3(.connect, word(fd), @intFromPtr(address), length));
}

pub fn shutdown(fd: i32, how: u32) i64 {
    return answer(linux.syscall2(.shutdown, word(fd), how));
}

pub fn receive(fd: i32, address: u64, length: u32, flags: u32) i64 {
    return answer(linux.syscall6(.recvfrom, word(fd), address, length, flags, 0, 0));
}

pub fn send(fd: i32, address: u64, length: u32, flags: u32) i64 {
    return answer(linux.syscall6(.sendto, word(fd), address, length, flags, 0, 0));
}

pub fn sendMessage(fd: i32, message: *const linux.msghdr_const, flags: u32) i64 {
    return answer(linux.syscall3(.sendmsg, word(fd), @intFromPtr(message), flags));
}

pub fn getOption(fd: i32, level: u32, name: u32, value: *anyopaque, length: *u32) i64 {
    return answer(linux.syscall5(
        .getsockopt,
        word(fd),
        level,
        name,
        @intFromPtr(value),
        @intFromPtr(length),
    ));
}

pub fn setOption(fd: i32, level: u32, name: u32, value: *const anyopaque, length: u32) i64 {
    return answer(linux.syscall5(.setsockopt, word(fd), level, name, @intFromPtr(value), length));
}

pub fn localAddress(fd: i32, address: *anyopaque, length: *u32) i64 {
    return answer(linux.syscall3(
        .getsockname,
        word(fd),
        @intFromPtr(address),
        @intFromPtr(length),
    ));
}

pub fn peerAddress(fd: i32, address: *anyopaque, length: *u32) i64 {
    return answer(linux.syscall3(
        .getpeername,
        word(fd),
        @intFromPtr(address),
        @intFromPtr(length),
    ));
}

/// For every socket that this library makes.
pub const socket_flags: u32 = linux.SOCK.NONBLOCK | linux.SOCK.CLOEXEC;
pub const poll_in: i16 = linux.POLL.IN;
pub const poll_out: i16 = linux.POLL.OUT;

/// From the portable flags of `abi.Open`; never inherited by a child.
pub fn openFlags(flags: u32) linux.O {
    const Open = abi.Open;
    const both = Open.read | Open.write;
    const writes = flags & (Open.write | Open.append) != 0;
    return .{
        .ACCMODE = if (flags & both == both) .RDWR else if (writes) .WRONLY else .RDONLY,
        .APPEND = flags & Open.append != 0,
        .CREAT = flags & Open.create != 0,
        .EXCL = flags & Open.exclusive != 0,
        .TRUNC = flags & Open.truncate != 0,
        .DIRECTORY = flags & Open.directory != 0,
        .NOFOLLOW = flags & Open.no_follow != 0,
        .DIRECT = flags & Open.direct != 0,
        .SYNC = flags & Open.sync != 0,
        .DSYNC = flags & (Open.sync | Open.data_sync) != 0,
        .CLOEXEC = true,
        .NOCTTY = true,
    };
}

/// UTIME_NOW and UTIME_OMIT of utimensat(2).
const time_now: i64 = (1 << 30) - 1;
const time_omit: i64 = (1 << 30) - 2;

pub fn systemTimes(times: *align(1) const abi.Times) [2]Timespec {
    return .{
        systemTime(times.accessed_s, times.accessed_ns),
        systemTime(times.modified_s, times.modified_ns),
    };
}

fn systemTime(seconds: i64, nanoseconds: u32) Timespec {
    return .{ .sec = seconds, .nsec = switch (nanoseconds) {
        abi.Times.unchanged => time_omit,
        abi.Times.now => time_now,
        else => nanoseconds,
    } };
}

/// Which of `events` (POLLIN, POLLOUT) are ready on `fd` now; zero when none is.
pub fn pollNow(fd: i32, events: i16) i64 {
    var entry: linux.pollfd = .{ .fd = fd, .events = events, .revents = 0 };
    var no_time: Timespec = .{};
    const raw = answer(linux.syscall5(
        .ppoll,
        @intFromPtr(&entry),
        1,
        @intFromPtr(&no_time),
        0,
        8,
    ));
    return if (raw > 0) @as(u16, @bitCast(entry.revents)) else raw;
}

/// Waits until `fd` is readable, at most `timeout_ns` (negative: for ever).
pub fn waitReadable(fd: i32, timeout_ns: i64) i64 {
    var entry: linux.pollfd = .{ .fd = fd, .events = linux.POLL.IN, .revents = 0 };
    var time = timespec(timeout_ns);
    return answer(linux.syscall5(
        .ppoll,
        @intFromPtr(&entry),
        1,
        if (timeout_ns < 0) 0 else @intFromPtr(&time),
        0,
        8,
    ));
}

pub fn eventFd() i64 {
    return answer(linux.syscall2(.eventfd2, 0, linux.EFD.CLOEXEC | linux.EFD.NONBLOCK));
}

pub fn epollCreate() i64 {
    return answer(linux.syscall1(.epoll_create1, linux.EPOLL.CLOEXEC));
}

pub fn epollControl(epoll: i32, operation: u32, fd: i32, event: ?*EpollEvent) i64 {
    return answer(linux.syscall4(
        .epoll_ctl,
        word(epoll),
        operation,
        word(fd),
        @intFromPtr(event),
    ));
}

/// Linux 5.11; older kernels answer ENOSYS.
pub fn epollWaitPrecise(epoll: i32, events: []EpollEvent, timeout_ns: i64) i64 {
    var time = timespec(timeout_ns);
    return answer(linux.syscall6(
        .epoll_pwait2,
        word(epoll),
        @intFromPtr(events.ptr),
        events.len,
        if (timeout_ns < 0) 0 else @intFromPtr(&time),
        0,
        8,
    ));
}

pub fn epollWait(epoll: i32, events: []EpollEvent, timeout_ms: i32) i64 {
    return answer(linux.syscall6(
        .epoll_pwait,
        word(epoll),
        @intFromPtr(events.ptr),
        events.len,
        word(timeout_ms),
        0,
        8,
    ));
}

pub fn timespec(timeout_ns: i64) Timespec {
    const ns = @max(timeout_ns, 0);
    return .{ .sec = @divTrunc(ns, std.time.ns_per_s), .nsec = @rem(ns, std.time.ns_per_s) };
}

/// The clock all deadlines are on, in nanoseconds. The vDSO answers it where there is one.
pub fn monotonicNs() i64 {
    var time: linux.timespec = undefined;
    _ = linux.clock_gettime(.MONOTONIC, &time);
    return @as(i64, @intCast(time.sec)) * std.time.ns_per_s + @as(i64, @intCast(time.nsec));
}

test "errors come back as negative numbers" {
    try std.testing.expect(is(close(-1), .BADF));
}

test "the clock goes forward" {
    const first = monotonicNs();
    try std.testing.expect(first > 0);
    try std.testing.expect(monotonicNs() >= first);
}
