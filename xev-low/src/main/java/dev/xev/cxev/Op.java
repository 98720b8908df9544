package dev.xev.cxev;

/** The codes of the operations, as {@link Submission#start} takes them. They never change. */
public final class Op {
    /** Does nothing; reports 0. */
    public static final int NOOP = 0;

    /** Expires after {@code offset} nanoseconds. */
    public static final int TIMER = 1;

    /** Cancels slot {@code argument} if its generation is still {@code argument2}. */
    public static final int CANCEL = 2;

    /** Waits until {@code handle} is {@link Ready#READABLE} or {@link Ready#WRITABLE}. */
    public static final int POLL = 3;

    /** Opens the path at {@code address} with {@link OpenFlag} {@code argument}. */
    public static final int OPEN = 4;

    /** Closes {@code handle}; what is armed on it is canceled first. */
    public static final int CLOSE = 5;

    /** Reads from the stream's position. */
    public static final int READ = 6;

    /** Writes all bytes at the stream's position. */
    public static final int WRITE = 7;

    /** Reads at {@code offset}. */
    public static final int READ_AT = 8;

    /** Writes all bytes at {@code offset}. */
    public static final int WRITE_AT = 9;

    /** Flushes a file to its device; {@code argument} 1 flushes the data only. */
    public static final int FSYNC = 10;

    /** Fills the {@link Stat} at {@code address2} for a handle or a path. */
    public static final int STAT = 11;

    /** Sets the size of a file to {@code offset}. */
    public static final int TRUNCATE = 12;

    /** Copies a whole file as the {@link CopyArguments} at {@code address} say. */
    public static final int COPY = 13;

    /** Makes a directory with mode {@code argument}. */
    public static final int MKDIR = 14;

    /** Renames {@code address} to {@code address2}; {@code argument} 1 never replaces. */
    public static final int RENAME = 15;

    /** Removes a file, or a directory if {@code argument} is 1. */
    public static final int UNLINK = 16;

    /** Makes a symbolic link at {@code address2} that says {@code address}. */
    public static final int SYMLINK = 17;

    /** Reads a symbolic link into {@code address2}. */
    public static final int READLINK = 18;

    /** Sets the {@link Times} at {@code address2} for a handle or a path. */
    public static final int SET_TIMES = 19;

    /** Sets mode {@code argument} for a handle or a path. */
    public static final int SET_MODE = 20;

    /** Accepts a connection, or many with {@link Submission#MULTISHOT}. */
    public static final int ACCEPT = 21;

    /** Connects a socket to the {@link Address} at {@code address}. */
    public static final int CONNECT = 22;

    /** Receives into given memory or into a buffer of {@code group}. */
    public static final int RECEIVE = 23;

    /** Sends all bytes, in the order of the submissions of one handle. */
    public static final int SEND = 24;

    /** Shuts down reading (0), writing (1) or both (2). */
    public static final int SHUTDOWN = 25;

    /** Gives buffer {@code argument} back to {@code group}. */
    public static final int PROVIDE = 26;

    /** Takes room on the device for {@code argument2} bytes of a file from {@code offset} on. */
    public static final int FALLOCATE = 27;

    private Op() {}
}
