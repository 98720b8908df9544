package dev.xev;

import dev.xev.cxev.Event;
import dev.xev.cxev.Op;

import org.jspecify.annotations.Nullable;

/**
 * Takes events to callbacks and applies what they answer. An event is taken off the batch before
 * its callback runs, so that after an exception the rest of the batch is still there.
 */
final class Dispatcher {
    private final Core core;
    private final Callbacks callbacks;
    private final Failures failures;
    private int position;
    private int limit;
    private boolean wasFull;

    Dispatcher(Core core, Callbacks callbacks, Failures failures) {
        this.core = core;
        this.callbacks = callbacks;
        this.failures = failures;
    }

    boolean hasEvents() {
        return position < limit;
    }

    /** Whether the last poll may have left events behind for want of room. */
    boolean wasFull() {
        return wasFull;
    }

    /** A new batch; the last one is finished. */
    void accept(int events) {
        assert position == limit;
        position = 0;
        limit = events;
        wasFull = events == core.boundary.eventCapacity();
    }

    void dispatchEvents() {
        Boundary boundary = core.boundary;
        while (position < limit) {
            int index = position++;
            Operation operation = core.operations.at(boundary.eventSlot(index));
            int flags = boundary.eventFlags(index);
            int buffer = (flags & Event.HAS_BUFFER) != 0 ? boundary.eventBuffer(index) : -1;
            try {
                event(operation, flags, buffer, boundary.eventResult(index));
            } catch (Throwable failure) {
                failures.report(failure);
            }
        }
    }

    /** What ends without an event; what is added meanwhile waits for the next turn. */
    void dispatchLocals() {
        Operation last = core.locals.last();
        if (last == null) return;
        Operation operation;
        do {
            operation = core.locals.take();
            try {
                local(operation);
            } catch (Throwable failure) {
                failures.report(failure);
            }
        } while (operation != last);
    }

    private void event(Operation operation, int flags, int buffer, long result) {
        assert operation.is(Operation.LIVE) : "an event for an operation that is not in flight";
        boolean more = (flags & Event.MORE) != 0;
        if (!more) {
            operation.clear(Operation.LIVE);
            Handle handle = operation.handle;
            if (handle != null && operation.kind != Op.CLOSE) handle.armed--;
        }
        LoopBuffer lent = buffer < 0 ? null : core.buffers().lend(buffer, (int) result);
        if (operation.is(Operation.DRAINING)) {
            late(operation, more, lent, result);
            return;
        }
        long outcome = core.transfers.advance(operation, result);
        if (outcome == Transfers.GOES_ON) {
            core.resubmit(operation);
            if (operation.source instanceof TcpSocket socket) socket.writing().sent(operation);
        } else {
            deliver(operation, more, lent, outcome);
        }
    }

    /** Something for an operation that its program wants no more: it is kept for the next one. */
    private void late(Operation operation, boolean more, @Nullable LoopBuffer lent, long result) {
        if (operation.source instanceof TcpSocket socket) {
            socket.reading().keep(lent, result);
        } else if (operation.source instanceof TcpListener listener) {
            listener.keep(result);
        }
        if (more) return;
        operation.clear(Operation.DRAINING);
        // One that is local goes on, or ends, from there.
        if (operation.is(Operation.WAITING) && !operation.is(Operation.LOCAL)) {
            resume(operation);
        } else if (operation.isIdle()) {
            core.retire(operation);
        }
    }

    private void local(Operation operation) {
        long outcome = operation.localOutcome;
        if (operation.is(Operation.WAITING)) {
            if (!operation.is(Operation.ENDING) && !operation.isClosed()) {
                proceed(operation);
                return;
            }
            outcome = Outcomes.CANCELED;
        }
        deliver(operation, false, null, outcome);
    }

    /** An operation that waits for something of its source may find it there now. */
    private void proceed(Operation operation) {
        switch (operation.source) {
            case TcpSocket socket -> socket.reading().proceed(operation, this);
            case TcpListener listener -> listener.proceed(operation, this);
            case Async async -> async.proceed(operation, this);
            case null, default -> throw new AssertionError(operation.source);
        }
    }

    /** Gives up an operation that the library has not ended: its program is told so. */
    void abandon(Operation operation) {
        // Held for ever: the library may still work on the memory.
        if (operation.is(Operation.LIVE)) operation.arena = null;
        operation.clear(Operation.LIVE | Operation.DRAINING | Operation.LOCAL);
        try {
            if (operation.is(Operation.ARMED)) {
                operation.handle = null;
                deliver(operation, false, null, Outcomes.TIMED_OUT);
            }
        } catch (Throwable failure) {
            failures.report(failure);
        }
    }

    /** Ends an activation, or tells of a part of one that goes on. */
    void deliver(Operation operation, boolean more, @Nullable LoopBuffer lent, long result) {
        long outcome = judge(operation, result);
        if (operation.isClosed()) {
            if (lent != null) lent.giveBack();
            lent = null;
            if (more) return;
        }
        if (!more) ended(operation, outcome);
        operation.set(Operation.CALLING);
        core.moved = (int) Math.min(Outcomes.moved(outcome), Integer.MAX_VALUE);
        core.callbacks++;
        Action action;
        try {
            action = callbacks.call(operation, outcome, lent);
        } catch (Throwable failure) {
            threw(operation, more, lent, outcome, failure);
            throw failure;
        }
        if (lent != null) lent.returned();
        answered(operation, more, action, outcome);
    }

    /** What follows a callback may throw as well: neither hides the other. */
    private void threw(
            Operation operation,
            boolean more,
            @Nullable LoopBuffer lent,
            long outcome,
            Throwable failure) {
        try {
            if (lent != null) lent.returned();
            answered(operation, more, null, outcome);
        } catch (Throwable second) {
            failure.addSuppressed(second);
        }
    }

    /** What the program is told: close always wins, and a time limit has its own name. */
    private long judge(Operation operation, long result) {
        int kind = operation.kind;
        if (kind == Op.CLOSE) return result;
        boolean yieldsHandle = kind == Op.ACCEPT || kind == Op.OPEN;
        boolean unwanted = yieldsHandle || kind == Op.CONNECT;
        if (operation.isClosed() || unwanted && !core.isOpen()) {
            if (yieldsHandle && result >= 0) core.boundary.closeHandle((int) result);
            long moved = yieldsHandle ? 0 : Outcomes.moved(result);
            return Outcomes.withMoved(Outcomes.CANCELED, moved);
        }
        if (operation.is(Operation.TIMED_OUT) && Outcomes.isCanceled(result)) {
            return Outcomes.withMoved(Outcomes.TIMED_OUT, Outcomes.moved(result));
        }
        return result;
    }

    private void ended(Operation operation, long outcome) {
        if (operation.source instanceof TcpSocket socket) socket.ended(operation);
        // A cancel is for all repetitions; a deadline was for this one, which has made it after
        // all.
        if (operation.is(Operation.ENDING) && !operation.is(Operation.TIMED_OUT)) {
            operation.set(Operation.OVERTAKEN);
        } else {
            operation.clear(Operation.OVERTAKEN);
        }
        operation.clear(
                Operation.ARMED | Operation.WAITING | Operation.ENDING | Operation.TIMED_OUT);
        core.unlimitTime(operation);
        core.transfers.finish(operation, outcome);
    }

    private void answered(
            Operation operation, boolean more, @Nullable Action action, long outcome) {
        boolean restarted = operation.is(Operation.RESTARTED);
        boolean again =
                action == Action.REARM
                        && !operation.is(Operation.OVERRULED)
                        && !operation.isClosed()
                        && core.isOpen();
        operation.clear(Operation.CALLING | Operation.RESTARTED | Operation.OVERRULED);
        Object source = operation.source;
        boolean isWrite = operation.kind == Op.SEND;
        try {
            settle(operation, more, restarted, again, outcome);
        } finally {
            if (isWrite && source instanceof TcpSocket socket) socket.writing().drained();
        }
    }

    private void settle(
            Operation operation, boolean more, boolean restarted, boolean again, long outcome) {
        if (restarted) return;
        if (more) {
            if (!again) {
                core.drain(operation);
            } else if (operation.deadlineNanos > 0) {
                core.limitTime(operation);
            }
        } else if (again && !isFinal(outcome)) {
            rearm(operation, outcome);
        } else if (operation.isIdle()) {
            core.retire(operation);
        }
    }

    private static boolean isFinal(long outcome) {
        return outcome < -1
                && (Outcomes.isCanceled(outcome) || Event.code(outcome) == XevError.TIMED_OUT);
    }

    private void rearm(Operation operation, long outcome) {
        try {
            requireRepeatable(operation);
            core.transfers.again(operation);
            operation.set(Operation.ARMED);
            if (operation.is(Operation.OVERTAKEN)) {
                operation.set(Operation.WAITING);
                core.end(operation);
                return;
            }
            if (operation.deadlineNanos > 0) core.limitTime(operation);
            operation.localOutcome = outcome;
            resume(operation);
        } catch (Throwable failure) {
            operation.clear(Operation.ARMED | Operation.WAITING);
            if (operation.isIdle()) core.retire(operation);
            throw failure;
        }
    }

    private static void requireRepeatable(Operation operation) {
        switch (operation.kind) {
            case Op.ACCEPT, Op.RECEIVE, Op.POLL, Operation.ASYNC -> {}
            case Op.READ, Op.WRITE, Op.READ_AT, Op.WRITE_AT -> {}
            default ->
                    throw new IllegalStateException(
                            "REARM is for timers, notifications, accept, reads, and reads and"
                                    + " writes of files: start this operation again instead");
        }
    }

    private void resume(Operation operation) {
        switch (operation.source) {
            case TcpSocket socket -> socket.reading().resume(operation);
            case TcpListener listener -> listener.resume(operation);
            case Async async -> async.resume(operation);
            case null, default -> core.resubmit(operation);
        }
    }

    /** The deadline of an operation has come. */
    void deadlinePassed(Operation operation) {
        core.unlimitTime(operation);
        if (!operation.is(Operation.ARMED) || operation.is(Operation.ENDING)) return;
        operation.set(Operation.TIMED_OUT);
        core.end(operation);
    }
}
