/**
 * A copy program on one event loop.
 *
 * <p>{@link dev.xev.examples.copy.ConcurrentCopy} reads the command line, {@link
 * dev.xev.examples.copy.TreeWalk} finds what there is to copy, and the engine carries it out with a
 * bounded number of files in flight. {@code docs/concurrent-copy.md} says what it promises.
 */
@NullMarked
package dev.xev.examples.copy;

import org.jspecify.annotations.NullMarked;
