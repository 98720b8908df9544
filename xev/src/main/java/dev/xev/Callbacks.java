package dev.xev;

import dev.xev.cxev.Op;
import dev.xev.cxev.Submission;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.function.BiConsumer;

/** Calls what the program gave, in the shape of the operation, and watches how long it takes. */
final class Callbacks {
    private final Core core;
    private final Results results;
    private final long slowNanos;
    private final @Nullable BiConsumer<Loop, Duration> onSlow;

    Callbacks(Core core) {
        this.core = core;
        this.results = new Results(core);
        this.slowNanos = Check.nanos(core.options.slowCallback(), "the threshold");
        this.onSlow = core.options.onSlowCallback();
    }

    @Nullable Action call(Operation operation, long outcome, @Nullable LoopBuffer lent) {
        if (operation.callback == null) return withoutCallback(operation, outcome);
        if (slowNanos == 0) return dispatch(operation, outcome, lent);
        long start = System.nanoTime();
        try {
            return dispatch(operation, outcome, lent);
        } finally {
            took(System.nanoTime() - start);
        }
    }

    // The kind of an operation says which callback its start method took.
    @SuppressWarnings("unchecked")
    private @Nullable Action dispatch(
            Operation operation, long outcome, @Nullable LoopBuffer lent) {
        Object callback = operation.callback;
        Object source = operation.source;
        assert callback != null && source != null;
        return switch (operation.kind) {
            case Op.OPEN, Op.STAT, Op.COPY, Op.READLINK, Op.ACCEPT, Op.CONNECT, Operation.OFFLOAD ->
                    ((ResultCallback<Object, Object>) callback)
                            .completed(source, (Result<Object>) results.of(operation, outcome));
            case Op.RECEIVE -> received(operation, callback, source, outcome, lent);
            default ->
                    ((OperationCallback<Object>) callback)
                            .completed(source, Outcomes.told(outcome));
        };
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Action received(
            Operation operation,
            Object callback,
            Object source,
            long outcome,
            @Nullable LoopBuffer lent) {
        int told = Outcomes.told(outcome);
        return (operation.submissionFlags & Submission.BUFFER_SELECT) != 0
                ? ((BufferCallback<Object>) callback).received(source, lent, told)
                : ((OperationCallback<Object>) callback).completed(source, told);
    }

    private static @Nullable Action withoutCallback(Operation operation, long outcome) {
        if (operation.source instanceof TcpSocket socket && operation.kind == Op.SEND) {
            if (outcome < 0) socket.writing().failed(outcome);
        }
        return null;
    }

    /** A task or a timer's callback ran so long. */
    void took(long nanos) {
        if (nanos < slowNanos) return;
        Events.slowCallback(nanos);
        if (onSlow != null) onSlow.accept(core.loop, Duration.ofNanos(nanos));
    }

    boolean watches() {
        return slowNanos > 0;
    }
}
