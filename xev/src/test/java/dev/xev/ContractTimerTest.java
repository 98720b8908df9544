package dev.xev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Contract, line 9: timers. */
class ContractTimerTest {
    private static final Duration LONG = Duration.ofDays(365);

    @BackendTest(simulated = true)
    void neverFiresEarly(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            List<Long> early = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                long delay = i * 50_000L;
                long start = loop.core().boundary.now();
                Timer.open(loop)
                        .start(
                                Duration.ofNanos(delay),
                                (_, _) -> {
                                    long waited = loop.core().boundary.now() - start;
                                    if (waited < delay) early.add(delay - waited);
                                    return Action.DISARM;
                                });
            }

            loop.run();

            assertEquals(List.of(), early);
        }
    }

    @BackendTest(simulated = true)
    void firesInTheOrderOfDeadlinesAndThenOfStarts(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Random random = new Random(3);
            List<Integer> fired = new ArrayList<>();
            record Start(long deadline, int number) {}
            List<Start> starts = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                int number = i;
                Timer timer = Timer.open(loop);
                long id =
                        timer.start(
                                Duration.ofMillis(random.nextInt(4)),
                                (_, _) -> {
                                    fired.add(number);
                                    return Action.DISARM;
                                });
                assertSame(
                        timer, loop.core().timers.find((int) id & 0x7fff_ffff, (int) (id >>> 32)));
                starts.add(new Start(timer.moment, i));
            }

            loop.run();

            List<Integer> expected =
                    starts.stream()
                            .sorted(
                                    java.util.Comparator.comparingLong(Start::deadline)
                                            .thenComparingInt(Start::number))
                            .map(Start::number)
                            .toList();
            assertEquals(expected, fired);
        }
    }

    @BackendTest(simulated = true)
    void aZeroDelayIsTheNextTurn(Backend backend) {
        try (Loop loop = Loop.open(backend);
                Timer first = Timer.open(loop);
                Timer second = Timer.open(loop)) {
            List<Long> turns = new ArrayList<>();
            first.start(
                    Duration.ZERO,
                    (_, _) -> {
                        turns.add(loop.metrics().turns());
                        second.start(
                                Duration.ZERO,
                                (_, _) -> {
                                    turns.add(loop.metrics().turns());
                                    return Action.DISARM;
                                });
                        return Action.DISARM;
                    });

            loop.run();

            assertEquals(turns.getFirst() + 1, turns.getLast());
        }
    }

    @BackendTest(simulated = true)
    void rearmWaitsTheSameDelayAgain(Backend backend) {
        try (Loop loop = Loop.open(backend);
                Timer timer = Timer.open(loop)) {
            List<Duration> fired = new ArrayList<>();
            Duration delay = Duration.ofMillis(5);
            Duration start = Duration.ofNanos(loop.core().boundary.now());
            timer.start(
                    delay,
                    (_, _) -> {
                        fired.add(loop.now());
                        return fired.size() < 3 ? Action.REARM : Action.DISARM;
                    });

            loop.run();

            assertEquals(3, fired.size());
            Duration last = start;
            for (Duration moment : fired) {
                assertTrue(moment.minus(last).compareTo(delay) >= 0, fired.toString());
                last = moment;
            }
        }
    }

    @BackendTest(simulated = true)
    void aDelayBeyondAllTimesNeverComes(Backend backend) {
        try (Loop loop = Loop.open(backend);
                Timer endless = Timer.open(loop);
                Timer timer = Timer.open(loop)) {
            Recorder<Timer> recorder = new Recorder<>();
            endless.start(Duration.ofSeconds(Long.MAX_VALUE), recorder);
            endless.unreference();
            timer.start(Duration.ofMillis(1), new Recorder<>());

            loop.run();

            assertEquals(0, recorder.count());
            assertTrue(endless.isArmed());
        }
    }

    @BackendTest(simulated = true)
    void aNegativeDelayIsRefused(Backend backend) {
        try (Loop loop = Loop.open(backend);
                Timer timer = Timer.open(loop)) {
            var refused =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> timer.start(Duration.ofNanos(-1), new Recorder<>()));

            assertTrue(refused.getMessage().contains("negative"), refused.getMessage());
            assertFalse(timer.isArmed());
        }
    }

    @BackendTest(simulated = true)
    void aStartInItsOwnCallbackWinsOverTheAnswer(Backend backend) {
        try (Loop loop = Loop.open(backend);
                Timer timer = Timer.open(loop)) {
            List<String> calls = new ArrayList<>();
            timer.start(
                    Duration.ZERO,
                    (_, _) -> {
                        calls.add("first");
                        timer.start(
                                Duration.ZERO,
                                (_, _) -> {
                                    calls.add("second");
                                    return Action.DISARM;
                                });
                        return Action.REARM;
                    });

            loop.run();

            assertEquals(List.of("first", "second"), calls);
        }
    }

    @BackendTest(simulated = true)
    void aStartReplacesWhatWasArmed(Backend backend) {
        try (Loop loop = Loop.open(backend);
                Timer timer = Timer.open(loop)) {
            Recorder<Timer> replaced = new Recorder<>();
            Recorder<Timer> started = new Recorder<>();
            long first = timer.start(Duration.ZERO, replaced);
            long second = timer.start(Duration.ofMillis(1), started);

            assertFalse(loop.cancel(first));
            loop.run();

            assertEquals(0, replaced.count());
            assertEquals(0, started.only());
            assertFalse(loop.cancel(second));
        }
    }

    @BackendTest(simulated = true)
    void resetMovesTheDeadline(Backend backend) {
        try (Loop loop = Loop.open(backend);
                Timer other = Timer.open(loop);
                Timer moved = Timer.open(loop)) {
            Recorder<Timer> first = new Recorder<>();
            Recorder<Timer> second = new Recorder<>();
            other.start(LONG, second);
            moved.start(LONG, first);

            assertTrue(moved.reset(Duration.ofMillis(1)));
            loop.run(RunMode.ONCE);

            assertEquals(1, first.count());
            assertEquals(0, second.count());
            assertFalse(moved.reset(Duration.ZERO));

            assertTrue(other.reset(Duration.ZERO));
            loop.run();

            assertEquals(1, second.count());
        }
    }

    @BackendTest
    void aStartAfterAPauseUsesAFreshClock(Backend backend) {
        try (Loop loop = Loop.open(backend);
                Timer timer = Timer.open(loop)) {
            loop.run(RunMode.NO_WAIT);
            spin(Duration.ofMillis(20));
            long start = System.nanoTime();
            long[] waited = new long[1];
            timer.start(
                    Duration.ofMillis(10),
                    (_, _) -> {
                        waited[0] = System.nanoTime() - start;
                        return Action.DISARM;
                    });

            loop.run();

            assertTrue(waited[0] >= 10_000_000, () -> waited[0] + " ns");
        }
    }

    @BackendTest
    void afterManyStartsAPauseInACallbackDoesNotMakeAStartEarly(Backend backend) {
        try (Loop loop = Loop.open(backend);
                Timer other = Timer.open(loop);
                Timer timer = Timer.open(loop)) {
            List<Long> waited = new ArrayList<>();
            timer.start(
                    Duration.ofMillis(1),
                    (_, _) -> {
                        startOften(other);
                        spin(Duration.ofMillis(5));
                        long start = System.nanoTime();
                        timer.start(
                                Duration.ofMillis(3),
                                (_, _) -> {
                                    waited.add(System.nanoTime() - start);
                                    return Action.DISARM;
                                });
                        spin(Duration.ofMillis(5));
                        return Action.DISARM;
                    });
            other.unreference();

            loop.run();

            assertTrue(waited.getFirst() >= 3_000_000, () -> waited + " ns");
        }
    }

    /** Until starts do not read the clock any more, where that is so at all. */
    private static void startOften(Timer timer) {
        for (int i = 0; i < 50_000; i++) timer.start(LONG, (_, _) -> Action.DISARM);
    }

    @BackendTest(simulated = true)
    void afterManyStartsAZeroDelayIsTheNextTurn(Backend backend) {
        try (Loop loop = Loop.open(backend);
                Timer other = Timer.open(loop);
                Timer timer = Timer.open(loop)) {
            int[] fired = new int[1];
            startOften(other);

            for (int i = 1; i <= 1000; i++) {
                other.start(LONG, (_, _) -> Action.DISARM);
                timer.start(
                        Duration.ZERO,
                        (_, _) -> {
                            fired[0]++;
                            return Action.DISARM;
                        });
                loop.run(RunMode.NO_WAIT);

                assertEquals(i, fired[0]);
            }
        }
    }

    @BackendTest(simulated = true)
    void afterManyStartsEqualDelaysFireInTheOrderOfStarts(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            List<Integer> fired = new ArrayList<>();
            int count = 30_000;
            List<Timer> timers = IntStream.range(0, count).mapToObj(_ -> Timer.open(loop)).toList();
            for (int i = 0; i < count; i++) {
                int number = i;
                OperationCallback<Timer> callback =
                        (_, _) -> {
                            fired.add(number);
                            return Action.DISARM;
                        };
                timers.get(i).start(Duration.ofMillis(20), callback);
            }

            loop.run();

            assertEquals(IntStream.range(0, count).boxed().toList(), fired);
        }
    }

    static void spin(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) Thread.onSpinWait();
    }

    @BackendTest
    void missedTicksComeInABurst(Backend backend) {
        assertEquals(List.of(1, 1, 1, 1), ticks(backend, MissedTicks.BURST));
    }

    @BackendTest
    void missedTicksAreReportedTogether(Backend backend) {
        List<Integer> ticks = ticks(backend, MissedTicks.SKIP);

        assertTrue(ticks.get(0) >= 1, ticks.toString());
        assertTrue(ticks.get(1) >= 3, ticks.toString());
    }

    @BackendTest
    void missedTicksAreForgotten(Backend backend) {
        assertEquals(List.of(1, 1, 1, 1), ticks(backend, MissedTicks.DELAY));
    }

    /** Four calls of a timer whose first callback takes several periods. */
    private static List<Integer> ticks(Backend backend, MissedTicks missed) {
        try (Loop loop = Loop.open(backend);
                Timer timer = Timer.open(loop)) {
            List<Integer> ticks = new ArrayList<>();
            List<Long> times = new ArrayList<>();
            Duration period = Duration.ofMillis(5);
            long start = System.nanoTime();
            timer.startAtFixedRate(
                    period,
                    period,
                    missed,
                    (_, result) -> {
                        ticks.add(result);
                        times.add(System.nanoTime());
                        if (ticks.size() == 1) spin(period.multipliedBy(4));
                        return ticks.size() < 4 ? Action.REARM : Action.DISARM;
                    });
            loop.run();
            long told = 0;
            for (int i = 0; i < times.size(); i++) {
                told += ticks.get(i);
                assertTrue(times.get(i) - start >= told * period.toNanos(), ticks.toString());
            }
            if (missed == MissedTicks.DELAY) {
                for (int i = 1; i < times.size(); i++) {
                    assertTrue(times.get(i) - times.get(i - 1) >= period.toNanos());
                }
            }
            return ticks;
        }
    }

    @BackendTest(simulated = true)
    void aMillionTimersFire(Backend backend) {
        int count = 1_100_000;
        try (Loop loop = Loop.open(backend)) {
            int[] fired = new int[1];
            OperationCallback<Timer> callback =
                    (_, _) -> {
                        fired[0]++;
                        return Action.DISARM;
                    };
            Random random = new Random(5);
            List<Timer> timers = IntStream.range(0, count).mapToObj(_ -> Timer.open(loop)).toList();
            for (Timer timer : timers) timer.start(LONG, callback);
            for (Timer timer : timers) timer.reset(Duration.ofMillis(random.nextInt(50)));

            loop.run();

            assertEquals(count, fired[0]);
        }
    }
}
