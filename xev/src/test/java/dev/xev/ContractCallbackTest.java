package dev.xev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import org.junit.jupiter.api.io.TempDir;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Contract, line 2: when and where callbacks run. */
class ContractCallbackTest {
    @TempDir Path directory;

    /** Fails a callback that runs inside the call that started it, elsewhere or beside another. */
    private static final class Watch {
        private final Thread thread = Thread.currentThread();
        private final List<String> breaches = new ArrayList<>();
        private boolean isStarting;
        private boolean isCalling;
        private int started;
        private int ended;

        void start(LongSupplier start) {
            isStarting = true;
            started++;
            long operation = start.getAsLong();
            isStarting = false;
            assertNotEquals(0, operation);
        }

        Action called() {
            if (isStarting) breaches.add("inside a start");
            if (isCalling) breaches.add("beside another");
            if (Thread.currentThread() != thread) breaches.add("on another thread");
            isCalling = true;
            ended++;
            isCalling = false;
            return Action.DISARM;
        }
    }

    @BackendTest
    void noCallbackRunsInsideAStart(Backend backend) {
        try (Loop loop = Loop.open(backend);
                File file = File.open(loop, directory.resolve("f"), READ, WRITE, CREATE);
                TcpListener listener = TcpListener.bind(loop, Pair.ANY_PORT);
                Async async = Async.open(loop)) {
            Watch watch = new Watch();
            Pair pair = Pair.open(loop);
            MemorySegment memory = loop.allocate(64);
            pair.server().write(new byte[64]);
            async.send();

            watch.start(() -> Timer.open(loop).start(Duration.ZERO, (_, _) -> watch.called()));
            watch.start(() -> file.write(memory, 0, (_, _) -> watch.called()));
            watch.start(() -> file.read(memory, 0, (_, _) -> watch.called()));
            watch.start(() -> file.stat((_, _) -> watch.called()));
            watch.start(() -> pair.client().read(memory, (_, _) -> watch.called()));
            watch.start(() -> pair.client().write(memory, (_, _) -> watch.called()));
            watch.start(() -> async.listen((_, _) -> watch.called()));
            watch.start(() -> listener.accept((_, _) -> watch.called()));
            watch.start(
                    () ->
                            TcpSocket.connect(
                                    loop, listener.localAddress(), (_, _) -> watch.called()));
            loop.run();
            watch.start(
                    () -> {
                        pair.client().close((_, _) -> watch.called());
                        return 1;
                    });
            loop.run();

            assertEquals(List.of(), watch.breaches);
            assertEquals(watch.started, watch.ended);
        }
    }

    @BackendTest
    void aRefusedWriteIsNotReportedInsideItsStart(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Watch watch = new Watch();
            Pair pair = Pair.open(loop);
            pair.client().writeLimit(10);
            pair.client().write(new byte[8]);

            watch.start(() -> pair.client().write(new byte[8], (_, _) -> watch.called()));
            assertEquals(0, watch.ended);
            loop.run();

            assertEquals(1, watch.ended);
            assertEquals(List.of(), watch.breaches);
        }
    }

    @BackendTest(simulated = true)
    void manyZeroTimersDoNotDeepenTheStack(Backend backend) {
        try (Loop loop = Loop.open(backend);
                Timer timer = Timer.open(loop)) {
            int[] calls = new int[1];
            int[] deepest = new int[1];
            timer.start(
                    Duration.ZERO,
                    (_, _) -> {
                        if (calls[0] % 50_000 == 0) {
                            int depth = new Throwable().getStackTrace().length;
                            deepest[0] = Math.max(deepest[0], depth);
                        }
                        return ++calls[0] < 300_000 ? Action.REARM : Action.DISARM;
                    });

            loop.run();

            assertEquals(300_000, calls[0]);
            assertTrue(deepest[0] < 100, () -> deepest[0] + " frames");
            assertFalse(timer.isArmed());
        }
    }
}
