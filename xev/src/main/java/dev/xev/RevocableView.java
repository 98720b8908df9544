package dev.xev;

import dev.xev.cxev.Memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A view of memory that can be taken away, for finding programs that use a buffer for too long. */
final class RevocableView {
    private final Arena arena = Arena.ofShared();
    private final MemorySegment segment;

    RevocableView(MemorySegment memory) {
        segment = Memory.until(memory, arena);
    }

    MemorySegment segment() {
        return segment;
    }

    void revoke() {
        arena.close();
    }
}
