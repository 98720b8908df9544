package dev.xev.examples.copy;

import java.util.Locale;

/** How the content of a file gets from one place to the other. */
public enum Strategy {
    /** Open, stat, read, write and close one by one, each an operation of the loop. */
    KERNEL,

    /** One operation for the whole file, which a thread of the loop's pool carries out. */
    POOL,

    /** For each file the one that is faster for its size. */
    AUTO;

    /**
     * Files of at least this size go to the pool; see docs/concurrent-copy.md for the measurement.
     */
    private static final long POOL_FROM_BYTES = 0;

    /**
     * What to do with one file.
     *
     * @param bytes its size
     * @return KERNEL or POOL
     */
    public Strategy forSize(long bytes) {
        if (this != AUTO) return this;
        return bytes >= POOL_FROM_BYTES ? POOL : KERNEL;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
