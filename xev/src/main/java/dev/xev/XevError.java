package dev.xev;

import dev.xev.cxev.ErrorCode;
import dev.xev.cxev.Event;

import org.jspecify.annotations.Nullable;

import java.io.Serial;
import java.io.Serializable;
import java.util.Objects;

/**
 * Why an operation failed: a code that is the same on every system and in every version, and the
 * number that the system itself gave.
 */
public final class XevError implements Serializable {
    @Serial private static final long serialVersionUID = 1;

    /** The operation was canceled and had no effect. */
    public static final int CANCELED = ErrorCode.CANCELED;

    /** The time limit passed. */
    public static final int TIMED_OUT = ErrorCode.TIMED_OUT;

    /** The handle is closed or was never open. */
    public static final int BAD_HANDLE = ErrorCode.BAD_HANDLE;

    /** No such file, directory or operation. */
    public static final int NOT_FOUND = ErrorCode.NOT_FOUND;

    /** It exists already. */
    public static final int ALREADY_EXISTS = ErrorCode.ALREADY_EXISTS;

    /** Permission denied. */
    public static final int ACCESS_DENIED = ErrorCode.ACCESS_DENIED;

    /** The operation is not permitted. */
    public static final int NOT_PERMITTED = ErrorCode.NOT_PERMITTED;

    /** A part of the path is not a directory. */
    public static final int NOT_A_DIRECTORY = ErrorCode.NOT_A_DIRECTORY;

    /** It is a directory. */
    public static final int IS_A_DIRECTORY = ErrorCode.IS_A_DIRECTORY;

    /** The directory is not empty. */
    public static final int DIRECTORY_NOT_EMPTY = ErrorCode.DIRECTORY_NOT_EMPTY;

    /** The name is too long. */
    public static final int NAME_TOO_LONG = ErrorCode.NAME_TOO_LONG;

    /** Too many links. */
    public static final int TOO_MANY_LINKS = ErrorCode.TOO_MANY_LINKS;

    /** No space is left. */
    public static final int NO_SPACE = ErrorCode.NO_SPACE;

    /** The disk quota is used up. */
    public static final int QUOTA_EXCEEDED = ErrorCode.QUOTA_EXCEEDED;

    /** The file is too big. */
    public static final int FILE_TOO_BIG = ErrorCode.FILE_TOO_BIG;

    /** The file system is read-only. */
    public static final int READ_ONLY = ErrorCode.READ_ONLY;

    /** It is in use. */
    public static final int BUSY = ErrorCode.BUSY;

    /** The program is running. */
    public static final int TEXT_BUSY = ErrorCode.TEXT_BUSY;

    /** The two are on different file systems. */
    public static final int CROSS_DEVICE = ErrorCode.CROSS_DEVICE;

    /** The device failed. */
    public static final int IO_ERROR = ErrorCode.IO_ERROR;

    /** The process has too many open files. */
    public static final int TOO_MANY_HANDLES = ErrorCode.TOO_MANY_HANDLES;

    /** The system has too many open files. */
    public static final int SYSTEM_HANDLES = ErrorCode.SYSTEM_HANDLES;

    /** The system has no memory left for this. */
    public static final int OUT_OF_MEMORY = ErrorCode.OUT_OF_MEMORY;

    /** No buffers are left. */
    public static final int NO_BUFFERS = ErrorCode.NO_BUFFERS;

    /** An argument is not valid. */
    public static final int INVALID_ARGUMENT = ErrorCode.INVALID_ARGUMENT;

    /** This system does not support it. */
    public static final int UNSUPPORTED = ErrorCode.UNSUPPORTED;

    /** The memory cannot be used. */
    public static final int BAD_ADDRESS = ErrorCode.BAD_ADDRESS;

    /** The other end is closed. */
    public static final int BROKEN_PIPE = ErrorCode.BROKEN_PIPE;

    /** The peer reset the connection. */
    public static final int CONNECTION_RESET = ErrorCode.CONNECTION_RESET;

    /** The connection was refused. */
    public static final int CONNECTION_REFUSED = ErrorCode.CONNECTION_REFUSED;

    /** The connection was aborted. */
    public static final int CONNECTION_ABORTED = ErrorCode.CONNECTION_ABORTED;

    /** The socket is not connected. */
    public static final int NOT_CONNECTED = ErrorCode.NOT_CONNECTED;

    /** The socket is connected already. */
    public static final int ALREADY_CONNECTED = ErrorCode.ALREADY_CONNECTED;

    /** The address is in use. */
    public static final int ADDRESS_IN_USE = ErrorCode.ADDRESS_IN_USE;

    /** The address is not one of this host. */
    public static final int ADDRESS_NOT_AVAILABLE = ErrorCode.ADDRESS_NOT_AVAILABLE;

    /** The network cannot be reached. */
    public static final int NETWORK_UNREACHABLE = ErrorCode.NETWORK_UNREACHABLE;

    /** The host cannot be reached. */
    public static final int HOST_UNREACHABLE = ErrorCode.HOST_UNREACHABLE;

    /** The network is down. */
    public static final int NETWORK_DOWN = ErrorCode.NETWORK_DOWN;

    /** The kind of address is not supported. */
    public static final int ADDRESS_FAMILY_UNSUPPORTED = ErrorCode.ADDRESS_FAMILY_UNSUPPORTED;

    /** The protocol was broken. */
    public static final int PROTOCOL_ERROR = ErrorCode.PROTOCOL_ERROR;

    /** The message is too big. */
    public static final int MESSAGE_TOO_BIG = ErrorCode.MESSAGE_TOO_BIG;

    /** It is not a socket. */
    public static final int NOT_A_SOCKET = ErrorCode.NOT_A_SOCKET;

    /** It has no positions, as a pipe has none. */
    public static final int NOT_SEEKABLE = ErrorCode.NOT_SEEKABLE;

    /** It would have to wait. */
    public static final int WOULD_BLOCK = ErrorCode.WOULD_BLOCK;

    /** It was interrupted. */
    public static final int INTERRUPTED = ErrorCode.INTERRUPTED;

    /** No such device. */
    public static final int NO_DEVICE = ErrorCode.NO_DEVICE;

    /** The file handle is stale. */
    public static final int STALE = ErrorCode.STALE;

    /** It would deadlock. */
    public static final int DEADLOCK = ErrorCode.DEADLOCK;

    /** More is queued for writing than the limit allows. */
    public static final int QUEUE_FULL = ErrorCode.QUEUE_FULL;

    /** The loop is closed. */
    public static final int LOOP_CLOSED = ErrorCode.LOOP_CLOSED;

    /** The loop is running already. */
    public static final int NESTED_RUN = ErrorCode.NESTED_RUN;

    /** This system does not offer or allow the backend. */
    public static final int BACKEND_UNAVAILABLE = ErrorCode.BACKEND_UNAVAILABLE;

    /** More operations are in flight than the limit allows. */
    public static final int TOO_MANY_OPERATIONS = ErrorCode.TOO_MANY_OPERATIONS;

    /** It is under way already. */
    public static final int IN_PROGRESS = ErrorCode.IN_PROGRESS;

    /** An error that this library does not know; {@link #errno} keeps its number. */
    public static final int UNEXPECTED = ErrorCode.UNEXPECTED;

    /** Code, name and text. */
    private final ErrorTable row;

    /** The system's own number, or 0. */
    private final int errno;

    /** What a task of the program threw, or null. */
    private final @Nullable Throwable cause;

    private XevError(int code, int errno, @Nullable Throwable cause) {
        this.row = ErrorTable.of(code);
        this.errno = errno;
        this.cause = cause;
    }

    /**
     * {@return the error in a callback's number}
     *
     * @param result as a callback got it, at most -2
     * @throws IllegalArgumentException if the number is not an error
     */
    public static XevError of(int result) {
        return ofOutcome(result);
    }

    static XevError ofOutcome(long outcome) {
        if (outcome >= -1) {
            throw new IllegalArgumentException(outcome + " is not an error: errors are at most -2");
        }
        return new XevError(Event.code(outcome), Event.errno(outcome), null);
    }

    static XevError ofCode(int code) {
        return new XevError(code, 0, null);
    }

    /** What a task of the program threw. */
    static XevError ofCause(Throwable cause) {
        return new XevError(UNEXPECTED, 0, cause);
    }

    /** {@return the stable code, one of the constants of this class} */
    public int code() {
        return row.code;
    }

    /** {@return the name of the code, as the constants of this class are called} */
    public String name() {
        return row.name();
    }

    /** {@return the system's own number, or 0 if the error is not the system's} */
    public int errno() {
        return errno;
    }

    /** {@return what the code means, in a few words} */
    public String text() {
        return row.text;
    }

    /** {@return what a program's own task threw, where that was the reason} */
    public @Nullable Throwable cause() {
        return cause;
    }

    /** {@return whether the operation was canceled, by its program or by a close} */
    public boolean isCanceled() {
        return row == ErrorTable.CANCELED;
    }

    /** {@return whether the operation was ended by its time limit, or the system's} */
    public boolean isTimedOut() {
        return row == ErrorTable.TIMED_OUT;
    }

    /**
     * {@return whether the same operation may succeed when it is tried again later, although the
     * program changes nothing} Running out of files or memory is, and so is what goes wrong with
     * one connection before it is accepted.
     */
    public boolean isTransient() {
        return row.isTransient();
    }

    /** Running out of something that other operations will give back. */
    boolean isExhaustion() {
        return row.isExhaustion();
    }

    /** {@return the text and the names of the error, for a message} */
    String describe() {
        if (cause != null) return String.valueOf(cause);
        if (row == ErrorTable.UNEXPECTED) return row.text + " (errno " + errno + ")";
        return row.text + " (" + (row.systemName.isEmpty() ? row.name() : row.systemName) + ")";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof XevError that
                && row == that.row
                && errno == that.errno
                && Objects.equals(cause, that.cause);
    }

    @Override
    public int hashCode() {
        return row.code << 16 ^ errno;
    }

    @Override
    public String toString() {
        return row.name() + ": " + describe();
    }
}
