package dev.xev;

import java.net.SocketOption;
import java.time.Duration;

/**
 * Options of sockets that {@link java.net.StandardSocketOptions} lacks. A system that lacks one too
 * answers with {@link XevError#UNSUPPORTED}.
 */
public final class XevSocketOptions {
    /** How long a connection is silent before it is asked whether it is still there. */
    public static final SocketOption<Duration> KEEP_IDLE =
            new Option<>("KEEP_IDLE", Duration.class);

    /** How long to wait between such questions. Whole seconds, as for the one above. */
    public static final SocketOption<Duration> KEEP_INTERVAL =
            new Option<>("KEEP_INTERVAL", Duration.class);

    /** After how many questions without an answer the connection is given up. */
    public static final SocketOption<Integer> KEEP_COUNT =
            new Option<>("KEEP_COUNT", Integer.class);

    /** Whether what arrives is acknowledged at once; the system turns it off again by itself. */
    public static final SocketOption<Boolean> QUICK_ACK = new Option<>("QUICK_ACK", Boolean.class);

    /** Whether an IPv6 socket refuses IPv4. Before it is bound. */
    public static final SocketOption<Boolean> V6_ONLY = new Option<>("V6_ONLY", Boolean.class);

    private XevSocketOptions() {}

    private record Option<T>(String name, Class<T> type) implements SocketOption<T> {
        @Override
        public String toString() {
            return name;
        }
    }
}
