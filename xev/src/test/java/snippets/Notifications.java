package snippets;

import static dev.xev.Action.DISARM;
import static dev.xev.Action.REARM;

import dev.xev.Async;
import dev.xev.Loop;

import java.util.concurrent.atomic.LongAdder;

/** Another thread counts, and this one looks now and then. */
public final class Notifications {
    private Notifications() {}

    /**
     * Runs it.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        // @start region="from-another-thread"
        try (var loop = Loop.open();
                var async = Async.open(loop)) {
            var count = new LongAdder();

            async.listen(
                    (_, _) -> {
                        long seen = count.sum();
                        System.out.println("at least " + seen);
                        return seen < 1000 ? REARM : DISARM;
                    });
            Thread.startVirtualThread(
                    () -> {
                        for (int i = 0; i < 1000; i++) {
                            count.increment();
                            async.send(); // many of these become one call
                        }
                    });

            loop.run();
        }
        // @end
    }
}
