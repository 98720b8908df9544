package dev.xev;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** An arena whose memory the loop uses in place, and which therefore refuses to close meanwhile. */
final class LoopArena implements Arena {
    private final LoopMemory owner;
    private final Arena arena = Arena.ofShared();
    private int armed;

    LoopArena(LoopMemory owner) {
        this.owner = owner;
    }

    /** An operation works on its memory until {@link #letGo}. */
    void hold() {
        armed++;
    }

    void letGo() {
        armed--;
    }

    @Override
    public MemorySegment allocate(long bytes, long alignment) {
        return arena.allocate(bytes, alignment);
    }

    @Override
    public MemorySegment.Scope scope() {
        return arena.scope();
    }

    @Override
    public void close() {
        owner.checkThread();
        if (armed > 0) {
            throw new IllegalStateException(
                    armed
                            + " operations use this arena's memory: cancel them, or close the arena"
                            + " in the callback of the last one");
        }
        owner.forget(this);
        arena.close();
    }

    /** The loop is gone. */
    void closeWithLoop() {
        if (arena.scope().isAlive()) arena.close();
    }
}
