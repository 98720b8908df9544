package dev.xev.examples.copy;

import java.nio.file.Path;

/**
 * The content of one file, and where to put it.
 *
 * @param target a name that must be free
 * @param bytes how large it was when it was looked at
 * @param mode the permission bits of the copy, or {@link #ANY_MODE}
 * @param keepsTimes whether the copy is as old as the source
 * @param isAtomic whether nobody may see the target before it is complete
 */
public record Job(
        Path source, Path target, long bytes, int mode, boolean keepsTimes, boolean isAtomic) {
    /** Whatever a program gets that creates a file without saying more. */
    public static final int ANY_MODE = -1;

    /**
     * Content alone.
     *
     * @param source what to copy
     * @param target a name that must be free
     * @param bytes how large it is
     * @return the job
     */
    public static Job contentOnly(Path source, Path target, long bytes) {
        return new Job(source, target, bytes, ANY_MODE, false, false);
    }

    boolean keepsMode() {
        return mode != ANY_MODE;
    }
}
