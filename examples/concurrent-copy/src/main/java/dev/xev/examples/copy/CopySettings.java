package dev.xev.examples.copy;

import java.io.IOException;

/** How to copy. */
public final class CopySettings {
    final int inFlight;
    final int chunkBytes;
    final Strategy strategy;
    final boolean isVerifying;
    final Identity identity;

    private CopySettings(
            int inFlight,
            int chunkBytes,
            Strategy strategy,
            boolean isVerifying,
            Identity identity) {
        this.inFlight = inFlight;
        this.chunkBytes = chunkBytes;
        this.strategy = strategy;
        this.isVerifying = isVerifying;
        this.identity = identity;
    }

    /**
     * Settings for whoever runs this process.
     *
     * @param inFlight the most files being copied at a time
     * @param chunkBytes how much one read or write moves
     * @param strategy how content is moved
     * @param isVerifying whether every copy is read again before it gets its name
     * @return the settings
     * @throws IOException if the system does not say who runs this process
     */
    public static CopySettings of(
            int inFlight, int chunkBytes, Strategy strategy, boolean isVerifying)
            throws IOException {
        return new CopySettings(inFlight, chunkBytes, strategy, isVerifying, Identity.current());
    }
}
