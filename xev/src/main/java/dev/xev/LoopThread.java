package dev.xev;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A loop in a thread of its own, for programs that have no thread to give it: {@link Loop#start}.
 * It runs until it is closed, also while nothing is armed.
 *
 * <p>All methods are for any thread but the loop's own. What callbacks throw goes to {@link
 * LoopOptions#onException}, or else to the thread's handler of uncaught exceptions; the loop goes
 * on.
 */
public final class LoopThread implements AutoCloseable {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final CompletableFuture<Loop> opened = new CompletableFuture<>();
    private final Thread thread;
    private volatile boolean isClosing;
    private volatile @Nullable Throwable failure;

    private LoopThread(LoopOptions options) {
        thread =
                Thread.ofPlatform()
                        .name("xev-loop-" + NUMBERS.incrementAndGet())
                        .unstarted(() -> work(options));
    }

    static LoopThread start(LoopOptions options) {
        LoopThread made = new LoopThread(options);
        made.thread.start();
        try {
            made.opened.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) throw cause;
            throw e;
        }
        return made;
    }

    private void work(LoopOptions options) {
        try (Loop loop = Loop.open(options);
                Async alive = Async.open(loop)) {
            alive.listen((_, _) -> Action.REARM);
            opened.complete(loop);
            while (!isClosing) runOnce(loop);
        } catch (Throwable thrown) {
            failure = thrown;
            opened.completeExceptionally(thrown);
        }
    }

    private void runOnce(Loop loop) {
        try {
            loop.run();
        } catch (Throwable thrown) {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
        }
        // An interrupt is no way to end this thread, and a status that stays would end every run.
        Thread.interrupted();
    }

    /** {@return the loop, for {@link Loop#execute} and what else is for any thread} */
    public Loop loop() {
        return opened.join();
    }

    /**
     * Runs something on the loop's thread, which may start operations.
     *
     * @param work what to run
     * @param <T> what it answers
     * @return what becomes of it
     * @throws java.util.concurrent.RejectedExecutionException if it is closed
     */
    public <T> CompletionStage<T> submit(Function<Loop, T> work) {
        Check.notNull(work, "the work");
        Loop loop = loop();
        return submit(() -> work.apply(loop));
    }

    /**
     * Runs something on the loop's thread, which may start operations.
     *
     * @param work what to run
     * @param <T> what it answers
     * @return what becomes of it
     * @throws java.util.concurrent.RejectedExecutionException if it is closed
     */
    public <T> CompletionStage<T> submit(Callable<T> work) {
        Check.notNull(work, "the work");
        CompletableFuture<T> future = new CompletableFuture<>();
        loop().execute(() -> complete(future, work));
        return future;
    }

    /** The same for ourselves: waits, and throws what the work threw. */
    <T> T call(Callable<T> work) {
        try {
            return submit(work).toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) throw cause;
            throw e;
        }
    }

    private static <T> void complete(CompletableFuture<T> future, Callable<T> work) {
        try {
            future.complete(work.call());
        } catch (Throwable thrown) {
            future.completeExceptionally(thrown);
        }
    }

    /**
     * Closes the loop and waits for its thread. Closing twice is no mistake.
     *
     * @throws IllegalStateException on the loop's own thread
     */
    @Override
    public void close() {
        Check.state(
                Thread.currentThread() != thread,
                "a loop's own thread cannot wait for its end: close it from another one");
        isClosing = true;
        loop().stop();
        boolean isInterrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) Thread.currentThread().interrupt();
        if (failure instanceof RuntimeException thrown) throw thrown;
        if (failure instanceof Error thrown) throw thrown;
    }
}
