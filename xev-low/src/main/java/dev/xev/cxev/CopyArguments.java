package dev.xev.cxev;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.VarHandle;

/**
 * The arguments and the progress of one {@link Op#COPY}: {@code xev_copy} of 64 bytes, which stays
 * where it is until the last event. {@link #cancel} and {@link #progress} may be used by any thread
 * while the copy runs.
 */
public final class CopyArguments {
    /** Flag: gives the target the permission bits of the source. */
    public static final int KEEP_MODE = 1;

    /** Flag: gives the target the times of the source. */
    public static final int KEEP_TIMES = 2;

    /** Flag: fails if the target exists. */
    public static final int EXCLUSIVE = 4;

    /** Flag: fails if the source is a symbolic link. */
    public static final int NO_FOLLOW = 8;

    /** Flag: flushes the target to its device. */
    public static final int SYNC = 16;

    /** Flag: reads and writes, without help of the kernel. */
    public static final int PLAIN = 32;

    /** Flag: gives the target its name once it is complete; fails if the name is taken. */
    public static final int ATOMIC = 64;

    /** Method: the files share their blocks. */
    public static final int REFLINK = 1;

    /** Method: the kernel copied. */
    public static final int KERNEL = 2;

    /** Method: read and written through memory. */
    public static final int READ_WRITE = 3;

    /** The bytes of one step, and the most that may be asked for. */
    public static final int STEP_LIMIT = 64 << 20;

    /** Bytes of one structure. */
    public static final long SIZE = 64;

    /** The fields, by their names in C. */
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                    JAVA_LONG.withName("source"),
                    JAVA_LONG.withName("target"),
                    JAVA_INT.withName("flags"),
                    JAVA_INT.withName("step"),
                    JAVA_INT.withName("cancel"),
                    JAVA_INT.withName("method"),
                    JAVA_LONG.withName("progress"),
                    JAVA_LONG.withName("size"),
                    MemoryLayout.sequenceLayout(16, JAVA_BYTE).withName("reserved"));

    private static final VarHandle INT = JAVA_INT.varHandle();
    private static final VarHandle LONG = JAVA_LONG.varHandle();

    static final long SOURCE_OFFSET = 0;
    static final long TARGET_OFFSET = 8;
    static final long FLAGS_OFFSET = 16;
    static final long STEP_OFFSET = 20;
    static final long CANCEL_OFFSET = 24;
    static final long METHOD_OFFSET = 28;
    static final long PROGRESS_OFFSET = 32;
    static final long SIZE_OFFSET = 40;

    /**
     * Writes the address of the path to copy from, which ends with a zero byte.
     *
     * @param copies the structures
     * @param index which structure of the array, from 0
     * @param value the new value
     */
    public static void source(MemorySegment copies, int index, long value) {
        copies.set(JAVA_LONG, index * SIZE + SOURCE_OFFSET, value);
    }

    /**
     * Writes the address of the path to copy to, which ends with a zero byte.
     *
     * @param copies the structures
     * @param index which structure of the array, from 0
     * @param value the new value
     */
    public static void target(MemorySegment copies, int index, long value) {
        copies.set(JAVA_LONG, index * SIZE + TARGET_OFFSET, value);
    }

    /**
     * Writes how to copy: a set of the flags of this class.
     *
     * @param copies the structures
     * @param index which structure of the array, from 0
     * @param value the new value
     */
    public static void flags(MemorySegment copies, int index, int value) {
        copies.set(JAVA_INT, index * SIZE + FLAGS_OFFSET, value);
    }

    /**
     * Writes the bytes of one step, 0 for 64 MiB.
     *
     * @param copies the structures
     * @param index which structure of the array, from 0
     * @param value the new value
     */
    public static void step(MemorySegment copies, int index, int value) {
        copies.set(JAVA_INT, index * SIZE + STEP_OFFSET, value);
    }

    /**
     * {@return how the bytes moved: {@link #REFLINK}, {@link #KERNEL} or {@link #READ_WRITE}}
     *
     * @param copies the structures
     * @param index which structure of the array, from 0
     */
    public static int method(MemorySegment copies, int index) {
        return copies.get(JAVA_INT, index * SIZE + METHOD_OFFSET);
    }

    /**
     * {@return the size of the source when the copy began, in bytes}
     *
     * @param copies the structures
     * @param index which structure of the array, from 0
     */
    public static long size(MemorySegment copies, int index) {
        return copies.get(JAVA_LONG, index * SIZE + SIZE_OFFSET);
    }

    /**
     * Asks a copy to stop at its next step. Any thread.
     *
     * @param copies the structures
     * @param index which structure of the array, from 0
     */
    public static void cancel(MemorySegment copies, int index) {
        INT.setRelease(copies, index * SIZE + CANCEL_OFFSET, 1);
    }

    /**
     * {@return the bytes copied so far} Any thread.
     *
     * @param copies the structures
     * @param index which structure of the array, from 0
     */
    public static long progress(MemorySegment copies, int index) {
        return (long) LONG.getAcquire(copies, index * SIZE + PROGRESS_OFFSET);
    }

    private CopyArguments() {}
}
