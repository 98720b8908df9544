package dev.xev.cxev;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * What an operation reports: 16 bytes of the array at {@link Port#events}, written by {@link
 * XevExt#xev_ext_poll} and valid until the next poll.
 *
 * <p>A result of 0 or more is a count, a handle or nothing; -1 is the end of a stream; anything
 * below packs an {@link ErrorCode}, the number the system gave, and the bytes that moved before.
 */
public final class Event {
    /** Flag: not the last event of this activation. */
    public static final int MORE = 1;

    /** Flag: a buffer is lent, until {@link Op#PROVIDE} gives it back. */
    public static final int HAS_BUFFER = 2;

    /** Bytes of one structure. */
    public static final long SIZE = 16;

    /** The fields, by their names in C. */
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                    JAVA_INT.withName("slot"),
                    JAVA_SHORT.withName("flags"),
                    JAVA_SHORT.withName("buffer"),
                    JAVA_LONG.withName("result"));

    static final long SLOT_OFFSET = 0;
    static final long FLAGS_OFFSET = 4;
    static final long BUFFER_OFFSET = 6;
    static final long RESULT_OFFSET = 8;

    /**
     * {@return the slot of the operation that reports}
     *
     * @param events the array
     * @param index which structure of the array, from 0
     */
    public static int slot(MemorySegment events, int index) {
        return events.get(JAVA_INT, index * SIZE + SLOT_OFFSET);
    }

    /**
     * {@return {@link #MORE} and {@link #HAS_BUFFER}, or 0}
     *
     * @param events the array
     * @param index which structure of the array, from 0
     */
    public static int flags(MemorySegment events, int index) {
        return Short.toUnsignedInt(events.get(JAVA_SHORT, index * SIZE + FLAGS_OFFSET));
    }

    /**
     * {@return the lent buffer in its group, valid with {@link #HAS_BUFFER}}
     *
     * @param events the array
     * @param index which structure of the array, from 0
     */
    public static int buffer(MemorySegment events, int index) {
        return Short.toUnsignedInt(events.get(JAVA_SHORT, index * SIZE + BUFFER_OFFSET));
    }

    /**
     * {@return the result: a count, a handle, or a packed error}
     *
     * @param events the array
     * @param index which structure of the array, from 0
     */
    public static long result(MemorySegment events, int index) {
        return events.get(JAVA_LONG, index * SIZE + RESULT_OFFSET);
    }

    /**
     * {@return the {@link ErrorCode} in a result, 0 if it is none} The end of a stream is {@link
     * ErrorCode#END_OF_STREAM}.
     *
     * @param result a result of an event or of a function that returns one
     */
    public static int code(long result) {
        return result >= 0 ? 0 : (int) -result & 0xff;
    }

    /**
     * {@return the number that the system gave for the error in a result, 0 if it gave none}
     *
     * @param result a result of an event or of a function that returns one
     */
    public static int errno(long result) {
        return result >= 0 ? 0 : (int) (-result >> 8) & 0xffff;
    }

    /**
     * {@return how many bytes moved: the result itself, or what moved before its error}
     *
     * @param result a result of an operation that moves bytes
     */
    public static long moved(long result) {
        return result >= 0 ? result : -result >> 24;
    }

    private Event() {}
}
