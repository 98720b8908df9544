package dev.xev.cxev;

/** How {@link Op#OPEN} and {@link XevExtHandle#xev_ext_open} open a file: a set of bits. */
public final class OpenFlag {
    /** For reading. */
    public static final int READ = 1;

    /** For writing. */
    public static final int WRITE = 2;

    /** Every write goes to the end. */
    public static final int APPEND = 4;

    /** Creates the file if there is none. */
    public static final int CREATE = 8;

    /** With {@link #CREATE}: fails if the file exists. */
    public static final int EXCLUSIVE = 16;

    /** Cuts an existing file to no bytes. */
    public static final int TRUNCATE = 32;

    /** Fails if it is not a directory. */
    public static final int DIRECTORY = 64;

    /** Fails if the last part of the path is a symbolic link. */
    public static final int NO_FOLLOW = 128;

    /** Past the page cache. */
    public static final int DIRECT = 256;

    /** Every write reaches the device, data and metadata. */
    public static final int SYNC = 512;

    /** Every write reaches the device, data and what is needed to read it. */
    public static final int DATA_SYNC = 1024;

    private OpenFlag() {}
}
