package dev.xev;

import dev.xev.cxev.Op;
import dev.xev.cxev.Submission;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * The reading half of a socket: its one operation for reads and receives, and the backlog of what a
 * receive took before it was stopped, which the next read or receive gets first.
 */
final class SocketReading {
    private final Core core;
    private final TcpSocket socket;
    private final Handle handle;
    private @Nullable Operation operation;
    private @Nullable ArrayDeque<LoopBuffer> backlog;

    /** What comes after the backlog: the end of the stream, an error, or 0 for nothing. */
    private long end;

    SocketReading(Core core, TcpSocket socket, Handle handle) {
        this.core = core;
        this.socket = socket;
        this.handle = handle;
    }

    long read(MemorySegment buffer, long from, long length, OperationCallback<TcpSocket> callback) {
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

    long read(ByteBuffer buffer, OperationCallback<TcpSocket> callback) {
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

    long read(byte[] buffer, OperationCallback<TcpSocket> callback) {
        Check.range(0, Check.notNull(buffer, "the buffer").length, buffer.length);
        Operation operation = claim(callback);
        core.transfers.aim(operation, buffer, 0, buffer.length);
        return begin(operation);
    }

    long receive(BufferCallback<TcpSocket> callback) {
        core.checkStart();
        int group = core.buffers().number();
        Operation operation = claim(callback);
        operation.submissionFlags = Submission.BUFFER_SELECT | Submission.MULTISHOT;
        operation.group = group;
        return begin(operation);
    }

    /** The operation, without arguments. */
    private Operation claim(Object callback) {
        core.checkStart();
        handle.checkOpen(socket);
        Check.notNull(callback, "the callback");
        Operation operation = this.operation;
        if (operation == null) {
            operation = core.claim(Op.RECEIVE, socket, callback);
            operation.set(Operation.PERMANENT);
            operation.handle = handle;
            this.operation = operation;
        } else {
            core.reclaim(operation, "a read is pending on this socket");
            operation.callback = callback;
        }
        return operation;
    }

    private long begin(Operation operation) {
        if (core.begin(operation)) resume(operation);
        return operation.id;
    }

    /** Goes on with an operation that is armed: with the backlog, or the library. */
    void resume(Operation operation) {
        if (hasBacklog()) {
            operation.set(Operation.WAITING);
            core.post(operation, 0);
        } else if (operation.is(Operation.LIVE)) {
            operation.set(Operation.WAITING);
        } else {
            core.resubmit(operation);
        }
    }

    private boolean hasBacklog() {
        return end != 0 || backlog != null && !backlog.isEmpty();
    }

    /** Something that a stopped receive still got. */
    void keep(@Nullable LoopBuffer lent, long result) {
        if (handle.isClosed()) {
            if (lent != null) lent.giveBack();
            return;
        }
        if (lent != null) {
            lent.keepForBacklog();
            if (backlog == null) backlog = new ArrayDeque<>();
            backlog.add(lent);
        } else if (result == -1 || result < -1 && !Outcomes.isCanceled(result)) {
            end = result;
        } else {
            return;
        }
        Operation operation = this.operation;
        if (operation != null && operation.is(Operation.WAITING)) core.post(operation, 0);
    }

    /** Serves a waiting operation from the backlog. */
    void proceed(Operation operation, Dispatcher dispatcher) {
        ArrayDeque<LoopBuffer> backlog = this.backlog;
        if (backlog != null && !backlog.isEmpty()) {
            if (isReceive(operation)) {
                LoopBuffer lent = backlog.remove();
                lent.lendAgain();
                dispatcher.deliver(operation, false, lent, lent.length());
            } else {
                dispatcher.deliver(operation, false, null, fill(operation, backlog));
            }
        } else if (end != 0) {
            long outcome = end;
            end = 0;
            dispatcher.deliver(operation, false, null, outcome);
        } else if (!operation.is(Operation.LIVE)) {
            core.resubmit(operation);
        }
    }

    private static boolean isReceive(Operation operation) {
        return operation.submissionFlags != 0;
    }

    private long fill(Operation operation, ArrayDeque<LoopBuffer> backlog) {
        int total = Transfers.total(operation);
        int done = 0;
        while (done < total && !backlog.isEmpty()) {
            LoopBuffer first = backlog.element();
            int length = Math.min(first.keptLength(), total - done);
            if (!core.transfers.put(operation, done, first.keptBytes(), length)) {
                return Outcomes.withMoved(Outcomes.BAD_ADDRESS, done);
            }
            done += length;
            if (first.consume(length)) backlog.remove().giveBack();
        }
        return done;
    }

    /** The socket is closed: nothing that waits here will be served. */
    void closed() {
        if (backlog != null) {
            backlog.forEach(LoopBuffer::giveBack);
            backlog.clear();
        }
        Operation operation = this.operation;
        this.operation = null;
        if (operation == null) return;
        if (operation.is(Operation.WAITING)) {
            core.post(operation, Outcomes.CANCELED);
        } else if (operation.isIdle()) {
            core.retire(operation);
        }
    }
}
