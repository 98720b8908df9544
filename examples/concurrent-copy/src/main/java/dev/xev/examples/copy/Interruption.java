package dev.xev.examples.copy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Ends a copy in good order when the process is told to go, by Ctrl-C or otherwise, and holds the
 * process back until that is done, for less than a second.
 */
final class Interruption implements AutoCloseable {
    /** How long a copy may take to end before its files go without it. */
    static final int PATIENCE_MILLIS = 700;

    private final CopyEngine engine;
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "interruption");

    private Interruption(CopyEngine engine) {
        this.engine = engine;
    }

    static Interruption watch(CopyEngine engine) {
        var interruption = new Interruption(engine);
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    private void stop() {
        try {
            engine.stop();
            // A disk that hangs must not hold the user, too: then the files go without the loop.
            if (!over.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) engine.abandon();
        } catch (RejectedExecutionException alreadyOver) {
            // The loop was closed a moment ago.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The copy is over and the user has been told. */
    @Override
    public void close() {
        over.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException isShuttingDown) {
            // Then the hook is running, and now ends.
        }
    }
}
