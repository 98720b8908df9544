package dev.xev;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;

/** A pool of native memory in powers of two, 256 bytes to 256 KiB. */
final class Blocks {
    static final int LARGEST = 256 * 1024;

    private static final int SMALLEST_SHIFT = 8;
    private static final int CLASSES = 11;
    private static final int ALIGNMENT = 64;

    private final Arena arena;
    private final @Nullable Block[] free = new Block[CLASSES];

    Blocks(Arena arena) {
        this.arena = arena;
    }

    /** Memory of at least this size, with anything in it. */
    Block take(int bytes) {
        int sizeClass = sizeClass(bytes);
        Block block = free[sizeClass];
        if (block == null) {
            long size = 1L << (SMALLEST_SHIFT + sizeClass);
            return new Block(arena.allocate(size, ALIGNMENT), sizeClass);
        }
        free[sizeClass] = block.next;
        block.next = null;
        return block;
    }

    void giveBack(Block block) {
        block.next = free[block.sizeClass];
        free[block.sizeClass] = block;
    }

    private static int sizeClass(int bytes) {
        assert bytes > 0 && bytes <= LARGEST;
        return Math.max(0, 32 - Integer.numberOfLeadingZeros(bytes - 1) - SMALLEST_SHIFT);
    }
}
