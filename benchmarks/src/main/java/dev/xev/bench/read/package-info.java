/** Random reads of a file. */
@NullMarked
package dev.xev.bench.read;

import org.jspecify.annotations.NullMarked;
