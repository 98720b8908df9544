package dev.xev.examples.copy;

import dev.xev.Loop;

import org.jspecify.annotations.Nullable;

/**
 * A place for one file in flight, with what copying it needs. Memory is bounded because lanes are:
 * each has one buffer, for one file after another.
 */
final class Lane {
    final Movers movers;
    final Verifier verifier = new Verifier();

    /** What is in it now. */
    @Nullable FileCopy copy;

    Lane(Loop loop, int chunkBytes) {
        this(new Movers(loop, chunkBytes));
    }

    Lane(Movers movers) {
        this.movers = movers;
    }

    long progress() {
        return copy == null ? 0 : copy.progress();
    }

    void cancel() {
        verifier.cancel();
        if (copy != null) copy.cancel();
    }
}
