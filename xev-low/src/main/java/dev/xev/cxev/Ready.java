package dev.xev.cxev;

/** What {@link Op#POLL} asks for and reports: a set of bits. */
public final class Ready {
    /** Reading would not block. */
    public static final int READABLE = 1;

    /** Writing would not block. */
    public static final int WRITABLE = 2;

    /** The other side is gone; reported only. */
    public static final int HANG_UP = 4;

    /** The handle is in an error state; reported only. */
    public static final int FAILED = 8;

    private Ready() {}
}
