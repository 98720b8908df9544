package dev.xev.examples.copy;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;

/** Reads a file and its copy again and compares what their contents hash to. Blocks. */
final class Verifier {
    private @Nullable ContentHash hash;
    private volatile boolean isCanceled;

    boolean isSame(Path source, Path copy) throws IOException {
        if (hash == null) hash = new ContentHash();
        return hash.of(source, this::isCanceled).equals(hash.of(copy, this::isCanceled));
    }

    /** Ends the comparison under way, and every later one, by a {@link CancellationException}. */
    void cancel() {
        isCanceled = true;
    }

    private boolean isCanceled() {
        return isCanceled;
    }
}
