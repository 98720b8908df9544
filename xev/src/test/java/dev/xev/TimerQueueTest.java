package dev.xev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class TimerQueueTest {
    @Test
    void firesInTheOrderOfDeadlinesThenOfArming() {
        TimerQueue queue = new TimerQueue();
        List<TimeLimit> limits = limits("b", "a", "c", "a2");
        queue.arm(limits.get(0), 20);
        queue.arm(limits.get(1), 10);
        queue.arm(limits.get(2), 30);
        queue.arm(limits.get(3), 10);

        List<Object> fired = new ArrayList<>();
        while (queue.due(Long.MAX_VALUE, Long.MAX_VALUE) instanceof TimeLimit limit) {
            fired.add(limit.owner);
            queue.disarm(limit);
        }

        assertEquals(List.of("a", "a2", "b", "c"), fired);
        assertEquals(0, queue.size());
    }

    @Test
    void nothingIsDueBeforeItsDeadlineOrIfArmedTooLate() {
        TimerQueue queue = new TimerQueue();
        long before = queue.order();
        TimeLimit limit = new TimeLimit("x");
        queue.arm(limit, 10);

        assertNull(queue.due(9, Long.MAX_VALUE));
        assertNull(queue.due(10, before));
        assertSame(limit, queue.due(10, queue.order()));
        assertEquals(10, queue.nextDeadline());
    }

    @Test
    void anEmptyQueueHasNoNextDeadline() {
        TimerQueue queue = new TimerQueue();
        TimeLimit limit = new TimeLimit("x");
        queue.arm(limit, 1);
        queue.disarm(limit);

        assertEquals(TimerQueue.NEVER, queue.nextDeadline());
        assertNull(queue.due(Long.MAX_VALUE, Long.MAX_VALUE));
    }

    @Test
    void aNumberThatIsUsedAgainHasAnotherGeneration() {
        TimerQueue queue = new TimerQueue();
        TimeLimit first = new TimeLimit("x");
        queue.arm(first, 1);
        int index = first.index;
        int generation = first.generation;
        queue.disarm(first);
        assertNull(queue.find(index, generation));
        queue.arm(first, 1);
        assertNull(queue.find(index, generation));
        assertSame(first, queue.find(index, first.generation));

        int last = first.generation;
        queue.disarm(first);
        queue.forget(first);
        assertNull(queue.find(index, last));
        TimeLimit second = new TimeLimit("y");
        queue.arm(second, 1);

        assertEquals(index, second.index);
        assertNull(queue.find(index, generation));
        assertNull(queue.find(index, last));
        assertSame(second, queue.find(index, second.generation));
    }

    @Test
    void whatIsArmedAgainKeepsItsNumberUntilItIsForgotten() {
        TimerQueue queue = new TimerQueue();
        List<TimeLimit> limits = limits("a", "b");
        limits.forEach(limit -> queue.arm(limit, 1));
        int number = limits.get(0).index;
        limits.forEach(queue::disarm);
        queue.forget(limits.get(1));

        queue.arm(limits.get(1), 2);
        queue.arm(limits.get(0), 2);

        assertEquals(number, limits.get(0).index);
        assertNotEquals(number, limits.get(1).index);
    }

    @Test
    void whatComesUpWhereSomethingForgottenWasFiledIsNotMistakenForIt() {
        TimerQueue queue = new TimerQueue();
        TimeLimit gone = new TimeLimit("gone");
        queue.arm(gone, 10);
        queue.disarm(gone);
        queue.forget(gone);
        TimeLimit other = new TimeLimit("other");
        queue.arm(other, 30);

        assertEquals(gone.generation + 1, other.generation);
        assertNull(queue.due(20, Long.MAX_VALUE));
        assertSame(other, queue.due(30, Long.MAX_VALUE));
    }

    @Test
    void hundredsThatExpireAtOnceAreDueInThatOrder() {
        TimerQueue queue = new TimerQueue();
        List<TimeLimit> limits = new ArrayList<>();
        for (int i = 0; i < 300; i++) limits.add(new TimeLimit(i));
        limits.forEach(limit -> queue.arm(limit, 1_000_000));
        limits.reversed().forEach(limit -> queue.expire(limit, 10));

        for (TimeLimit limit : limits.reversed()) {
            assertSame(limit, queue.due(10, Long.MAX_VALUE));
            queue.disarm(limit);
        }
        assertNull(queue.due(10, Long.MAX_VALUE));
    }

    @Test
    void agreesWithASortedSetUnderRandomUse() {
        TimerModel model = new TimerModel(7, 0);
        for (int step = 0; step < 300_000; step++) {
            model.changeSomething(model.random.nextInt(1000));
            model.compareFirst(Long.MAX_VALUE);
            if (step % 8 == 0) model.takeFirst(Long.MAX_VALUE);
        }
    }

    @Test
    void agreesWithASortedSetWhileTimePasses() {
        TimerModel model = new TimerModel(11, 1_000_000_000_000L);
        for (int step = 0; step < 300_000; step++) {
            model.now += model.random.nextInt(200_000);
            // From nanoseconds to centuries.
            model.changeSomething(model.random.nextLong() >>> 1 + model.random.nextInt(62));
            if (step % 4 == 0) model.compareNext();
            model.takeDue();
        }
    }

    @Test
    void agreesWithASortedSetWithThousandsLiveThatAreMovedToAndFro() {
        TimerModel model = new TimerModel(13, 1_000_000_000_000L);
        for (int i = 0; i < 20_000; i++) model.arm(model.random.nextInt(30_000_000));
        for (int step = 0; step < 1_000; step++) {
            model.now += model.random.nextInt(100_000);
            if (step % 250 == 249) model.now += 10_000_000;
            for (int i = 0; i < 200; i++) {
                boolean isFar = model.random.nextInt(4) == 0;
                model.changeSomething(model.random.nextInt(isFar ? 900_000_000 : 30_000_000));
            }
            if (step % 16 == 0) model.compareNext();
            model.takeDue();
            model.compareFiles();
        }
    }

    @Test
    void whatIsMovedAwayOrGoneLeavesNothingBehind() {
        TimerQueue queue = new TimerQueue();
        TimeLimit stays = new TimeLimit("x");
        TimeLimit goes = new TimeLimit("y");
        queue.arm(stays, 50_000_000_000L);

        for (int i = 1; i < 1_000_000; i++) {
            queue.arm(goes, 40_000_000_000L + i);
            queue.disarm(goes);
            queue.move(stays, 60_000_000_000L + i);
        }

        assertTrue(queue.files() < 10_000, () -> "filed: " + queue.files());
        assertEquals(60_000_999_999L, queue.nextDeadline());
    }

    @Test
    void aMoveToALaterMomentFilesNothing() {
        TimerQueue queue = new TimerQueue();
        TimeLimit limit = new TimeLimit("x");
        queue.arm(limit, 50_000_000);
        for (int i = 0; i < 1000; i++) queue.move(limit, 50_000_000 + i);

        assertEquals(1, queue.files());
        assertNull(queue.due(50_000_998, Long.MAX_VALUE));
        assertSame(limit, queue.due(50_000_999, Long.MAX_VALUE));
    }

    private static List<TimeLimit> limits(String... owners) {
        List<TimeLimit> limits = new ArrayList<>();
        for (String owner : owners) limits.add(new TimeLimit(owner));
        return limits;
    }
}
