//! One io_uring: set up with the best flags that the kernel takes, its two queues, and the one
//! system call that submits and waits.

const std = @import("std");
const assert = std.debug.assert;
const linux = @import("../sys/linux.zig");
const Mapping = @import("../sys/mapping.zig").Mapping;
const Shortcut = @import("shortcut.zig").Shortcut;
const uring = @import("../sys/uring.zig");
const Setup = uring.Setup;
const Enter = uring.Enter;

pub const Ring = struct {
    fd: i32 = -1,
    features: u32 = 0,
    setup_flags: u32 = 0,
    entries: []uring.Sqe = &.{},
    sq_head: *u32 = undefined,
    sq_tail: *u32 = undefined,
    sq_flags: *u32 = undefined,
    sq_mask: u32 = 0,
    /// Entries up to here are filled; the kernel is told when they are submitted.
    sq_local_tail: u32 = 0,
    completions: []uring.Cqe = &.{},
    cq_head: *u32 = undefined,
    cq_tail: *u32 = undefined,
    cq_overflow: *u32 = undefined,
    cq_mask: u32 = 0,
    mapped_queues: Mapping = .{},
    mapped_entries: Mapping = .{},
    shortcut: Shortcut = .{},
    supported: [256]bool = @splat(false),

    pub const Options = struct {
        entries: u32,
        cq_entries: u32,
        sqpoll: bool = false,
        /// Completions must be seen without entering the kernel, by whoever polls the ring's fd.
        pollable: bool = false,
        defer_taskrun: bool = true,
    };

    /// Without these, epoll is the better backend: waits with a timeout, no lost completions,
    /// arguments that are read at submission, sockets that wait without a thread.
    const required = uring.Feature.single_mmap | uring.Feature.no_drop |
        uring.Feature.submit_stable | uring.Feature.current_position |
        uring.Feature.fast_poll | uring.Feature.ext_arg;

    /// Zero or the raw error.
    pub fn open(ring: *Ring, options: Options) i64 {
        var params: uring.Params = .{};
        const raw = setUp(&params, options);
        if (raw < 0) return raw;
        ring.* = .{
            .fd = @intCast(raw),
            .features = params.features,
            .setup_flags = params.flags,
        };
        const prepared = if (params.features & required == required)
            ring.prepare(&params)
        else
            linux.fail(.NOSYS);
        if (prepared < 0) ring.close();
        return prepared;
    }

    fn prepare(ring: *Ring, params: *const uring.Params) i64 {
        const mapped = ring.map(params);
        return if (mapped < 0) mapped else ring.findSupported();
    }

    /// Tries the flags from the best set down. A kernel that does not know one says EINVAL; one
    /// without memory for a ring of that size says ENOMEM.
    fn setUp(params: *uring.Params, options: Options) i64 {
        const base = Setup.cq_size | Setup.clamp | Setup.submit_all;
        const single = Setup.single_issuer | Setup.disabled;
        const deferred = single | Setup.defer_taskrun | Setup.taskrun_flag;
        const coop = Setup.coop_taskrun | Setup.taskrun_flag;
        const may_defer = options.defer_taskrun and !options.pollable and !options.sqpoll;
        const ladder = [_]u32{
            if (may_defer) base | deferred | Setup.no_sqarray else 0,
            if (may_defer) base | deferred else 0,
            if (options.sqpoll) 0 else base | single | coop | Setup.no_sqarray,
            if (options.sqpoll) base | Setup.sqpoll else base | coop,
            Setup.cq_size | Setup.clamp | if (options.sqpoll) Setup.sqpoll else 0,
        };
        var raw: i64 = linux.fail(.INVAL);
        for (ladder) |flags| {
            if (flags == 0) continue;
            raw = trySize(params, options, flags);
            if (!linux.is(raw, .INVAL)) return raw;
        }
        return raw;
    }

    fn trySize(params: *uring.Params, options: Options, flags: u32) i64 {
        var entries = options.entries;
        var cq_entries = options.cq_entries;
        while (true) {
            params.* = .{ .flags = flags, .cq_entries = cq_entries, .sq_thread_idle_ms = 50 };
            const raw = uring.setup(entries, params);
            if (!linux.is(raw, .NOMEM) or entries <= 8) return raw;
            entries /= 2;
            cq_entries = @max(cq_entries / 2, entries);
        }
    }

    fn map(ring: *Ring, params: *const uring.Params) i64 {
        const sq = params.sq;
        const cq = params.cq;
        const queue_bytes = @max(
            sq.array_or_flags + params.sq_entries * @sizeOf(u32),
            cq.dropped_or_entries + params.cq_entries * @sizeOf(uring.Cqe),
        );
        const entry_bytes = params.sq_entries * @sizeOf(uring.Sqe);
        const queues = Mapping.ofFile(ring.fd, uring.map_ring, queue_bytes);
        ring.mapped_queues = queues orelse return linux.fail(.NOMEM);
        const entries = Mapping.ofFile(ring.fd, uring.map_entries, entry_bytes);
        ring.mapped_entries = entries orelse return linux.fail(.NOMEM);
        const words = ring.mapped_queues;
        ring.sq_head = words.at(u32, sq.head);
        ring.sq_tail = words.at(u32, sq.tail);
        ring.sq_flags = words.at(u32, sq.flags_or_overflow);
        ring.sq_mask = params.sq_entries - 1;
        ring.cq_head = words.at(u32, cq.head);
        ring.cq_tail = words.at(u32, cq.tail);
        ring.cq_overflow = words.at(u32, cq.flags_or_overflow);
        ring.cq_mask = params.cq_entries - 1;
        ring.entries = ring.mapped_entries.slice(uring.Sqe, 0, params.sq_entries);
        ring.completions = words.slice(uring.Cqe, cq.dropped_or_entries, params.cq_entries);
        if (params.flags & Setup.no_sqarray == 0) {
            // Entries are used in their order, so the index array is written once for all.
            const array = words.slice(u32, sq.array_or_flags, params.sq_entries);
            for (array, 0..) |*index, i| index.* = @intCast(i);
        }
        return 0;
    }

    /// Every kernel that has what is required can tell. Who confines the process may forbid all
    /// that is done by this call, as the start of a ring is, and then epoll has to do.
    fn findSupported(ring: *Ring) i64 {
        var probe: uring.Probe = .{};
        const raw = uring.register(ring.fd, uring.Register.probe, &probe, probe.ops.len);
        if (raw < 0) return raw;
        for (probe.ops[0..probe.op_count]) |op| {
            ring.supported[op.op] = op.flags & uring.ProbeOp.supported != 0;
        }
        return 0;
    }

    pub fn close(ring: *Ring) void {
        if (ring.fd < 0) return;
        ring.shortcut.leave(ring.fd);
        ring.mapped_entries.unmap();
        ring.mapped_queues.unmap();
        _ = linux.close(ring.fd);
        ring.fd = -1;
    }

    /// Makes this thread the one that submits.
    pub fn enable(ring: *Ring) i64 {
        const is_disabled = ring.setup_flags & Setup.disabled != 0;
        const enable_rings = uring.Register.enable_rings;
        const raw = if (is_disabled) uring.register(ring.fd, enable_rings, null, 0) else 0;
        if (raw == 0) ring.shortcut.take(ring.fd);
        return raw;
    }

    pub fn supports(ring: *const Ring, op: uring.Op) bool {
        return ring.supported[@intFromEnum(op)];
    }

    /// The next free entry, to be filled before `push`; null when the queue is full.
    pub fn next(ring: *Ring) ?*uring.Sqe {
        const head = @atomicLoad(u32, ring.sq_head, .acquire);
        if (ring.sq_local_tail -% head >= ring.entries.len) return null;
        return &ring.entries[ring.sq_local_tail & ring.sq_mask];
    }

    /// Adds the entry that `next` gave.
    pub fn push(ring: *Ring) void {
        ring.sq_local_tail +%= 1;
    }

    /// Entries that the kernel has not taken yet.
    pub fn pending(ring: *const Ring) u32 {
        return ring.sq_local_tail -% @atomicLoad(u32, ring.sq_head, .acquire);
    }

    pub fn ready(ring: *const Ring) u32 {
        return @atomicLoad(u32, ring.cq_tail, .acquire) -% ring.cq_head.*;
    }

    /// The kernel holds work or completions that only an enter brings forth.
    pub fn mustEnter(ring: *const Ring) bool {
        const flags = @atomicLoad(u32, ring.sq_flags, .monotonic);
        return flags & (uring.SqFlag.taskrun | uring.SqFlag.cq_overflow) != 0;
    }

    /// Completions that did not fit and were kept by the kernel until now.
    pub fn hasOverflow(ring: *const Ring) bool {
        return @atomicLoad(u32, ring.sq_flags, .monotonic) & uring.SqFlag.cq_overflow != 0;
    }

    /// The oldest completion, which stays where it is until `pop`. It is used in place: the kernel
    /// has just written it in parts, and a copy of the whole would wait for them.
    pub fn peek(ring: *const Ring) ?*const uring.Cqe {
        const head = ring.cq_head.*;
        if (head == @atomicLoad(u32, ring.cq_tail, .acquire)) return null;
        return &ring.completions[head & ring.cq_mask];
    }

    /// Gives the place of the oldest completion back to the kernel.
    pub fn pop(ring: *Ring) void {
        assert(ring.ready() > 0);
        @atomicStore(u32, ring.cq_head, ring.cq_head.* +% 1, .release);
    }

    /// Submits everything that was pushed, and waits for one completion at most `timeout_ns`
    /// (negative: for ever, zero: not at all). The answer is the kernel's.
    pub fn enter(ring: *Ring, timeout_ns: i64) i64 {
        const count = ring.publish();
        var flags: u32 = Enter.get_events | ring.wakeFlag();
        if (ring.features & uring.Feature.no_iowait != 0) flags |= Enter.no_iowait;
        // The kernel copies the argument each time it is told of one.
        if (timeout_ns <= 0) {
            return ring.call(count, @intFromBool(timeout_ns < 0), flags, null);
        }
        const time = linux.timespec(timeout_ns);
        const argument: uring.EnterArgument = .{ .timeout = @intFromPtr(&time) };
        return ring.call(count, 1, flags | Enter.ext_arg, &argument);
    }

    /// Submits without waiting for, or looking at, completions.
    pub fn submit(ring: *Ring) i64 {
        const count = ring.publish();
        if (count == 0) return 0;
        const argument: uring.EnterArgument = .{};
        var flags: u32 = Enter.ext_arg | ring.wakeFlag();
        // The kernel's own thread takes entries when it likes: a full queue is waited for.
        if (ring.hasPoller() and ring.next() == null) flags |= Enter.sq_wait;
        return ring.call(count, 0, flags, &argument);
    }

    fn call(
        ring: *const Ring,
        count: u32,
        wanted: u32,
        flags: u32,
        argument: ?*const uring.EnterArgument,
    ) i64 {
        const place = ring.shortcut.place() orelse {
            return uring.enter(ring.fd, count, wanted, flags, argument);
        };
        return uring.enter(place, count, wanted, flags | Enter.registered_ring, argument);
    }

    fn publish(ring: *Ring) u32 {
        @atomicStore(u32, ring.sq_tail, ring.sq_local_tail, .release);
        return ring.pending();
    }

    /// A thread of the kernel's takes what is submitted.
    pub fn hasPoller(ring: *const Ring) bool {
        return ring.setup_flags & Setup.sqpoll != 0;
    }

    fn wakeFlag(ring: *const Ring) u32 {
        if (!ring.hasPoller()) return 0;
        // The poller sets its flag before it looks at the tail for the last time.
        const flags = @atomicRmw(u32, ring.sq_flags, .Or, 0, .seq_cst);
        return if (flags & uring.SqFlag.need_wakeup != 0) Enter.sq_wakeup else 0;
    }
};
