package dev.xev;

import org.jspecify.annotations.Nullable;

/**
 * Filed deadlines, first in, first out, in pieces that go back to a pool: a list of a million of
 * them is a walk through memory in order, and an empty one is next to nothing.
 */
final class TimerList {
    /** A cell is three numbers: the deadline, and at these places behind it the other two. */
    static final int STRIDE = 3;

    static final int ORDER = 1;
    static final int ENTRY = 2;

    /** So many cells are together. */
    static final int PIECE_CELLS = 64;

    private static final int PIECE = PIECE_CELLS * STRIDE;

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
        cells[at + ORDER] = order;
        cells[at + ENTRY] = entry;
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
        return first().cells[head + ORDER];
    }

    int entry() {
        return (int) first().cells[head + ENTRY];
    }

    private Piece first() {
        Piece piece = first;
        assert piece != null;
        return piece;
    }

    /** The cells of the first piece: those from {@link #head} to {@link #end} are of this list. */
    long[] cells() {
        return first().cells;
    }

    int head() {
        return head;
    }

    int end() {
        return first == last ? tail : PIECE;
    }

    void removeFirst() {
        head += STRIDE;
        if (head == end()) removePiece();
    }

    void removePiece() {
        Piece piece = first();
        if (piece == last) last = null;
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
