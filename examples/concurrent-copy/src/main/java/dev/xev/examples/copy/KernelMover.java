package dev.xev.examples.copy;

import dev.xev.Loop;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

/**
 * Copies each file by a chain of operations, all of them through one buffer, made for the first.
 */
public final class KernelMover implements Mover {
    private final Loop loop;
    private final int chunkBytes;
    private @Nullable MemorySegment buffer;
    private @Nullable FileChain chain;

    /**
     * Makes a mover.
     *
     * @param loop where the operations run
     * @param chunkBytes how much one read or write moves
     */
    public KernelMover(Loop loop, int chunkBytes) {
        this.loop = loop;
        this.chunkBytes = chunkBytes;
    }

    @Override
    public void start(Job job, Done done) {
        if (buffer == null) buffer = loop.allocate(chunkBytes);
        chain = new FileChain(loop, buffer, job, done);
        chain.start();
    }

    @Override
    public void cancel() {
        if (chain != null) chain.cancel();
    }

    @Override
    public long progress() {
        return chain == null ? 0 : chain.progress();
    }
}
