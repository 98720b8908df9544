package dev.xev;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * Deadlines in the order of (deadline, order of arming): a heap with four children a node, in
 * arrays of primitives, so that a million of them cost neither objects nor pointer chases.
 *
 * <p>An <em>entry</em> stays the same number from {@link #arm} to {@link #disarm}, wherever the
 * heap moves it; its generation tells one use of the number from the next.
 */
final class TimerHeap {
    /** What {@link #nextDeadline} answers when there is none; also what saturated deadlines are. */
    static final long NEVER = Long.MAX_VALUE;

    private static final int INITIAL = 16;
    private static final int FREE = -1;

    // By place in the heap.
    private long[] deadlines = new long[INITIAL];
    private long[] orders = new long[INITIAL];
    private int[] entries = new int[INITIAL];
    private int size;

    // By entry.
    private int[] places = new int[INITIAL];
    private int[] generations = new int[INITIAL];
    private @Nullable Object[] owners = new Object[INITIAL];
    private int[] freeEntries = new int[INITIAL];
    private int freeCount;
    private int entriesMade;

    private long nextOrder;

    int size() {
        return size;
    }

    /** Where in the order of arming we are: what is armed from now on has at least this. */
    long order() {
        return nextOrder;
    }

    /** The earliest deadline, or {@link #NEVER}. */
    long nextDeadline() {
        return size == 0 ? NEVER : deadlines[0];
    }

    /** The entry that is first, if it is due and was armed before {@code order}; else -1. */
    int due(long now, long order) {
        return size > 0 && deadlines[0] <= now && orders[0] < order ? entries[0] : -1;
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
        return deadlines[places[entry]];
    }

    boolean isArmed(int entry, int generation) {
        return entry < entriesMade && places[entry] != FREE && generations[entry] == generation;
    }

    /** Adds a deadline. */
    int arm(Object owner, long deadline) {
        int entry = freeCount > 0 ? freeEntries[--freeCount] : makeEntry();
        owners[entry] = owner;
        generations[entry]++;
        if (size == deadlines.length) growHeap();
        siftUp(size++, deadline, nextOrder++, entry);
        return entry;
    }

    /** Makes ids that were given out for this entry stale, as a new use of it would. */
    void renew(int entry) {
        generations[entry]++;
    }

    /** Moves a deadline; it counts as armed now. */
    void move(int entry, long deadline) {
        replace(places[entry], deadline, nextOrder++, entry);
    }

    /** Takes a deadline away. */
    void disarm(int entry) {
        int place = places[entry];
        assert place != FREE;
        places[entry] = FREE;
        owners[entry] = null;
        freeEntries[freeCount++] = entry;
        size--;
        if (place != size) replace(place, deadlines[size], orders[size], entries[size]);
    }

    private void replace(int place, long deadline, long order, int entry) {
        int parent = (place - 1) >> 2;
        if (place > 0 && isBefore(deadline, order, deadlines[parent], orders[parent])) {
            siftUp(place, deadline, order, entry);
        } else {
            siftDown(place, deadline, order, entry);
        }
    }

    private void siftUp(int from, long deadline, long order, int entry) {
        int place = from;
        while (place > 0) {
            int parent = (place - 1) >> 2;
            if (!isBefore(deadline, order, deadlines[parent], orders[parent])) break;
            put(place, deadlines[parent], orders[parent], entries[parent]);
            place = parent;
        }
        put(place, deadline, order, entry);
    }

    private void siftDown(int from, long deadline, long order, int entry) {
        int place = from;
        while (true) {
            int first = (place << 2) + 1;
            if (first >= size) break;
            int least = first;
            int end = Math.min(first + 4, size);
            for (int child = first + 1; child < end; child++) {
                if (isBefore(deadlines[child], orders[child], deadlines[least], orders[least])) {
                    least = child;
                }
            }
            if (!isBefore(deadlines[least], orders[least], deadline, order)) break;
            put(place, deadlines[least], orders[least], entries[least]);
            place = least;
        }
        put(place, deadline, order, entry);
    }

    private void put(int place, long deadline, long order, int entry) {
        deadlines[place] = deadline;
        orders[place] = order;
        entries[place] = entry;
        places[entry] = place;
    }

    private static boolean isBefore(
            long deadline, long order, long otherDeadline, long otherOrder) {
        return deadline < otherDeadline || deadline == otherDeadline && order < otherOrder;
    }

    private int makeEntry() {
        if (entriesMade == places.length) {
            int capacity = entriesMade * 2;
            places = Arrays.copyOf(places, capacity);
            generations = Arrays.copyOf(generations, capacity);
            owners = Arrays.copyOf(owners, capacity);
            freeEntries = Arrays.copyOf(freeEntries, capacity);
        }
        return entriesMade++;
    }

    private void growHeap() {
        int capacity = size * 2;
        deadlines = Arrays.copyOf(deadlines, capacity);
        orders = Arrays.copyOf(orders, capacity);
        entries = Arrays.copyOf(entries, capacity);
    }
}
