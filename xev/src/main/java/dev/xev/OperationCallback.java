package dev.xev;

/**
 * Told when an operation has ended whose outcome is a number.
 *
 * <p>It runs on the loop's thread, out of {@link Loop#run()}, never inside the call that started
 * the operation and never beside another callback. What it throws leaves {@code run}, or goes to
 * {@link LoopOptions#onException}.
 *
 * @param <S> what the operation was started on
 */
@FunctionalInterface
public interface OperationCallback<S> {
    /**
     * Takes the outcome of an operation.
     *
     * @param source what the operation was started on
     * @param result at least 0: how many bytes moved, or 0 where none do; -1: the end of the
     *     stream; at most -2: an error. {@link Transfer#of} and {@link XevError#of} read it
     * @return what becomes of the operation
     */
    Action completed(S source, int result);
}
