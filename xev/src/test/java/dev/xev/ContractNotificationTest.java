package dev.xev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Contract, line 15: notifications are latched and coalesced, and none is lost. */
@SuppressWarnings("try") // closing is what is tested
class ContractNotificationTest {
    @BackendTest(simulated = true)
    void oneThatComesBeforeTheFirstListenIsKept(Backend backend) {
        try (Loop loop = Loop.open(backend);
                Async async = Async.open(loop)) {
            Recorder<Async> recorder = new Recorder<>();
            assertTrue(async.send());
            loop.run();
            async.listen(recorder);

            loop.run();

            assertEquals(0, recorder.only());
        }
    }

    @BackendTest(simulated = true)
    void manyBecomeOne(Backend backend) {
        try (Loop loop = Loop.open(backend);
                Async async = Async.open(loop)) {
            Recorder<Async> recorder = new Recorder<>();
            async.listen(
                    (source, result) -> {
                        recorder.completed(source, result);
                        return Action.REARM;
                    });
            async.unreference();
            for (int i = 0; i < 1000; i++) assertTrue(async.send());

            loop.run();

            assertEquals(1, recorder.count());
        }
    }

    @BackendTest(simulated = true)
    void oneThatComesDuringTheCallbackCallsAgain(Backend backend) {
        try (Loop loop = Loop.open(backend);
                Async async = Async.open(loop)) {
            int[] calls = new int[1];
            async.listen(
                    (source, _) -> {
                        if (++calls[0] < 3) source.send();
                        return calls[0] < 3 ? Action.REARM : Action.DISARM;
                    });
            async.send();

            loop.run();

            assertEquals(3, calls[0]);
        }
    }

    @BackendTest(simulated = true)
    void onlyOneListensAtATime(Backend backend) {
        try (Loop loop = Loop.open(backend);
                Async async = Async.open(loop)) {
            long id = async.listen(new Recorder<>());

            assertThrows(IllegalStateException.class, () -> async.listen(new Recorder<>()));
            assertTrue(loop.cancel(id));
            loop.run();
            async.listen(new Recorder<>());
            async.close();
            loop.run();

            assertFalse(async.send());
        }
    }

    /** What a thread counted before it sent is there in the call that follows. */
    @BackendTest
    void noneIsLostFromManyThreads(Backend backend) throws Exception {
        int producers = 4;
        long each = 300_000;
        try (Loop loop = Loop.open(backend);
                Async async = Async.open(loop)) {
            AtomicLong sent = new AtomicLong();
            long[] seen = new long[1];
            long[] calls = new long[1];
            async.listen(
                    (_, _) -> {
                        calls[0]++;
                        seen[0] = sent.get();
                        return seen[0] < producers * each ? Action.REARM : Action.DISARM;
                    });
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < producers; t++) {
                threads.add(
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            for (long i = 0; i < each; i++) {
                                                sent.incrementAndGet();
                                                async.send();
                                            }
                                        }));
            }

            loop.run();

            for (Thread thread : threads) thread.join();
            assertEquals(producers * each, seen[0]);
            assertTrue(calls[0] <= producers * each);
        }
    }

    /** Each waits for the other, so one lost wake-up would end the test by its time limit. */
    @BackendTest
    void twoLoopsCanPlayPingPong(Backend backend) throws Exception {
        int rounds = 20_000;
        try (Loop here = Loop.open(backend)) {
            LoopThread there = Loop.start(LoopOptions.defaults().backend(backend));
            Async ping = there.submit(Async::open).toCompletableFuture().get();
            Async pong = Async.open(here);
            there.submit(
                            _ ->
                                    ping.listen(
                                            (_, _) -> {
                                                pong.send();
                                                return Action.REARM;
                                            }))
                    .toCompletableFuture()
                    .get();
            int[] count = new int[1];
            pong.listen(
                    (_, _) -> {
                        if (++count[0] == rounds) return Action.DISARM;
                        ping.send();
                        return Action.REARM;
                    });
            ping.send();

            here.run();

            there.close();
            assertEquals(rounds, count[0]);
        }
    }

    @BackendTest
    void tasksOfManyThreadsAllRunInTheirOrder(Backend backend) throws Exception {
        int producers = 4;
        int each = 200_000;
        try (Loop loop = Loop.open(backend);
                Async alive = Async.open(loop)) {
            int[] next = new int[producers];
            long[] wrong = new long[1];
            long[] ran = new long[1];
            alive.listen(new Recorder<>());
            for (int t = 0; t < producers; t++) {
                int producer = t;
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    for (int i = 0; i < each; i++) {
                                        int number = i;
                                        loop.execute(
                                                () -> {
                                                    if (next[producer]++ != number) wrong[0]++;
                                                    if (++ran[0] == (long) producers * each) {
                                                        loop.stop();
                                                    }
                                                });
                                    }
                                });
            }

            loop.run();

            assertEquals(0, wrong[0]);
            assertEquals((long) producers * each, ran[0]);
        }
    }
}
