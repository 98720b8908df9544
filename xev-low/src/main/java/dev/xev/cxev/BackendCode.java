package dev.xev.cxev;

/** The ways a loop talks to the system, as {@link XevExt#xev_ext_backend} reports them. */
public final class BackendCode {
    /** In {@link Options}: the best one that the system allows. */
    public static final int AUTO = 0;

    /** Linux: completion rings. */
    public static final int IO_URING = 1;

    /** Linux: readiness, with a thread pool for files. */
    public static final int EPOLL = 2;

    /** macOS and the BSDs. */
    public static final int KQUEUE = 3;

    /** Windows. */
    public static final int IOCP = 4;

    /** A virtual clock and scripted faults, for tests. */
    public static final int SIMULATED = 5;

    private BackendCode() {}
}
