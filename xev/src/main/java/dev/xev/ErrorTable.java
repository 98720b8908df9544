package dev.xev;

import dev.xev.cxev.ErrorCode;

import java.util.EnumSet;
import java.util.Set;

/** What the codes of errors are called and mean, one line each. */
enum ErrorTable {
    CANCELED(ErrorCode.CANCELED, "ECANCELED", "the operation was canceled and had no effect"),
    TIMED_OUT(ErrorCode.TIMED_OUT, "ETIMEDOUT", "the time limit passed"),
    BAD_HANDLE(ErrorCode.BAD_HANDLE, "EBADF", "the handle is closed or was never open"),
    NOT_FOUND(ErrorCode.NOT_FOUND, "ENOENT", "no such file, directory or operation"),
    ALREADY_EXISTS(ErrorCode.ALREADY_EXISTS, "EEXIST", "it exists already"),
    ACCESS_DENIED(ErrorCode.ACCESS_DENIED, "EACCES", "permission denied"),
    NOT_PERMITTED(ErrorCode.NOT_PERMITTED, "EPERM", "the operation is not permitted"),
    NOT_A_DIRECTORY(ErrorCode.NOT_A_DIRECTORY, "ENOTDIR", "a part of the path is not a directory"),
    IS_A_DIRECTORY(ErrorCode.IS_A_DIRECTORY, "EISDIR", "it is a directory"),
    DIRECTORY_NOT_EMPTY(ErrorCode.DIRECTORY_NOT_EMPTY, "ENOTEMPTY", "the directory is not empty"),
    NAME_TOO_LONG(ErrorCode.NAME_TOO_LONG, "ENAMETOOLONG", "the name is too long"),
    TOO_MANY_LINKS(ErrorCode.TOO_MANY_LINKS, "ELOOP", "too many links"),
    NO_SPACE(ErrorCode.NO_SPACE, "ENOSPC", "no space is left"),
    QUOTA_EXCEEDED(ErrorCode.QUOTA_EXCEEDED, "EDQUOT", "the disk quota is used up"),
    FILE_TOO_BIG(ErrorCode.FILE_TOO_BIG, "EFBIG", "the file is too big"),
    READ_ONLY(ErrorCode.READ_ONLY, "EROFS", "the file system is read-only"),
    BUSY(ErrorCode.BUSY, "EBUSY", "it is in use"),
    TEXT_BUSY(ErrorCode.TEXT_BUSY, "ETXTBSY", "the program is running"),
    CROSS_DEVICE(ErrorCode.CROSS_DEVICE, "EXDEV", "the two are on different file systems"),
    IO_ERROR(ErrorCode.IO_ERROR, "EIO", "the device failed"),
    TOO_MANY_HANDLES(ErrorCode.TOO_MANY_HANDLES, "EMFILE", "the process has too many open files"),
    SYSTEM_HANDLES(ErrorCode.SYSTEM_HANDLES, "ENFILE", "the system has too many open files"),
    OUT_OF_MEMORY(ErrorCode.OUT_OF_MEMORY, "ENOMEM", "the system has no memory left for this"),
    NO_BUFFERS(ErrorCode.NO_BUFFERS, "ENOBUFS", "no buffers are left"),
    INVALID_ARGUMENT(ErrorCode.INVALID_ARGUMENT, "EINVAL", "an argument is not valid"),
    UNSUPPORTED(ErrorCode.UNSUPPORTED, "EOPNOTSUPP", "this system does not support it"),
    BAD_ADDRESS(ErrorCode.BAD_ADDRESS, "EFAULT", "the memory cannot be used"),
    BROKEN_PIPE(ErrorCode.BROKEN_PIPE, "EPIPE", "the other end is closed"),
    CONNECTION_RESET(ErrorCode.CONNECTION_RESET, "ECONNRESET", "the peer reset the connection"),
    CONNECTION_REFUSED(ErrorCode.CONNECTION_REFUSED, "ECONNREFUSED", "the connection was refused"),
    CONNECTION_ABORTED(ErrorCode.CONNECTION_ABORTED, "ECONNABORTED", "the connection was aborted"),
    NOT_CONNECTED(ErrorCode.NOT_CONNECTED, "ENOTCONN", "the socket is not connected"),
    ALREADY_CONNECTED(ErrorCode.ALREADY_CONNECTED, "EISCONN", "the socket is connected already"),
    ADDRESS_IN_USE(ErrorCode.ADDRESS_IN_USE, "EADDRINUSE", "the address is in use"),
    ADDRESS_NOT_AVAILABLE(
            ErrorCode.ADDRESS_NOT_AVAILABLE,
            "EADDRNOTAVAIL",
            "the address is not one of this host"),
    NETWORK_UNREACHABLE(
            ErrorCode.NETWORK_UNREACHABLE, "ENETUNREACH", "the network cannot be reached"),
    HOST_UNREACHABLE(ErrorCode.HOST_UNREACHABLE, "EHOSTUNREACH", "the host cannot be reached"),
    NETWORK_DOWN(ErrorCode.NETWORK_DOWN, "ENETDOWN", "the network is down"),
    ADDRESS_FAMILY_UNSUPPORTED(
            ErrorCode.ADDRESS_FAMILY_UNSUPPORTED,
            "EAFNOSUPPORT",
            "the kind of address is not supported"),
    PROTOCOL_ERROR(ErrorCode.PROTOCOL_ERROR, "EPROTO", "the protocol was broken"),
    MESSAGE_TOO_BIG(ErrorCode.MESSAGE_TOO_BIG, "EMSGSIZE", "the message is too big"),
    NOT_A_SOCKET(ErrorCode.NOT_A_SOCKET, "ENOTSOCK", "it is not a socket"),
    NOT_SEEKABLE(ErrorCode.NOT_SEEKABLE, "ESPIPE", "it has no positions, as a pipe has none"),
    WOULD_BLOCK(ErrorCode.WOULD_BLOCK, "EAGAIN", "it would have to wait"),
    INTERRUPTED(ErrorCode.INTERRUPTED, "EINTR", "it was interrupted"),
    NO_DEVICE(ErrorCode.NO_DEVICE, "ENODEV", "no such device"),
    STALE(ErrorCode.STALE, "ESTALE", "the file handle is stale"),
    DEADLOCK(ErrorCode.DEADLOCK, "EDEADLK", "it would deadlock"),
    QUEUE_FULL(ErrorCode.QUEUE_FULL, "", "more is queued for writing than the limit allows"),
    LOOP_CLOSED(ErrorCode.LOOP_CLOSED, "", "the loop is closed"),
    NESTED_RUN(ErrorCode.NESTED_RUN, "", "the loop is running already"),
    BACKEND_UNAVAILABLE(
            ErrorCode.BACKEND_UNAVAILABLE, "", "this system does not offer or allow the backend"),
    TOO_MANY_OPERATIONS(
            ErrorCode.TOO_MANY_OPERATIONS,
            "",
            "more operations are in flight than the limit allows"),
    IN_PROGRESS(ErrorCode.IN_PROGRESS, "EINPROGRESS", "it is under way already"),
    UNEXPECTED(ErrorCode.UNEXPECTED, "", "an error this library does not know");

    private static final ErrorTable[] BY_CODE = new ErrorTable[256];

    private static final Set<ErrorTable> EXHAUSTION =
            EnumSet.of(TOO_MANY_HANDLES, SYSTEM_HANDLES, OUT_OF_MEMORY, NO_BUFFERS);

    private static final Set<ErrorTable> TRANSIENT =
            EnumSet.of(
                    TOO_MANY_HANDLES,
                    SYSTEM_HANDLES,
                    OUT_OF_MEMORY,
                    NO_BUFFERS,
                    WOULD_BLOCK,
                    INTERRUPTED,
                    CONNECTION_ABORTED,
                    PROTOCOL_ERROR,
                    NETWORK_DOWN,
                    NETWORK_UNREACHABLE,
                    HOST_UNREACHABLE,
                    QUEUE_FULL,
                    TOO_MANY_OPERATIONS);

    static {
        for (ErrorTable row : values()) BY_CODE[row.code] = row;
    }

    final int code;
    final String systemName;
    final String text;

    ErrorTable(int code, String systemName, String text) {
        this.code = code;
        this.systemName = systemName;
        this.text = text;
    }

    boolean isExhaustion() {
        return EXHAUSTION.contains(this);
    }

    boolean isTransient() {
        return TRANSIENT.contains(this);
    }

    /** The row of a code; the one of {@link #UNEXPECTED} for codes that nobody knows. */
    static ErrorTable of(int code) {
        ErrorTable row = code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
        return row == null ? UNEXPECTED : row;
    }
}
