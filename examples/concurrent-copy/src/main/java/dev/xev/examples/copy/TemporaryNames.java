package dev.xev.examples.copy;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Names for copies that are not complete yet, each beside the name it will get, so that a rename
 * finishes it in one step. Any thread may clear them away.
 */
final class TemporaryNames {
    private static final String PREFIX = ".concurrent-copy-";

    /** Tells the names of this run from those of any other; made for the first of them. */
    private @Nullable String run;

    private final Set<Path> inUse = ConcurrentHashMap.newKeySet();
    private long made;

    /** Whether files of this copy cannot be without a name. For the loop's thread. */
    boolean areNeeded;

    /** A name in the directory of {@code target}. For the loop's thread. */
    Path beside(Path target) {
        if (run == null) {
            run = PREFIX + HexFormat.of().toHexDigits(new SecureRandom().nextLong()) + "-";
        }
        // ASCII and short: fits where the target's name fits, in every locale.
        Path name = target.resolveSibling(run + ++made);
        inUse.add(name);
        return name;
    }

    /** The name is free again: renamed, or deleted, or never made. */
    void release(Path name) {
        inUse.remove(name);
    }

    /** Deletes every copy that is not complete, for when the loop no longer can. */
    void deleteAll() {
        for (Path name : inUse) {
            try {
                Files.deleteIfExists(name);
            } catch (IOException nothingElseCanBeDone) {
                System.err.println("left behind: " + Names.text(name));
            }
        }
    }
}
