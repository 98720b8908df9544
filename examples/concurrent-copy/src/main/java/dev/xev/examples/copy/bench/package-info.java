/**
 * Compares ways to copy the same files, in one run.
 *
 * <p>A {@link dev.xev.examples.copy.bench.Workload} says what is copied, a {@link
 * dev.xev.examples.copy.bench.Contender} how, and the {@link dev.xev.examples.copy.bench.Harness}
 * when and with what care; the rest prints the outcome.
 */
@NullMarked
package dev.xev.examples.copy.bench;

import org.jspecify.annotations.NullMarked;
