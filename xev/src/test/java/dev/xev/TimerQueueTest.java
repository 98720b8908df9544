package dev.xev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

class TimerQueueTest {
    private record Armed(long deadline, long order, int entry) {}

    @Test
    void firesInTheOrderOfDeadlinesThenOfArming() {
        TimerQueue queue = new TimerQueue();
        List<Object> owners = List.of("b", "a", "c", "a2");
        queue.arm(owners.get(0), 20);
        queue.arm(owners.get(1), 10);
        queue.arm(owners.get(2), 30);
        queue.arm(owners.get(3), 10);

        List<Object> fired = new ArrayList<>();
        while (queue.size() > 0) {
            int entry = queue.due(Long.MAX_VALUE, Long.MAX_VALUE);
            fired.add(queue.owner(entry));
            queue.disarm(entry);
        }

        assertEquals(List.of("a", "a2", "b", "c"), fired);
    }

    @Test
    void nothingIsDueBeforeItsDeadlineOrIfArmedTooLate() {
        TimerQueue queue = new TimerQueue();
        long before = queue.order();
        int entry = queue.arm("x", 10);

        assertEquals(-1, queue.due(9, Long.MAX_VALUE));
        assertEquals(-1, queue.due(10, before));
        assertEquals(entry, queue.due(10, queue.order()));
        assertEquals(10, queue.nextDeadline());
    }

    @Test
    void anEmptyQueueHasNoNextDeadline() {
        TimerQueue queue = new TimerQueue();
        queue.disarm(queue.arm("x", 1));

        assertEquals(TimerQueue.NEVER, queue.nextDeadline());
        assertEquals(-1, queue.due(Long.MAX_VALUE, Long.MAX_VALUE));
    }

    @Test
    void anEntryThatIsUsedAgainHasAnotherGeneration() {
        TimerQueue queue = new TimerQueue();
        int first = queue.arm("x", 1);
        int generation = queue.generation(first);
        queue.disarm(first);
        int second = queue.arm("y", 1);

        assertEquals(first, second);
        assertFalse(queue.isArmed(first, generation));
        assertTrue(queue.isArmed(second, queue.generation(second)));
        assertSame("y", queue.owner(second));
    }

    @Test
    void agreesWithASortedSetUnderRandomUse() {
        Random random = new Random(7);
        TimerQueue queue = new TimerQueue();
        TreeSet<Armed> oracle =
                new TreeSet<>(
                        Comparator.comparingLong(Armed::deadline).thenComparingLong(Armed::order));
        Map<Integer, Armed> byEntry = new HashMap<>();

        for (int step = 0; step < 300_000; step++) {
            long deadline = random.nextInt(1000);
            int choice = random.nextInt(10);
            if (choice < 5 || byEntry.isEmpty()) {
                long order = queue.order();
                int entry = queue.arm("x", deadline);
                add(oracle, byEntry, new Armed(deadline, order, entry));
            } else if (choice < 7) {
                Armed moved = any(byEntry, random);
                oracle.remove(moved);
                long order = queue.order();
                queue.move(moved.entry, deadline);
                add(oracle, byEntry, new Armed(deadline, order, moved.entry));
            } else {
                Armed gone = choice < 9 ? oracle.first() : any(byEntry, random);
                oracle.remove(gone);
                byEntry.remove(gone.entry);
                queue.disarm(gone.entry);
            }

            assertEquals(oracle.size(), queue.size());
            long next = oracle.isEmpty() ? TimerQueue.NEVER : oracle.first().deadline;
            assertEquals(next, queue.nextDeadline());
            int due = queue.due(Long.MAX_VALUE, Long.MAX_VALUE);
            assertEquals(oracle.isEmpty() ? -1 : oracle.first().entry, due);
        }
    }

    @Test
    void agreesWithASortedSetWhileTimePasses() {
        Random random = new Random(11);
        TimerQueue queue = new TimerQueue();
        TreeSet<Armed> oracle =
                new TreeSet<>(
                        Comparator.comparingLong(Armed::deadline).thenComparingLong(Armed::order));
        Map<Integer, Armed> byEntry = new HashMap<>();
        long now = 1_000_000_000_000L;

        for (int step = 0; step < 300_000; step++) {
            now += random.nextInt(200_000);
            // From nanoseconds to centuries.
            long deadline = now + (random.nextLong() >>> 1 + random.nextInt(62));
            if (deadline < 0) deadline = TimerQueue.NEVER;
            int choice = random.nextInt(10);
            long order = queue.order();
            if (choice < 4 || byEntry.isEmpty()) {
                add(oracle, byEntry, new Armed(deadline, order, queue.arm("x", deadline)));
            } else if (choice < 8) {
                Armed moved = any(byEntry, random);
                oracle.remove(moved);
                if (choice == 7) {
                    queue.expire(moved.entry, now);
                    add(oracle, byEntry, new Armed(now, order, moved.entry));
                } else {
                    queue.move(moved.entry, deadline);
                    add(oracle, byEntry, new Armed(deadline, order, moved.entry));
                }
            } else if (choice < 9) {
                Armed gone = any(byEntry, random);
                oracle.remove(gone);
                byEntry.remove(gone.entry);
                queue.disarm(gone.entry);
            }
            if (random.nextInt(4) == 0) {
                long next = oracle.isEmpty() ? TimerQueue.NEVER : oracle.first().deadline;
                assertEquals(next, queue.nextDeadline());
            }
            while (!oracle.isEmpty() && oracle.first().deadline <= now) {
                Armed first = oracle.pollFirst();
                assertEquals(first.entry, queue.due(now, Long.MAX_VALUE));
                byEntry.remove(first.entry);
                queue.disarm(first.entry);
            }
            assertEquals(-1, queue.due(now, Long.MAX_VALUE));
            assertEquals(oracle.size(), queue.size());
        }
    }

    @Test
    void whatIsMovedAwayOrGoneLeavesNothingBehind() {
        TimerQueue queue = new TimerQueue();
        int stays = queue.arm("x", 50_000_000_000L);

        for (int i = 1; i < 1_000_000; i++) {
            queue.disarm(queue.arm("x", 40_000_000_000L + i));
            queue.move(stays, 60_000_000_000L + i);
        }

        assertTrue(queue.files() < 10_000, () -> "filed: " + queue.files());
        assertEquals(60_000_999_999L, queue.nextDeadline());
    }

    private static void add(TreeSet<Armed> oracle, Map<Integer, Armed> byEntry, Armed armed) {
        oracle.add(armed);
        byEntry.put(armed.entry, armed);
    }

    private static Armed any(Map<Integer, Armed> byEntry, Random random) {
        int skip = random.nextInt(Math.min(byEntry.size(), 8));
        return byEntry.values().stream().skip(skip).findFirst().orElseThrow();
    }
}
