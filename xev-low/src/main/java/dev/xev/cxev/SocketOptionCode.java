package dev.xev.cxev;

/**
 * The socket options of {@link XevExtHandle#xev_ext_set_option} and {@link
 * XevExtHandle#xev_ext_get_option}, with the same numbers on every system. Booleans are 0 and 1.
 */
public final class SocketOptionCode {
    /** Boolean: binds to a local address that is in {@code TIME_WAIT}. */
    public static final int REUSE_ADDRESS = 1;

    /** Boolean: several sockets share one port. */
    public static final int REUSE_PORT = 2;

    /** Boolean: sends small segments at once. */
    public static final int NO_DELAY = 3;

    /** Boolean: probes an idle connection. */
    public static final int KEEP_ALIVE = 4;

    /** Bytes of the system's send buffer. */
    public static final int SEND_BUFFER = 5;

    /** Bytes of the system's receive buffer. */
    public static final int RECEIVE_BUFFER = 6;

    /** Seconds that a close waits for unsent data; -1 is off. */
    public static final int LINGER = 7;

    /** The traffic class (or type of service) of what is sent. */
    public static final int TRAFFIC_CLASS = 8;

    /** Seconds of silence before the first probe. */
    public static final int KEEP_IDLE = 9;

    /** Seconds between two probes. */
    public static final int KEEP_INTERVAL = 10;

    /** Unanswered probes after which the connection is dropped. */
    public static final int KEEP_COUNT = 11;

    /** Boolean: acknowledges at once; where the system has it. */
    public static final int QUICK_ACK = 12;

    /** The pending error of the socket as an {@link ErrorCode}; reading clears it. */
    public static final int ERROR = 13;

    /** Boolean: an IPv6 socket takes no IPv4 traffic. */
    public static final int V6_ONLY = 14;

    /** Boolean: datagrams may go to a broadcast address. */
    public static final int BROADCAST = 15;

    private SocketOptionCode() {}
}
