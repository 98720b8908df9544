package dev.xev;

/**
 * The outcome of a read or a write, for a {@code switch}: {@code switch (Transfer.of(result))}.
 *
 * <p>Callbacks get the bare number, because an object costs an allocation for each event; a program
 * that prefers to have every case checked by the compiler lifts it here.
 */
public sealed interface Transfer {
    /**
     * Bytes moved.
     *
     * @param count how many, at least 0
     */
    record Bytes(int count) implements Transfer {}

    /** The stream has ended: there is nothing more to read, now or later. */
    record End() implements Transfer {}

    /**
     * The operation failed.
     *
     * @param error why
     */
    record Failed(XevError error) implements Transfer {}

    /**
     * {@return the meaning of a callback's number}
     *
     * @param result as a callback got it
     */
    static Transfer of(int result) {
        if (result >= 0) return new Bytes(result);
        return result == -1 ? Outcomes.END : new Failed(XevError.of(result));
    }
}
