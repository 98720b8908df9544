//! One file copied from path to path in one go, on a thread that may block: shared blocks where the
//! file system can, else copied inside the kernel, else read and written. Holes stay holes.

const std = @import("std");
const abi = @import("../abi.zig");
const linux = @import("linux.zig");
const memory = @import("../memory.zig");
const nameless = @import("nameless.zig");
const pipes = @import("pipe.zig");
const Copy = abi.Copy;

const system = std.os.linux;
const read_only: system.O = .{ .ACCMODE = .RDONLY, .CLOEXEC = true };
/// Not truncated by open: source and target may turn out to be one file.
const write_new: system.O = .{ .ACCMODE = .WRONLY, .CREAT = true, .CLOEXEC = true };

/// FICLONE of ioctl_ficlonerange(2).
const ficlone: u32 = 0x40049409;
const seek_data: u32 = 3;
const seek_hole: u32 = 4;
/// Sharing blocks is tried from here on; below, asking costs more than copying.
const reflink_from_bytes = 1 << 20;
/// Smaller files are copied with their holes filled: a file that was just written has no blocks
/// yet, and looks as if it were one hole.
const sparse_from_bytes = 64 << 10;
const buffer_bytes = 128 << 10;
/// From here on what a pipe costs comes back.
const pipe_from_bytes = 512 << 10;
/// Of ext2, ext3 and ext4: EXT4_SUPER_MAGIC of statfs(2).
const ext4 = 0xef53;

/// The device that last said it cannot share blocks; asking it again for each file is in vain.
var without_reflink: std.atomic.Value(u64) = .init(std.math.maxInt(u64));

const Job = struct {
    arguments: *Copy,
    source: i32,
    target: i32,
    status: system.Statx,
    copied: u64 = 0,

    fn isCanceled(job: *const Job) bool {
        return @atomicLoad(u32, &job.arguments.cancel, .acquire) != 0;
    }

    fn advance(job: *Job, bytes: u64, method: u32) void {
        job.copied += bytes;
        job.arguments.method = method;
        @atomicStore(u64, &job.arguments.progress, job.copied, .release);
    }

    fn step(job: *const Job) u64 {
        const wanted = job.arguments.step;
        return if (wanted == 0) Copy.step_limit else @min(wanted, Copy.step_limit);
    }

    fn has(job: *const Job, flag: u32) bool {
        return job.arguments.flags & flag != 0;
    }
};

/// The number of bytes copied, or −errno; how far it came is in `arguments.progress`.
pub fn copyFile(arguments: *Copy) i64 {
    var from = read_only;
    from.NOFOLLOW = arguments.flags & Copy.no_follow != 0;
    const source = linux.openUninterrupted(arguments.source, from, 0);
    if (source < 0) return source;
    defer _ = linux.close(@intCast(source));
    var status: system.Statx = undefined;
    const known = describe(@intCast(source), &status);
    if (known < 0) return known;
    if (status.mode & linux.S.IFMT == linux.S.IFDIR) return linux.fail(.ISDIR);
    arguments.size = status.size;
    const target = openTarget(arguments, status.mode);
    if (target < 0) return target;
    var job: Job = .{
        .arguments = arguments,
        .source = @intCast(source),
        .target = @intCast(target),
        .status = status,
    };
    const copied = copyOpen(&job);
    const raw = if (copied >= 0 and job.has(Copy.atomic)) name(&job) else copied;
    const closed = linux.close(@intCast(target));
    return if (raw < 0 or closed >= 0) raw else closed;
}

fn openTarget(arguments: *const Copy, source_mode: u32) i64 {
    const mode: u32 = if (arguments.flags & Copy.keep_mode != 0) source_mode & 0o777 else 0o666;
    if (arguments.flags & Copy.atomic != 0) {
        if (arguments.target == 0) return linux.fail(.FAULT);
        // SAFETY: a path that ends with a zero byte, which the client keeps until the last event.
        const path: [*:0]const u8 = @ptrFromInt(arguments.target);
        return nameless.open(std.mem.span(path), mode);
    }
    var flags = write_new;
    flags.EXCL = arguments.flags & Copy.exclusive != 0;
    return linux.openUninterrupted(arguments.target, flags, mode);
}

/// Lets everybody see the target, now that nothing can go wrong with it any more.
fn name(job: *Job) i64 {
    // Some file systems write only when a descriptor is closed, and tell only then what went wrong.
    const other = linux.duplicate(job.target);
    if (other < 0) return other;
    const closed = linux.close(@intCast(other));
    if (closed < 0) return closed;
    const raw = nameless.link(job.target, job.arguments.target);
    return if (raw < 0) raw else @intCast(job.copied);
}

fn describe(fd: i32, out: *system.Statx) i64 {
    return linux.statx(fd, @intFromPtr(""), linux.AT.EMPTY_PATH, out);
}

fn copyOpen(job: *Job) i64 {
    const emptied = emptyTarget(job);
    if (emptied < 0) return emptied;
    const raw = copyBytes(job);
    if (raw < 0) return raw;
    const finished = keepAttributes(job);
    return if (finished < 0) finished else @intCast(job.copied);
}

/// A target that is the source itself is refused before a byte of it is lost.
fn emptyTarget(job: *Job) i64 {
    // Made a moment ago: empty, and nobody's.
    if (job.has(Copy.exclusive) or job.has(Copy.atomic)) return 0;
    var target: system.Statx = undefined;
    const raw = describe(job.target, &target);
    if (raw < 0) return raw;
    const is_source = target.ino == job.status.ino and
        target.dev_major == job.status.dev_major and target.dev_minor == job.status.dev_minor;
    if (is_source) return linux.fail(.INVAL);
    return if (target.size > 0) linux.truncateFile(job.target, 0) else 0;
}

fn copyBytes(job: *Job) i64 {
    const size = job.status.size;
    // Files that the kernel makes up as they are read say that they are empty.
    if (size == 0) return readWriteRange(job, 0, null);
    if (size >= reflink_from_bytes and !job.has(Copy.plain) and reflink(job)) {
        job.advance(size, Copy.reflink);
        return 0;
    }
    const is_sparse = job.status.blocks * 512 < size and size >= sparse_from_bytes;
    if (!is_sparse) return copyRange(job, 0, null);
    const raw = copySegments(job);
    const has_hole = job.copied < size;
    return if (raw < 0 or !has_hole) raw else linux.truncateFile(job.target, size);
}

fn reflink(job: *Job) bool {
    const status = &job.status;
    const device = @as(u64, status.dev_major) << 32 | status.dev_minor;
    if (without_reflink.load(.monotonic) == device) return false;
    const raw = linux.ioctl(job.target, ficlone, @intCast(job.source));
    const never = linux.is(raw, .OPNOTSUPP) or linux.is(raw, .NOTTY);
    if (never) without_reflink.store(device, .monotonic);
    return raw == 0;
}

/// Data by data, so that holes are not written.
fn copySegments(job: *Job) i64 {
    var at: i64 = 0;
    while (true) {
        const start = linux.seek(job.source, at, seek_data);
        if (linux.is(start, .NXIO)) return 0;
        if (start < 0) return copyRange(job, @intCast(at), null);
        const hole = linux.seek(job.source, start, seek_hole);
        if (hole < 0) return hole;
        const raw = copyRange(job, @intCast(start), @intCast(hole));
        if (raw < 0) return raw;
        at = hole;
    }
}

/// Copies from `start` to `end` (null: to the end of the source, wherever that is by then) inside
/// the kernel, or by hand where the kernel cannot between these two files.
fn copyRange(job: *Job, start: u64, end: ?u64) i64 {
    if (job.has(Copy.plain)) return readWriteRange(job, start, end);
    var from: i64 = @intCast(start);
    const known_end: i64 = @intCast(end orelse job.status.size);
    if (known_end - from >= pipe_from_bytes and isPipeQuicker(job)) {
        const raw = pipeRange(job, &from, known_end);
        if (raw < 0 and !cannotCopy(raw)) return raw;
        if (from == known_end) return 0;
    }
    var to = from;
    while (true) {
        if (job.isCanceled()) return linux.fail(.CANCELED);
        const left = (end orelse std.math.maxInt(i64)) - @as(u64, @intCast(from));
        if (left == 0) return 0;
        const raw = linux.copyRange(job.source, job.target, &from, &to, @min(left, job.step()));
        if (raw > 0) {
            job.advance(@intCast(raw), Copy.kernel);
            if (end == null and @as(u64, @intCast(from)) >= job.status.size) return 0;
        } else if (raw == 0) {
            // Nothing at all from a file that has a size: the kernel cannot read it this way.
            return if (job.copied == 0) readWriteRange(job, start, end) else 0;
        } else if (cannotCopy(raw)) {
            return readWriteRange(job, @intCast(from), end);
        } else if (!linux.is(raw, .INTR)) {
            return raw;
        }
    }
}

/// Where copy_file_range is a pipe as well, only smaller. Other file systems may share blocks, or
/// have a server copy; and without large folios, as on tmpfs, a large pipe is not quicker.
fn isPipeQuicker(job: *const Job) bool {
    return linux.fileSystemOf(job.target) == ext4;
}

/// Copies from `at`, which moves along, to `end`. When it ends before, also without an error, the
/// rest is for others.
fn pipeRange(job: *Job, at: *i64, end: i64) i64 {
    const pipe = pipes.Pipe.open() orelse return 0;
    defer pipe.close();
    while (at.* < end) {
        if (job.isCanceled()) return linux.fail(.CANCELED);
        const start = at.*;
        const wanted = @min(@as(u64, @intCast(end - start)), job.step(), pipes.capacity);
        const raw = pipe.move(job.source, job.target, at, wanted);
        if (at.* > start) job.advance(@intCast(at.* - start), Copy.kernel);
        if (raw <= 0) return raw;
    }
    return 0;
}

fn cannotCopy(raw: i64) bool {
    return linux.is(raw, .XDEV) or linux.is(raw, .INVAL) or linux.is(raw, .NOSYS) or
        linux.is(raw, .OPNOTSUPP) or linux.is(raw, .PERM) or linux.is(raw, .BADF);
}

fn readWriteRange(job: *Job, start: u64, end: ?u64) i64 {
    const buffer = memory.allocator.alloc(u8, buffer_bytes) catch return linux.fail(.NOMEM);
    defer memory.allocator.free(buffer);
    var offset = start;
    while (true) {
        if (job.isCanceled()) return linux.fail(.CANCELED);
        const left = (end orelse std.math.maxInt(u64)) - offset;
        if (left == 0) return 0;
        const wanted: u32 = @intCast(@min(left, buffer.len, job.step()));
        const raw = linux.readAt(job.source, @intFromPtr(buffer.ptr), wanted, offset);
        if (linux.is(raw, .INTR)) continue;
        if (raw <= 0) return raw;
        const written = writeAll(job.target, buffer[0..@intCast(raw)], offset);
        if (written < 0) return written;
        offset += @intCast(raw);
        job.advance(@intCast(raw), Copy.read_write);
    }
}

fn writeAll(fd: i32, bytes: []const u8, offset: u64) i64 {
    var done: usize = 0;
    while (done < bytes.len) {
        const rest = bytes[done..];
        const raw = linux.writeAt(fd, @intFromPtr(rest.ptr), @intCast(rest.len), offset + done);
        if (linux.is(raw, .INTR)) continue;
        if (raw < 0) return raw;
        if (raw == 0) return linux.fail(.IO);
        done += @intCast(raw);
    }
    return 0;
}

/// A file that was made with a mode mostly has it: asking costs a third of setting it.
fn keepMode(job: *const Job) i64 {
    const mode = job.status.mode & 0o7777;
    var target: system.Statx = undefined;
    const known = describe(job.target, &target);
    if (known >= 0 and target.mode & 0o7777 == mode) return 0;
    return linux.setModeOf(job.target, mode);
}

/// Mode and times last, for writing changes both.
fn keepAttributes(job: *Job) i64 {
    const status = &job.status;
    if (job.has(Copy.keep_mode)) {
        const raw = keepMode(job);
        if (raw < 0) return raw;
    }
    if (job.has(Copy.keep_times)) {
        const times: [2]linux.Timespec = .{
            .{ .sec = status.atime.sec, .nsec = status.atime.nsec },
            .{ .sec = status.mtime.sec, .nsec = status.mtime.nsec },
        };
        const raw = linux.setTimes(job.target, 0, &times, 0);
        if (raw < 0) return raw;
    }
    return if (job.has(Copy.sync)) linux.syncFile(job.target, false) else 0;
}
