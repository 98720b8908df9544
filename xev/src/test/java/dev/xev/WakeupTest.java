package dev.xev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

class WakeupTest {
    @Test
    void ringsOnceForOneWait() {
        AtomicInteger rings = new AtomicInteger();
        Wakeup wakeup = new Wakeup(rings::incrementAndGet);
        wakeup.wake();
        wakeup.announceWait();
        wakeup.wake();
        wakeup.wake();
        wakeup.announceRun();
        wakeup.wake();

        assertEquals(1, rings.get());
    }

    @Test
    void nobodyEntersAfterTheClose() {
        Wakeup wakeup = new Wakeup(() -> {});
        assertTrue(wakeup.enter());
        wakeup.leave();

        wakeup.close();

        assertFalse(wakeup.enter());
    }

    /** A model of the loop: queue, word and bell, with a semaphore for the native wait. */
    @Test
    void noTaskWaitsForALoopThatSleeps() throws Exception {
        TaskQueue queue = new TaskQueue();
        Semaphore bell = new Semaphore(0);
        Wakeup wakeup = new Wakeup(bell::release);
        int producers = 4;
        int each = 50_000;
        List<Thread> threads = new ArrayList<>();
        for (int p = 0; p < producers; p++) {
            threads.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        for (int i = 0; i < each; i++) {
                                            queue.offer("task");
                                            wakeup.wake();
                                        }
                                    }));
        }

        int taken = 0;
        while (taken < producers * each) {
            wakeup.announceWait();
            if (queue.isEmpty()) bell.acquire();
            bell.drainPermits();
            wakeup.announceRun();
            long end = queue.end();
            while (queue.poll(end) != null) taken++;
            queue.publish();
        }

        for (Thread thread : threads) thread.join();
        assertTrue(queue.isEmpty());
    }

    @Test
    void closeWaitsForWhoIsInside() throws Exception {
        AtomicBoolean isFree = new AtomicBoolean();
        AtomicBoolean sawFree = new AtomicBoolean();
        for (int round = 0; round < 300; round++) {
            isFree.set(false);
            Wakeup wakeup =
                    new Wakeup(
                            () -> {
                                Thread.yield();
                                if (isFree.get()) sawFree.set(true);
                            });
            wakeup.announceWait();
            Thread waker = Thread.ofPlatform().start(wakeup::wake);
            Thread visitor =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        while (wakeup.enter()) {
                                            if (isFree.get()) sawFree.set(true);
                                            wakeup.leave();
                                        }
                                    });
            Thread.yield();

            wakeup.close();
            isFree.set(true);

            waker.join();
            visitor.join();
            assertFalse(sawFree.get());
        }
    }
}
