package dev.xev.cxev;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * Options of a loop: {@code xev_ext_options} of 64 bytes, read by {@link XevExt#xev_ext_loop_init}.
 * In a field of 0 the library chooses. {@link #clear} comes first.
 */
public final class Options {
    /** Flag: the loop can be waited for by {@link XevExt#xev_ext_loop_handle}. */
    public static final int EMBEDDED = 1;

    /** Flag: a kernel thread looks for submissions. */
    public static final int SQPOLL = 2;

    /** Flag: completions arrive outside of polls, too. */
    public static final int NO_DEFER_TASKRUN = 4;

    /** Bytes of one structure. */
    public static final long SIZE = 64;

    /** The fields, by their names in C. */
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                    JAVA_INT.withName("size"),
                    JAVA_INT.withName("entries"),
                    JAVA_INT.withName("cq_entries"),
                    JAVA_INT.withName("backend"),
                    JAVA_INT.withName("flags"),
                    JAVA_INT.withName("pool_threads"),
                    JAVA_INT.withName("pool_stack"),
                    JAVA_INT.withName("max_operations"),
                    JAVA_INT.withName("submissions"),
                    JAVA_INT.withName("events"),
                    JAVA_LONG.withName("seed"),
                    JAVA_LONG.withName("pool"),
                    JAVA_LONG.withName("port"));

    static final long SIZE_OFFSET = 0;
    static final long ENTRIES_OFFSET = 4;
    static final long CQ_ENTRIES_OFFSET = 8;
    static final long BACKEND_OFFSET = 12;
    static final long FLAGS_OFFSET = 16;
    static final long POOL_THREADS_OFFSET = 20;
    static final long POOL_STACK_OFFSET = 24;
    static final long MAX_OPERATIONS_OFFSET = 28;
    static final long SUBMISSIONS_OFFSET = 32;
    static final long EVENTS_OFFSET = 36;
    static final long SEED_OFFSET = 40;
    static final long POOL_OFFSET = 48;
    static final long PORT_OFFSET = 56;

    /**
     * Writes the entries of the submission ring.
     *
     * @param options the structure
     * @param value a power of two; 0 is 256
     */
    public static void entries(MemorySegment options, int value) {
        options.set(JAVA_INT, ENTRIES_OFFSET, value);
    }

    /**
     * Writes the entries of the completion ring.
     *
     * @param options the structure
     * @param value a power of two; 0 is four times {@link #entries}
     */
    public static void cq_entries(MemorySegment options, int value) {
        options.set(JAVA_INT, CQ_ENTRIES_OFFSET, value);
    }

    /**
     * Writes the backend.
     *
     * @param options the structure
     * @param value a {@link BackendCode}
     */
    public static void backend(MemorySegment options, int value) {
        options.set(JAVA_INT, BACKEND_OFFSET, value);
    }

    /**
     * Writes how the loop is made.
     *
     * @param options the structure
     * @param value any of the flags of this class
     */
    public static void flags(MemorySegment options, int value) {
        options.set(JAVA_INT, FLAGS_OFFSET, value);
    }

    /**
     * Writes the most threads of the pool.
     *
     * @param options the structure
     * @param value 0 is 4
     */
    public static void pool_threads(MemorySegment options, int value) {
        options.set(JAVA_INT, POOL_THREADS_OFFSET, value);
    }

    /**
     * Writes the stack of a thread of the pool.
     *
     * @param options the structure
     * @param value in bytes; 0 is 256 KiB
     */
    public static void pool_stack(MemorySegment options, int value) {
        options.set(JAVA_INT, POOL_STACK_OFFSET, value);
    }

    /**
     * Writes the most operations armed at a time.
     *
     * @param options the structure
     * @param value 0 is 1,048,576
     */
    public static void max_operations(MemorySegment options, int value) {
        options.set(JAVA_INT, MAX_OPERATIONS_OFFSET, value);
    }

    /**
     * Writes the length of the array at {@link Port#submissions}.
     *
     * @param options the structure
     * @param value 0 is 1,024
     */
    public static void submissions(MemorySegment options, int value) {
        options.set(JAVA_INT, SUBMISSIONS_OFFSET, value);
    }

    /**
     * Writes the length of the array at {@link Port#events}.
     *
     * @param options the structure
     * @param value 0 is 2,048
     */
    public static void events(MemorySegment options, int value) {
        options.set(JAVA_INT, EVENTS_OFFSET, value);
    }

    /**
     * Writes the order in which the simulated backend completes.
     *
     * @param options the structure
     * @param value the new value
     */
    public static void seed(MemorySegment options, long value) {
        options.set(JAVA_LONG, SEED_OFFSET, value);
    }

    /**
     * Writes the pool that runs what blocks.
     *
     * @param options the structure
     * @param value the address of an {@code xev_threadpool}; 0 is one of the loop's own
     */
    public static void pool(MemorySegment options, long value) {
        options.set(JAVA_LONG, POOL_OFFSET, value);
    }

    /**
     * Reads where the port of the loop is that was made with these options.
     *
     * @param options the structure
     * @return the same as {@link XevExt#xev_ext_loop_port}, without a call
     */
    public static MemorySegment port(MemorySegment options) {
        return Port.at(options.get(JAVA_LONG, PORT_OFFSET));
    }

    /**
     * Sets every field to its default.
     *
     * @param options the structure
     */
    public static void clear(MemorySegment options) {
        options.asSlice(0, SIZE).fill((byte) 0);
        options.set(JAVA_INT, SIZE_OFFSET, (int) SIZE);
    }

    private Options() {}
}
