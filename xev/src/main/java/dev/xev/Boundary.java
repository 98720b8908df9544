package dev.xev;

import dev.xev.cxev.BackendCode;
import dev.xev.cxev.Event;
import dev.xev.cxev.Op;
import dev.xev.cxev.Options;
import dev.xev.cxev.Port;
import dev.xev.cxev.Submission;
import dev.xev.cxev.Xev;
import dev.xev.cxev.XevExt;
import dev.xev.cxev.XevExtHandle;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The native loop, and the memory it shares with us: everything that crosses the boundary does so
 * here. Submissions are written into shared memory and handed over by the next {@link #poll}.
 */
final class Boundary {
    /**
     * The library tells moments for a third of what the clock costs, or a tenth where memory is
     * slow. To bind the call takes 5 milliseconds: programs with few timers never do, others while
     * they warm up.
     */
    private static final int READINGS = 256;

    private final MemorySegment loop;
    private final MemorySegment port;
    private final MemorySegment submissions;
    private final MemorySegment events;
    private final int capacity;
    private final boolean clockIsJavas;

    /** How often {@link #moment} will still read the clock. */
    private int readings = READINGS;

    private int pending;

    /** How many submissions were handed over, or dropped, before those that are pending. */
    private long handedOver;

    private boolean isOrphan;

    Boundary(LoopOptions options) {
        requireExtensions();
        // Freed by the garbage collector: a native call keeps such memory alive without counting.
        loop = Arena.ofAuto().allocate(Xev.XEV_SIZEOF_LOOP, 16);
        long before = System.nanoTime();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment written = write(options, arena);
            int code = XevExt.xev_ext_loop_init(loop, written);
            if (code != 0) {
                Backend backend = options.backend();
                String what = backend == null ? "open a loop" : "open a loop on " + backend;
                throw new XevException(what, XevError.ofCode(code));
            }
            port = Options.port(written);
        }
        submissions = Port.submissions(port);
        events = Port.events(port);
        capacity = Port.submission_capacity(port);
        clockIsJavas = isJavas(before, nowOfPoll());
    }

    private static void requireExtensions() {
        if (XevExt.isPresent()) return;
        throw new UnsupportedOperationException(
                "open a loop: the library "
                        + XevExt.libraryName()
                        + " has only the functions of xev.h, not those of xev_ext.h"
                        + " (xev_ext_poll and its kin): load the one of this project instead");
    }

    private static MemorySegment write(LoopOptions options, Arena arena) {
        MemorySegment written = arena.allocate(Options.SIZE, 8);
        Options.clear(written);
        Options.entries(written, options.entries());
        Backend backend = options.backend();
        if (backend != null) Options.backend(written, backend.code);
        if (options.embedded()) Options.flags(written, Options.EMBEDDED);
        Options.pool_threads(written, options.poolThreads());
        Options.max_operations(written, options.maxOperations());
        Options.seed(written, options.seed());
        return written;
    }

    /**
     * Whether the JVM reads the same clock as the library, which it does on Linux with less work.
     */
    private boolean isJavas(long before, long now) {
        return backend() != BackendCode.SIMULATED && before <= now && now <= System.nanoTime();
    }

    /** The monotonic clock, now. */
    long now() {
        return clockIsJavas ? System.nanoTime() : XevExt.xev_ext_now(loop);
    }

    /**
     * From when a delay that begins now counts: never before the clock, and at most 2 microseconds
     * after it. Moments never go back.
     */
    long moment() {
        if (!clockIsJavas) return now();
        if (readings > 0) return read();
        return XevExt.xev_ext_moment(loop);
    }

    private long read() {
        readings--;
        return System.nanoTime();
    }

    /** The clock as of the last poll that could wait. */
    long nowOfPoll() {
        return Port.now_ns(port);
    }

    /** How long all polls have waited. */
    long waitedNanos() {
        return Port.wait_ns(port);
    }

    boolean hasPending() {
        return pending > 0;
    }

    /** Hands an operation over, with the next poll at the latest. */
    void submit(Operation operation) {
        int index = next();
        Handle handle = operation.handle;
        Submission.write(
                submissions,
                index,
                operation.kind,
                operation.submissionFlags,
                operation.group,
                operation.slot,
                operation.generation,
                handle == null ? 0 : handle.number,
                operation.address,
                operation.address2,
                operation.offset,
                operation.length,
                operation.argument,
                operation.argument2);
    }

    /** Asks for the end of an activation; its own event tells how it ended. */
    void cancel(int slot, int generation) {
        int index = next();
        Submission.head(submissions, index, Op.CANCEL, Submission.SILENT, 0, 0, 0);
        Submission.argument(submissions, index, slot);
        Submission.argument2(submissions, index, generation & 0xffff_ffffL);
    }

    /** Gives a lent buffer back. */
    void provide(int group, int buffer) {
        int index = next();
        Submission.head(submissions, index, Op.PROVIDE, Submission.SILENT, group, 0, 0);
        Submission.argument(submissions, index, buffer);
    }

    private int next() {
        if (pending == capacity) flush();
        return pending++;
    }

    /** {@return the number of the submission that was written last} */
    long lastNumber() {
        return handedOver + pending - 1;
    }

    /** Whether a submission can still be changed by {@link #aim}. */
    boolean isPending(long number) {
        return number >= handedOver;
    }

    /** Gives a submission that is pending other memory: what its operation has now. */
    void aim(long number, Operation operation) {
        assert isPending(number);
        int index = (int) (number - handedOver);
        Submission.address(submissions, index, operation.address);
        Submission.length(submissions, index, operation.length);
    }

    private void leave() {
        handedOver += pending;
        pending = 0;
    }

    /** The thread that the library serves has ended: nothing is handed over any more. */
    void orphan() {
        isOrphan = true;
    }

    /** Starts what was submitted, without waiting for anything. */
    void flush() {
        if (isOrphan) leave();
        if (pending == 0) return;
        long result = XevExt.xev_ext_flush(loop, pending);
        leave();
        if (result < 0) throw new XevException("submit", XevError.ofOutcome(result));
    }

    /** Submits and waits: at most this long, for ever if negative. How many events there are. */
    int poll(long timeoutNanos) {
        long result = XevExt.xev_ext_poll(loop, pending, timeoutNanos);
        leave();
        if (result < 0) throw new XevException("poll", XevError.ofOutcome(result));
        return (int) result;
    }

    int eventSlot(int index) {
        return Event.slot(events, index);
    }

    int eventFlags(int index) {
        return Event.flags(events, index);
    }

    int eventBuffer(int index) {
        return Event.buffer(events, index);
    }

    long eventResult(int index) {
        return Event.result(events, index);
    }

    int eventCapacity() {
        return Port.event_capacity(port);
    }

    /** Ends a wait of the loop's thread. Any thread, as long as the loop is not freed. */
    void wake() {
        XevExt.xev_ext_wake(loop);
    }

    /**
     * Tells the library of memory that stays until {@link #free}. A refusal makes it slower only.
     */
    void announce(MemorySegment memory) {
        XevExtHandle.xev_ext_memory_announce(loop, memory, memory.byteSize());
    }

    /** Closes a handle that nothing is armed on, or that was never given to a program. */
    void closeHandle(int handle) {
        XevExtHandle.xev_ext_close(loop, handle);
    }

    /** The native loop, for the direct calls. */
    MemorySegment loop() {
        return loop;
    }

    MemorySegment port() {
        return port;
    }

    int backend() {
        return Port.backend(port);
    }

    String backendReason() {
        return Port.reason(port);
    }

    int waitHandle() {
        return XevExt.xev_ext_loop_handle(loop);
    }

    void free() {
        Xev.xev_loop_deinit(loop);
    }
}
