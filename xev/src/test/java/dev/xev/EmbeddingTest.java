package dev.xev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A loop inside somebody else's loop. */
class EmbeddingTest {
    private static LoopOptions embedded(Backend backend) {
        return LoopOptions.defaults().backend(backend).embedded(true);
    }

    @BackendTest
    void onlyAnEmbeddedLoopHasAHandle(Backend backend) {
        try (Loop plain = Loop.open(backend);
                Loop loop = Loop.open(embedded(backend))) {
            assertTrue(loop.handle() >= 0);
            var thrown = assertThrows(IllegalStateException.class, plain::handle);
            assertTrue(thrown.getMessage().contains("embedded"), thrown.getMessage());
        }
    }

    @BackendTest(simulated = true)
    void tellsHowLongAHostMayWait(Backend backend) {
        try (Loop loop = Loop.open(backend);
                Timer timer = Timer.open(loop)) {
            assertEquals(-1, loop.nanosToNextDeadline());
            timer.start(Duration.ofHours(1), new Recorder<>());
            long nanos = loop.nanosToNextDeadline();
            assertTrue(nanos > 0 && nanos <= Duration.ofHours(1).toNanos(), () -> nanos + " ns");
            loop.execute(() -> {});
            assertEquals(0, loop.nanosToNextDeadline());
        }
    }

    /** A host with a queue of events, as user interfaces have one. */
    @BackendTest
    void aHostWithoutDescriptorsIsCalled(Backend backend) throws Exception {
        BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
        try (Loop loop = Loop.open(embedded(backend));
                Timer timer = Timer.open(loop)) {
            Pair pair = Pair.open(loop);
            int[] ticks = new int[1];
            int[] received = new int[1];
            int[] tasks = new int[1];
            Runnable turn =
                    () -> {
                        loop.run(RunMode.NO_WAIT);
                        loop.prepare();
                    };
            loop.onReady(() -> events.add(turn));
            timer.start(
                    Duration.ofMillis(2),
                    (_, _) -> {
                        pair.client().write(new byte[10]);
                        return ++ticks[0] < 10 ? Action.REARM : Action.DISARM;
                    });
            pair.server()
                    .read(
                            loop.allocate(10),
                            (_, result) -> {
                                received[0] += result;
                                return Action.REARM;
                            });
            loop.prepare();
            Thread other =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        for (int i = 0; i < 10; i++) {
                                            loop.execute(() -> tasks[0]++);
                                        }
                                    });

            while (ticks[0] < 10 || received[0] < 100 || tasks[0] < 10) events.take().run();

            other.join();
            loop.onReady(null);
            assertEquals(100, received[0]);
        }
    }
}
