package dev.xev;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * Deadlines in the order of (deadline, order of arming), in arrays of primitives, so that a million
 * of them cost neither objects nor pointer chases.
 *
 * <p>An <em>entry</em> stays the same number from {@link #arm} to {@link #disarm}; its generation
 * tells one use of the number from the next. An entry is <em>filed</em> under its deadline: near
 * ones in a heap, which puts them in order, the others in a wheel, which costs the same for any
 * number of them. To move a deadline to a later moment, or to take it away, touches the entry
 * alone: where it is filed is looked at when it comes up there, and filed again or forgotten.
 */
final class TimerQueue {
    /** What {@link #nextDeadline} answers when there is none; also what saturated deadlines are. */
    static final long NEVER = Long.MAX_VALUE;

    private static final int INITIAL = 16;

    // The cells of an entry: its deadline, and under which one it is filed.
    private static final int STRIDE = 4;
    private static final int DEADLINE = 0;
    private static final int ORDER = 1;
    private static final int FILED = 2;
    private static final int FILED_ORDER = 3;

    /** In the place of the deadline where an entry is in the list of the expired. */
    private static final long EXPIRED = Long.MIN_VALUE;

    /** In the place of the order where nothing is filed. */
    private static final long NOWHERE = -1;

    /** So many files more than twice as many as there are entries are no reason to tidy up. */
    private static final int SPARE = 4096;

    private static final int BATCH = 64;

    private long[] cells = new long[INITIAL * STRIDE];
    private int[] generations = new int[INITIAL];
    private @Nullable Object[] owners = new Object[INITIAL];
    private int[] freeEntries = new int[INITIAL];
    private int freeCount;
    private int entriesMade;
    private int size;

    private final TimerList.Pool pool = new TimerList.Pool();
    private final TimerList expired = new TimerList(pool);
    private final TimerHeap near = new TimerHeap();
    private final TimerWheel far = new TimerWheel(pool);
    private int files;

    private final int[] batch = new int[BATCH];
    private final long[] batchOrders = new long[BATCH];

    @SuppressWarnings("UnusedVariable") // without a result nothing would be touched
    private int touched;

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

    /** The earliest deadline, or {@link #NEVER}. */
    long nextDeadline() {
        while (true) {
            int entry = first(NEVER);
            if (entry >= 0) return deadline(entry);
            TimerList list = far.next(NEVER);
            if (list == null) return NEVER;
            refile(list);
        }
    }

    /** The entry that is first, if it is due and was armed before {@code order}; else -1. */
    int due(long now, long order) {
        lastNow = now;
        if (!far.isNear(now)) approach(now);
        int entry = first(now);
        return entry >= 0 && cells[entry * STRIDE + ORDER] < order ? entry : -1;
    }

    private void approach(long now) {
        TimerList list = far.next(now);
        while (list != null) {
            refile(list);
            list = far.next(now);
        }
    }

    Object owner(int entry) {
        Object owner = owners[entry];
        assert owner != null;
        return owner;
    }

    int generation(int entry) {
        return generations[entry];
    }

    long deadline(int entry) {
        return cells[entry * STRIDE + DEADLINE];
    }

    boolean isArmed(int entry, int generation) {
        return entry < entriesMade && owners[entry] != null && generations[entry] == generation;
    }

    /** Adds a deadline. */
    int arm(Object owner, long deadline) {
        int entry = freeCount > 0 ? freeEntries[--freeCount] : makeEntry();
        owners[entry] = owner;
        generations[entry]++;
        size++;
        cells[entry * STRIDE + FILED] = NEVER;
        move(entry, deadline);
        return entry;
    }

    /** Makes ids that were given out for this entry stale, as a new use of it would. */
    void renew(int entry) {
        generations[entry]++;
    }

    /** Moves a deadline; it counts as armed now. */
    void move(int entry, long deadline) {
        int at = entry * STRIDE;
        cells[at + DEADLINE] = deadline;
        cells[at + ORDER] = nextOrder++;
        if (deadline < cells[at + FILED]) {
            file(entry);
            tidy();
        }
    }

    /** Moves a deadline to this moment, which is the latest that any clock has told. */
    void expire(int entry, long now) {
        int at = entry * STRIDE;
        long order = nextOrder++;
        cells[at + DEADLINE] = now;
        cells[at + ORDER] = order;
        cells[at + FILED] = EXPIRED;
        cells[at + FILED_ORDER] = order;
        expired.add(now, order, entry);
        lastExpired = now;
    }

    /** Moves a deadline to a moment that is past, behind all that were moved so before. */
    void expire(int entry) {
        expire(entry, Math.max(lastNow, lastExpired));
    }

    /** Takes a deadline away. */
    void disarm(int entry) {
        assert owners[entry] != null;
        owners[entry] = null;
        cells[entry * STRIDE + FILED_ORDER] = NOWHERE;
        freeEntries[freeCount++] = entry;
        size--;
    }

    /** The entry that is first among the near ones, if it is due; else -1. */
    private int first(long now) {
        while (true) {
            boolean isExpired = isExpiredFirst();
            if (!isExpired && near.isEmpty()) return -1;
            if ((isExpired ? expired.deadline() : near.deadline()) > now) return -1;
            int entry = isExpired ? expired.entry() : near.entry();
            long order = isExpired ? expired.order() : near.order();
            int at = entry * STRIDE;
            boolean isStale = cells[at + FILED_ORDER] != order;
            if (!isStale && cells[at + ORDER] == order) return entry;
            if (isExpired) {
                expired.removeFirst();
            } else {
                near.removeFirst();
                files--;
            }
            if (!isStale) file(entry);
        }
    }

    private boolean isExpiredFirst() {
        if (expired.isEmpty()) return false;
        if (near.isEmpty()) return true;
        long difference = expired.deadline() - near.deadline();
        return difference < 0 || difference == 0 && expired.order() < near.order();
    }

    /** Files each of a list again, where it belongs by now. */
    private void refile(TimerList list) {
        while (!list.isEmpty()) {
            int count = 0;
            while (count < BATCH && !list.isEmpty()) {
                batch[count] = list.entry();
                batchOrders[count++] = list.order();
                list.removeFirst();
            }
            files -= count;
            touch(count);
            for (int i = 0; i < count; i++) {
                int entry = batch[i];
                if (cells[entry * STRIDE + FILED_ORDER] == batchOrders[i]) file(entry);
            }
        }
    }

    /**
     * Entries lie anywhere in memory, and so do their owners. In a loop that does nothing else the
     * processor fetches many at a time, and has them when they are put in order and fire: that
     * takes half the time off a timer that fires, with a million of them.
     */
    private void touch(int count) {
        int timers = 0;
        for (int i = 0; i < count; i++) {
            int entry = batch[i];
            boolean isStale = cells[entry * STRIDE + FILED_ORDER] != batchOrders[i];
            if (!isStale && owners[entry] instanceof Timer) timers++;
        }
        touched = timers;
    }

    /** Files an entry under its deadline; what is filed of it elsewhere is stale. */
    private void file(int entry) {
        int at = entry * STRIDE;
        long deadline = cells[at + DEADLINE];
        long order = cells[at + ORDER];
        cells[at + FILED] = deadline;
        cells[at + FILED_ORDER] = order;
        if (deadline == NEVER) return;
        files++;
        if (far.isNear(deadline)) {
            near.add(deadline, order, entry);
        } else {
            far.add(deadline, order, entry);
        }
    }

    /** Files everything anew when most of it is stale, or too much of it in the heap. */
    private void tidy() {
        boolean isStale = files > 2L * size + SPARE;
        boolean isCrowded = near.size() > nearLimit && far.isAhead(lastNow);
        if (!isStale && !isCrowded) return;
        near.clear();
        far.restart(lastNow);
        files = 0;
        for (int entry = 0; entry < entriesMade; entry++) {
            boolean isExpired = cells[entry * STRIDE + FILED] == EXPIRED;
            if (owners[entry] != null && !isExpired) file(entry);
        }
        nearLimit = 2 * near.size() + SPARE;
    }

    private int makeEntry() {
        if (entriesMade == generations.length) {
            int capacity = entriesMade * 2;
            cells = Arrays.copyOf(cells, capacity * STRIDE);
            generations = Arrays.copyOf(generations, capacity);
            owners = Arrays.copyOf(owners, capacity);
            freeEntries = Arrays.copyOf(freeEntries, capacity);
        }
        return entriesMade++;
    }
}
