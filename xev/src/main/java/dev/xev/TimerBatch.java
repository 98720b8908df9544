package dev.xev;

import org.jspecify.annotations.Nullable;

/**
 * A piece of a list that is taken apart, without what is stale.
 *
 * <p>What is looked at lies anywhere in memory. So each kind of it is touched first, in a loop that
 * does nothing else and has no branch that waits for what it reads: the processor fetches many at a
 * time then.
 */
final class TimerBatch {
    private final long[] moments = new long[TimerList.PIECE_CELLS];
    private final long[] orders = new long[TimerList.PIECE_CELLS];
    private final int[] entries = new int[TimerList.PIECE_CELLS];
    private int count;

    @SuppressWarnings("UnusedVariable") // without a result nothing would be touched
    private long touched;

    int count() {
        return count;
    }

    long deadline(int at) {
        return moments[at];
    }

    long order(int at) {
        return orders[at];
    }

    int entry(int at) {
        return entries[at];
    }

    /**
     * Takes the first piece of a list, which must be there.
     *
     * @param filedOrders the order under which each entry is filed; what has another one is stale
     * @return how many were taken, with those that are stale
     */
    int take(TimerList list, long[] filedOrders) {
        long[] cells = list.cells();
        int head = list.head();
        int end = list.end();
        touched = touchCells(cells, head, end) + touchOrders(cells, head, end, filedOrders);
        count = keep(cells, head, end, filedOrders);
        list.removePiece();
        return (end - head) / TimerList.STRIDE;
    }

    private static long touchCells(long[] cells, int head, int end) {
        long sum = 0;
        for (int at = head; at < end; at += Long.BYTES) sum += cells[at];
        return sum;
    }

    private static long touchOrders(long[] cells, int head, int end, long[] filedOrders) {
        long sum = 0;
        for (int at = head; at < end; at += TimerList.STRIDE) {
            sum += filedOrders[(int) cells[at + TimerList.ENTRY]];
        }
        return sum;
    }

    private int keep(long[] cells, int head, int end, long[] filedOrders) {
        int kept = 0;
        for (int at = head; at < end; at += TimerList.STRIDE) {
            long order = cells[at + TimerList.ORDER];
            int entry = (int) cells[at + TimerList.ENTRY];
            moments[kept] = cells[at];
            orders[kept] = order;
            entries[kept] = entry;
            kept += filedOrders[entry] == order ? 1 : 0;
        }
        return kept;
    }

    /** Touches what entries name, and what that will call. */
    void touch(@Nullable Deadline[] deadlines) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            Deadline deadline = deadlines[entries[i]];
            assert deadline != null;
            sum += deadline.order;
        }
        for (int i = 0; i < count; i++) {
            if (deadlines[entries[i]] instanceof Timer timer) sum += timer.touch();
        }
        touched = sum;
    }
}
