package dev.xev.cxev;

import static dev.xev.cxev.Xev.XEV_DISARM;
import static dev.xev.cxev.Xev.XEV_REARM;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What becomes of exceptions in callbacks, and how long callbacks are kept. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UpcallTest {
    @Test
    void anExceptionIsThrownByTheRunAndTheLoopStaysUsable() {
        try (var c = new CLoop()) {
            var thrown = new IllegalStateException("from the callback");
            var calls = new ArrayList<String>();
            c.start(
                    1,
                    (_, _, _, _) -> {
                        throw thrown;
                    });
            c.start(5, (_, _, _, _) -> add(calls, "second"));

            assertSame(thrown, assertThrows(IllegalStateException.class, c::run));

            c.start(1, (_, _, _, _) -> add(calls, "third"));
            c.run();
            assertEquals(List.of("second", "third"), calls);
        }
    }

    @Test
    void theFirstOfManyExceptionsCarriesTheOthers() {
        try (var c = new CLoop()) {
            var thrown = new ArrayList<RuntimeException>();
            for (int i = 0; i < 3; i++) {
                c.start(
                        1 + 5 * i,
                        (_, _, _, _) -> {
                            thrown.add(new RuntimeException("number " + thrown.size()));
                            throw thrown.getLast();
                        });
            }

            RuntimeException first = assertThrows(RuntimeException.class, c::run);

            assertSame(thrown.get(0), first);
            assertArrayEquals(
                    new Throwable[] {thrown.get(1), thrown.get(2)}, first.getSuppressed());
        }
    }

    @Test
    void theSameExceptionTwiceIsThrownOnce() {
        try (var c = new CLoop()) {
            var thrown = new RuntimeException("shared");
            c.start(
                    1,
                    (_, _, _, _) -> {
                        throw thrown;
                    });
            c.start(
                    2,
                    (_, _, _, _) -> {
                        throw thrown;
                    });

            assertSame(thrown, assertThrows(RuntimeException.class, c::run));
            c.run();
        }
    }

    @Test
    void whatWasThrownIsThrownAsItIs() {
        try (var c = new CLoop()) {
            var checked = new IOException("checked");
            c.start(1, (_, _, _, _) -> UpcallTest.<RuntimeException>sneak(checked));
            assertSame(checked, assertThrows(IOException.class, c::run));

            var error = new AssertionError("error");
            c.start(
                    1,
                    (_, _, _, _) -> {
                        throw error;
                    });
            assertSame(error, assertThrows(AssertionError.class, c::run));
        }
    }

    @Test
    void eachLoopThrowsItsOwnExceptions() {
        try (var outer = new CLoop();
                var inner = new CLoop()) {
            var caught = new ArrayList<String>();
            inner.start(
                    1,
                    (_, _, _, _) -> {
                        throw new RuntimeException("inner");
                    });
            outer.start(
                    1,
                    (_, _, _, _) -> {
                        throw new RuntimeException("outer");
                    });
            outer.start(
                    5,
                    (_, _, _, _) -> {
                        var thrown = assertThrows(RuntimeException.class, inner::run);
                        return add(caught, thrown.getMessage());
                    });

            var thrown = assertThrows(RuntimeException.class, outer::run);

            assertEquals("outer", thrown.getMessage());
            assertEquals(0, thrown.getSuppressed().length);
            assertEquals(List.of("inner"), caught);
        }
    }

    @Test
    void anotherAnswerThanTheTwoCountsAsAFailure() {
        try (var c = new CLoop()) {
            c.start(1, (_, _, _, _) -> 7);

            var thrown = assertThrows(IllegalStateException.class, c::run);

            assertEquals("a callback answered 7, not XEV_DISARM or XEV_REARM", thrown.getMessage());
            c.run();
        }
    }

    @Test
    void aCallbackThatWasNotBoundIsAFailure() {
        try (var c = new CLoop()) {
            MemorySegment bound = c.completion();
            MemorySegment other = c.completion();
            MemorySegment cb = TimerCallback.bind(bound, (_, _, _, _) -> XEV_DISARM);
            Xev.xev_timer_run(c.watcher, c.loop, other, 1, MemorySegment.NULL, cb);

            var thrown = assertThrows(IllegalStateException.class, c::run);

            assertTrue(thrown.getMessage().contains("no callback is bound to the completion at"));
        }
    }

    @Test
    void onlyNativeMemoryCanBeBound() {
        assertThrows(
                IllegalArgumentException.class,
                () -> TimerCallback.bind(MemorySegment.NULL, (_, _, _, _) -> XEV_DISARM));
        assertThrows(
                IllegalArgumentException.class,
                () -> TaskCallback.bind(MemorySegment.ofArray(new byte[24]), _ -> {}));
    }

    @Test
    void aCallbackMayStartItsCompletionAgain() {
        try (var c = new CLoop()) {
            var calls = new ArrayList<String>();
            c.start(
                    1,
                    (_, completion, _, _) -> {
                        c.start(completion, 1, (_, _, _, _) -> add(calls, "second"));
                        return add(calls, "first");
                    });

            c.run();

            assertEquals(List.of("first", "second"), calls);
        }
    }

    @Test
    void aCallbackIsKeptUntilItsLastCall() {
        try (var c = new CLoop()) {
            var calls = new ArrayList<String>();
            WeakReference<TimerCallback> callback =
                    startWeakly(
                            c,
                            () -> {
                                System.gc();
                                add(calls, "call");
                                return calls.size() < 3 ? XEV_REARM : XEV_DISARM;
                            });

            System.gc();
            assertNotNull(callback.get());
            c.run();

            assertEquals(3, calls.size());
            assertIsCollected(callback);
        }
    }

    @Test
    void aCallbackThatThrewIsForgotten() {
        try (var c = new CLoop()) {
            WeakReference<TimerCallback> callback =
                    startWeakly(
                            c,
                            () -> {
                                throw new RuntimeException("once");
                            });

            assertThrows(RuntimeException.class, c::run);

            assertIsCollected(callback);
        }
    }

    @Test
    void aCallbackThatIsReplacedIsForgotten() {
        try (var c = new CLoop()) {
            MemorySegment completion = c.completion();
            WeakReference<TimerCallback> callback =
                    startWeakly(c, completion, 60_000, () -> XEV_DISARM);

            c.reset(completion, c.completion(), 1, (_, _, _, _) -> XEV_DISARM);

            assertIsCollected(callback);
            c.run();
        }
    }

    @Test
    void whatIsArmedWhenTheLoopEndsIsForgotten() {
        WeakReference<TimerCallback> callback;
        try (var c = new CLoop()) {
            callback = startWeakly(c, c.completion(), 60_000, () -> XEV_DISARM);
        }
        assertIsCollected(callback);
    }

    @Test
    void aCallbackThatWasCanceledIsForgottenWhateverItAnswers() {
        try (var c = new CLoop()) {
            MemorySegment completion = c.completion();
            var calls = new ArrayList<String>();
            WeakReference<TimerCallback> callback =
                    startWeakly(
                            c,
                            completion,
                            60_000,
                            () -> {
                                add(calls, "canceled");
                                return XEV_REARM;
                            });

            c.cancel(completion, c.completion(), (_, _, _, _) -> XEV_DISARM);
            c.run();

            assertEquals(List.of("canceled"), calls);
            assertIsCollected(callback);
        }
    }

    @Test
    void whatWaitsForAnAsyncIsForgottenWithIt() {
        try (var c = new CLoop()) {
            assertEquals(0, Xev.xev_async_init(c.watcher));
            WeakReference<Object> callback = waitWeakly(c);

            Xev.xev_async_deinit(c.watcher);

            assertIsCollected(callback);
        }
    }

    @Test
    void anExceptionInATaskGoesToTheHandlerOfItsThread() throws Exception {
        var caught = new CompletableFuture<Throwable>();
        var handler = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((_, thrown) -> caught.complete(thrown));
        try (var c = new CLoop()) {
            var thrown = new RuntimeException("from the task");
            MemorySegment pool = c.memory(Xev.XEV_SIZEOF_THREADPOOL);
            assertEquals(0, Xev.xev_threadpool_init(pool, MemorySegment.NULL));
            MemorySegment task = c.memory(Xev.XEV_SIZEOF_THREADPOOL_TASK);
            Xev.xev_threadpool_task_init(
                    task,
                    TaskCallback.bind(
                            task,
                            _ -> {
                                throw thrown;
                            }));
            MemorySegment batch = c.memory(Xev.XEV_SIZEOF_THREADPOOL_BATCH);
            Xev.xev_threadpool_batch_init(batch);
            Xev.xev_threadpool_batch_push_task(batch, task);

            Xev.xev_threadpool_schedule(pool, batch);

            assertSame(thrown, caught.get());
            Xev.xev_threadpool_shutdown(pool);
            Xev.xev_threadpool_deinit(pool);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(handler);
        }
    }

    @Test
    void anOverflowOfTheStackDoesNotEndTheProcess() throws Exception {
        assertEquals("caught in the callback\ncaught at the edge: 100\n", run("overflow"));
    }

    @Test
    void aFullHeapDoesNotEndTheProcess() throws Exception {
        assertEquals("caught a full heap\nthe loop goes on\n", run("memory"));
    }

    private static String run(String what) throws Exception {
        var flags = List.of("-Xmx32m", "-Xss512k");
        var outcome = Child.execute(Child.jvm(flags, UpcallProbe.class, what));
        assertEquals(0, outcome.exit(), outcome.output());
        return outcome.output();
    }

    private interface Answer {
        int get();
    }

    private static WeakReference<TimerCallback> startWeakly(CLoop c, Answer answer) {
        return startWeakly(c, c.completion(), 1, answer);
    }

    private static WeakReference<TimerCallback> startWeakly(
            CLoop c, MemorySegment completion, long milliseconds, Answer answer) {
        TimerCallback callback = (_, _, _, _) -> answer.get();
        c.start(completion, milliseconds, callback);
        return new WeakReference<>(callback);
    }

    private static WeakReference<Object> waitWeakly(CLoop c) {
        MemorySegment completion = c.completion();
        AsyncCallback callback = (_, _, _, _) -> c == null ? XEV_REARM : XEV_DISARM;
        MemorySegment cb = AsyncCallback.bind(completion, callback);
        Xev.xev_async_wait(c.watcher, c.loop, completion, MemorySegment.NULL, cb);
        return new WeakReference<>(callback);
    }

    private static void assertIsCollected(WeakReference<?> reference) {
        // The time limit of the test ends this if it is kept.
        while (reference.get() != null) System.gc();
    }

    private static int add(List<String> calls, String call) {
        calls.add(call);
        return XEV_DISARM;
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> int sneak(Throwable thrown) throws E {
        throw (E) thrown;
    }
}
