package dev.xev.cxev;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * One operation to start: 64 bytes of the array at {@link Port#submissions}, written by the client
 * and read by {@link XevExt#xev_ext_poll} and {@link XevExt#xev_ext_flush}. What the fields mean
 * for each operation is said in {@code xev_ext.h} and at {@link Op}.
 *
 * <p>{@link #start} comes first: it sets every field, and the other writers change one each. {@link
 * #head} sets fewer, for operations of which the library reads fewer.
 */
public final class Submission {
    /** Flag: no event is ever sent for it. */
    public static final int SILENT = 1;

    /** Flag: one activation, many events. */
    public static final int MULTISHOT = 2;

    /** Flag: the loop chooses the memory, out of {@code group}. */
    public static final int BUFFER_SELECT = 4;

    /** Bytes of one structure. */
    public static final long SIZE = 64;

    /** The fields, by their names in C. */
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                    JAVA_BYTE.withName("op"),
                    JAVA_BYTE.withName("flags"),
                    JAVA_SHORT.withName("group"),
                    JAVA_INT.withName("slot"),
                    JAVA_INT.withName("generation"),
                    JAVA_INT.withName("handle"),
                    JAVA_LONG.withName("address"),
                    JAVA_LONG.withName("address2"),
                    JAVA_LONG.withName("offset"),
                    JAVA_INT.withName("length"),
                    JAVA_INT.withName("argument"),
                    JAVA_LONG.withName("argument2"),
                    JAVA_LONG.withName("reserved"));

    static final long OP_OFFSET = 0;
    static final long FLAGS_OFFSET = 1;
    static final long GROUP_OFFSET = 2;
    static final long SLOT_OFFSET = 4;
    static final long GENERATION_OFFSET = 8;
    static final long HANDLE_OFFSET = 12;
    static final long ADDRESS_OFFSET = 16;
    static final long ADDRESS2_OFFSET = 24;
    static final long OFFSET_OFFSET = 32;
    static final long LENGTH_OFFSET = 40;
    static final long ARGUMENT_OFFSET = 44;
    static final long ARGUMENT2_OFFSET = 48;
    static final long RESERVED_OFFSET = 56;

    /**
     * Writes the address of its memory.
     *
     * @param submissions the array
     * @param index which structure of the array, from 0
     * @param value of memory that stays valid until the last event
     */
    public static void address(MemorySegment submissions, int index, long value) {
        submissions.set(JAVA_LONG, index * SIZE + ADDRESS_OFFSET, value);
    }

    /**
     * Writes the address of its second memory.
     *
     * @param submissions the array
     * @param index which structure of the array, from 0
     * @param value of memory that stays valid until the last event
     */
    public static void address2(MemorySegment submissions, int index, long value) {
        submissions.set(JAVA_LONG, index * SIZE + ADDRESS2_OFFSET, value);
    }

    /**
     * Writes the position in the file, or the delay.
     *
     * @param submissions the array
     * @param index which structure of the array, from 0
     * @param value in bytes, or in nanoseconds for {@link Op#TIMER}
     */
    public static void offset(MemorySegment submissions, int index, long value) {
        submissions.set(JAVA_LONG, index * SIZE + OFFSET_OFFSET, value);
    }

    /**
     * Writes how many bytes its memory has.
     *
     * @param submissions the array
     * @param index which structure of the array, from 0
     * @param value in bytes, unsigned
     */
    public static void length(MemorySegment submissions, int index, int value) {
        submissions.set(JAVA_INT, index * SIZE + LENGTH_OFFSET, value);
    }

    /**
     * Writes its argument.
     *
     * @param submissions the array
     * @param index which structure of the array, from 0
     * @param value the new value
     */
    public static void argument(MemorySegment submissions, int index, int value) {
        submissions.set(JAVA_INT, index * SIZE + ARGUMENT_OFFSET, value);
    }

    /**
     * Writes its second argument.
     *
     * @param submissions the array
     * @param index which structure of the array, from 0
     * @param value the new value
     */
    public static void argument2(MemorySegment submissions, int index, long value) {
        submissions.set(JAVA_LONG, index * SIZE + ARGUMENT2_OFFSET, value);
    }

    /**
     * Begins a submission: sets these fields and clears all others.
     *
     * @param submissions the array
     * @param index which structure of the array, from 0
     * @param op an {@link Op}
     * @param flags any of {@link #SILENT}, {@link #MULTISHOT}, {@link #BUFFER_SELECT}
     * @param group the group of buffers to receive into, or 0
     * @param slot the client's index of the operation, below 2^31
     * @param generation the activation of the slot; any number that differs from the last one
     * @param handle the handle it works on, or 0
     */
    public static void start(
            MemorySegment submissions,
            int index,
            int op,
            int flags,
            int group,
            int slot,
            int generation,
            int handle) {
        write(submissions, index, op, flags, group, slot, generation, handle, 0, 0, 0, 0, 0, 0);
    }

    /**
     * Writes a whole submission: each byte once, which costs less than {@link #start} and the other
     * writers after it.
     *
     * @param submissions the array
     * @param index which structure of the array, from 0
     * @param op an {@link Op}
     * @param flags any of {@link #SILENT}, {@link #MULTISHOT}, {@link #BUFFER_SELECT}
     * @param group the group of buffers to receive into, or 0
     * @param slot the client's index of the operation, below 2^31
     * @param generation the activation of the slot; any number that differs from the last one
     * @param handle the handle it works on, or 0
     * @param address see {@link #address}
     * @param address2 see {@link #address2}
     * @param offset see {@link #offset}
     * @param length see {@link #length}
     * @param argument see {@link #argument}
     * @param argument2 see {@link #argument2}
     */
    public static void write(
            MemorySegment submissions,
            int index,
            int op,
            int flags,
            int group,
            int slot,
            int generation,
            int handle,
            long address,
            long address2,
            long offset,
            int length,
            int argument,
            long argument2) {
        long at = index * SIZE;
        head(submissions, at, op, flags, group, slot, generation, handle);
        submissions.set(JAVA_LONG, at + ADDRESS_OFFSET, address);
        submissions.set(JAVA_LONG, at + ADDRESS2_OFFSET, address2);
        submissions.set(JAVA_LONG, at + OFFSET_OFFSET, offset);
        submissions.set(JAVA_LONG, at + LENGTH_OFFSET, pair(length, argument));
        submissions.set(JAVA_LONG, at + ARGUMENT2_OFFSET, argument2);
        submissions.set(JAVA_LONG, at + RESERVED_OFFSET, 0L);
    }

    /**
     * Begins a submission of an operation that takes few arguments: sets these fields and leaves
     * the others as they are, which costs a quarter of {@link #start}. The library reads none of
     * those for {@link Op#NOOP}, {@link #argument} for {@link Op#PROVIDE}, {@link #argument} and
     * {@link #argument2} for {@link Op#CANCEL}: these the caller writes next. For any other
     * operation they would be what was there before.
     *
     * @param submissions the array
     * @param index which structure of the array, from 0
     * @param op {@link Op#NOOP}, {@link Op#PROVIDE} or {@link Op#CANCEL}
     * @param flags {@link #SILENT} or 0
     * @param group the group of a buffer that is given back, or 0
     * @param slot the client's index of the operation, below 2^31
     * @param generation the activation of the slot; any number that differs from the last one
     */
    public static void head(
            MemorySegment submissions,
            int index,
            int op,
            int flags,
            int group,
            int slot,
            int generation) {
        head(submissions, index * SIZE, op, flags, group, slot, generation, 0);
    }

    private static void head(
            MemorySegment submissions,
            long at,
            int op,
            int flags,
            int group,
            int slot,
            int generation,
            int handle) {
        submissions.set(JAVA_LONG, at, pair(op | (flags << 8) | (group << 16), slot));
        submissions.set(JAVA_LONG, at + GENERATION_OFFSET, pair(generation, handle));
    }

    /** Two fields in one store: the first one is the lower half, on every system we run on. */
    private static long pair(int low, int high) {
        return Integer.toUnsignedLong(low) | ((long) high << 32);
    }

    private Submission() {}
}
