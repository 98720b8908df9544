package dev.xev.cxev;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** Times to give to a file: {@code xev_times} of 24 bytes, read by {@link Op#SET_TIMES}. */
public final class Times {
    /** Nanoseconds: leaves this time as it is. */
    public static final int UNCHANGED = 0xffff_ffff;

    /** Nanoseconds: sets this time to the present. */
    public static final int NOW = 0xffff_fffe;

    /** Bytes of one structure. */
    public static final long SIZE = 24;

    /** The fields, by their names in C. */
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                    JAVA_LONG.withName("accessed_s"),
                    JAVA_LONG.withName("modified_s"),
                    JAVA_INT.withName("accessed_ns"),
                    JAVA_INT.withName("modified_ns"));

    static final long ACCESSED_S_OFFSET = 0;
    static final long MODIFIED_S_OFFSET = 8;
    static final long ACCESSED_NS_OFFSET = 16;
    static final long MODIFIED_NS_OFFSET = 20;

    /**
     * {@return the time of access, in seconds since 1970}
     *
     * @param times the structures
     * @param index which structure of the array, from 0
     */
    public static long accessed_s(MemorySegment times, int index) {
        return times.get(JAVA_LONG, index * SIZE + ACCESSED_S_OFFSET);
    }

    /**
     * Writes the time of access, in seconds since 1970.
     *
     * @param times the structures
     * @param index which structure of the array, from 0
     * @param value the new value
     */
    public static void accessed_s(MemorySegment times, int index, long value) {
        times.set(JAVA_LONG, index * SIZE + ACCESSED_S_OFFSET, value);
    }

    /**
     * {@return the time of modification, in seconds since 1970}
     *
     * @param times the structures
     * @param index which structure of the array, from 0
     */
    public static long modified_s(MemorySegment times, int index) {
        return times.get(JAVA_LONG, index * SIZE + MODIFIED_S_OFFSET);
    }

    /**
     * Writes the time of modification, in seconds since 1970.
     *
     * @param times the structures
     * @param index which structure of the array, from 0
     * @param value the new value
     */
    public static void modified_s(MemorySegment times, int index, long value) {
        times.set(JAVA_LONG, index * SIZE + MODIFIED_S_OFFSET, value);
    }

    /**
     * {@return the nanoseconds of {@link #accessed_s}, {@link #UNCHANGED} or {@link #NOW}}
     *
     * @param times the structures
     * @param index which structure of the array, from 0
     */
    public static int accessed_ns(MemorySegment times, int index) {
        return times.get(JAVA_INT, index * SIZE + ACCESSED_NS_OFFSET);
    }

    /**
     * Writes the nanoseconds of {@link #accessed_s}, {@link #UNCHANGED} or {@link #NOW}.
     *
     * @param times the structures
     * @param index which structure of the array, from 0
     * @param value the new value
     */
    public static void accessed_ns(MemorySegment times, int index, int value) {
        times.set(JAVA_INT, index * SIZE + ACCESSED_NS_OFFSET, value);
    }

    /**
     * {@return the nanoseconds of {@link #modified_s}, {@link #UNCHANGED} or {@link #NOW}}
     *
     * @param times the structures
     * @param index which structure of the array, from 0
     */
    public static int modified_ns(MemorySegment times, int index) {
        return times.get(JAVA_INT, index * SIZE + MODIFIED_NS_OFFSET);
    }

    /**
     * Writes the nanoseconds of {@link #modified_s}, {@link #UNCHANGED} or {@link #NOW}.
     *
     * @param times the structures
     * @param index which structure of the array, from 0
     * @param value the new value
     */
    public static void modified_ns(MemorySegment times, int index, int value) {
        times.set(JAVA_INT, index * SIZE + MODIFIED_NS_OFFSET, value);
    }

    private Times() {}
}
