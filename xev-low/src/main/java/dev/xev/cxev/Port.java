package dev.xev.cxev;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.VarHandle;
import java.util.Objects;

/**
 * The memory that a loop shares with its client: {@code xev_ext_port} of 192 bytes, at a fixed
 * address from {@link XevExt#xev_ext_loop_init} until {@link Xev#xev_loop_deinit}. Reading it later
 * is an error that nothing here can notice.
 *
 * <p>The wake word lets another thread end a wait with no more system calls than needed: what it
 * wants to say is published first, then {@link #notify} answers whether {@link XevExt#xev_ext_wake}
 * has to be called.
 */
public final class Port {
    /** Wake word: the loop is not waiting. */
    public static final int RUNNING = 0;

    /** Wake word: the loop waits, or is about to. */
    public static final int SLEEPING = 1;

    /** Wake word: the loop shall not wait. */
    public static final int NOTIFIED = 2;

    /** Bytes of one structure. */
    public static final long SIZE = 192;

    /** The fields, by their names in C. */
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                    JAVA_LONG.withName("submissions"),
                    JAVA_LONG.withName("events"),
                    JAVA_INT.withName("submission_capacity"),
                    JAVA_INT.withName("event_capacity"),
                    JAVA_LONG.withName("now_ns"),
                    JAVA_INT.withName("wake"),
                    JAVA_INT.withName("backend"),
                    JAVA_LONG.withName("turns"),
                    JAVA_LONG.withName("submitted"),
                    JAVA_LONG.withName("delivered"),
                    JAVA_LONG.withName("system_calls"),
                    JAVA_LONG.withName("wake_writes"),
                    JAVA_LONG.withName("overflows"),
                    JAVA_LONG.withName("starved"),
                    JAVA_LONG.withName("largest_batch"),
                    JAVA_LONG.withName("waits"),
                    JAVA_LONG.withName("wait_ns"),
                    JAVA_LONG.withName("armed"),
                    JAVA_LONG.withName("handles"),
                    JAVA_LONG.withName("pool_threads"),
                    JAVA_LONG.withName("pool_queued"),
                    JAVA_LONG.withName("reason"),
                    MemoryLayout.sequenceLayout(32, JAVA_BYTE).withName("reserved"));

    /** Made when it is needed: making one takes longer than opening a loop. */
    private static final class WakeWord {
        static final VarHandle ACCESS = JAVA_INT.varHandle();
    }

    static final long SUBMISSIONS_OFFSET = 0;
    static final long EVENTS_OFFSET = 8;
    static final long SUBMISSION_CAPACITY_OFFSET = 16;
    static final long EVENT_CAPACITY_OFFSET = 20;
    static final long NOW_NS_OFFSET = 24;
    static final long WAKE_OFFSET = 32;
    static final long BACKEND_OFFSET = 36;
    static final long TURNS_OFFSET = 40;
    static final long SUBMITTED_OFFSET = 48;
    static final long DELIVERED_OFFSET = 56;
    static final long SYSTEM_CALLS_OFFSET = 64;
    static final long WAKE_WRITES_OFFSET = 72;
    static final long OVERFLOWS_OFFSET = 80;
    static final long STARVED_OFFSET = 88;
    static final long LARGEST_BATCH_OFFSET = 96;
    static final long WAITS_OFFSET = 104;
    static final long WAIT_NS_OFFSET = 112;
    static final long ARMED_OFFSET = 120;
    static final long HANDLES_OFFSET = 128;
    static final long POOL_THREADS_OFFSET = 136;
    static final long POOL_QUEUED_OFFSET = 144;
    static final long REASON_OFFSET = 152;

    /**
     * {@return the length of the array of submissions}
     *
     * @param port the port of a loop
     */
    public static int submission_capacity(MemorySegment port) {
        return port.get(JAVA_INT, SUBMISSION_CAPACITY_OFFSET);
    }

    /**
     * {@return the length of the array of events}
     *
     * @param port the port of a loop
     */
    public static int event_capacity(MemorySegment port) {
        return port.get(JAVA_INT, EVENT_CAPACITY_OFFSET);
    }

    /**
     * {@return the monotonic clock in nanoseconds, as the loop read it last: in a poll that could
     * wait, in one with a native timer armed, or when such a timer started}
     *
     * @param port the port of a loop
     */
    public static long now_ns(MemorySegment port) {
        return port.get(JAVA_LONG, NOW_NS_OFFSET);
    }

    /**
     * {@return the {@link BackendCode} of the loop}
     *
     * @param port the port of a loop
     */
    public static int backend(MemorySegment port) {
        return port.get(JAVA_INT, BACKEND_OFFSET);
    }

    /**
     * {@return polls that returned}
     *
     * @param port the port of a loop
     */
    public static long turns(MemorySegment port) {
        return port.get(JAVA_LONG, TURNS_OFFSET);
    }

    /**
     * {@return submissions taken}
     *
     * @param port the port of a loop
     */
    public static long submitted(MemorySegment port) {
        return port.get(JAVA_LONG, SUBMITTED_OFFSET);
    }

    /**
     * {@return events delivered}
     *
     * @param port the port of a loop
     */
    public static long delivered(MemorySegment port) {
        return port.get(JAVA_LONG, DELIVERED_OFFSET);
    }

    /**
     * {@return system calls made by the loop's thread}
     *
     * @param port the port of a loop
     */
    public static long system_calls(MemorySegment port) {
        return port.get(JAVA_LONG, SYSTEM_CALLS_OFFSET);
    }

    /**
     * {@return wake-ups that took a system call}
     *
     * @param port the port of a loop
     */
    public static long wake_writes(MemorySegment port) {
        return port.get(JAVA_LONG, WAKE_WRITES_OFFSET);
    }

    /**
     * {@return times the completion queue overflowed}
     *
     * @param port the port of a loop
     */
    public static long overflows(MemorySegment port) {
        return port.get(JAVA_LONG, OVERFLOWS_OFFSET);
    }

    /**
     * {@return receives that had to wait for a buffer}
     *
     * @param port the port of a loop
     */
    public static long starved(MemorySegment port) {
        return port.get(JAVA_LONG, STARVED_OFFSET);
    }

    /**
     * {@return the most events of one poll}
     *
     * @param port the port of a loop
     */
    public static long largest_batch(MemorySegment port) {
        return port.get(JAVA_LONG, LARGEST_BATCH_OFFSET);
    }

    /**
     * {@return polls that could block}
     *
     * @param port the port of a loop
     */
    public static long waits(MemorySegment port) {
        return port.get(JAVA_LONG, WAITS_OFFSET);
    }

    /**
     * {@return nanoseconds spent waiting}
     *
     * @param port the port of a loop
     */
    public static long wait_ns(MemorySegment port) {
        return port.get(JAVA_LONG, WAIT_NS_OFFSET);
    }

    /**
     * {@return operations armed now, without the silent ones}
     *
     * @param port the port of a loop
     */
    public static long armed(MemorySegment port) {
        return port.get(JAVA_LONG, ARMED_OFFSET);
    }

    /**
     * {@return handles open now}
     *
     * @param port the port of a loop
     */
    public static long handles(MemorySegment port) {
        return port.get(JAVA_LONG, HANDLES_OFFSET);
    }

    /**
     * {@return threads of the pool now}
     *
     * @param port the port of a loop
     */
    public static long pool_threads(MemorySegment port) {
        return port.get(JAVA_LONG, POOL_THREADS_OFFSET);
    }

    /**
     * {@return tasks waiting for a thread of the pool now}
     *
     * @param port the port of a loop
     */
    public static long pool_queued(MemorySegment port) {
        return port.get(JAVA_LONG, POOL_QUEUED_OFFSET);
    }

    /**
     * {@return a sentence about the backend, with the reason for not being io_uring}
     *
     * @param port the port of a loop
     */
    public static String reason(MemorySegment port) {
        // SAFETY: the library wrote this address of a text; it holds as long as the loop.
        var text = MemorySegment.ofAddress(port.get(JAVA_LONG, REASON_OFFSET));
        return Objects.requireNonNullElse(Functions.text(text), "");
    }

    /** The port at an address, which the library has told; nothing at no address. */
    @SuppressWarnings("restricted")
    static MemorySegment at(long address) {
        if (address == 0) return MemorySegment.NULL;
        // SAFETY: the manifest vouches for the size; the library keeps it as long as the loop.
        return MemorySegment.ofAddress(address).reinterpret(SIZE);
    }

    /**
     * {@return the array of submissions, {@link #submission_capacity} long; clear in a new loop}
     *
     * @param port the port of a loop
     */
    public static MemorySegment submissions(MemorySegment port) {
        return array(port, SUBMISSIONS_OFFSET, submission_capacity(port) * Submission.SIZE);
    }

    /**
     * {@return the array of events, {@link #event_capacity} long}
     *
     * @param port the port of a loop
     */
    public static MemorySegment events(MemorySegment port) {
        return array(port, EVENTS_OFFSET, event_capacity(port) * Event.SIZE);
    }

    @SuppressWarnings("restricted")
    private static MemorySegment array(MemorySegment port, long offset, long bytes) {
        // SAFETY: the library wrote this address and the length; both hold as long as the loop.
        return MemorySegment.ofAddress(port.get(JAVA_LONG, offset)).reinterpret(bytes);
    }

    /**
     * {@return the wake word} Any thread.
     *
     * @param port the port of a loop
     */
    public static int wake(MemorySegment port) {
        return (int) WakeWord.ACCESS.getVolatile(port, WAKE_OFFSET);
    }

    /**
     * Sets the wake word to {@link #NOTIFIED}, after what was written before by this thread. Any
     * thread, as long as the loop is not closed.
     *
     * @param port the port of a loop
     * @return true if the loop sleeps and nobody has called {@link XevExt#xev_ext_wake} yet, so
     *     that the caller has to
     */
    public static boolean notify(MemorySegment port) {
        return (int) WakeWord.ACCESS.getAndSet(port, WAKE_OFFSET, NOTIFIED) == SLEEPING;
    }

    private Port() {}
}
