package dev.xev;

import dev.xev.cxev.Op;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Starts reads and writes of a file, with every kind of memory. */
final class FileTransfers {
    private final Core core;
    private final File file;
    private final Handle handle;

    FileTransfers(Core core, File file, Handle handle) {
        this.core = core;
        this.file = file;
        this.handle = handle;
    }

    long start(int kind, MemorySegment buffer, long offset, OperationCallback<File> callback) {
        return start(kind, buffer, 0, size(buffer), offset, callback);
    }

    long start(
            int kind,
            MemorySegment buffer,
            long from,
            long length,
            long offset,
            OperationCallback<File> callback) {
        Check.range(from, length, size(buffer));
        Operation operation = claim(kind, offset, callback);
        try {
            core.transfers.aim(operation, buffer, from, length);
        } catch (Throwable mistake) {
            core.discard(operation);
            throw mistake;
        }
        return core.start(operation);
    }

    private static long size(MemorySegment buffer) {
        return Check.notNull(buffer, "the buffer").byteSize();
    }

    long start(int kind, ByteBuffer buffer, long offset, OperationCallback<File> callback) {
        Check.notNull(buffer, "the buffer");
        Operation operation = claim(kind, offset, callback);
        try {
            core.transfers.aim(operation, buffer);
        } catch (Throwable mistake) {
            core.discard(operation);
            throw mistake;
        }
        return core.start(operation);
    }

    long start(int kind, byte[] buffer, long offset, OperationCallback<File> callback) {
        Check.notNull(buffer, "the buffer");
        return start(kind, buffer, 0, buffer.length, offset, callback);
    }

    long start(
            int kind,
            byte[] buffer,
            int from,
            int length,
            long offset,
            OperationCallback<File> callback) {
        Check.range(from, length, Check.notNull(buffer, "the buffer").length);
        Operation operation = claim(kind, offset, callback);
        core.transfers.aim(operation, buffer, from, length);
        return core.start(operation);
    }

    private Operation claim(int kind, long offset, OperationCallback<File> callback) {
        Check.position(offset);
        Check.notNull(callback, "the callback");
        core.checkStart();
        handle.checkOpen(file);
        core.memory.announce();
        Operation operation = core.claim(kind, file, callback);
        operation.handle = handle;
        operation.offset = offset;
        if (kind == Op.WRITE || kind == Op.WRITE_AT) operation.set(Operation.OUTGOING);
        return operation;
    }
}
