package dev.xev.cxev;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** What is known of a file: {@code xev_stat} of 128 bytes, filled by {@link Op#STAT}. */
public final class Stat {
    /** Kind: a regular file. */
    public static final int FILE = 1;

    /** Kind: a directory. */
    public static final int DIRECTORY = 2;

    /** Kind: a symbolic link. */
    public static final int SYMLINK = 3;

    /** Kind: a named pipe. */
    public static final int FIFO = 4;

    /** Kind: a socket. */
    public static final int SOCKET = 5;

    /** Kind: a device of characters. */
    public static final int CHARACTER_DEVICE = 6;

    /** Kind: a device of blocks. */
    public static final int BLOCK_DEVICE = 7;

    /** Bytes of one structure. */
    public static final long SIZE = 128;

    /** The fields, by their names in C. */
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                    JAVA_LONG.withName("size"),
                    JAVA_LONG.withName("allocated"),
                    JAVA_LONG.withName("device"),
                    JAVA_LONG.withName("inode"),
                    JAVA_INT.withName("mode"),
                    JAVA_INT.withName("kind"),
                    JAVA_INT.withName("links"),
                    JAVA_INT.withName("uid"),
                    JAVA_INT.withName("gid"),
                    JAVA_INT.withName("reserved"),
                    JAVA_LONG.withName("accessed_s"),
                    JAVA_LONG.withName("modified_s"),
                    JAVA_LONG.withName("changed_s"),
                    JAVA_LONG.withName("created_s"),
                    JAVA_INT.withName("accessed_ns"),
                    JAVA_INT.withName("modified_ns"),
                    JAVA_INT.withName("changed_ns"),
                    JAVA_INT.withName("created_ns"),
                    JAVA_LONG.withName("special"),
                    MemoryLayout.sequenceLayout(16, JAVA_BYTE).withName("reserved2"));

    static final long SIZE_OFFSET = 0;
    static final long ALLOCATED_OFFSET = 8;
    static final long DEVICE_OFFSET = 16;
    static final long INODE_OFFSET = 24;
    static final long MODE_OFFSET = 32;
    static final long KIND_OFFSET = 36;
    static final long LINKS_OFFSET = 40;
    static final long UID_OFFSET = 44;
    static final long GID_OFFSET = 48;
    static final long ACCESSED_S_OFFSET = 56;
    static final long MODIFIED_S_OFFSET = 64;
    static final long CHANGED_S_OFFSET = 72;
    static final long CREATED_S_OFFSET = 80;
    static final long ACCESSED_NS_OFFSET = 88;
    static final long MODIFIED_NS_OFFSET = 92;
    static final long CHANGED_NS_OFFSET = 96;
    static final long CREATED_NS_OFFSET = 100;
    static final long SPECIAL_OFFSET = 104;

    /**
     * {@return the size in bytes}
     *
     * @param stats the structures
     * @param index which structure of the array, from 0
     */
    public static long size(MemorySegment stats, int index) {
        return stats.get(JAVA_LONG, index * SIZE + SIZE_OFFSET);
    }

    /**
     * {@return the bytes that the file takes on its device}
     *
     * @param stats the structures
     * @param index which structure of the array, from 0
     */
    public static long allocated(MemorySegment stats, int index) {
        return stats.get(JAVA_LONG, index * SIZE + ALLOCATED_OFFSET);
    }

    /**
     * {@return the number of the device that holds the file}
     *
     * @param stats the structures
     * @param index which structure of the array, from 0
     */
    public static long device(MemorySegment stats, int index) {
        return stats.get(JAVA_LONG, index * SIZE + DEVICE_OFFSET);
    }

    /**
     * {@return the number of the file on its device}
     *
     * @param stats the structures
     * @param index which structure of the array, from 0
     */
    public static long inode(MemorySegment stats, int index) {
        return stats.get(JAVA_LONG, index * SIZE + INODE_OFFSET);
    }

    /**
     * {@return the permission bits, 07777 at most}
     *
     * @param stats the structures
     * @param index which structure of the array, from 0
     */
    public static int mode(MemorySegment stats, int index) {
        return stats.get(JAVA_INT, index * SIZE + MODE_OFFSET);
    }

    /**
     * {@return the kind of file: one of the constants of this class}
     *
     * @param stats the structures
     * @param index which structure of the array, from 0
     */
    public static int kind(MemorySegment stats, int index) {
        return stats.get(JAVA_INT, index * SIZE + KIND_OFFSET);
    }

    /**
     * {@return how many names the file has}
     *
     * @param stats the structures
     * @param index which structure of the array, from 0
     */
    public static int links(MemorySegment stats, int index) {
        return stats.get(JAVA_INT, index * SIZE + LINKS_OFFSET);
    }

    /**
     * {@return the number of its owner}
     *
     * @param stats the structures
     * @param index which structure of the array, from 0
     */
    public static int uid(MemorySegment stats, int index) {
        return stats.get(JAVA_INT, index * SIZE + UID_OFFSET);
    }

    /**
     * {@return the number of its group}
     *
     * @param stats the structures
     * @param index which structure of the array, from 0
     */
    public static int gid(MemorySegment stats, int index) {
        return stats.get(JAVA_INT, index * SIZE + GID_OFFSET);
    }

    /**
     * {@return the time of the last access, in seconds since 1970}
     *
     * @param stats the structures
     * @param index which structure of the array, from 0
     */
    public static long accessed_s(MemorySegment stats, int index) {
        return stats.get(JAVA_LONG, index * SIZE + ACCESSED_S_OFFSET);
    }

    /**
     * {@return the time of the last change of its contents, in seconds since 1970}
     *
     * @param stats the structures
     * @param index which structure of the array, from 0
     */
    public static long modified_s(MemorySegment stats, int index) {
        return stats.get(JAVA_LONG, index * SIZE + MODIFIED_S_OFFSET);
    }

    /**
     * {@return the time of the last change of its attributes, in seconds since 1970}
     *
     * @param stats the structures
     * @param index which structure of the array, from 0
     */
    public static long changed_s(MemorySegment stats, int index) {
        return stats.get(JAVA_LONG, index * SIZE + CHANGED_S_OFFSET);
    }

    /**
     * {@return the time of its creation, in seconds since 1970; 0 if unknown}
     *
     * @param stats the structures
     * @param index which structure of the array, from 0
     */
    public static long created_s(MemorySegment stats, int index) {
        return stats.get(JAVA_LONG, index * SIZE + CREATED_S_OFFSET);
    }

    /**
     * {@return the nanoseconds of {@link #accessed_s}}
     *
     * @param stats the structures
     * @param index which structure of the array, from 0
     */
    public static int accessed_ns(MemorySegment stats, int index) {
        return stats.get(JAVA_INT, index * SIZE + ACCESSED_NS_OFFSET);
    }

    /**
     * {@return the nanoseconds of {@link #modified_s}}
     *
     * @param stats the structures
     * @param index which structure of the array, from 0
     */
    public static int modified_ns(MemorySegment stats, int index) {
        return stats.get(JAVA_INT, index * SIZE + MODIFIED_NS_OFFSET);
    }

    /**
     * {@return the nanoseconds of {@link #changed_s}}
     *
     * @param stats the structures
     * @param index which structure of the array, from 0
     */
    public static int changed_ns(MemorySegment stats, int index) {
        return stats.get(JAVA_INT, index * SIZE + CHANGED_NS_OFFSET);
    }

    /**
     * {@return the nanoseconds of {@link #created_s}}
     *
     * @param stats the structures
     * @param index which structure of the array, from 0
     */
    public static int created_ns(MemorySegment stats, int index) {
        return stats.get(JAVA_INT, index * SIZE + CREATED_NS_OFFSET);
    }

    /**
     * {@return the device that a device file stands for}
     *
     * @param stats the structures
     * @param index which structure of the array, from 0
     */
    public static long special(MemorySegment stats, int index) {
        return stats.get(JAVA_LONG, index * SIZE + SPECIAL_OFFSET);
    }

    private Stat() {}
}
