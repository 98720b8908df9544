package dev.xev;

import dev.xev.cxev.CopyArguments;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Shows how far a {@link PathOperations#copy} is, to any thread. One object for one copy. */
public final class CopyProgress {
    // Freed by the garbage collector, so that looking is safe however long it takes.
    private final MemorySegment arguments = Arena.ofAuto().allocate(CopyArguments.SIZE, 8);
    private boolean isUsed;

    /** Makes an object to give to a copy. */
    public CopyProgress() {}

    /** {@return how many bytes have been copied so far} */
    public long bytes() {
        return CopyArguments.progress(arguments, 0);
    }

    MemorySegment use() {
        Check.state(!isUsed, "this progress belongs to another copy: make one for each");
        isUsed = true;
        return arguments;
    }
}
