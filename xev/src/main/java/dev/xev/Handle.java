package dev.xev;

import dev.xev.cxev.Op;

import org.jspecify.annotations.Nullable;

/**
 * A handle of the library and what is armed on it. It is closed once, at once if nothing is armed,
 * else after the last event; what was armed gets CANCELED, whatever the library says of it.
 */
final class Handle {
    final Core core;
    final int number;

    /** Activations that the library will still report. */
    int armed;

    private boolean closed;

    Handle(Core core, int number) {
        this.core = core;
        this.number = number;
    }

    /** It belongs to somebody else now. */
    void released() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    /** Refuses a start, with a message that says what happened. */
    void checkOpen(Object resource) {
        if (closed) throw new IllegalStateException(resource + " is closed");
    }

    /** Closing twice is no mistake; who asks is told all the same. */
    <S> void closedAlready(S source, @Nullable OperationCallback<S> callback) {
        if (callback == null || !core.isOpen()) return;
        Operation operation = core.claimAlways(Op.CLOSE, source, callback);
        operation.handle = this;
        core.begin(operation);
        core.post(operation, 0);
    }

    /** Closes it for the program; the caller has seen that it is open. */
    <S> void close(S source, @Nullable OperationCallback<S> callback) {
        closed = true;
        if (armed == 0) {
            core.boundary.closeHandle(number);
            if (callback == null) return;
        }
        Operation operation = core.claimAlways(Op.CLOSE, source, callback);
        operation.handle = this;
        core.begin(operation);
        if (armed == 0) {
            core.post(operation, 0);
        } else {
            core.submit(operation);
        }
    }
}
