package dev.xev.bench.timer;

import dev.xev.Action;
import dev.xev.Backend;
import dev.xev.Loop;
import dev.xev.OperationCallback;
import dev.xev.Timer;

import java.time.Duration;

/** Ours. Timers are opened before the clock runs, as those of libuv are. */
final class XevTimers implements Timers {
    private final Loop loop;
    private final Timer[] timers;
    private final OperationCallback<Timer>[] callbacks;

    @SuppressWarnings("unchecked") // an array of a generic type cannot be made otherwise
    XevTimers(Backend backend, int count, Fired fired) {
        loop = Loop.open(backend);
        timers = new Timer[count];
        callbacks = (OperationCallback<Timer>[]) new OperationCallback<?>[count];
        for (int i = 0; i < count; i++) {
            int index = i;
            timers[i] = Timer.open(loop);
            callbacks[i] =
                    (_, result) -> {
                        if (result == 0) fired.fired(index);
                        return Action.DISARM;
                    };
        }
    }

    @Override
    public void start(int index, Duration delay) {
        timers[index].start(delay, callbacks[index]);
    }

    @Override
    public void reset(int index, Duration delay) {
        timers[index].reset(delay);
    }

    @Override
    public boolean cancel(int index) {
        return timers[index].cancel();
    }

    @Override
    public void run(Runnable work) {
        work.run();
        loop.run();
    }

    @Override
    public void stop() {
        loop.stop();
    }

    @Override
    public void close() {
        loop.close();
    }
}
