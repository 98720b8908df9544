/** What every benchmark needs: rounds, children, peers that have to be built, and reports. */
@NullMarked
package dev.xev.bench.run;

import org.jspecify.annotations.NullMarked;
