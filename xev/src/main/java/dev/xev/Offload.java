package dev.xev;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Blocking work of the program: run by an executor, reported on the loop's thread. It is a task
 * twice, first there and then here.
 */
final class Offload<T> implements Runnable {
    private final Core core;
    private final Callable<T> work;
    private final Operation operation;
    private final long id;
    private volatile boolean isDone;
    private @Nullable Result<T> result;

    private Offload(Core core, Callable<T> work, Operation operation) {
        this.core = core;
        this.work = work;
        this.operation = operation;
        this.id = operation.id;
    }

    static <T> void start(Core core, Callable<T> work, ResultCallback<Loop, T> callback) {
        Operation operation = core.claim(Operation.OFFLOAD, core.loop, callback);
        core.begin(operation);
        core.offloads++;
        Offload<T> offload = new Offload<>(core, work, operation);
        operation.memory = offload;
        Executor executor = core.options.executor();
        try {
            executor.execute(offload);
        } catch (Throwable refused) {
            // More than RejectedExecutionException: threads run out with an OutOfMemoryError.
            offload.result = new Result.Failed<>(XevError.ofCause(refused));
            offload.report();
        }
    }

    @Override
    public void run() {
        if (isDone) {
            report();
            return;
        }
        try {
            result = new Result.Ok<>(work.call());
        } catch (Throwable thrown) {
            result = new Result.Failed<>(XevError.ofCause(thrown));
        }
        isDone = true;
        if (core.tasks.offer(this)) core.wakeup.wake();
    }

    /** Back on the loop's thread. A loop that is closing may have given it up. */
    private void report() {
        core.offloads--;
        if (operation.id == id && operation.is(Operation.ARMED)) core.post(operation, 0);
    }

    static <T> Action complete(CompletableFuture<T> future, Result<T> result) {
        switch (result) {
            case Result.Ok<T>(T value) -> future.complete(value);
            case Result.Failed<T>(XevError error) -> {
                Throwable cause = error.cause();
                future.completeExceptionally(
                        cause == null ? new XevException("offload", error) : cause);
            }
        }
        return Action.DISARM;
    }

    static Result<?> result(Operation operation, long outcome) {
        Offload<?> offload = (Offload<?>) operation.memory;
        if (outcome < 0 || offload == null || offload.result == null) {
            return new Result.Failed<>(XevError.ofOutcome(Math.min(outcome, Outcomes.CANCELED)));
        }
        return offload.result;
    }
}
