package dev.xev;

import java.time.Duration;

/**
 * What a timer at a fixed rate does about ticks that passed while the loop was busy.
 *
 * @see Timer#startAtFixedRate(Duration, Duration, MissedTicks, OperationCallback)
 */
public enum MissedTicks {
    /** Reports each of them, one call after the other, until it has caught up. */
    BURST,

    /** Reports them in one call, whose result is their number, and keeps to the original rhythm. */
    SKIP,

    /** Forgets them: the next tick comes one period after this call. */
    DELAY
}
