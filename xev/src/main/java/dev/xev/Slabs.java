package dev.xev;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory that stays until its arena ends. Small pieces are cut from slabs, so that few of these are
 * all that the library has to know. Any thread, but for {@link #takeFresh}, which wants one.
 */
final class Slabs {
    static final int SMALLEST = 64 * 1024;

    private static final int LARGEST = 1024 * 1024;
    private static final int LINE = 64;
    private static final int PAGE = 4096;

    private final Arena arena;
    private final List<MemorySegment> fresh = new ArrayList<>();
    private volatile boolean hasFresh;
    private @Nullable MemorySegment slab;
    private long used;
    private long total;

    Slabs(Arena arena) {
        this.arena = arena;
    }

    /** New memory, zeroed. What has the size of a page or more begins with one. */
    synchronized MemorySegment allocate(long bytes) {
        int alignment = bytes < PAGE ? LINE : PAGE;
        if (bytes > SMALLEST / 2) return make(bytes);
        MemorySegment slab = this.slab;
        long at = (used + alignment - 1) & -alignment;
        if (slab == null || at + bytes > slab.byteSize()) {
            slab = make(Math.clamp(total, SMALLEST, LARGEST));
            total += slab.byteSize();
            this.slab = slab;
            at = 0;
        }
        used = at + bytes;
        return slab.asSlice(at, bytes);
    }

    private MemorySegment make(long bytes) {
        MemorySegment made = arena.allocate(bytes, PAGE);
        fresh.add(made);
        hasFresh = true;
        return made;
    }

    /** Whether there is memory that {@link #takeFresh} has not taken. */
    boolean hasFresh() {
        return hasFresh;
    }

    /** What was made since this was asked last. */
    synchronized List<MemorySegment> takeFresh() {
        List<MemorySegment> taken = List.copyOf(fresh);
        fresh.clear();
        hasFresh = false;
        return taken;
    }
}
