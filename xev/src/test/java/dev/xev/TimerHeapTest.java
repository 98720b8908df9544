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

class TimerHeapTest {
    private record Armed(long deadline, long order, int entry) {}

    @Test
    void firesInTheOrderOfDeadlinesThenOfArming() {
        TimerHeap heap = new TimerHeap();
        List<Object> owners = List.of("b", "a", "c", "a2");
        heap.arm(owners.get(0), 20);
        heap.arm(owners.get(1), 10);
        heap.arm(owners.get(2), 30);
        heap.arm(owners.get(3), 10);

        List<Object> fired = new ArrayList<>();
        while (heap.size() > 0) {
            int entry = heap.due(Long.MAX_VALUE, Long.MAX_VALUE);
            fired.add(heap.owner(entry));
            heap.disarm(entry);
        }

        assertEquals(List.of("a", "a2", "b", "c"), fired);
    }

    @Test
    void nothingIsDueBeforeItsDeadlineOrIfArmedTooLate() {
        TimerHeap heap = new TimerHeap();
        long before = heap.order();
        int entry = heap.arm("x", 10);

        assertEquals(-1, heap.due(9, Long.MAX_VALUE));
        assertEquals(-1, heap.due(10, before));
        assertEquals(entry, heap.due(10, heap.order()));
        assertEquals(10, heap.nextDeadline());
    }

    @Test
    void anEmptyHeapHasNoNextDeadline() {
        TimerHeap heap = new TimerHeap();
        heap.disarm(heap.arm("x", 1));

        assertEquals(TimerHeap.NEVER, heap.nextDeadline());
        assertEquals(-1, heap.due(Long.MAX_VALUE, Long.MAX_VALUE));
    }

    @Test
    void anEntryThatIsUsedAgainHasAnotherGeneration() {
        TimerHeap heap = new TimerHeap();
        int first = heap.arm("x", 1);
        int generation = heap.generation(first);
        heap.disarm(first);
        int second = heap.arm("y", 1);

        assertEquals(first, second);
        assertFalse(heap.isArmed(first, generation));
        assertTrue(heap.isArmed(second, heap.generation(second)));
        assertSame("y", heap.owner(second));
    }

    @Test
    void agreesWithASortedSetUnderRandomUse() {
        Random random = new Random(7);
        TimerHeap heap = new TimerHeap();
        TreeSet<Armed> oracle =
                new TreeSet<>(
                        Comparator.comparingLong(Armed::deadline).thenComparingLong(Armed::order));
        Map<Integer, Armed> byEntry = new HashMap<>();

        for (int step = 0; step < 300_000; step++) {
            long deadline = random.nextInt(1000);
            int choice = random.nextInt(10);
            if (choice < 5 || byEntry.isEmpty()) {
                long order = heap.order();
                int entry = heap.arm("x", deadline);
                add(oracle, byEntry, new Armed(deadline, order, entry));
            } else if (choice < 7) {
                Armed moved = any(byEntry, random);
                oracle.remove(moved);
                long order = heap.order();
                heap.move(moved.entry, deadline);
                add(oracle, byEntry, new Armed(deadline, order, moved.entry));
            } else {
                Armed gone = choice < 9 ? oracle.first() : any(byEntry, random);
                oracle.remove(gone);
                byEntry.remove(gone.entry);
                heap.disarm(gone.entry);
            }

            assertEquals(oracle.size(), heap.size());
            long next = oracle.isEmpty() ? TimerHeap.NEVER : oracle.first().deadline;
            assertEquals(next, heap.nextDeadline());
            int due = heap.due(Long.MAX_VALUE, Long.MAX_VALUE);
            assertEquals(oracle.isEmpty() ? -1 : oracle.first().entry, due);
        }
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
