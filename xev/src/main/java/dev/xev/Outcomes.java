package dev.xev;

import dev.xev.cxev.ErrorCode;
import dev.xev.cxev.Event;

/** The numbers that operations end with, inside the library: 64 bits with everything in them. */
final class Outcomes {
    static final Transfer.End END = new Transfer.End();

    static final long CANCELED = -ErrorCode.CANCELED;
    static final long TIMED_OUT = -ErrorCode.TIMED_OUT;
    static final long BAD_ADDRESS = -ErrorCode.BAD_ADDRESS;
    static final long QUEUE_FULL = -ErrorCode.QUEUE_FULL;
    static final long UNEXPECTED = -ErrorCode.UNEXPECTED;
    static final long TOO_MANY_OPERATIONS = -ErrorCode.TOO_MANY_OPERATIONS;

    private static final int MOVED_SHIFT = 24;
    private static final long REASON_MASK = (1L << MOVED_SHIFT) - 1;

    private Outcomes() {}

    /** What a callback is told: without the bytes that an error moved before it. */
    static int told(long outcome) {
        return outcome >= -1 ? (int) outcome : -(int) (-outcome & REASON_MASK);
    }

    /** How many bytes an operation moved, also when it ended with an error. */
    static long moved(long outcome) {
        if (outcome >= 0) return outcome;
        return outcome == -1 ? 0 : Event.moved(outcome);
    }

    /** The same reason with another number of bytes before it. */
    static long withMoved(long error, long moved) {
        return -((-error & REASON_MASK) | moved << MOVED_SHIFT);
    }

    static boolean isCanceled(long outcome) {
        return outcome < -1 && Event.code(outcome) == ErrorCode.CANCELED;
    }
}
