package dev.xev;

import org.jspecify.annotations.Nullable;

/**
 * How far a transfer is that goes through memory of the loop, piece by piece, because the program's
 * own memory could move or vanish meanwhile.
 */
final class Copy {
    /** The program's memory: a segment or an array of bytes. */
    @Nullable Object memory;

    /** Where in it, and in the file, the transfer begins. */
    long from;

    long offset;

    int total;
    int done;
    @Nullable Copy next;

    int left() {
        return total - done;
    }
}
