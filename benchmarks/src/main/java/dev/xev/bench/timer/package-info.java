/** Timers by the million: starting, moving, canceling and firing them. */
@NullMarked
package dev.xev.bench.timer;

import org.jspecify.annotations.NullMarked;
