package dev.xev;

import dev.xev.cxev.Op;

import java.time.Duration;

/**
 * Waits for an embedded loop in the place of a host that cannot: a loop in a thread of its own,
 * which watches the other one's handle and its next deadline.
 */
final class Readiness implements AutoCloseable {
    private final Runnable callback;
    private final LoopThread watcher;
    private final Core core;
    private final Handle handle;
    private final Timer timer;
    private long polling;
    private boolean isPolling;
    private boolean isWaiting;

    Readiness(int descriptor, Runnable callback) {
        this.callback = callback;
        watcher = Loop.start(LoopOptions.defaults());
        core = watcher.loop().core();
        handle = watcher.call(() -> Descriptors.adopt(core, descriptor));
        timer = watcher.call(() -> Timer.open(core.loop));
    }

    /** The host has prepared its loop: it may be woken once, after so long at the latest. */
    void prepared(long nanos) {
        core.loop.execute(() -> watch(nanos));
    }

    private void watch(long nanos) {
        isWaiting = true;
        if (nanos == 0) {
            ready();
            return;
        }
        if (nanos > 0) timer.start(Duration.ofNanos(nanos), (_, result) -> passed(result));
        if (!isPolling) poll();
    }

    private void poll() {
        OperationCallback<Loop> polled = (_, result) -> polled(result);
        Operation operation = core.claim(Op.POLL, core.loop, polled);
        operation.handle = handle;
        operation.argument = 1;
        isPolling = true;
        polling = core.start(operation);
    }

    private Action polled(int result) {
        isPolling = false;
        if (result >= 0) ready();
        return Action.DISARM;
    }

    private Action passed(int result) {
        if (result >= 0) ready();
        return Action.DISARM;
    }

    private void ready() {
        if (!isWaiting) return;
        isWaiting = false;
        timer.cancel();
        callback.run();
    }

    @Override
    public void close() {
        watcher.call(
                () -> {
                    isWaiting = false;
                    // The descriptor is the other loop's: it is given back, not closed.
                    if (isPolling) core.cancel(polling);
                    return true;
                });
        while (watcher.call(() -> isPolling)) Thread.onSpinWait();
        watcher.call(
                () -> {
                    Descriptors.release(core, handle, "an embedded loop");
                    handle.released();
                    return true;
                });
        watcher.close();
    }
}
