package dev.xev.cxev;

/**
 * The error codes of the library: the same on every system, for ever. An error of an operation
 * packs the code into its result ({@link Event#code}), with the number the system gave.
 */
public final class ErrorCode {
    /** Not an error: the stream has ended. Its result is -1, without any packing. */
    public static final int END_OF_STREAM = 1;

    /** The operation was canceled and had no effect. {@code ECANCELED}. */
    public static final int CANCELED = 2;

    /** The time limit was reached. {@code ETIMEDOUT}. */
    public static final int TIMED_OUT = 3;

    /** The handle is closed, closing, or was never open. {@code EBADF}. */
    public static final int BAD_HANDLE = 4;

    /** There is no such file, or nothing armed to cancel. {@code ENOENT}. */
    public static final int NOT_FOUND = 5;

    /** {@code EEXIST}. */
    public static final int ALREADY_EXISTS = 6;

    /** {@code EACCES}. */
    public static final int ACCESS_DENIED = 7;

    /** {@code EPERM}. */
    public static final int NOT_PERMITTED = 8;

    /** {@code ENOTDIR}. */
    public static final int NOT_A_DIRECTORY = 9;

    /** {@code EISDIR}. */
    public static final int IS_A_DIRECTORY = 10;

    /** {@code ENOTEMPTY}. */
    public static final int DIRECTORY_NOT_EMPTY = 11;

    /** {@code ENAMETOOLONG}. */
    public static final int NAME_TOO_LONG = 12;

    /** {@code ELOOP}, {@code EMLINK}. */
    public static final int TOO_MANY_LINKS = 13;

    /** {@code ENOSPC}. */
    public static final int NO_SPACE = 14;

    /** {@code EDQUOT}. */
    public static final int QUOTA_EXCEEDED = 15;

    /** {@code EFBIG}. */
    public static final int FILE_TOO_BIG = 16;

    /** {@code EROFS}. */
    public static final int READ_ONLY = 17;

    /** The resource is in use. {@code EBUSY}. */
    public static final int BUSY = 18;

    /** {@code ETXTBSY}. */
    public static final int TEXT_BUSY = 19;

    /** {@code EXDEV}. */
    public static final int CROSS_DEVICE = 20;

    /** {@code EIO}. */
    public static final int IO_ERROR = 21;

    /** {@code EMFILE}. */
    public static final int TOO_MANY_HANDLES = 22;

    /** {@code ENFILE}. */
    public static final int SYSTEM_HANDLES = 23;

    /** {@code ENOMEM}. */
    public static final int OUT_OF_MEMORY = 24;

    /** {@code ENOBUFS}. */
    public static final int NO_BUFFERS = 25;

    /** {@code EINVAL}. */
    public static final int INVALID_ARGUMENT = 26;

    /**
     * {@code EOPNOTSUPP}, {@code ENOSYS}, {@code ENOTTY}, {@code ENOPROTOOPT}, {@code
     * EPROTONOSUPPORT}.
     */
    public static final int UNSUPPORTED = 27;

    /** {@code EFAULT}. */
    public static final int BAD_ADDRESS = 28;

    /** {@code EPIPE}. */
    public static final int BROKEN_PIPE = 29;

    /** {@code ECONNRESET}. */
    public static final int CONNECTION_RESET = 30;

    /** {@code ECONNREFUSED}. */
    public static final int CONNECTION_REFUSED = 31;

    /** {@code ECONNABORTED}. */
    public static final int CONNECTION_ABORTED = 32;

    /** {@code ENOTCONN}. */
    public static final int NOT_CONNECTED = 33;

    /** {@code EISCONN}. */
    public static final int ALREADY_CONNECTED = 34;

    /** {@code EADDRINUSE}. */
    public static final int ADDRESS_IN_USE = 35;

    /** {@code EADDRNOTAVAIL}. */
    public static final int ADDRESS_NOT_AVAILABLE = 36;

    /** {@code ENETUNREACH}. */
    public static final int NETWORK_UNREACHABLE = 37;

    /** {@code EHOSTUNREACH}, {@code EHOSTDOWN}. */
    public static final int HOST_UNREACHABLE = 38;

    /** {@code ENETDOWN}. */
    public static final int NETWORK_DOWN = 39;

    /** {@code EAFNOSUPPORT}. */
    public static final int ADDRESS_FAMILY_UNSUPPORTED = 40;

    /** {@code EPROTO}. */
    public static final int PROTOCOL_ERROR = 41;

    /** {@code EMSGSIZE}. */
    public static final int MESSAGE_TOO_BIG = 42;

    /** {@code ENOTSOCK}. */
    public static final int NOT_A_SOCKET = 43;

    /** {@code ESPIPE}. */
    public static final int NOT_SEEKABLE = 44;

    /** {@code EAGAIN}. */
    public static final int WOULD_BLOCK = 45;

    /** {@code EINTR}. */
    public static final int INTERRUPTED = 46;

    /** {@code ENODEV}, {@code ENXIO}. */
    public static final int NO_DEVICE = 47;

    /** {@code ESTALE}. */
    public static final int STALE = 48;

    /** {@code EDEADLK}. */
    public static final int DEADLOCK = 49;

    /** A queue of the library is full. */
    public static final int QUEUE_FULL = 50;

    /** The loop is closed. */
    public static final int LOOP_CLOSED = 51;

    /** The loop is running already. */
    public static final int NESTED_RUN = 52;

    /** The backend asked for cannot be used here. */
    public static final int BACKEND_UNAVAILABLE = 53;

    /** More operations are armed than the loop allows. */
    public static final int TOO_MANY_OPERATIONS = 54;

    /** {@code EINPROGRESS}, {@code EALREADY}. */
    public static final int IN_PROGRESS = 55;

    /** Any other error of the system; its number is kept. */
    public static final int UNEXPECTED = 255;

    private ErrorCode() {}
}
