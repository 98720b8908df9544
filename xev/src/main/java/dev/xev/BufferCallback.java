package dev.xev;

import org.jspecify.annotations.Nullable;

/**
 * Told what was received into a buffer that the loop owns.
 *
 * <p>It runs on the loop's thread, as {@link OperationCallback} does.
 *
 * @param <S> what receives
 */
@FunctionalInterface
public interface BufferCallback<S> {
    /**
     * Takes what was received.
     *
     * @param source what receives
     * @param buffer the bytes, lent until this method returns unless {@link LoopBuffer#keep} or a
     *     write takes it; null if {@code result} is negative
     * @param result how many bytes the buffer holds; -1 at the end of the stream; at most -2: an
     *     error
     * @return {@link Action#REARM} to receive on
     */
    Action received(S source, @Nullable LoopBuffer buffer, int result);
}
