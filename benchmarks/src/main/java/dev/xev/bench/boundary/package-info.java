/** The way between Java and the native library, with nothing to do on the other side. */
@NullMarked
package dev.xev.bench.boundary;

import org.jspecify.annotations.NullMarked;
