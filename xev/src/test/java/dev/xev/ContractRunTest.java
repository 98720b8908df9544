package dev.xev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Contract, line 8: how long a run stays, and what starves what. */
class ContractRunTest {
    private static final Duration LONG = Duration.ofDays(1);

    @BackendTest(simulated = true)
    void returnsAtOnceWhenNothingIsArmed(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            loop.run();
            loop.run(RunMode.ONCE);
            loop.run(RunMode.NO_WAIT);
            loop.run(LONG);

            assertFalse(loop.isClosed());
        }
    }

    @BackendTest
    void theClockStandsStillWithinATurnAndGoesOnWithTheNext(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            List<Duration> moments = new ArrayList<>();
            for (int turn = 0; turn < 2; turn++) {
                for (int task = 0; task < 2; task++) {
                    loop.execute(
                            () -> {
                                moments.add(loop.now());
                                ContractTimerTest.spin(Duration.ofMillis(2));
                            });
                }
                loop.run(RunMode.NO_WAIT);
            }

            assertEquals(moments.get(0), moments.get(1));
            assertEquals(moments.get(2), moments.get(3));
            assertTrue(moments.get(2).minus(moments.get(0)).toMillis() >= 4, moments.toString());
        }
    }

    @BackendTest(simulated = true)
    void theClockOfALoopThatIsClosedStandsStill(Backend backend) {
        Loop loop = Loop.open(backend);
        Duration opened = loop.now();
        loop.execute(() -> {});
        loop.run(RunMode.NO_WAIT);
        loop.close();

        Duration closed = loop.now();
        assertTrue(closed.compareTo(opened) >= 0);
        assertEquals(closed, loop.now());
    }

    @BackendTest
    void afterAWaitTheClockIsNew(Backend backend) {
        try (Loop loop = Loop.open(backend);
                Async async = Async.open(loop)) {
            Duration start = loop.now();
            async.listen(new Recorder<>());

            loop.run(Duration.ofMillis(5));

            assertTrue(loop.now().minus(start).toMillis() >= 5);
        }
    }

    @BackendTest(simulated = true)
    void whatIsUnreferencedDoesNotHoldARun(Backend backend) {
        try (Loop loop = Loop.open(backend);
                Timer timer = Timer.open(loop);
                Async async = Async.open(loop)) {
            timer.start(LONG, new Recorder<>());
            timer.unreference();
            async.listen(new Recorder<>());
            async.unreference();

            loop.run();

            assertTrue(timer.isArmed());
        }
    }

    @BackendTest
    void anUnreferencedListenerDoesNotHoldARun(Backend backend) {
        try (Loop loop = Loop.open(backend);
                TcpListener listener = TcpListener.bind(loop, Pair.ANY_PORT)) {
            listener.accept((_, _) -> Action.REARM);
            listener.unreference();

            loop.run();

            listener.reference();
            assertTrue(loop.core().referenced > 0);
        }
    }

    @BackendTest(simulated = true)
    void noWaitDeliversAllThatIsReadyAndNeverBlocks(Backend backend) {
        try (Loop loop = Loop.open(backend);
                Timer later = Timer.open(loop)) {
            Recorder<Timer> recorder = new Recorder<>();
            for (int i = 0; i < 3000; i++) Timer.open(loop).start(Duration.ZERO, recorder);
            later.start(LONG, recorder);

            loop.run(RunMode.NO_WAIT);

            assertEquals(3000, recorder.count());
        }
    }

    @BackendTest(simulated = true)
    void onceReturnsAfterOneCallback(Backend backend) {
        try (Loop loop = Loop.open(backend);
                Timer soon = Timer.open(loop);
                Timer later = Timer.open(loop)) {
            Recorder<Timer> recorder = new Recorder<>();
            soon.start(Duration.ofMillis(1), recorder);
            later.start(LONG, recorder);

            loop.run(RunMode.ONCE);

            assertEquals(1, recorder.count());
        }
    }

    @BackendTest(simulated = true)
    void onceReturnsAfterOneTask(Backend backend) {
        try (Loop loop = Loop.open(backend);
                Timer later = Timer.open(loop)) {
            AtomicInteger ran = new AtomicInteger();
            later.start(LONG, new Recorder<>());
            loop.execute(ran::incrementAndGet);

            loop.run(RunMode.ONCE);

            assertEquals(1, ran.get());
        }
    }

    @BackendTest
    void aRunOfLimitedTimeEndsNotBeforeIt(Backend backend) {
        try (Loop loop = Loop.open(backend);
                Timer later = Timer.open(loop)) {
            later.start(LONG, new Recorder<>());
            long start = System.nanoTime();

            loop.run(Duration.ofMillis(20));

            assertTrue(System.nanoTime() - start >= 20_000_000);
        }
    }

    @BackendTest(simulated = true)
    void aStopBeforeARunEndsThatRun(Backend backend) {
        try (Loop loop = Loop.open(backend);
                Timer timer = Timer.open(loop)) {
            Recorder<Timer> recorder = new Recorder<>();
            timer.start(Duration.ZERO, recorder);
            loop.stop();

            loop.run();
            assertEquals(0, recorder.count());

            loop.run();
            assertEquals(1, recorder.count());
        }
    }

    @BackendTest(simulated = true)
    void aStopInACallbackEndsTheRunAfterTheTurn(Backend backend) {
        try (Loop loop = Loop.open(backend);
                Timer timer = Timer.open(loop)) {
            AtomicInteger calls = new AtomicInteger();
            timer.start(
                    Duration.ZERO,
                    (_, _) -> {
                        calls.incrementAndGet();
                        loop.stop();
                        return Action.REARM;
                    });

            loop.run();

            assertEquals(1, calls.get());
        }
    }

    @BackendTest
    void aStopOfAnotherThreadEndsAWait(Backend backend) throws Exception {
        try (Loop loop = Loop.open(backend);
                Timer timer = Timer.open(loop)) {
            timer.start(LONG, new Recorder<>());
            CountDownLatch isRunning = new CountDownLatch(1);
            loop.execute(isRunning::countDown);
            Thread stopper =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        await(isRunning);
                                        loop.stop();
                                    });

            loop.run();

            stopper.join();
            assertTrue(timer.isArmed());
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @BackendTest(simulated = true)
    void tasksAddedByTasksWaitForTheNextTurn(Backend backend) {
        try (Loop loop = Loop.open(backend);
                Timer timer = Timer.open(loop)) {
            List<String> order = new ArrayList<>();
            Runnable endless =
                    new Runnable() {
                        private int left = 50;

                        @Override
                        public void run() {
                            order.add("task");
                            if (left-- > 0) loop.execute(this);
                        }
                    };
            loop.execute(endless);
            timer.start(
                    Duration.ZERO,
                    (_, _) -> {
                        order.add("timer");
                        return Action.DISARM;
                    });

            loop.run();

            assertEquals(52, order.size());
            assertTrue(order.indexOf("timer") < 3, order.toString());
        }
    }

    @BackendTest
    void tasksStarveNeitherSocketsNorTimers(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            Recorder<TcpSocket> read = new Recorder<>();
            Recorder<Timer> timer = new Recorder<>();
            pair.server().read(loop.allocate(16), read);
            Timer.open(loop).start(Duration.ofMillis(1), timer);
            pair.client().write(new byte[16]);
            Runnable endless =
                    new Runnable() {
                        @Override
                        public void run() {
                            if (read.count() == 0 || timer.count() == 0) loop.execute(this);
                        }
                    };
            loop.execute(endless);

            loop.run();

            assertEquals(16, read.only());
            assertEquals(0, timer.only());
        }
    }

    @BackendTest(simulated = true)
    void acceptedTasksHoldARun(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            AtomicInteger ran = new AtomicInteger();
            for (int i = 0; i < 1000; i++) loop.execute(ran::incrementAndGet);

            loop.run();

            assertEquals(1000, ran.get());
        }
    }

    @BackendTest
    void offloadedWorkHoldsARun(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            List<Object> results = new ArrayList<>();
            loop.offload(
                    () -> Thread.currentThread().isVirtual(),
                    (_, result) -> {
                        results.add(result);
                        return Action.DISARM;
                    });
            loop.offload(() -> 7).thenAccept(results::add);
            loop.offload(
                    () -> {
                        throw new IllegalStateException("work");
                    },
                    (_, result) -> {
                        results.add(((Result.Failed<?>) result).error().cause().getMessage());
                        return Action.DISARM;
                    });

            loop.run();

            assertEquals(3, results.size());
            assertTrue(results.contains(new Result.Ok<>(true)), results.toString());
            assertTrue(results.contains(7), results.toString());
            assertTrue(results.contains("work"), results.toString());
        }
    }
}
