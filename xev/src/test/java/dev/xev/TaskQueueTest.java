package dev.xev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

class TaskQueueTest {
    private record Numbered(int producer, int number) {}

    @Test
    void keepsTheOrderAcrossManyRings() {
        TaskQueue queue = new TaskQueue();
        int count = 500_000;
        for (int i = 0; i < count; i++) assertTrue(queue.offer(i));

        long end = queue.end();
        for (int i = 0; i < count; i++) assertEquals(i, queue.poll(end));

        assertNull(queue.poll(end));
        assertTrue(queue.isEmpty());
    }

    @Test
    void goesRoundInOneRingWhenItNeverFills() {
        TaskQueue queue = new TaskQueue();

        for (int round = 0; round < 10_000; round++) {
            for (int i = 0; i < 100; i++) queue.offer(i);
            long end = queue.end();
            for (int i = 0; i < 100; i++) assertEquals(i, queue.poll(end));
            queue.publish();
        }

        assertTrue(queue.isEmpty());
    }

    @Test
    void pollsNothingThatCameAfterTheEndItWasGiven() {
        TaskQueue queue = new TaskQueue();
        queue.offer("before");
        long end = queue.end();
        queue.offer("after");

        assertEquals("before", queue.poll(end));
        assertNull(queue.poll(end));
        assertFalse(queue.isEmpty());
        assertEquals("after", queue.poll(queue.end()));
    }

    @Test
    void refusesWhatComesAfterItWasClosedAndKeepsTheRest() {
        TaskQueue queue = new TaskQueue();
        queue.offer("kept");

        queue.close();

        assertFalse(queue.offer("late"));
        assertEquals("kept", queue.poll(queue.end()));
        assertTrue(queue.isEmpty());
    }

    @Test
    void everyTaskOfManyProducersIsTakenOnceAndInItsProducersOrder() throws Exception {
        TaskQueue queue = new TaskQueue();
        int producers = 6;
        int each = 200_000;
        List<Thread> threads = new ArrayList<>();
        for (int p = 0; p < producers; p++) {
            int producer = p;
            threads.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        for (int i = 0; i < each; i++) {
                                            assertTrue(queue.offer(new Numbered(producer, i)));
                                        }
                                    }));
        }

        int[] next = new int[producers];
        int taken = 0;
        while (taken < producers * each) {
            Object task = queue.poll(queue.end());
            if (task == null) {
                queue.publish();
                Thread.onSpinWait();
                continue;
            }
            Numbered numbered = (Numbered) task;
            assertEquals(next[numbered.producer]++, numbered.number);
            taken++;
        }

        for (Thread thread : threads) thread.join();
        assertTrue(queue.isEmpty());
    }

    @Test
    void whatWasAcceptedWhileItClosedIsStillThere() throws Exception {
        for (int round = 0; round < 200; round++) {
            TaskQueue queue = new TaskQueue();
            AtomicLong accepted = new AtomicLong();
            List<Thread> threads = new ArrayList<>();
            for (int p = 0; p < 3; p++) {
                threads.add(
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            while (queue.offer("task")) accepted.incrementAndGet();
                                        }));
            }
            while (accepted.get() < 100) Thread.onSpinWait();

            queue.close();
            for (Thread thread : threads) thread.join();
            long taken = 0;
            while (queue.poll(queue.end()) != null) taken++;

            assertEquals(accepted.get(), taken);
        }
    }
}
