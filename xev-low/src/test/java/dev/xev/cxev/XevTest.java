package dev.xev.cxev;

import static dev.xev.cxev.Xev.XEV_COMPLETION_ACTIVE;
import static dev.xev.cxev.Xev.XEV_COMPLETION_DEAD;
import static dev.xev.cxev.Xev.XEV_DISARM;
import static dev.xev.cxev.Xev.XEV_REARM;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** Drives the C API through this module alone. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class XevTest {
    private static final long DELAY = 20;

    @Test
    void aTimerExpiresOnceAndNotBeforeItsTime() {
        try (var c = new CLoop()) {
            var results = new ArrayList<Integer>();
            long begin = System.nanoTime();

            MemorySegment completion =
                    c.start(
                            DELAY,
                            (_, _, result, _) -> {
                                results.add(result);
                                return XEV_DISARM;
                            });
            assertEquals(XEV_COMPLETION_ACTIVE, Xev.xev_completion_state(completion));
            c.run();

            assertEquals(List.of(0), results);
            assertTrue(System.nanoTime() - begin >= (DELAY - 1) * 1_000_000);
            assertEquals(XEV_COMPLETION_DEAD, Xev.xev_completion_state(completion));
        }
    }

    @Test
    void theCallbackGetsWhatTheTimerWasStartedWith() {
        try (var c = new CLoop()) {
            var seen = new ArrayList<MemorySegment>();
            MemorySegment completion = c.completion();
            MemorySegment cb =
                    TimerCallback.bind(
                            completion,
                            (loop, given, _, pointer) -> {
                                seen.addAll(List.of(loop, given, pointer));
                                return XEV_DISARM;
                            });
            MemorySegment userdata = c.memory(8);

            Xev.xev_timer_run(c.watcher, c.loop, completion, 1, userdata, cb);
            c.run();

            assertEquals(c.loop.address(), seen.get(0).address());
            assertSame(completion, seen.get(1));
            assertEquals(userdata.address(), seen.get(2).address());
        }
    }

    @Test
    void rearmWaitsTheSameDelayAgain() {
        try (var c = new CLoop()) {
            var times = new ArrayList<Long>(List.of(System.nanoTime()));

            c.start(
                    DELAY,
                    (_, _, _, _) -> {
                        times.add(System.nanoTime());
                        return times.size() <= 3 ? XEV_REARM : XEV_DISARM;
                    });
            c.run();

            assertEquals(4, times.size());
            for (int i = 1; i < times.size(); i++) {
                assertTrue(times.get(i) - times.get(i - 1) >= (DELAY - 1) * 1_000_000);
            }
        }
    }

    @Test
    void resetReplacesDelayAndCallback() {
        try (var c = new CLoop()) {
            var calls = new ArrayList<String>();
            MemorySegment completion = c.start(60_000, (_, _, _, _) -> add(calls, "old"));

            c.reset(completion, c.completion(), 1, (_, _, _, _) -> add(calls, "new"));
            c.run();

            assertEquals(List.of("new"), calls);
        }
    }

    @Test
    void cancelEndsATimerAndBothCallbacksAreCalled() {
        try (var c = new CLoop()) {
            var calls = new ArrayList<String>();
            MemorySegment completion =
                    c.start(60_000, (_, _, result, _) -> add(calls, "timer " + result));

            c.cancel(
                    completion,
                    c.completion(),
                    (_, _, result, _) -> add(calls, "cancel " + result));
            c.run();

            assertEquals(2, calls.size());
            assertTrue(calls.contains("timer " + ErrorCode.CANCELED), calls::toString);
            assertTrue(calls.contains("cancel 0"), calls::toString);
        }
    }

    @Test
    void anotherThreadNotifiesAnAsync() throws Exception {
        try (var c = new CLoop()) {
            assertEquals(0, Xev.xev_async_init(c.watcher));
            var results = new ArrayList<Integer>();
            MemorySegment completion = c.completion();
            AsyncCallback callback =
                    (_, _, result, _) -> {
                        results.add(result);
                        return XEV_DISARM;
                    };
            MemorySegment cb = AsyncCallback.bind(completion, callback);
            Xev.xev_async_wait(c.watcher, c.loop, completion, MemorySegment.NULL, cb);

            Thread notifier = Thread.ofPlatform().start(() -> Xev.xev_async_notify(c.watcher));
            c.run();
            notifier.join();

            assertEquals(List.of(0), results);
            Xev.xev_async_deinit(c.watcher);
        }
    }

    @Test
    void theTasksOfTwoBatchesRunOnThreadsOfThePool() throws Exception {
        try (var c = new CLoop()) {
            MemorySegment config = c.memory(Xev.XEV_SIZEOF_THREADPOOL_CONFIG);
            Xev.xev_threadpool_config_init(config);
            Xev.xev_threadpool_config_set_stack_size(config, 256 * 1024);
            Xev.xev_threadpool_config_set_max_threads(config, 2);
            MemorySegment pool = c.memory(Xev.XEV_SIZEOF_THREADPOOL);
            assertEquals(0, Xev.xev_threadpool_init(pool, config));
            var done = new CountDownLatch(20);
            Set<Thread> threads = ConcurrentHashMap.newKeySet();

            MemorySegment batch = batch(c, 10, threads, done);
            Xev.xev_threadpool_batch_push_batch(batch, batch(c, 10, threads, done));
            Xev.xev_threadpool_schedule(pool, batch);
            done.await();
            Xev.xev_threadpool_shutdown(pool);
            Xev.xev_threadpool_deinit(pool);

            assertTrue(threads.size() <= 2, threads::toString);
            assertTrue(!threads.contains(Thread.currentThread()));
            assertTrue(threads.stream().allMatch(Thread::isDaemon));
        }
    }

    @Test
    void theLoopKnowsTheTime() {
        try (var c = new CLoop()) {
            long before = Xev.xev_loop_now(c.loop);

            c.start(DELAY, (_, _, _, _) -> XEV_DISARM);
            c.run();
            Xev.xev_loop_update_now(c.loop);

            assertTrue(Xev.xev_loop_now(c.loop) >= before + DELAY - 1);
        }
    }

    @Test
    void aRunInsideOfARunIsRefused() {
        try (var c = new CLoop()) {
            var codes = new ArrayList<Integer>();

            c.start(
                    1,
                    (loop, _, _, _) -> {
                        codes.add(Xev.xev_loop_run(loop, Xev.XEV_RUN_NO_WAIT));
                        return XEV_DISARM;
                    });
            c.run();

            assertEquals(1, codes.size());
            assertNotEquals(0, codes.get(0));
        }
    }

    private static MemorySegment batch(
            CLoop c, int tasks, Set<Thread> threads, CountDownLatch done) {
        MemorySegment batch = c.memory(Xev.XEV_SIZEOF_THREADPOOL_BATCH);
        Xev.xev_threadpool_batch_init(batch);
        for (int i = 0; i < tasks; i++) {
            MemorySegment task = c.memory(Xev.XEV_SIZEOF_THREADPOOL_TASK);
            MemorySegment cb =
                    TaskCallback.bind(
                            task,
                            _ -> {
                                threads.add(Thread.currentThread());
                                done.countDown();
                            });
            Xev.xev_threadpool_task_init(task, cb);
            Xev.xev_threadpool_batch_push_task(batch, task);
        }
        return batch;
    }

    private static int add(List<String> calls, String call) {
        calls.add(call);
        return XEV_DISARM;
    }
}
