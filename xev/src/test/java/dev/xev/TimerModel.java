package dev.xev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/** A queue beside a sorted set of the same deadlines, used at random. */
final class TimerModel {
    private record Armed(long moment, long order, Deadline deadline) {}

    /** Knows where it stands in the set, whatever the queue makes of its fields. */
    private static final class Modeled extends Deadline {
        Armed armed = new Armed(0, 0, this);
        int position;
    }

    final Random random;
    final TimerQueue queue = new TimerQueue();
    long now;
    private final TreeSet<Armed> sorted =
            new TreeSet<>(Comparator.comparingLong(Armed::moment).thenComparingLong(Armed::order));
    private final List<Modeled> live = new ArrayList<>();
    private final List<Modeled> idle = new ArrayList<>();

    TimerModel(long seed, long now) {
        random = new Random(seed);
        this.now = now;
    }

    /** Arms, moves, expires, disarms or forgets one of them. */
    void changeSomething(long delay) {
        int choice = random.nextInt(16);
        if (choice < 5 || live.isEmpty()) {
            arm(delay);
        } else if (choice < 12) {
            move(delay);
        } else if (choice < 13) {
            expire();
        } else {
            Modeled gone = any();
            disarm(gone);
            if (choice < 14) queue.forget(gone);
        }
    }

    void arm(long delay) {
        boolean isNew = idle.isEmpty() || random.nextInt(4) == 0;
        Modeled deadline = isNew ? new Modeled() : idle.removeLast();
        deadline.position = live.size();
        live.add(deadline);
        add(deadline, moment(delay));
        queue.arm(deadline, moment(delay));
    }

    private void move(long delay) {
        Modeled deadline = any();
        sorted.remove(deadline.armed);
        add(deadline, moment(delay));
        queue.move(deadline, moment(delay));
    }

    private void expire() {
        Modeled deadline = any();
        sorted.remove(deadline.armed);
        add(deadline, now);
        queue.expire(deadline, now);
    }

    private void disarm(Modeled deadline) {
        queue.disarm(deadline);
        sorted.remove(deadline.armed);
        Modeled last = live.removeLast();
        if (last != deadline) {
            live.set(deadline.position, last);
            last.position = deadline.position;
        }
        idle.add(deadline);
    }

    private void add(Modeled deadline, long moment) {
        deadline.armed = new Armed(moment, queue.order(), deadline);
        sorted.add(deadline.armed);
    }

    private long moment(long delay) {
        long moment = now + delay;
        return moment < 0 ? TimerQueue.NEVER : moment;
    }

    private Modeled any() {
        return live.get(random.nextInt(live.size()));
    }

    /** What the queue has first is first. */
    void compareFirst(long until) {
        boolean isDue = !sorted.isEmpty() && sorted.first().moment <= until;
        Deadline due = queue.due(until, Long.MAX_VALUE);
        if (isDue) {
            assertSame(sorted.first().deadline, due);
        } else {
            assertNull(due);
        }
        assertEquals(sorted.size(), queue.size());
    }

    void compareNext() {
        assertEquals(
                sorted.isEmpty() ? TimerQueue.NEVER : sorted.first().moment, queue.nextDeadline());
    }

    /** What is stale takes no more room than what is not, but for a little. */
    void compareFiles() {
        assertTrue(queue.files() <= 2 * sorted.size() + 5000, () -> "filed: " + queue.files());
    }

    /** Takes the first away, if there is one until then. */
    boolean takeFirst(long until) {
        compareFirst(until);
        if (sorted.isEmpty() || sorted.first().moment > until) return false;
        disarm((Modeled) sorted.first().deadline);
        return true;
    }

    void takeDue() {
        boolean isTaken = takeFirst(now);
        while (isTaken) isTaken = takeFirst(now);
    }
}
