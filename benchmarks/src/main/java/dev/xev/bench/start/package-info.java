/** The time to a first event. */
@NullMarked
package dev.xev.bench.start;

import org.jspecify.annotations.NullMarked;
