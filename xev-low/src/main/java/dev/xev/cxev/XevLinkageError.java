package dev.xev.cxev;

/**
 * Thrown when the native library cannot be used: none was found, none could be loaded, or it has
 * another binary interface than this module. The message names every place that was tried and why
 * each of them failed.
 */
public final class XevLinkageError extends LinkageError {
    private static final long serialVersionUID = 1L;

    XevLinkageError(String message) {
        super(message);
    }

    XevLinkageError(String message, Throwable cause) {
        super(message, cause);
    }
}
