package dev.xev.examples.copy;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/**
 * A directory of the tree for as long as something in it is unfinished.
 *
 * <p>The walk fills in what stays the same; the rest is the engine's, on the loop's thread. Its
 * mode and times come last, because every name made in it changes its times, and because a
 * read-only directory accepts no names.
 */
final class Directory {
    final @Nullable Directory parent;
    final Path source;
    final Path target;
    final Attributes attributes;

    /** What was at the target before: a directory that keeps its own mode, or nothing. */
    final @Nullable Attributes existing;

    /** Whether names may be made in it now. */
    boolean isReady;

    /** Written by the loop, read by the walk: nothing below can be copied. */
    volatile boolean isLost;

    private int unfinished = 1;

    Directory(
            @Nullable Directory parent,
            Path source,
            Path target,
            Attributes attributes,
            @Nullable Attributes existing) {
        this.parent = parent;
        this.source = source;
        this.target = target;
        this.attributes = attributes;
        this.existing = existing;
    }

    /** Something in it has begun. */
    void enter() {
        unfinished++;
    }

    /** Something in it, or the walk through it, is over: answers whether that was the last. */
    boolean leave() {
        return --unfinished == 0;
    }
}
