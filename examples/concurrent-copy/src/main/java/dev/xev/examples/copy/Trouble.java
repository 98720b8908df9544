package dev.xev.examples.copy;

import dev.xev.XevError;

/**
 * Why a file was not copied.
 *
 * @param doing what was tried, such as {@code read}
 * @param error how it ended
 */
public record Trouble(String doing, XevError error) {
    /** {@return one line: what was tried and what came of it} */
    public String text() {
        return doing + ": " + Reasons.of(error);
    }
}
