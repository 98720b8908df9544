/** Much data in one direction, over one connection and over some. */
@NullMarked
package dev.xev.bench.stream;

import org.jspecify.annotations.NullMarked;
