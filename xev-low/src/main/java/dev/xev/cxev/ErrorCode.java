package dev.xev.cxev;

/**
 * The error codes of the library: the same on every system, for ever. An error of an operation
 * packs the code into its result ({@link Event#code}), with the number the system gave.
 */
public final class ErrorCode {
    /** Not an error: the stream has ended. Its result is -1, without any packing. */
    public static final int END_OF_STREAM = 1;

    /** The operation was canceled and had no effect ({@code ECANCELED}). */
    public static final int CANCELED = 2;

    /** Timed out ({@code ETIMEDOUT}, {@code ETIME}). */
    public static final int TIMED_OUT = 3;

    /** Handle is closed or was never open ({@code EBADF}). */
    public static final int BAD_HANDLE = 4;

    /** No such file, directory, or operation to cancel ({@code ENOENT}). */
    public static final int NOT_FOUND = 5;

    /** Already exists ({@code EEXIST}). */
    public static final int ALREADY_EXISTS = 6;

    /** Permission denied ({@code EACCES}). */
    public static final int ACCESS_DENIED = 7;

    /** Operation not permitted ({@code EPERM}). */
    public static final int NOT_PERMITTED = 8;

    /** Not a directory ({@code ENOTDIR}). */
    public static final int NOT_A_DIRECTORY = 9;

    /** Is a directory ({@code EISDIR}). */
    public static final int IS_A_DIRECTORY = 10;

    /** Directory not empty ({@code ENOTEMPTY}). */
    public static final int DIRECTORY_NOT_EMPTY = 11;

    /** File name too long ({@code ENAMETOOLONG}). */
    public static final int NAME_TOO_LONG = 12;

    /** Too many links ({@code ELOOP}, {@code EMLINK}). */
    public static final int TOO_MANY_LINKS = 13;

    /** No space left on device ({@code ENOSPC}). */
    public static final int NO_SPACE = 14;

    /** Disk quota exceeded ({@code EDQUOT}). */
    public static final int QUOTA_EXCEEDED = 15;

    /** File too big ({@code EFBIG}, {@code EOVERFLOW}). */
    public static final int FILE_TOO_BIG = 16;

    /** Read-only file system ({@code EROFS}). */
    public static final int READ_ONLY = 17;

    /** The resource is in use ({@code EBUSY}). */
    public static final int BUSY = 18;

    /** Program file is being executed ({@code ETXTBSY}). */
    public static final int TEXT_BUSY = 19;

    /** Not on the same file system ({@code EXDEV}). */
    public static final int CROSS_DEVICE = 20;

    /** Input/output error ({@code EIO}). */
    public static final int IO_ERROR = 21;

    /** Process has too many open files ({@code EMFILE}). */
    public static final int TOO_MANY_HANDLES = 22;

    /** System has too many open files ({@code ENFILE}). */
    public static final int SYSTEM_HANDLES = 23;

    /** Out of memory ({@code ENOMEM}). */
    public static final int OUT_OF_MEMORY = 24;

    /** No buffer space available ({@code ENOBUFS}). */
    public static final int NO_BUFFERS = 25;

    /** Invalid argument ({@code EINVAL}). */
    public static final int INVALID_ARGUMENT = 26;

    /**
     * Not supported here ({@code EOPNOTSUPP}, {@code ENOSYS}, {@code ENOTTY}, {@code ENOPROTOOPT},
     * {@code EPROTONOSUPPORT}).
     */
    public static final int UNSUPPORTED = 27;

    /** Bad memory address ({@code EFAULT}). */
    public static final int BAD_ADDRESS = 28;

    /** Broken pipe ({@code EPIPE}). */
    public static final int BROKEN_PIPE = 29;

    /** Connection reset by peer ({@code ECONNRESET}). */
    public static final int CONNECTION_RESET = 30;

    /** Connection refused ({@code ECONNREFUSED}). */
    public static final int CONNECTION_REFUSED = 31;

    /** Connection aborted ({@code ECONNABORTED}). */
    public static final int CONNECTION_ABORTED = 32;

    /** Not connected ({@code ENOTCONN}). */
    public static final int NOT_CONNECTED = 33;

    /** Already connected ({@code EISCONN}). */
    public static final int ALREADY_CONNECTED = 34;

    /** Address already in use ({@code EADDRINUSE}). */
    public static final int ADDRESS_IN_USE = 35;

    /** Address not available ({@code EADDRNOTAVAIL}). */
    public static final int ADDRESS_NOT_AVAILABLE = 36;

    /** Network unreachable ({@code ENETUNREACH}). */
    public static final int NETWORK_UNREACHABLE = 37;

    /** Host unreachable ({@code EHOSTUNREACH}, {@code EHOSTDOWN}). */
    public static final int HOST_UNREACHABLE = 38;

    /** Network is down ({@code ENETDOWN}). */
    public static final int NETWORK_DOWN = 39;

    /** Address family not supported ({@code EAFNOSUPPORT}). */
    public static final int ADDRESS_FAMILY_UNSUPPORTED = 40;

    /** Protocol error ({@code EPROTO}). */
    public static final int PROTOCOL_ERROR = 41;

    /** Message too long ({@code EMSGSIZE}). */
    public static final int MESSAGE_TOO_BIG = 42;

    /** Not a socket ({@code ENOTSOCK}). */
    public static final int NOT_A_SOCKET = 43;

    /** No positions in this kind of file ({@code ESPIPE}). */
    public static final int NOT_SEEKABLE = 44;

    /** Would block ({@code EAGAIN}). */
    public static final int WOULD_BLOCK = 45;

    /** Interrupted by a signal ({@code EINTR}). */
    public static final int INTERRUPTED = 46;

    /** No such device ({@code ENODEV}, {@code ENXIO}). */
    public static final int NO_DEVICE = 47;

    /** Stale file handle ({@code ESTALE}). */
    public static final int STALE = 48;

    /** Would deadlock ({@code EDEADLK}). */
    public static final int DEADLOCK = 49;

    /** Queue is full. */
    public static final int QUEUE_FULL = 50;

    /** Loop is closed. */
    public static final int LOOP_CLOSED = 51;

    /** The loop is already running. */
    public static final int NESTED_RUN = 52;

    /** Backend not available on this system. */
    public static final int BACKEND_UNAVAILABLE = 53;

    /** Too many operations in flight. */
    public static final int TOO_MANY_OPERATIONS = 54;

    /** Already in progress ({@code EINPROGRESS}, {@code EALREADY}). */
    public static final int IN_PROGRESS = 55;

    /** Any other error of the system, whose number is kept. */
    public static final int UNEXPECTED = 255;

    private ErrorCode() {}
}
