package dev.xev.examples.copy;

import dev.xev.Loop;

/** A mover of each kind, for one file at a time. */
public final class Movers {
    private final Mover kernel;
    private final Mover pool;

    /**
     * Makes both.
     *
     * @param loop where they copy
     * @param chunkBytes how much one read or write moves
     */
    public Movers(Loop loop, int chunkBytes) {
        this(new KernelMover(loop, chunkBytes), new PoolMover(loop));
    }

    Movers(Mover kernel, Mover pool) {
        this.kernel = kernel;
        this.pool = pool;
    }

    /**
     * The mover of a strategy.
     *
     * @param strategy KERNEL or POOL
     * @return the same one each time
     */
    public Mover of(Strategy strategy) {
        return switch (strategy) {
            case KERNEL -> kernel;
            case POOL -> pool;
            case AUTO -> throw new IllegalArgumentException("auto has to be settled by a size");
        };
    }
}
