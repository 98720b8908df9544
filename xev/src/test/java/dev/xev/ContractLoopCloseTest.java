package dev.xev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Contract, line 14: the end of a loop. */
@SuppressWarnings("try") // closing is what is tested
class ContractLoopCloseTest {
    private static final Duration LONG = Duration.ofDays(1);

    @TempDir Path directory;

    @BackendTest
    void whatIsArmedGetsCanceledAndEverythingIsClosed(Backend backend) {
        long before = 0;
        Recorder<TcpSocket> sockets = new Recorder<>();
        Recorder<Timer> timers = new Recorder<>();
        Recorder<Async> asyncs = new Recorder<>();
        List<Result<TcpSocket>> accepts = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
            before = Descriptor.count();
            Loop loop = Loop.open(backend);
            Pair pair = Pair.open(loop);
            pair.server().read(loop.allocate(1), sockets);
            pair.client().read(new byte[1], sockets);
            Timer.open(loop).start(LONG, timers);
            Async.open(loop).listen(asyncs);
            TcpListener.bind(loop, Pair.ANY_PORT)
                    .accept(
                            (_, result) -> {
                                accepts.add(result);
                                return Action.REARM;
                            });
            if (round == 1) loop.run(RunMode.NO_WAIT);

            loop.close();

            assertTrue(loop.isClosed());
            loop.close();
        }

        assertEquals(before, Descriptor.count());
        assertEquals(4, sockets.count());
        for (int result : sockets.results) assertTrue(XevError.of(result).isCanceled());
        assertEquals(List.of(-XevError.CANCELED, -XevError.CANCELED), timers.results);
        assertEquals(List.of(-XevError.CANCELED, -XevError.CANCELED), asyncs.results);
        assertEquals(2, accepts.size());
    }

    @BackendTest(simulated = true)
    void acceptedTasksRunExactlyOnce(Backend backend) throws Exception {
        for (int round = 0; round < 20; round++) {
            Loop loop = Loop.open(backend);
            AtomicInteger ran = new AtomicInteger();
            AtomicInteger accepted = new AtomicInteger();
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 3; t++) {
                threads.add(
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            try {
                                                while (true) {
                                                    loop.execute(ran::incrementAndGet);
                                                    accepted.incrementAndGet();
                                                }
                                            } catch (RejectedExecutionException e) {
                                                // The loop is closed.
                                            }
                                        }));
            }
            while (accepted.get() < 1000) loop.run(RunMode.NO_WAIT);

            loop.close();

            for (Thread thread : threads) thread.join();
            assertEquals(accepted.get(), ran.get());
        }
    }

    @BackendTest(simulated = true)
    void afterwardsNothingIsAccepted(Backend backend) {
        Loop loop = Loop.open(backend);
        Timer timer = Timer.open(loop);
        Async async = Async.open(loop);
        loop.close();

        assertThrows(RejectedExecutionException.class, () -> loop.execute(() -> {}));
        assertFalse(async.send());
        List<Runnable> calls =
                List.of(
                        loop::run,
                        () -> Timer.open(loop),
                        () -> timer.start(LONG, new Recorder<>()),
                        () -> async.listen(new Recorder<>()),
                        () -> loop.allocate(1),
                        loop::arena,
                        loop::buffers,
                        loop::prepare,
                        loop::nanosToNextDeadline);
        for (Runnable call : calls) {
            var thrown = assertThrows(IllegalStateException.class, call::run);
            assertTrue(thrown.getMessage().contains("closed"), thrown.getMessage());
        }
        timer.close();
        async.close();
        loop.stop();
        assertFalse(loop.cancel(1));
        assertTrue(loop.metrics().turns() >= 0);
        assertTrue(loop.toString().contains("closed"));
    }

    @BackendTest
    void inTheMeantimeStartsThrow(Backend backend) {
        Loop loop = Loop.open(backend);
        List<IllegalStateException> thrown = new ArrayList<>();
        Pair pair = Pair.open(loop);
        Timer other = Timer.open(loop);
        pair.server()
                .read(
                        loop.allocate(1),
                        (_, _) -> {
                            thrown.add(
                                    assertThrows(
                                            IllegalStateException.class,
                                            () -> other.start(LONG, new Recorder<>())));
                            thrown.add(
                                    assertThrows(
                                            IllegalStateException.class,
                                            () -> pair.client().write(new byte[1])));
                            assertThrows(
                                    RejectedExecutionException.class, () -> loop.execute(() -> {}));
                            return Action.REARM;
                        });

        loop.close();

        assertEquals(2, thrown.size());
    }

    @BackendTest(simulated = true)
    void whatCallbacksThrowIsThrownLast(Backend backend) {
        Loop loop = Loop.open(backend);
        IllegalStateException first = new IllegalStateException("first");
        IllegalStateException second = new IllegalStateException("second");
        Recorder<Timer> third = new Recorder<>();
        Timer.open(loop)
                .start(
                        LONG,
                        (_, _) -> {
                            throw first;
                        });
        loop.execute(
                () -> {
                    throw second;
                });
        Timer.open(loop).start(LONG, third);

        var thrown = assertThrows(IllegalStateException.class, loop::close);

        assertTrue(loop.isClosed());
        assertSame(first, thrown);
        assertSame(second, thrown.getSuppressed()[0]);
        assertEquals(1, third.count());
    }

    @BackendTest
    void theRestOfABatchIsDeliveredFirst(Backend backend) {
        int[] ends = new int[2];
        Loop loop = Loop.open(backend);
        for (int i = 0; i < 20; i++) {
            Timer.open(loop)
                    .start(
                            Duration.ZERO,
                            (_, result) -> {
                                ends[result == 0 ? 0 : 1]++;
                                throw new IllegalStateException();
                            });
        }
        assertThrows(IllegalStateException.class, loop::run);

        assertThrows(IllegalStateException.class, loop::close);

        assertEquals(20, ends[0] + ends[1]);
    }

    @BackendTest
    void offloadedWorkIsWaitedFor(Backend backend) {
        List<Result<Integer>> results = new ArrayList<>();
        CountDownLatch isClosing = new CountDownLatch(1);
        Loop loop = Loop.open(backend);
        Async async = Async.open(loop);
        loop.offload(
                () -> {
                    isClosing.await();
                    return 5;
                },
                (_, result) -> {
                    results.add(result);
                    return Action.DISARM;
                });
        async.listen(
                (_, _) -> {
                    isClosing.countDown();
                    return Action.DISARM;
                });

        loop.close();

        assertEquals(List.of(new Result.Ok<>(5)), results);
    }

    @BackendTest
    void workThatDoesNotEndIsGivenUp(Backend backend) {
        List<Result<Integer>> results = new ArrayList<>();
        CountDownLatch never = new CountDownLatch(1);
        Loop loop =
                Loop.open(
                        LoopOptions.defaults()
                                .backend(backend)
                                .closeTimeout(Duration.ofMillis(50)));
        loop.offload(
                () -> {
                    never.await();
                    return 5;
                },
                (_, result) -> {
                    results.add(result);
                    return Action.DISARM;
                });
        long start = System.nanoTime();

        loop.close();

        assertTrue(System.nanoTime() - start >= 50_000_000);
        assertEquals(1, results.size());
        assertTrue(((Result.Failed<Integer>) results.getFirst()).error().isTimedOut());
        assertTrue(loop.leaks().getFirst().startsWith("given up: offload"));
        never.countDown();
    }

    /** A blocking open of a pipe that nobody writes to holds a thread that nothing can end. */
    @BackendTest
    void anOperationThatCannotEndIsNamedAndItsMemoryKept(Backend backend) throws Exception {
        Path fifo = directory.resolve("fifo");
        assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
        List<Result<CopyResult>> results = new ArrayList<>();
        Loop loop =
                Loop.open(
                        LoopOptions.defaults()
                                .backend(backend)
                                .closeTimeout(Duration.ofMillis(100)));
        PathOperations.copy(
                loop,
                fifo,
                directory.resolve("target"),
                CopyOptions.defaults(),
                (_, result) -> {
                    results.add(result);
                    return Action.DISARM;
                });
        for (int i = 0; i < 3; i++) loop.run(Duration.ofMillis(5));

        loop.close();

        assertEquals(1, results.size());
        if (((Result.Failed<CopyResult>) results.getFirst()).error().isTimedOut()) {
            assertTrue(loop.leaks().getFirst().startsWith("given up: copy"));
        }
        try (Loop other = Loop.open(backend);
                File end = File.open(other, fifo, READ, WRITE)) {
            assertFalse(end.isClosed());
        }
    }

    @BackendTest
    void whatWasLeftOpenIsReported(Backend backend) {
        Loop loop = Loop.open(backend);
        TcpListener listener = TcpListener.bind(loop, Pair.ANY_PORT);
        listener.accept((_, _) -> Action.REARM);
        Timer.open(loop);
        assertEquals(3, loop.leaks().size(), loop.leaks().toString());
        String address = Sockets.show(listener.localAddress());

        loop.close();

        List<String> leaks = loop.leaks();
        assertEquals(2, leaks.size(), leaks.toString());
        assertTrue(leaks.contains("not closed: TcpListener[" + address + "]"), leaks.toString());
    }

    /** Trap 15: whoever wakes while the loop goes never touches what is freed. */
    @BackendTest
    void wakingALoopThatIsBeingClosedHurtsNobody(Backend backend) throws Exception {
        for (int round = 0; round < 200; round++) {
            Loop loop = Loop.open(backend);
            Async async = Async.open(loop);
            async.listen((_, _) -> Action.REARM);
            AtomicBoolean isRunning = new AtomicBoolean(true);
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 3; t++) {
                int number = t;
                threads.add(
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            while (isRunning.get()) {
                                                if (number == 0) async.send();
                                                if (number == 1) loop.stop();
                                                if (number == 2) loop.metrics();
                                            }
                                        }));
            }
            loop.run(Duration.ofMillis(1));

            loop.close();

            isRunning.set(false);
            for (Thread thread : threads) thread.join();
        }
    }

    @BackendTest(simulated = true)
    void twoThreadsMayCloseALoopThatWasNeverUsed(Backend backend) throws Exception {
        for (int round = 0; round < 200; round++) {
            Loop loop = Loop.open(backend);
            AtomicInteger ends = new AtomicInteger();
            Runnable close =
                    () -> {
                        try {
                            loop.close();
                        } catch (WrongThreadException tooLate) {
                            // The other one is at it.
                        }
                        ends.incrementAndGet();
                    };
            Thread first = Thread.ofPlatform().start(close);
            Thread second = Thread.ofPlatform().start(close);
            first.join();
            second.join();

            assertEquals(2, ends.get());
            assertThrows(RejectedExecutionException.class, () -> loop.execute(() -> {}));
        }
    }
}
