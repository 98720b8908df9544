package dev.xev.cxev;

/** Room on this thread's stack. */
final class Stack {
    /**
     * About 75 bytes each when compiled: 38 KiB, for native frames and the first Java ones. With 32
     * the JVM still ended, with 64 it did not.
     */
    private static final int FRAMES = 512;

    private Stack() {}

    /**
     * Goes down the stack and comes back.
     *
     * @throws StackOverflowError if there is not enough left for the library to call Java
     */
    static void reserve() {
        descend(FRAMES, 1, 2, 3, 4, 5, 6, 7, 8);
    }

    /** Swaps its arguments, so that no compiler can drop them or turn the recursion into a loop. */
    private static long descend(
            int frames, long a, long b, long c, long d, long e, long f, long g, long h) {
        if (frames == 0) return a;
        long below = descend(frames - 1, h, a, b, c, d, e, f, g);
        return below ^ b + c ^ d + e ^ f + g ^ h;
    }
}
