package dev.xev;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

/** A piece of the loop's own native memory, lent to one operation at a time. */
final class Block {
    final MemorySegment segment;
    final long address;
    final int sizeClass;
    @Nullable Block next;

    Block(MemorySegment segment, int sizeClass) {
        this.segment = segment;
        this.address = segment.address();
        this.sizeClass = sizeClass;
    }

    int size() {
        return (int) segment.byteSize();
    }
}
