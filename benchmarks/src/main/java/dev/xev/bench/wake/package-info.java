/** Work handed to a loop by other threads. */
@NullMarked
package dev.xev.bench.wake;

import org.jspecify.annotations.NullMarked;
