package dev.xev;

import java.util.Arrays;

/**
 * Filed deadlines in the order of (deadline, order of arming): a heap with four children a node,
 * whose nodes lie one beside the other in one array.
 */
final class TimerHeap {
    private static final int STRIDE = 3;
    private static final int INITIAL = 16;

    private long[] cells = new long[INITIAL * STRIDE];
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** The earliest deadline, which must be there, as for all that follows. */
    long deadline() {
        return cells[0];
    }

    long order() {
        return cells[1];
    }

    int entry() {
        return (int) cells[2];
    }

    void add(long deadline, long order, int entry) {
        int at = size++ * STRIDE;
        if (at == cells.length) cells = Arrays.copyOf(cells, at * 2);
        long[] cells = this.cells;
        while (at > 0) {
            int parent = (at / STRIDE - 1 >> 2) * STRIDE;
            if (!isBefore(deadline, order, cells, parent)) break;
            copy(cells, parent, at);
            at = parent;
        }
        put(cells, at, deadline, order, entry);
    }

    void removeFirst() {
        long[] cells = this.cells;
        int end = --size * STRIDE;
        long deadline = cells[end];
        long order = cells[end + 1];
        int at = 0;
        while (true) {
            int child = at * 4 + STRIDE;
            if (child >= end) break;
            int least = child;
            int last = Math.min(child + 4 * STRIDE, end);
            for (child += STRIDE; child < last; child += STRIDE) {
                if (isBefore(cells[child], cells[child + 1], cells, least)) least = child;
            }
            if (isBefore(deadline, order, cells, least)) break;
            copy(cells, least, at);
            at = least;
        }
        put(cells, at, deadline, order, (int) cells[end + 2]);
    }

    void clear() {
        size = 0;
    }

    private static boolean isBefore(long deadline, long order, long[] cells, int other) {
        long otherDeadline = cells[other];
        return deadline < otherDeadline || deadline == otherDeadline && order < cells[other + 1];
    }

    private static void copy(long[] cells, int from, int to) {
        cells[to] = cells[from];
        cells[to + 1] = cells[from + 1];
        cells[to + 2] = cells[from + 2];
    }

    private static void put(long[] cells, int at, long deadline, long order, int entry) {
        cells[at] = deadline;
        cells[at + 1] = order;
        cells[at + 2] = entry;
    }
}
