/**
 * The loop and its peers on the same work, in one run: {@link dev.xev.bench.Main} picks the
 * benchmarks, the packages beside it hold one each, and {@link dev.xev.bench.run} runs, compares
 * and reports them.
 */
@NullMarked
package dev.xev.bench;

import org.jspecify.annotations.NullMarked;
