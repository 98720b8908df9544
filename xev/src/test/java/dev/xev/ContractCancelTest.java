package dev.xev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.io.TempDir;

import java.lang.foreign.MemorySegment;
import java.net.StandardSocketOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Contract, line 3: cancel is a request. */
class ContractCancelTest {
    private static final Duration LONG = Duration.ofDays(1);

    @TempDir Path directory;

    @BackendTest
    void aPendingReadIsCanceledOnce(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            Recorder<TcpSocket> recorder = new Recorder<>();
            long id = pair.server().read(loop.allocate(10), recorder);
            loop.run(RunMode.NO_WAIT);

            assertTrue(loop.cancel(id));
            assertEquals(0, recorder.count());
            loop.run();

            assertEquals(XevError.CANCELED, recorder.code());
            assertFalse(loop.cancel(id));
        }
    }

    @BackendTest
    void aReadThatIsCanceledBeforeItWasHandedOverIsCanceled(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            Recorder<TcpSocket> recorder = new Recorder<>();

            loop.cancel(pair.server().read(loop.allocate(10), recorder));
            loop.run();

            assertEquals(XevError.CANCELED, recorder.code());
        }
    }

    @BackendTest
    void canceledMeansThatNoByteWasTaken(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            MemorySegment memory = loop.allocate(64);
            int sent = 0;
            int[] received = new int[1];
            for (int round = 0; round < 300; round++) {
                Recorder<TcpSocket> recorder = new Recorder<>();
                long id = pair.server().read(memory, recorder);
                if (round % 2 == 0) loop.run(RunMode.NO_WAIT);
                pair.client().write(new byte[7]);
                sent += 7;
                if (round % 3 == 0) loop.run(RunMode.NO_WAIT);
                loop.cancel(id);
                loop.run();
                int result = recorder.only();
                if (result > 0) received[0] += result;
                if (result <= 0) assertEquals(XevError.CANCELED, recorder.code());
            }
            while (received[0] < sent) {
                Recorder<TcpSocket> recorder = new Recorder<>();
                pair.server().read(memory, recorder);
                received[0] += recorder.await(loop);
            }

            assertEquals(sent, received[0]);
        }
    }

    @BackendTest(simulated = true)
    void anExpiryOfACanceledTimerIsNeverSeen(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Timer second = Timer.open(loop);
            Recorder<Timer> recorder = new Recorder<>();
            Timer.open(loop)
                    .start(
                            Duration.ZERO,
                            (_, _) -> {
                                assertTrue(second.cancel());
                                return Action.DISARM;
                            });
            second.start(Duration.ZERO, recorder);

            loop.run();

            assertEquals(XevError.CANCELED, recorder.code());
        }
    }

    @BackendTest(simulated = true)
    void anExpiryOfARestartedTimerIsNeverSeen(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Timer second = Timer.open(loop);
            Recorder<Timer> old = new Recorder<>();
            Recorder<Timer> fresh = new Recorder<>();
            Timer.open(loop)
                    .start(
                            Duration.ZERO,
                            (_, _) -> {
                                second.start(Duration.ofMillis(1), fresh);
                                return Action.DISARM;
                            });
            second.start(Duration.ZERO, old);

            loop.run();

            assertEquals(0, old.count());
            assertEquals(0, fresh.only());
        }
    }

    @BackendTest(simulated = true)
    void aCancelByNumberNeverHitsTheNextStart(Backend backend) {
        try (Loop loop = Loop.open(backend);
                Timer timer = Timer.open(loop)) {
            Recorder<Timer> recorder = new Recorder<>();
            long first = timer.start(Duration.ZERO, recorder);
            loop.run();
            timer.start(Duration.ZERO, recorder);

            assertFalse(loop.cancel(first));
            loop.run();

            assertEquals(List.of(0, 0), recorder.results);
        }
    }

    @BackendTest
    void aCancelOfAReadNeverHitsTheNextRead(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            MemorySegment memory = loop.allocate(10);
            Recorder<TcpSocket> recorder = new Recorder<>();
            pair.client().write(new byte[3]);
            long first = pair.server().read(memory, recorder);
            recorder.await(loop);
            pair.server().read(memory, recorder);

            assertFalse(loop.cancel(first));
            pair.client().write(new byte[5]);
            loop.run();

            assertEquals(List.of(3, 5), recorder.results);
        }
    }

    @BackendTest
    void aNumberNamesAnOperationWithAllItsRepetitions(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            List<Integer> results = new ArrayList<>();
            long id =
                    pair.server()
                            .read(
                                    loop.allocate(10),
                                    (_, result) -> {
                                        results.add(result);
                                        return Action.REARM;
                                    });
            for (int i = 1; i <= 3; i++) {
                pair.client().write(new byte[i]);
                while (results.size() < i) loop.run(RunMode.ONCE);
            }

            assertTrue(loop.cancel(id));
            loop.run();

            assertEquals(4, results.size());
            assertTrue(XevError.of(results.getLast()).isCanceled());
        }
    }

    @BackendTest
    void aCancelEndsTheRepetitionsOfWhatHasAlreadyArrived(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            for (int round = 0; round < 50; round++) {
                Pair one = Pair.open(loop);
                Pair two = Pair.open(loop);
                one.client().write(new byte[4]);
                two.client().write(new byte[4]);
                loop.run();
                long[] ids = new long[2];
                List<Integer> first = new ArrayList<>();
                List<Integer> second = new ArrayList<>();
                // Both events come in one batch: whichever is first cancels the other one.
                ids[0] =
                        one.server()
                                .read(loop.allocate(4), (_, n) -> cancel(loop, ids[1], n, first));
                ids[1] =
                        two.server()
                                .read(loop.allocate(4), (_, n) -> cancel(loop, ids[0], n, second));

                loop.run();

                assertEquals(2, first.size());
                assertEquals(2, second.size());
                assertEquals(4, first.getFirst());
                assertEquals(4, second.getFirst());
                assertTrue(XevError.of(first.getLast()).isCanceled());
                assertTrue(XevError.of(second.getLast()).isCanceled());
                assertEquals(0, loop.core().operations.inFlight());
            }
        }
    }

    private static Action cancel(Loop loop, long id, int result, List<Integer> results) {
        results.add(result);
        if (result > 0) loop.cancel(id);
        return Action.REARM;
    }

    @BackendTest
    void closeWinsOverWhatHasAlreadyArrived(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            for (int round = 0; round < 50; round++) {
                Pair one = Pair.open(loop);
                Pair two = Pair.open(loop);
                List<Integer> results = new ArrayList<>();
                Runnable closeBoth =
                        () -> {
                            one.server().close();
                            two.server().close();
                        };
                OperationCallback<TcpSocket> callback =
                        (_, result) -> {
                            results.add(result);
                            closeBoth.run();
                            return Action.REARM;
                        };
                one.server().read(loop.allocate(4), callback);
                two.server().read(loop.allocate(4), callback);
                one.client().write(new byte[4]);
                two.client().write(new byte[4]);

                loop.run();

                assertEquals(2, results.size());
                assertEquals(4, results.getFirst());
                assertTrue(XevError.of(results.getLast()).isCanceled());
                one.client().close();
                two.client().close();
            }
        }
    }

    @SuppressWarnings("try") // closing is what is tested
    @BackendTest
    void handlesThatComeTooLateAreClosed(Backend backend) throws Exception {
        Path path = Files.createFile(directory.resolve("file"));
        try (Loop loop = Loop.open(backend);
                TcpListener listener = TcpListener.bind(loop, Pair.ANY_PORT)) {
            loop.run(RunMode.NO_WAIT);
            long before = Descriptor.count();
            for (int round = 0; round < 200; round++) {
                boolean runs = round % 2 == 0;
                long open =
                        File.open(
                                loop,
                                path,
                                Set.of(StandardOpenOption.READ),
                                0,
                                (_, result) -> {
                                    if (result instanceof Result.Ok<File>(File file)) file.close();
                                    return Action.DISARM;
                                });
                long accept = listener.accept((_, result) -> closeIfThere(result));
                long connect =
                        TcpSocket.connect(
                                loop, listener.localAddress(), (_, result) -> closeIfThere(result));
                if (runs) loop.run(RunMode.NO_WAIT);
                loop.cancel(open);
                loop.cancel(connect);
                loop.cancel(accept);
                loop.run();
            }
            listener.close();
            loop.run();

            assertEquals(before - 1, Descriptor.count());
        }
    }

    private static Action closeIfThere(Result<TcpSocket> result) {
        if (result instanceof Result.Ok<TcpSocket>(TcpSocket socket)) socket.close();
        return Action.DISARM;
    }

    @BackendTest
    void aWriteThatIsEndedEarlyTellsHowFarItGot(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            pair.client().setOption(StandardSocketOptions.SO_SNDBUF, 4096);
            int total = 8 << 20;
            int[] moved = new int[1];
            Recorder<TcpSocket> recorder = new Recorder<>();
            long id =
                    pair.client()
                            .write(
                                    loop.allocate(total),
                                    (socket, result) -> {
                                        moved[0] = loop.bytesMoved();
                                        return recorder.completed(socket, result);
                                    });
            for (int i = 0; i < 5; i++) loop.run(RunMode.NO_WAIT);

            loop.cancel(id);
            recorder.await(loop);

            assertEquals(XevError.CANCELED, recorder.code());
            assertTrue(moved[0] > 0 && moved[0] < total, () -> moved[0] + " bytes");
            pair.client().close();
            assertEquals(moved[0], drain(loop, pair.server()));
        }
    }

    private static int drain(Loop loop, TcpSocket socket) {
        int[] count = new int[1];
        socket.read(
                loop.allocate(1 << 16),
                (_, result) -> {
                    if (result < 0) return Action.DISARM;
                    count[0] += result;
                    return Action.REARM;
                });
        loop.run();
        return count[0];
    }

    @BackendTest
    void anAcceptThatIsCanceledInItsCallbackIsNotCalledAgain(Backend backend) {
        try (Loop loop = Loop.open(backend);
                TcpListener listener = TcpListener.bind(loop, Pair.ANY_PORT)) {
            int[] calls = new int[1];
            long[] id = new long[1];
            id[0] =
                    listener.accept(
                            (_, _) -> {
                                calls[0]++;
                                if (calls[0] == 2) loop.cancel(id[0]);
                                return Action.REARM;
                            });
            for (int i = 0; i < 5; i++) {
                TcpSocket.connect(loop, listener.localAddress(), (_, _) -> Action.DISARM);
            }

            loop.run();

            assertEquals(2, calls[0]);
        }
    }

    @BackendTest
    void deadlinesEndOperationsAndAreReportedAsSuch(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            Recorder<TcpSocket> late = new Recorder<>();
            Recorder<TcpSocket> inTime = new Recorder<>();
            long start = System.nanoTime();
            long id = pair.server().read(loop.allocate(10), late);
            assertTrue(loop.deadline(id, Duration.ofMillis(10)));
            long other = pair.client().read(loop.allocate(10), inTime);
            assertTrue(loop.deadline(other, LONG));
            pair.server().write(new byte[10]);

            loop.run();

            assertEquals(XevError.TIMED_OUT, late.code());
            assertTrue(System.nanoTime() - start >= 10_000_000);
            assertEquals(10, inTime.only());
            assertEquals(0, loop.metrics().timers());
            assertFalse(loop.deadline(id, LONG));
        }
    }

    @BackendTest
    void aDeadlineBeginsAnewWithEachRepetition(Backend backend) {
        try (Loop loop = Loop.open(backend);
                Timer timer = Timer.open(loop)) {
            Pair pair = Pair.open(loop);
            List<Integer> results = new ArrayList<>();
            int[] writes = new int[1];
            long id =
                    pair.server()
                            .read(
                                    loop.allocate(10),
                                    (_, result) -> {
                                        results.add(result);
                                        return Action.REARM;
                                    });
            loop.deadline(id, Duration.ofMillis(1000));
            timer.start(
                    Duration.ofMillis(300),
                    (_, _) -> {
                        pair.client().write(new byte[1]);
                        return ++writes[0] < 5 ? Action.REARM : Action.DISARM;
                    });

            loop.run();

            assertEquals(6, results.size(), results.toString());
            assertTrue(XevError.of(results.getLast()).isTimedOut());
        }
    }
}
