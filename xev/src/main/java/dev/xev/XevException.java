package dev.xev;

import java.io.Serial;

/**
 * A failed set-up: what was tried, on what, and why, as in {@code bind 127.0.0.1:80: permission
 * denied (EACCES)}. Outcomes of operations that were started are results and never thrown.
 */
public final class XevException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    /** Why it failed. */
    private final XevError error;

    /**
     * Makes an exception.
     *
     * @param what what was tried, and on what
     * @param error why it failed
     */
    public XevException(String what, XevError error) {
        super(what + ": " + error.describe(), error.cause());
        this.error = error;
    }

    /** {@return why it failed} */
    public XevError error() {
        return error;
    }
}
