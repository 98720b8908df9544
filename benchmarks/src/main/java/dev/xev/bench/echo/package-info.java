/** Echo servers on TCP, ours and those of peers, under the same load generator. */
@NullMarked
package dev.xev.bench.echo;

import org.jspecify.annotations.NullMarked;
