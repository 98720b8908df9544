package dev.xev;

import dev.xev.cxev.Op;
import dev.xev.cxev.XevExtHandle;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * An open file: reads and writes at offsets, any number of them in flight, in any order; and at the
 * position of the stream, for files that have no offsets, such as pipes.
 *
 * <p>All methods are for the loop's thread. Memory given to an operation stays the program's, but
 * must be left alone until the callback; {@link TcpSocket} says which memory is used in place.
 *
 * {@snippet file="snippets/CopyFile.java" region="copy"}
 */
public final class File implements Resource, AutoCloseable {
    private final Core core;
    private final Handle handle;
    private final int registration;
    private final String name;
    private final FileTransfers transfers;

    File(Core core, int handle) {
        this(core, new Handle(core, handle), "handle " + handle);
    }

    private File(Core core, Handle handle, String name) {
        this.core = core;
        this.handle = handle;
        this.name = name;
        this.transfers = new FileTransfers(core, this, handle);
        this.registration = core.registry.add(this);
    }

    /**
     * {@return an open file} This opens it in the call; on a slow file system, use the other form.
     *
     * @param loop its loop
     * @param path where it is
     * @param options as for {@link java.nio.channels.FileChannel#open}, or {@link XevOpenOption}
     * @throws XevException if it cannot be opened
     * @throws UnsupportedOperationException if there is no such option
     * @throws IllegalStateException if the loop is closed
     * @throws WrongThreadException if the loop belongs to another thread
     */
    public static File open(Loop loop, Path path, OpenOption... options) {
        Core core = Check.notNull(loop, "the loop").core();
        int flags = OpenFlags.of(Set.copyOf(List.of(options)));
        byte[] bytes = Paths.bytes(path);
        core.checkOpen();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocate(bytes.length + 1L);
            text.copyFrom(MemorySegment.ofArray(bytes));
            MemorySegment target = core.boundary.loop();
            long result = XevExtHandle.xev_ext_open(target, text, flags, OpenFlags.MODE);
            if (result < 0) throw new XevException("open " + path, XevError.ofOutcome(result));
            return new File(core, new Handle(core, (int) result), path.toString());
        }
    }

    /**
     * Opens a file without waiting for the file system.
     *
     * @param loop its loop
     * @param path where it is
     * @param options as for {@link java.nio.channels.FileChannel#open}, or {@link XevOpenOption}
     * @param mode the permissions of a file that is made, such as {@code 0644}; the process's mask
     *     takes some away
     * @param callback called with the file, or with the reason why there is none
     * @return the number for {@link Loop#cancel} and {@link Loop#deadline}
     * @throws UnsupportedOperationException if there is no such option
     * @throws IllegalStateException if the loop is closed
     * @throws WrongThreadException if the loop belongs to another thread
     */
    public static long open(
            Loop loop,
            Path path,
            Set<? extends OpenOption> options,
            int mode,
            ResultCallback<Loop, File> callback) {
        Core core = Check.notNull(loop, "the loop").core();
        Check.notNull(callback, "the callback");
        int flags = OpenFlags.of(Check.notNull(options, "the options"));
        PathOperations.checkMode(mode);
        Operation operation = PathOperations.claim(core, Op.OPEN, loop, callback, path);
        operation.argument = flags;
        operation.argument2 = mode;
        return core.start(operation);
    }

    /**
     * {@return a file for a descriptor of the system that comes from elsewhere}
     *
     * @param loop its loop
     * @param descriptor the system's number; the file owns it from now on
     * @throws XevException if it is not open
     * @throws WrongThreadException if the loop belongs to another thread
     */
    public static File adopt(Loop loop, int descriptor) {
        Core core = Check.notNull(loop, "the loop").core();
        core.checkOpen();
        return new File(core, Descriptors.adopt(core, descriptor), "descriptor " + descriptor);
    }

    /**
     * Gives the descriptor away, and is closed by that.
     *
     * @return the system's number, which the caller owns from now on
     * @throws XevException if something is armed on it
     * @throws WrongThreadException if the loop belongs to another thread
     */
    public int release() {
        check();
        int descriptor = Descriptors.release(core, handle, this);
        core.registry.remove(registration);
        handle.released();
        return descriptor;
    }

    /**
     * Reads at the position of the stream, which moves.
     *
     * @param buffer where to; at most all of it is filled
     * @param callback called with how many bytes there are, -1 at the end, or an error; {@link
     *     Action#REARM} reads into the same memory again
     * @return the number for {@link Loop#cancel} and {@link Loop#deadline}
     * @throws IllegalArgumentException if the buffer is empty or cannot be changed
     * @throws IllegalStateException if the buffer's arena, this or the loop is closed
     * @throws WrongThreadException if the loop, or the buffer's arena, belongs to another thread
     */
    public long read(MemorySegment buffer, OperationCallback<File> callback) {
        return transfers.start(Op.READ, buffer, 0, callback);
    }

    /**
     * Reads at an offset; else as {@link #read(MemorySegment, OperationCallback)}.
     *
     * @param buffer where to
     * @param offset in the file; at its end or behind it, the result is -1
     * @param callback called with how many bytes there are, -1, or an error
     * @return the number for {@link Loop#cancel} and {@link Loop#deadline}
     * @throws IllegalArgumentException if the offset is negative
     */
    public long read(MemorySegment buffer, long offset, OperationCallback<File> callback) {
        return transfers.start(Op.READ_AT, buffer, offset, callback);
    }

    /**
     * Reads at an offset into a part of a segment.
     *
     * @param buffer where to
     * @param from the first byte of it to fill
     * @param length how many bytes at most
     * @param offset in the file
     * @param callback called with how many bytes there are, -1, or an error
     * @return the number for {@link Loop#cancel} and {@link Loop#deadline}
     * @throws IndexOutOfBoundsException if the buffer has no such part
     */
    public long read(
            MemorySegment buffer,
            long from,
            long length,
            long offset,
            OperationCallback<File> callback) {
        return transfers.start(Op.READ_AT, buffer, from, length, offset, callback);
    }

    /**
     * Reads at the position of the stream into a byte buffer, whose position moves before the
     * callback.
     *
     * @param buffer where to: its remaining bytes
     * @param callback called with how many bytes there are, -1, or an error
     * @return the number for {@link Loop#cancel} and {@link Loop#deadline}
     */
    public long read(ByteBuffer buffer, OperationCallback<File> callback) {
        return transfers.start(Op.READ, buffer, 0, callback);
    }

    /**
     * Reads at an offset into a byte buffer, whose position moves before the callback.
     *
     * @param buffer where to: its remaining bytes
     * @param offset in the file
     * @param callback called with how many bytes there are, -1, or an error
     * @return the number for {@link Loop#cancel} and {@link Loop#deadline}
     */
    public long read(ByteBuffer buffer, long offset, OperationCallback<File> callback) {
        return transfers.start(Op.READ_AT, buffer, offset, callback);
    }

    /**
     * Reads at the position of the stream into an array, through a copy.
     *
     * @param buffer where to
     * @param callback called with how many bytes there are, -1, or an error
     * @return the number for {@link Loop#cancel} and {@link Loop#deadline}
     */
    public long read(byte[] buffer, OperationCallback<File> callback) {
        return transfers.start(Op.READ, buffer, 0, callback);
    }

    /**
     * Reads at an offset into an array, through a copy.
     *
     * @param buffer where to
     * @param offset in the file
     * @param callback called with how many bytes there are, -1, or an error
     * @return the number for {@link Loop#cancel} and {@link Loop#deadline}
     */
    public long read(byte[] buffer, long offset, OperationCallback<File> callback) {
        return transfers.start(Op.READ_AT, buffer, offset, callback);
    }

    /**
     * Reads at an offset into a part of an array, through a copy.
     *
     * @param buffer where to
     * @param from the first byte of it to fill
     * @param length how many bytes at most
     * @param offset in the file
     * @param callback called with how many bytes there are, -1, or an error
     * @return the number for {@link Loop#cancel} and {@link Loop#deadline}
     */
    public long read(
            byte[] buffer, int from, int length, long offset, OperationCallback<File> callback) {
        return transfers.start(Op.READ_AT, buffer, from, length, offset, callback);
    }

    /**
     * Writes all bytes of a segment at the position of the stream, which moves.
     *
     * @param buffer what to write
     * @param callback called with how many bytes were written, which is all of them, or an error;
     *     then {@link Loop#bytesMoved} tells how many went before it. {@link Action#REARM} writes
     *     the same again
     * @return the number for {@link Loop#cancel} and {@link Loop#deadline}
     * @throws IllegalArgumentException if the buffer is empty
     * @throws IllegalStateException if the buffer's arena, this or the loop is closed
     * @throws WrongThreadException if the loop, or the buffer's arena, belongs to another thread
     */
    public long write(MemorySegment buffer, OperationCallback<File> callback) {
        return transfers.start(Op.WRITE, buffer, 0, callback);
    }

    /**
     * Writes all bytes of a segment at an offset.
     *
     * @param buffer what to write
     * @param offset in the file
     * @param callback called with how many bytes were written, or an error
     * @return the number for {@link Loop#cancel} and {@link Loop#deadline}
     */
    public long write(MemorySegment buffer, long offset, OperationCallback<File> callback) {
        return transfers.start(Op.WRITE_AT, buffer, offset, callback);
    }

    /**
     * Writes a part of a segment at an offset.
     *
     * @param buffer what to write
     * @param from the first byte of it
     * @param length how many bytes
     * @param offset in the file
     * @param callback called with how many bytes were written, or an error
     * @return the number for {@link Loop#cancel} and {@link Loop#deadline}
     * @throws IndexOutOfBoundsException if the buffer has no such part
     */
    public long write(
            MemorySegment buffer,
            long from,
            long length,
            long offset,
            OperationCallback<File> callback) {
        return transfers.start(Op.WRITE_AT, buffer, from, length, offset, callback);
    }

    /**
     * Writes the remaining bytes of a byte buffer at the position of the stream; the buffer's
     * position moves before the callback.
     *
     * @param buffer what to write
     * @param callback called with how many bytes were written, or an error
     * @return the number for {@link Loop#cancel} and {@link Loop#deadline}
     */
    public long write(ByteBuffer buffer, OperationCallback<File> callback) {
        return transfers.start(Op.WRITE, buffer, 0, callback);
    }

    /**
     * Writes the remaining bytes of a byte buffer at an offset; the buffer's position moves before
     * the callback.
     *
     * @param buffer what to write
     * @param offset in the file
     * @param callback called with how many bytes were written, or an error
     * @return the number for {@link Loop#cancel} and {@link Loop#deadline}
     */
    public long write(ByteBuffer buffer, long offset, OperationCallback<File> callback) {
        return transfers.start(Op.WRITE_AT, buffer, offset, callback);
    }

    /**
     * Writes an array at the position of the stream, through a copy.
     *
     * @param buffer what to write
     * @param callback called with how many bytes were written, or an error
     * @return the number for {@link Loop#cancel} and {@link Loop#deadline}
     */
    public long write(byte[] buffer, OperationCallback<File> callback) {
        return transfers.start(Op.WRITE, buffer, 0, callback);
    }

    /**
     * Writes an array at an offset, through a copy.
     *
     * @param buffer what to write
     * @param offset in the file
     * @param callback called with how many bytes were written, or an error
     * @return the number for {@link Loop#cancel} and {@link Loop#deadline}
     */
    public long write(byte[] buffer, long offset, OperationCallback<File> callback) {
        return transfers.start(Op.WRITE_AT, buffer, offset, callback);
    }

    /**
     * Writes a part of an array at an offset, through a copy.
     *
     * @param buffer what to write
     * @param from the first byte of it
     * @param length how many bytes
     * @param offset in the file
     * @param callback called with how many bytes were written, or an error
     * @return the number for {@link Loop#cancel} and {@link Loop#deadline}
     */
    public long write(
            byte[] buffer, int from, int length, long offset, OperationCallback<File> callback) {
        return transfers.start(Op.WRITE_AT, buffer, from, length, offset, callback);
    }

    private Operation claim(int kind, Object callback) {
        Check.notNull(callback, "the callback");
        core.checkStart();
        handle.checkOpen(this);
        Operation operation = core.claim(kind, this, callback);
        operation.handle = handle;
        return operation;
    }

    /**
     * Brings what was written to the disk.
     *
     * @param dataOnly not the times and such
     * @param callback called with 0, or an error
     * @return the number for {@link Loop#cancel} and {@link Loop#deadline}
     */
    public long fsync(boolean dataOnly, OperationCallback<File> callback) {
        Operation operation = claim(Op.FSYNC, callback);
        operation.argument = dataOnly ? 1 : 0;
        return core.start(operation);
    }

    /**
     * Asks what the system knows about the file.
     *
     * @param callback called with the answer
     * @return the number for {@link Loop#cancel} and {@link Loop#deadline}
     */
    public long stat(ResultCallback<File, FileStat> callback) {
        Operation operation = claim(Op.STAT, callback);
        operation.address2 = PathOperations.statBlock(core, operation);
        return core.start(operation);
    }

    /**
     * Makes the file so long, cutting it off or adding zeros.
     *
     * @param size in bytes
     * @param callback called with 0, or an error
     * @return the number for {@link Loop#cancel} and {@link Loop#deadline}
     */
    public long truncate(long size, OperationCallback<File> callback) {
        Check.argument(size >= 0, "a file has no negative size: ", size);
        Operation operation = claim(Op.TRUNCATE, callback);
        operation.offset = size;
        return core.start(operation);
    }

    /**
     * Takes room for a part of the file on its device, so that writing there cannot run out of
     * space. What lies beyond the end makes the file larger, by zeros.
     *
     * @param offset where the part begins, in bytes
     * @param length of the part, in bytes; positive
     * @param callback called with 0, or an error: {@link XevError#UNSUPPORTED} where the file
     *     system cannot
     * @return the number for {@link Loop#cancel} and {@link Loop#deadline}
     */
    public long allocate(long offset, long length, OperationCallback<File> callback) {
        Check.argument(offset >= 0, "a file has no negative offset: ", offset);
        Check.argument(length > 0, "a part of a file has at least one byte, not ", length);
        Operation operation = claim(Op.FALLOCATE, callback);
        operation.offset = offset;
        operation.argument2 = length;
        return core.start(operation);
    }

    /**
     * Sets the times of the file.
     *
     * @param accessed when it was read last, or null to leave that
     * @param modified when it was changed last, or null to leave that
     * @param callback called with 0, or an error
     * @return the number for {@link Loop#cancel} and {@link Loop#deadline}
     */
    public long setTimes(
            @Nullable Instant accessed,
            @Nullable Instant modified,
            OperationCallback<File> callback) {
        Operation operation = claim(Op.SET_TIMES, callback);
        operation.address2 = PathOperations.timesBlock(core, operation, accessed, modified);
        return core.start(operation);
    }

    /**
     * Sets the permissions of the file.
     *
     * @param mode the permission bits, such as {@code 0644}
     * @param callback called with 0, or an error
     * @return the number for {@link Loop#cancel} and {@link Loop#deadline}
     */
    public long setMode(int mode, OperationCallback<File> callback) {
        PathOperations.checkMode(mode);
        Operation operation = claim(Op.SET_MODE, callback);
        operation.argument = mode;
        return core.start(operation);
    }

    private void check() {
        core.checkOpen();
        handle.checkOpen(this);
    }

    /** {@return the loop it belongs to} */
    public Loop loop() {
        return core.loop;
    }

    /** {@return whether it is closed} */
    public boolean isClosed() {
        return handle.isClosed();
    }

    /**
     * Closes it. What is in flight gets {@link XevError#CANCELED}. Closing twice is no mistake.
     *
     * @throws WrongThreadException if the loop belongs to another thread
     */
    @Override
    public void close() {
        close(null);
    }

    /**
     * Closes it and tells when that is done.
     *
     * @param callback called with 0 after everything that was in flight has ended
     * @throws WrongThreadException if the loop belongs to another thread
     */
    public void close(@Nullable OperationCallback<File> callback) {
        core.checkAccess();
        if (handle.isClosed()) {
            handle.closedAlready(this, callback);
        } else {
            core.registry.remove(registration);
            handle.close(this, callback);
        }
    }

    @Override
    public String toString() {
        return "File[" + (handle.isClosed() ? "closed" : name) + "]";
    }
}
