package dev.xev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a loop tells about itself. */
class ObservabilityTest {
    @TempDir Path directory;

    private static void spin(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) Thread.onSpinWait();
    }

    @BackendTest
    void countsWhatItDid(Backend backend) {
        try (Loop loop = Loop.open(backend);
                Timer timer = Timer.open(loop)) {
            Pair pair = Pair.open(loop);
            Metrics before = loop.metrics();
            pair.client().write(new byte[10]);
            pair.server().read(new byte[10], new Recorder<>());
            loop.execute(() -> spin(Duration.ofMillis(2)));
            timer.start(Duration.ofMillis(5), new Recorder<>());
            loop.run();

            Metrics after = loop.metrics();
            assertEquals(4, after.callbacks() - before.callbacks());
            assertEquals(1, after.tasks() - before.tasks());
            assertEquals(2, after.events() - before.events());
            assertTrue(after.submissions() - before.submissions() >= 2);
            assertTrue(after.turns() > before.turns());
            assertTrue(after.systemCalls() > before.systemCalls());
            assertTrue(after.largestBatch() >= 1);
            assertTrue(after.busy().minus(before.busy()).toMillis() >= 2);
            assertEquals(2, after.handles());
            assertEquals(0, after.armed());
        }
    }

    @BackendTest
    void countsTheTimeItWaited(Backend backend) {
        try (Loop loop = Loop.open(backend);
                Timer timer = Timer.open(loop)) {
            // A busy machine may let a timer expire before the loop gets to wait for it.
            while (loop.metrics().waiting().isZero()) {
                timer.start(Duration.ofMillis(10), new Recorder<>());
                loop.run();
            }

            assertTrue(loop.metrics().waits() > 0);
        }
    }

    @BackendTest
    void theTimeItWaitedIsNotBusy(Backend backend) {
        long start = System.nanoTime();
        try (Loop loop = Loop.open(backend);
                Timer timer = Timer.open(loop)) {
            while (loop.metrics().waiting().toMillis() < 30) {
                timer.start(Duration.ofMillis(10), new Recorder<>());
                loop.run();
            }

            Metrics after = loop.metrics();
            Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
            assertFalse(after.busy().isNegative(), after.busy().toString());
            Duration told = after.busy().plus(after.waiting());
            assertTrue(told.compareTo(elapsed) <= 0, told + " in " + elapsed);
        }
    }

    @BackendTest(simulated = true)
    void tellsOfSlowCallbacks(Backend backend) {
        List<Duration> slow = new ArrayList<>();
        LoopOptions options =
                LoopOptions.defaults()
                        .backend(backend)
                        .slowCallback(Duration.ofMillis(5), (_, time) -> slow.add(time));
        try (Loop loop = Loop.open(options);
                Timer timer = Timer.open(loop)) {
            loop.execute(() -> spin(Duration.ofMillis(6)));
            timer.start(
                    Duration.ZERO,
                    (_, _) -> {
                        spin(Duration.ofMillis(7));
                        return Action.DISARM;
                    });
            loop.run();

            assertTrue(slow.size() >= 2, slow.toString());
            assertTrue(slow.stream().allMatch(time -> time.toMillis() >= 5), slow.toString());
        }
    }

    @BackendTest
    void theFlightRecorderSeesLoopsAndSlowCallbacks(Backend backend) throws Exception {
        Path file = directory.resolve("recording.jfr");
        LoopOptions options =
                LoopOptions.defaults().backend(backend).slowCallback(Duration.ofNanos(1), null);
        try (Recording recording = new Recording()) {
            recording.start();
            try (Loop loop = Loop.open(options)) {
                loop.execute(() -> spin(Duration.ofMillis(1)));
                loop.run();
                Timer.open(loop);
            }
            recording.stop();
            recording.dump(file);
        }

        List<String> names = new ArrayList<>();
        for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
            String name = event.getEventType().getName();
            if (!name.startsWith("dev.xev.")) continue;
            names.add(name);
            if (name.equals("dev.xev.LoopOpened")) {
                assertEquals(backend.name(), event.getString("backend"));
            }
            if (name.equals("dev.xev.LoopClosed")) {
                assertTrue(event.getString("leaks").contains("not closed: Timer"));
            }
        }
        assertTrue(names.contains("dev.xev.LoopOpened"), names.toString());
        assertTrue(names.contains("dev.xev.LoopClosed"), names.toString());
        assertTrue(names.contains("dev.xev.SlowCallback"), names.toString());
    }

    @BackendTest
    void worksWithoutTheFlightRecorder(Backend backend) throws Exception {
        String printed =
                new Child().option("--limit-modules=java.base").run(Without.class, backend.name());

        assertEquals("false 0", printed);
    }

    /** A program in a run-time image of java.base alone. */
    static final class Without {
        public static void main(String[] arguments) {
            Recorder<Timer> recorder = new Recorder<>();
            LoopOptions options =
                    LoopOptions.defaults()
                            .backend(Backend.valueOf(arguments[0]))
                            .slowCallback(Duration.ofNanos(1), null);
            try (Loop loop = Loop.open(options);
                    Timer timer = Timer.open(loop)) {
                timer.start(Duration.ZERO, recorder);
                loop.run();
            }
            boolean hasRecorder = ModuleLayer.boot().findModule("jdk.jfr").isPresent();
            System.out.println(hasRecorder + " " + recorder.only());
        }
    }

    @BackendTest(simulated = true)
    void namesItsBackendAndTheReason(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            assertEquals(backend, loop.backend());
            assertFalse(loop.backendReason().isEmpty());
            assertTrue(loop.toString().contains(backend.name()));
        }
    }
}
