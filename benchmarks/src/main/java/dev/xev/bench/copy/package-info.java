/** Copying files: the example program, what the JDK offers, and two programs in C. */
@NullMarked
package dev.xev.bench.copy;

import org.jspecify.annotations.NullMarked;
