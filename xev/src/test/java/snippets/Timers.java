package snippets;

import static dev.xev.Action.DISARM;
import static dev.xev.Action.REARM;

import dev.xev.Loop;
import dev.xev.Timer;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Ticks three times. */
public final class Timers {
    private Timers() {}

    /**
     * Runs it.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        // @start region="three-ticks"
        try (var loop = Loop.open();
                var timer = Timer.open(loop)) {
            var remaining = new AtomicInteger(3);

            timer.start(
                    Duration.ofMillis(100),
                    (_, _) -> {
                        System.out.println("tick");
                        return remaining.decrementAndGet() > 0 ? REARM : DISARM;
                    });

            loop.run();
        }
        // @end
    }
}
