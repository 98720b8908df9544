package dev.xev;

/**
 * Told when an operation has ended whose outcome is an object: a socket, a file, a path.
 *
 * <p>It runs on the loop's thread, as {@link OperationCallback} does.
 *
 * @param <S> what the operation was started on
 * @param <T> what it yields
 */
@FunctionalInterface
public interface ResultCallback<S, T> {
    /**
     * Takes the outcome of an operation.
     *
     * @param source what the operation was started on
     * @param result what it yielded, or why not
     * @return what becomes of the operation
     */
    Action completed(S source, Result<T> result);
}
