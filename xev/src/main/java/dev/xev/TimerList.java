package dev.xev;

import org.jspecify.annotations.Nullable;

/**
 * Filed deadlines, first in, first out, in pieces that go back to a pool: a list of a million of
 * them is a walk through memory in order, and an empty one is next to nothing.
 */
final class TimerList {
    private static final int STRIDE = 3;
    private static final int PIECE = 64 * STRIDE;

    /** So many deadlines of a list, and the next of its pieces. */
    private static final class Piece {
        final long[] cells = new long[PIECE];
        @Nullable Piece next;
    }

    /** Pieces that no list has. */
    static final class Pool {
        private @Nullable Piece free;

        private Piece take() {
            Piece piece = free;
            if (piece == null) return new Piece();
            free = piece.next;
            piece.next = null;
            return piece;
        }

        private void giveBack(Piece piece) {
            piece.next = free;
            free = piece;
        }
    }

    private final Pool pool;
    private @Nullable Piece first;
    private @Nullable Piece last;
    private int head;
    private int tail;

    TimerList(Pool pool) {
        this.pool = pool;
    }

    boolean isEmpty() {
        return first == null;
    }

    void add(long deadline, long order, int entry) {
        Piece piece = last;
        if (piece == null || tail == PIECE) piece = extend();
        long[] cells = piece.cells;
        int at = tail;
        cells[at] = deadline;
        cells[at + 1] = order;
        cells[at + 2] = entry;
        tail = at + STRIDE;
    }

    private Piece extend() {
        Piece piece = pool.take();
        if (last == null) {
            first = piece;
            head = 0;
        } else {
            last.next = piece;
        }
        last = piece;
        tail = 0;
        return piece;
    }

    /** The deadline of the first, which must be there, as for all that follows. */
    long deadline() {
        return first().cells[head];
    }

    long order() {
        return first().cells[head + 1];
    }

    int entry() {
        return (int) first().cells[head + 2];
    }

    private Piece first() {
        Piece piece = first;
        assert piece != null;
        return piece;
    }

    void removeFirst() {
        Piece piece = first();
        head += STRIDE;
        if (piece == last) {
            if (head < tail) return;
            last = null;
        } else if (head < PIECE) {
            return;
        }
        first = piece.next;
        head = 0;
        pool.giveBack(piece);
    }

    void clear() {
        while (first != null) {
            Piece piece = first;
            first = piece.next;
            pool.giveBack(piece);
        }
        last = null;
    }
}
