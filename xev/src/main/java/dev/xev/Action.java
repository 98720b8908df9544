package dev.xev;

/**
 * A callback's answer: what becomes of the operation that has just reported.
 *
 * <p>Answering {@code null}, or throwing, counts as {@link #DISARM}.
 */
public enum Action {
    /** The operation is over; this callback is not called again for it. */
    DISARM,

    /**
     * The same operation starts again with the same arguments. A repeating operation that is still
     * alive in the kernel, such as {@link TcpListener#accept}, just goes on.
     *
     * <p>Timers, notifications, accept, read, receive, and reads and writes of files may answer
     * this; elsewhere it is an {@link IllegalStateException}. It counts as {@link #DISARM} after
     * {@link XevError#CANCELED} and after a {@code cancel} or {@code close} in the same callback.
     */
    REARM
}
