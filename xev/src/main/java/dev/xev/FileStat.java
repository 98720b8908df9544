package dev.xev;

import dev.xev.cxev.Stat;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.time.Instant;

/**
 * What the system knows about a file.
 *
 * @param size the length in bytes
 * @param allocated the bytes it takes on the disk; less than {@code size} if it has holes
 * @param kind what it is
 * @param mode the permission bits, such as {@code 0644}
 * @param device the number of the file system
 * @param inode the number of the file in it: the two together tell whether two paths are one file
 * @param links how many names it has
 * @param uid the number of its owner
 * @param gid the number of its group
 * @param accessed when it was read last
 * @param modified when its contents changed last
 * @param changed when anything about it changed last
 * @param created when it was made, where the file system knows
 */
public record FileStat(
        long size,
        long allocated,
        Kind kind,
        int mode,
        long device,
        long inode,
        int links,
        int uid,
        int gid,
        Instant accessed,
        Instant modified,
        Instant changed,
        @Nullable Instant created) {
    /** What a file is. */
    public enum Kind {
        /** A file with bytes in it. */
        FILE,
        /** A directory. */
        DIRECTORY,
        /** A symbolic link; only where links are not followed. */
        SYMBOLIC_LINK,
        /** A named pipe. */
        FIFO,
        /** A Unix socket. */
        SOCKET,
        /** A character device. */
        CHARACTER_DEVICE,
        /** A block device. */
        BLOCK_DEVICE,
        /** Something else. */
        OTHER;

        static Kind of(int code) {
            return switch (code) {
                case Stat.FILE -> FILE;
                case Stat.DIRECTORY -> DIRECTORY;
                case Stat.SYMLINK -> SYMBOLIC_LINK;
                case Stat.FIFO -> FIFO;
                case Stat.SOCKET -> SOCKET;
                case Stat.CHARACTER_DEVICE -> CHARACTER_DEVICE;
                case Stat.BLOCK_DEVICE -> BLOCK_DEVICE;
                default -> OTHER;
            };
        }
    }

    /** {@return whether it is a file with bytes in it} */
    public boolean isFile() {
        return kind == Kind.FILE;
    }

    /** {@return whether it is a directory} */
    public boolean isDirectory() {
        return kind == Kind.DIRECTORY;
    }

    /** {@return whether it is a symbolic link} */
    public boolean isSymbolicLink() {
        return kind == Kind.SYMBOLIC_LINK;
    }

    /**
     * {@return whether this and the other are the same file}
     *
     * @param other of another path
     */
    public boolean isSameFile(FileStat other) {
        return device == other.device && inode == other.inode;
    }

    static FileStat read(MemorySegment stat) {
        return new FileStat(
                Stat.size(stat, 0),
                Stat.allocated(stat, 0),
                Kind.of(Stat.kind(stat, 0)),
                Stat.mode(stat, 0),
                Stat.device(stat, 0),
                Stat.inode(stat, 0),
                Stat.links(stat, 0),
                Stat.uid(stat, 0),
                Stat.gid(stat, 0),
                Instant.ofEpochSecond(Stat.accessed_s(stat, 0), Stat.accessed_ns(stat, 0)),
                Instant.ofEpochSecond(Stat.modified_s(stat, 0), Stat.modified_ns(stat, 0)),
                Instant.ofEpochSecond(Stat.changed_s(stat, 0), Stat.changed_ns(stat, 0)),
                created(stat));
    }

    private static @Nullable Instant created(MemorySegment stat) {
        long seconds = Stat.created_s(stat, 0);
        int nanos = Stat.created_ns(stat, 0);
        return seconds == 0 && nanos == 0 ? null : Instant.ofEpochSecond(seconds, nanos);
    }
}
