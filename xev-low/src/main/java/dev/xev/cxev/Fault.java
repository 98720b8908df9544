package dev.xev.cxev;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * A scripted fault of the simulated backend: {@code xev_ext_fault} of 32 bytes, read by {@link
 * XevExt#xev_ext_simulate}.
 */
public final class Fault {
    /** Kind: ends with the given result, a negative number of the system. */
    public static final int FAIL = 1;

    /** Kind: moves at most the given number of bytes. */
    public static final int SHORT = 2;

    /** Kind: does not end until it is released. */
    public static final int HOLD = 3;

    /** Kind: ends what is held. */
    public static final int RELEASE = 4;

    /** Kind: ends the given number of nanoseconds later. */
    public static final int DELAY = 5;

    /** Bytes of one structure. */
    public static final long SIZE = 32;

    /** The fields, by their names in C. */
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                    JAVA_BYTE.withName("op"),
                    JAVA_BYTE.withName("kind"),
                    JAVA_SHORT.withName("reserved"),
                    JAVA_INT.withName("skip"),
                    JAVA_INT.withName("count"),
                    JAVA_INT.withName("reserved2"),
                    JAVA_LONG.withName("result"),
                    JAVA_LONG.withName("reserved3"));

    static final long OP_OFFSET = 0;
    static final long KIND_OFFSET = 1;
    static final long SKIP_OFFSET = 4;
    static final long COUNT_OFFSET = 8;
    static final long RESULT_OFFSET = 16;

    /**
     * Writes a whole fault.
     *
     * @param fault the structure
     * @param op the {@link Op} whose next operations it applies to
     * @param kind one of the kinds of this class
     * @param skip how many operations of this code pass first
     * @param count how many operations it then applies to
     * @param result a negative number of the system, bytes, or nanoseconds: as the kind says
     */
    public static void write(
            MemorySegment fault, int op, int kind, int skip, int count, long result) {
        fault.asSlice(0, SIZE).fill((byte) 0);
        fault.set(JAVA_BYTE, OP_OFFSET, (byte) op);
        fault.set(JAVA_BYTE, KIND_OFFSET, (byte) kind);
        fault.set(JAVA_INT, SKIP_OFFSET, skip);
        fault.set(JAVA_INT, COUNT_OFFSET, count);
        fault.set(JAVA_LONG, RESULT_OFFSET, result);
    }

    private Fault() {}
}
