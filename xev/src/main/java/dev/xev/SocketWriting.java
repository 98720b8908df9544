package dev.xev;

import dev.xev.cxev.Op;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The writing half of a socket: how much is queued, the order of writes, and the end of output.
 *
 * <p>The library keeps writes in order and gathers them. Only behind a write that goes through a
 * copy in pieces the next ones wait here, until its last piece is on its way.
 */
final class SocketWriting {
    /** Up to so many bytes a copy costs less than an operation. */
    private static final int SMALL = 256;

    private final Core core;
    private final TcpSocket socket;
    private final Handle handle;
    private @Nullable Operation inPieces;
    private @Nullable ArrayDeque<Operation> parked;
    private @Nullable Operation shutdown;

    /** The last write, if small ones may join it while its submission is pending. */
    private @Nullable Operation joinable;

    private long joinableNumber;
    private boolean isShut;
    private int inFlight;
    private boolean owesDrain;
    long queuedBytes;
    long limit;
    @Nullable BiConsumer<TcpSocket, XevError> onError;
    @Nullable Consumer<TcpSocket> onDrain;

    SocketWriting(Core core, TcpSocket socket, Handle handle) {
        this.core = core;
        this.socket = socket;
        this.handle = handle;
        this.limit = core.options.writeLimit();
    }

    long write(
            MemorySegment buffer,
            long from,
            long length,
            @Nullable OperationCallback<TcpSocket> callback) {
        Check.range(from, length, Check.notNull(buffer, "the buffer").byteSize());
        Operation operation = claim(callback);
        try {
            core.transfers.aim(operation, buffer, from, length);
        } catch (Throwable mistake) {
            core.discard(operation);
            throw mistake;
        }
        return begin(operation);
    }

    long write(ByteBuffer buffer, @Nullable OperationCallback<TcpSocket> callback) {
        Check.notNull(buffer, "the buffer");
        Operation operation = claim(callback);
        try {
            core.transfers.aim(operation, buffer);
        } catch (Throwable mistake) {
            core.discard(operation);
            throw mistake;
        }
        return begin(operation);
    }

    long write(byte[] buffer, @Nullable OperationCallback<TcpSocket> callback) {
        Check.range(0, Check.notNull(buffer, "the buffer").length, buffer.length);
        Operation operation = claim(callback);
        core.transfers.aim(operation, buffer, 0, buffer.length);
        return begin(operation);
    }

    long write(LoopBuffer buffer, @Nullable OperationCallback<TcpSocket> callback) {
        int length = Check.notNull(buffer, "the buffer").length();
        Operation operation = claim(callback);
        try {
            buffer.take(core);
        } catch (Throwable mistake) {
            core.discard(operation);
            throw mistake;
        }
        operation.memory = buffer;
        operation.address = buffer.address();
        operation.length = length;
        return begin(operation);
    }

    /** Writes what nobody is told of: small ones of one batch leave as one. */
    void writeUntold(MemorySegment buffer, long from, long length) {
        Check.range(from, length, Check.notNull(buffer, "the buffer").byteSize());
        if (length > SMALL) {
            write(buffer, from, length, null);
        } else if (!join(buffer, from, (int) length)) {
            Operation operation = claim(null);
            try {
                core.transfers.aimAtCopy(operation, buffer, from, (int) length);
            } catch (Throwable mistake) {
                core.discard(operation);
                throw mistake;
            }
            begin(operation);
        }
    }

    void writeUntold(byte[] buffer) {
        int length = Check.notNull(buffer, "the buffer").length;
        Check.range(0, length, length);
        if (length > SMALL) {
            write(buffer, null);
        } else if (!join(buffer, 0, length)) {
            Operation operation = claim(null);
            core.transfers.aimAtCopy(operation, buffer);
            begin(operation);
        }
    }

    /** Adds a write to the last one, which the library has not seen. False if that cannot be. */
    private boolean join(Object memory, long from, int length) {
        checkWritable();
        Operation last = joinable;
        if (last == null || !core.boundary.isPending(joinableNumber)) return false;
        if (last.is(Operation.ENDING) || length > limit - queuedBytes) return false;
        boolean joined;
        try {
            joined = core.transfers.append(last, memory, from, length);
        } finally {
            core.boundary.aim(joinableNumber, last);
        }
        if (!joined) return false;
        queuedBytes += length;
        owesDrain = true;
        return true;
    }

    private void checkWritable() {
        core.checkStart();
        handle.checkOpen(socket);
        Check.state(!isShut, "the output is shut down: nothing can be written after that");
    }

    /** An operation without arguments; a socket that writes nothing has none. */
    private Operation claim(@Nullable Object callback) {
        checkWritable();
        Operation operation = core.claim(Op.SEND, socket, callback);
        operation.handle = handle;
        operation.set(Operation.OUTGOING);
        return operation;
    }

    private long begin(Operation operation) {
        if (!core.begin(operation)) return operation.id;
        int bytes = Transfers.total(operation);
        if (queuedBytes > 0 && bytes > limit - queuedBytes) {
            owesDrain = true;
            core.post(operation, Outcomes.QUEUE_FULL);
            return operation.id;
        }
        operation.set(Operation.QUEUED);
        queuedBytes += bytes;
        if (++inFlight > 1) owesDrain = true;
        if (inPieces == null && !hasParked()) {
            send(operation);
        } else {
            park(operation);
        }
        return operation.id;
    }

    private boolean hasParked() {
        return parked != null && !parked.isEmpty();
    }

    private void park(Operation operation) {
        operation.set(Operation.WAITING);
        if (parked == null) parked = new ArrayDeque<>();
        parked.add(operation);
    }

    private void send(Operation operation) {
        core.submit(operation);
        boolean isJoinable = operation.is(Operation.JOINABLE) && operation.is(Operation.LIVE);
        joinable = isJoinable ? operation : null;
        joinableNumber = core.boundary.lastNumber();
        sent(operation);
    }

    /** A write, or a piece of one, is on its way. */
    void sent(Operation operation) {
        boolean more = operation.is(Operation.LIVE) && !Transfers.isLastPiece(operation);
        if (more) {
            inPieces = operation;
        } else if (inPieces == operation) {
            inPieces = null;
            unpark();
        }
    }

    private void unpark() {
        ArrayDeque<Operation> parked = this.parked;
        if (parked == null) return;
        while (inPieces == null && !parked.isEmpty() && !handle.isClosed()) {
            Operation next = parked.remove();
            // What was canceled while it waited ends without the library.
            if (!next.is(Operation.ENDING)) send(next);
        }
    }

    /** An operation of the socket has ended; its callback comes next. */
    void ended(Operation operation) {
        if (operation == shutdown) shutdown = null;
        if (!operation.is(Operation.QUEUED)) return;
        operation.clear(Operation.QUEUED);
        queuedBytes -= Transfers.total(operation);
        inFlight--;
        if (operation.is(Operation.WAITING) && parked != null) parked.remove(operation);
        if (inPieces == operation) inPieces = null;
        unpark();
        Operation shutdown = this.shutdown;
        if (inFlight == 0 && shutdown != null && !handle.isClosed()) {
            if (!shutdown.is(Operation.ENDING)) core.submit(shutdown);
            this.shutdown = null;
        }
    }

    /** Tells the program that it can write again, if it had to be told to wait. */
    void drained() {
        if (!owesDrain || inFlight > 0 || handle.isClosed()) return;
        owesDrain = false;
        if (onDrain != null) onDrain.accept(socket);
    }

    void failed(long outcome) {
        if (onError != null) onError.accept(socket, XevError.ofOutcome(outcome));
    }

    /** Ends the output when everything queued has been sent. */
    long shutdown(OperationCallback<TcpSocket> callback) {
        Operation operation = core.claim(Op.SHUTDOWN, socket, callback);
        operation.handle = handle;
        operation.argument = 1;
        isShut = true;
        if (!core.begin(operation)) return operation.id;
        if (inFlight == 0) {
            core.submit(operation);
        } else {
            operation.set(Operation.WAITING);
            shutdown = operation;
        }
        return operation.id;
    }

    void closed() {
        joinable = null;
        if (parked != null) {
            for (Operation waiting : parked) core.post(waiting, Outcomes.CANCELED);
            parked = null;
        }
        if (shutdown != null) core.post(shutdown, Outcomes.CANCELED);
    }
}
