package dev.xev;

import dev.xev.cxev.CopyArguments;
import dev.xev.cxev.Op;
import dev.xev.cxev.Stat;
import dev.xev.cxev.Times;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Instant;

/**
 * What can be done with paths, without an open file. Each operation ends in a callback on the
 * loop's thread; none waits for the file system in the call.
 *
 * <p>Paths belong to the default file system. Names are bytes: one that is no text in any encoding
 * works as well.
 *
 * <p>All methods are for the loop's thread. Each answers the number for {@link Loop#cancel} and
 * {@link Loop#deadline}, and throws {@link IllegalStateException} if the loop is closed and {@link
 * WrongThreadException} if it belongs to another thread.
 */
public final class PathOperations {
    private static final int NANOS_UNCHANGED = Times.UNCHANGED;

    private PathOperations() {}

    static Operation claim(Core core, int kind, Loop loop, Object callback, Path path) {
        Check.notNull(callback, "the callback");
        Check.notNull(path, "the path");
        Operation operation = core.claim(kind, loop, callback);
        try {
            operation.address = Paths.put(core, operation, path);
        } catch (Throwable mistake) {
            core.discard(operation);
            throw mistake;
        }
        return operation;
    }

    private static Operation claim(Loop loop, int kind, Object callback, Path path) {
        return claim(Check.notNull(loop, "the loop").core(), kind, loop, callback, path);
    }

    private static void second(Loop loop, Operation operation, Path path) {
        try {
            operation.address2 = Paths.put(loop.core(), operation, path);
        } catch (Throwable mistake) {
            loop.core().discard(operation);
            throw mistake;
        }
    }

    private static Block block(Core core, Operation operation, long bytes) {
        Block block = core.blocks.take((int) bytes);
        block.segment.fill((byte) 0);
        block.next = operation.block;
        operation.block = block;
        return block;
    }

    /** Memory for the answer of a stat; it is the operation's first block. */
    static long statBlock(Core core, Operation operation) {
        return block(core, operation, Stat.SIZE).address;
    }

    static long timesBlock(
            Core core,
            Operation operation,
            @Nullable Instant accessed,
            @Nullable Instant modified) {
        Block block = block(core, operation, Times.SIZE);
        MemorySegment times = block.segment;
        Times.accessed_s(times, 0, accessed == null ? 0 : accessed.getEpochSecond());
        Times.accessed_ns(times, 0, accessed == null ? NANOS_UNCHANGED : accessed.getNano());
        Times.modified_s(times, 0, modified == null ? 0 : modified.getEpochSecond());
        Times.modified_ns(times, 0, modified == null ? NANOS_UNCHANGED : modified.getNano());
        return block.address;
    }

    static void checkMode(int mode) {
        if ((mode & ~07777) != 0) {
            throw new IllegalArgumentException(
                    "permissions are bits of 07777, not 0" + Integer.toOctalString(mode));
        }
    }

    /**
     * Makes a directory.
     *
     * @param loop the loop
     * @param path where
     * @param mode its permissions, such as {@code 0755}; the process's mask takes some away
     * @param callback called with 0, or an error
     * @return the number for {@link Loop#cancel}
     */
    public static long createDirectory(
            Loop loop, Path path, int mode, OperationCallback<Loop> callback) {
        checkMode(mode);
        Operation operation = claim(loop, Op.MKDIR, callback, path);
        operation.argument = mode;
        return loop.core().start(operation);
    }

    /**
     * Gives a file or directory another name, in one step that nobody sees half of.
     *
     * @param loop the loop
     * @param from its name
     * @param to its new name, on the same file system
     * @param replace whether a file that has that name is replaced; else it is an error
     * @param callback called with 0, or an error
     * @return the number for {@link Loop#cancel}
     */
    public static long rename(
            Loop loop, Path from, Path to, boolean replace, OperationCallback<Loop> callback) {
        Operation operation = claim(loop, Op.RENAME, callback, from);
        second(loop, operation, to);
        operation.argument = replace ? 0 : 1;
        return loop.core().start(operation);
    }

    /**
     * Deletes a file or a symbolic link.
     *
     * @param loop the loop
     * @param path its name
     * @param callback called with 0, or an error
     * @return the number for {@link Loop#cancel}
     */
    public static long delete(Loop loop, Path path, OperationCallback<Loop> callback) {
        return loop.core().start(claim(loop, Op.UNLINK, callback, path));
    }

    /**
     * Deletes an empty directory.
     *
     * @param loop the loop
     * @param path its name
     * @param callback called with 0, or an error
     * @return the number for {@link Loop#cancel}
     */
    public static long deleteDirectory(Loop loop, Path path, OperationCallback<Loop> callback) {
        Operation operation = claim(loop, Op.UNLINK, callback, path);
        operation.argument = 1;
        return loop.core().start(operation);
    }

    /**
     * Makes a symbolic link.
     *
     * @param loop the loop
     * @param link where
     * @param target what it says, which need not exist
     * @param callback called with 0, or an error
     * @return the number for {@link Loop#cancel}
     */
    public static long createSymbolicLink(
            Loop loop, Path link, Path target, OperationCallback<Loop> callback) {
        Operation operation = claim(loop, Op.SYMLINK, callback, target);
        second(loop, operation, link);
        return loop.core().start(operation);
    }

    /**
     * Reads what a symbolic link says.
     *
     * @param loop the loop
     * @param link where it is
     * @param callback called with the path in it
     * @return the number for {@link Loop#cancel}
     */
    public static long readSymbolicLink(Loop loop, Path link, ResultCallback<Loop, Path> callback) {
        Operation operation = claim(loop, Op.READLINK, callback, link);
        Block block = block(loop.core(), operation, Paths.MOST_BYTES);
        operation.address2 = block.address;
        operation.length = Paths.MOST_BYTES;
        return loop.core().start(operation);
    }

    /**
     * Asks what the system knows about a file.
     *
     * @param loop the loop
     * @param path its name
     * @param followLinks whether a symbolic link stands for what it says
     * @param callback called with the answer
     * @return the number for {@link Loop#cancel}
     */
    public static long stat(
            Loop loop, Path path, boolean followLinks, ResultCallback<Loop, FileStat> callback) {
        Operation operation = claim(loop, Op.STAT, callback, path);
        operation.address2 = statBlock(loop.core(), operation);
        operation.argument = followLinks ? 0 : 1;
        return loop.core().start(operation);
    }

    /**
     * Sets the times of a file. A symbolic link's own times are set, not those of what it says.
     *
     * @param loop the loop
     * @param path its name
     * @param accessed when it was read last, or null to leave that
     * @param modified when it was changed last, or null to leave that
     * @param callback called with 0, or an error
     * @return the number for {@link Loop#cancel}
     */
    public static long setTimes(
            Loop loop,
            Path path,
            @Nullable Instant accessed,
            @Nullable Instant modified,
            OperationCallback<Loop> callback) {
        Operation operation = claim(loop, Op.SET_TIMES, callback, path);
        operation.address2 = timesBlock(loop.core(), operation, accessed, modified);
        operation.argument = 1;
        return loop.core().start(operation);
    }

    /**
     * Sets the permissions of a file.
     *
     * @param loop the loop
     * @param path its name; a symbolic link stands for what it says
     * @param mode the permission bits, such as {@code 0644}
     * @param callback called with 0, or an error
     * @return the number for {@link Loop#cancel}
     */
    public static long setMode(Loop loop, Path path, int mode, OperationCallback<Loop> callback) {
        checkMode(mode);
        Operation operation = claim(loop, Op.SET_MODE, callback, path);
        operation.argument = mode;
        return loop.core().start(operation);
    }

    /**
     * Copies a whole file in one step, on a thread of the loop's pool, by the quickest way that the
     * file system has. Holes stay holes. A copy that is canceled or fails leaves what it has
     * written so far: where that must not be seen, use {@link CopyOptions#atomic}, or copy to
     * another name and {@link #rename} it.
     *
     * @param loop the loop
     * @param source the file to copy
     * @param target the name of the copy
     * @param options how
     * @param callback called with what it did
     * @return the number for {@link Loop#cancel}, which a copy obeys within a step
     */
    public static long copy(
            Loop loop,
            Path source,
            Path target,
            CopyOptions options,
            ResultCallback<Loop, CopyResult> callback) {
        return copy(loop, source, target, options, null, callback);
    }

    /**
     * Copies a whole file and shows other threads how far it is; else as {@link #copy(Loop, Path,
     * Path, CopyOptions, ResultCallback)}.
     *
     * @param loop the loop
     * @param source the file to copy
     * @param target the name of the copy
     * @param options how
     * @param progress what shows it, or null
     * @param callback called with what it did
     * @return the number for {@link Loop#cancel}
     */
    public static long copy(
            Loop loop,
            Path source,
            Path target,
            CopyOptions options,
            @Nullable CopyProgress progress,
            ResultCallback<Loop, CopyResult> callback) {
        Check.notNull(options, "the options");
        Core core = Check.notNull(loop, "the loop").core();
        Operation operation = claim(loop, Op.COPY, callback, source);
        long from = operation.address;
        second(loop, operation, target);
        MemorySegment arguments;
        try {
            arguments =
                    progress == null
                            ? block(core, operation, CopyArguments.SIZE).segment
                            : progress.use();
        } catch (Throwable mistake) {
            core.discard(operation);
            throw mistake;
        }
        CopyArguments.source(arguments, 0, from);
        CopyArguments.target(arguments, 0, operation.address2);
        CopyArguments.flags(arguments, 0, flags(options));
        CopyArguments.step(arguments, 0, options.step());
        operation.memory = arguments;
        operation.address = arguments.address();
        operation.address2 = 0;
        return core.start(operation);
    }

    private static int flags(CopyOptions options) {
        return (options.keepMode() ? CopyArguments.KEEP_MODE : 0)
                | (options.keepTimes() ? CopyArguments.KEEP_TIMES : 0)
                | (options.exclusive() ? CopyArguments.EXCLUSIVE : 0)
                | (options.noFollow() ? CopyArguments.NO_FOLLOW : 0)
                | (options.sync() ? CopyArguments.SYNC : 0)
                | (options.plainReadWrite() ? CopyArguments.PLAIN : 0)
                | (options.atomic() ? CopyArguments.ATOMIC : 0);
    }
}
