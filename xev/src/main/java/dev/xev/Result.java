package dev.xev;

/**
 * The outcome of an operation that yields an object: {@link Ok} with it, or {@link Failed} with the
 * reason.
 *
 * {@snippet :
 * listener.accept((_, accepted) -> switch (accepted) {
 *     case Result.Ok(var socket) -> serve(socket);
 *     case Result.Failed(var error) -> error.isTransient() ? Action.REARM : Action.DISARM;
 * });
 * }
 *
 * @param <T> what the operation yields
 */
public sealed interface Result<T> {
    /**
     * It succeeded.
     *
     * @param value what it yielded
     * @param <T> what the operation yields
     */
    record Ok<T>(T value) implements Result<T> {}

    /**
     * It failed.
     *
     * @param error why
     * @param <T> what the operation yields
     */
    record Failed<T>(XevError error) implements Result<T> {}

    /**
     * {@return what the operation yielded}
     *
     * @throws XevException if it failed
     */
    default T orElseThrow() {
        return switch (this) {
            case Ok<T>(T value) -> value;
            case Failed<T>(XevError error) -> throw new XevException("operation", error);
        };
    }
}
