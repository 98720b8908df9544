package dev.xev;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * Deadlines in the order of (moment, order of arming).
 *
 * <p>A deadline is <em>filed</em> under its moment, by its number: near ones in a heap, which puts
 * them in order, the others in a wheel, which costs the same for any number of them. To move one to
 * a later moment, or to take it away, touches the deadline alone: where it is filed is looked at
 * when it comes up there, and filed again or forgotten. So most of a list that is taken apart may
 * be stale.
 */
final class TimerQueue {
    /** What {@link #nextDeadline} answers when there is none; also what saturated deadlines are. */
    static final long NEVER = Long.MAX_VALUE;

    private static final int INITIAL = 16;

    /** In the place of the filed moment where a deadline is in the list of the expired. */
    private static final long EXPIRED = Long.MIN_VALUE;

    /** In the place of the order where nothing is filed. */
    private static final long NOWHERE = -1;

    /** So many files more than twice as many as there are deadlines are no reason to tidy up. */
    private static final int SPARE = 4096;

    private @Nullable Deadline[] deadlines = new Deadline[INITIAL];
    private int[] free = new int[INITIAL];
    private int freeCount;
    private int made;

    /** The last generation of each number that was forgotten. */
    private int[] generations = new int[INITIAL];

    /**
     * The order under which each number is filed. Most of what comes up in the wheel may be stale,
     * and is found so in these eight bytes, without a look at the deadline.
     */
    private long[] filedOrders = new long[INITIAL];

    private int size;

    private final TimerList.Pool pool = new TimerList.Pool();
    private final TimerList expired = new TimerList(pool);
    private final TimerHeap near = new TimerHeap();
    private final TimerWheel far = new TimerWheel(pool);
    private final TimerBatch batch = new TimerBatch();
    private int files;

    private long nextOrder;

    /** The clock when somebody last asked for what was due. */
    private long lastNow;

    /** The moment that something was moved to last by {@link #expire}. */
    private long lastExpired;

    /** How many in the heap are too many to be near. */
    private int nearLimit = SPARE;

    int size() {
        return size;
    }

    /** How many are filed in heap and wheel, with what is stale. */
    int files() {
        return files;
    }

    /** Where in the order of arming we are: what is armed from now on has at least this. */
    long order() {
        return nextOrder;
    }

    /** Whether something was moved to the moment it was moved at, and has not been due since. */
    boolean hasExpired() {
        return size > 0 && !expired.isEmpty();
    }

    /** The earliest moment, or {@link #NEVER}. */
    long nextDeadline() {
        Deadline first = first(NEVER);
        return first == null ? NEVER : first.moment;
    }

    /** The deadline that is first, if it is due and was armed before {@code order}; else null. */
    @Nullable Deadline due(long now, long order) {
        lastNow = now;
        Deadline first = first(now);
        return first != null && first.order < order ? first : null;
    }

    /** What a number names, if that use of it is not over; else null. */
    @Nullable Deadline find(int index, int generation) {
        Deadline deadline = index < made ? deadlines[index] : null;
        boolean isMeant =
                deadline != null && deadline.isWaiting && deadline.generation == generation;
        return isMeant ? deadline : null;
    }

    /** Adds a deadline. */
    void arm(Deadline deadline, long moment) {
        enter(deadline);
        move(deadline, moment);
    }

    /** Adds a deadline that is moved at once: until then it has no moment. */
    void enter(Deadline deadline) {
        if (deadline.index == Deadline.NONE) number(deadline);
        deadline.isWaiting = true;
        deadline.generation++;
        deadline.filed = NEVER;
        size++;
    }

    /** Makes ids that were given out for this deadline stale, as a new use of it would. */
    void renew(Deadline deadline) {
        deadline.generation++;
    }

    /** Moves a deadline; it counts as armed now. */
    void move(Deadline deadline, long moment) {
        deadline.moment = moment;
        deadline.order = nextOrder++;
        if (moment < deadline.filed) {
            file(deadline);
            tidy();
        }
    }

    /** Moves a deadline to this moment, which is the latest that any clock has told. */
    void expire(Deadline deadline, long now) {
        long order = nextOrder++;
        deadline.moment = now;
        deadline.order = order;
        deadline.filed = EXPIRED;
        filedOrders[deadline.index] = order;
        expired.add(now, order, deadline.index);
        lastExpired = now;
    }

    /** Moves a deadline to a moment that is past, behind all that were moved so before. */
    void expire(Deadline deadline) {
        expire(deadline, Math.max(lastNow, lastExpired));
    }

    /** Takes a deadline away. It keeps its number, so that it is next to its neighbors again. */
    void disarm(Deadline deadline) {
        assert deadline.isWaiting;
        deadline.isWaiting = false;
        filedOrders[deadline.index] = NOWHERE;
        size--;
    }

    /** Takes the number of a deadline that will not be armed again. */
    void forget(Deadline deadline) {
        int index = deadline.index;
        if (index == Deadline.NONE) return;
        assert !deadline.isWaiting;
        deadline.index = Deadline.NONE;
        generations[index] = deadline.generation;
        deadlines[index] = null;
        free[freeCount++] = index;
    }

    private void number(Deadline deadline) {
        int index = freeCount > 0 ? free[--freeCount] : make();
        deadlines[index] = deadline;
        deadline.index = index;
        deadline.generation = generations[index];
    }

    private int make() {
        if (made == generations.length) {
            int capacity = made * 2;
            deadlines = Arrays.copyOf(deadlines, capacity);
            generations = Arrays.copyOf(generations, capacity);
            filedOrders = Arrays.copyOf(filedOrders, capacity);
            free = Arrays.copyOf(free, capacity);
        }
        return made++;
    }

    /** The first, if it is due; else null. */
    private @Nullable Deadline first(long now) {
        while (true) {
            boolean isNear = !near.isEmpty() && near.deadline() <= now;
            if (!isNear && approach(now)) continue;
            boolean isExpired = isExpiredFirst();
            if (!isNear && (!isExpired || expired.deadline() > now)) return null;
            long order = isExpired ? expired.order() : near.order();
            Deadline deadline = filed(isExpired ? expired.entry() : near.entry(), order);
            if (deadline != null && deadline.order == order) return deadline;
            if (isExpired) {
                expired.removeFirst();
            } else {
                near.removeFirst();
                files--;
            }
            if (deadline != null) file(deadline);
        }
    }

    private boolean isExpiredFirst() {
        if (expired.isEmpty()) return false;
        if (near.isEmpty()) return true;
        long difference = expired.deadline() - near.deadline();
        return difference < 0 || difference == 0 && expired.order() < near.order();
    }

    /** What is filed under this order, or null if nothing is any more. */
    private @Nullable Deadline filed(int index, long order) {
        return filedOrders[index] == order ? deadlines[index] : null;
    }

    /** Takes the first list of the wheel apart, if its time has come: false if it has not. */
    private boolean approach(long now) {
        if (far.isNear(now)) return false;
        TimerList list = far.next(now);
        if (list == null) return false;
        boolean isDue = far.isTick();
        while (!list.isEmpty()) {
            files -= batch.take(list, filedOrders);
            if (isDue) {
                bringNear();
            } else {
                fileBatch();
            }
        }
        return true;
    }

    private void fileBatch() {
        for (int i = 0; i < batch.count(); i++) {
            file(batch.deadline(i), batch.order(i), batch.entry(i));
        }
    }

    /** Files a batch whose time has come: what was moved since it was filed goes elsewhere. */
    private void bringNear() {
        batch.touch(deadlines);
        for (int i = 0; i < batch.count(); i++) {
            Deadline deadline = deadlines[batch.entry(i)];
            assert deadline != null;
            file(deadline);
        }
    }

    /** Files a deadline under its moment; what is filed of it elsewhere is stale. */
    private void file(Deadline deadline) {
        long moment = deadline.moment;
        long order = deadline.order;
        deadline.filed = moment;
        filedOrders[deadline.index] = order;
        if (moment == NEVER) return;
        file(moment, order, deadline.index);
    }

    private void file(long moment, long order, int index) {
        files++;
        if (far.isNear(moment)) {
            near.add(moment, order, index);
        } else {
            far.add(moment, order, index);
        }
    }

    /** Files everything anew when most of it is stale, or too much of it in the heap. */
    private void tidy() {
        if (files <= SPARE) return;
        boolean isStale = files > 2L * size + SPARE;
        boolean isCrowded = near.size() > nearLimit && far.isAhead(lastNow);
        if (isStale || isCrowded) fileAll();
    }

    private void fileAll() {
        near.clear();
        far.restart(lastNow);
        files = 0;
        for (int index = 0; index < made; index++) {
            Deadline deadline = deadlines[index];
            if (deadline == null || !deadline.isWaiting || deadline.filed == EXPIRED) continue;
            file(deadline);
        }
        nearLimit = 2 * near.size() + SPARE;
    }
}
