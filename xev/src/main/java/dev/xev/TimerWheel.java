package dev.xev;

import org.jspecify.annotations.Nullable;

/**
 * Filed deadlines that are not near, in lists by how far they are: those of one <em>tick</em> (2^16
 * ns, about 66 microseconds) in a list if they are among the next 64 ticks, else those of 64 ticks
 * together, of 64 times 64, and so on. To file one is to append to a list; a list is taken apart
 * when its first tick comes, so a deadline is filed again a few times before it is near.
 */
final class TimerWheel {
    private static final int TICK_SHIFT = 16;
    private static final int SLOT_SHIFT = 6;
    private static final int SLOTS = 1 << SLOT_SHIFT;
    private static final int LEVELS = 8;

    private final TimerList.Pool pool;
    private final long[] occupied = new long[LEVELS];
    private final TimerList[] @Nullable [] lists = new TimerList[LEVELS][];

    /** What is in this tick or before it is near, and not filed here. */
    private long now;

    /** The level of the list that was taken out last. */
    private int taken;

    TimerWheel(TimerList.Pool pool) {
        this.pool = pool;
    }

    boolean isNear(long deadline) {
        return deadline >> TICK_SHIFT <= now;
    }

    /** Whether more than what is due at this moment is near. */
    boolean isAhead(long nanos) {
        return nanos >> TICK_SHIFT < now;
    }

    /** Whether the list that was taken out last is of one tick. */
    boolean isTick() {
        return taken == 0;
    }

    /** Files what is not near. */
    void add(long deadline, long order, int entry) {
        long tick = deadline >> TICK_SHIFT;
        int level = (Long.SIZE - 1 - Long.numberOfLeadingZeros(tick ^ now)) / SLOT_SHIFT;
        int slot = (int) (tick >> level * SLOT_SHIFT) & SLOTS - 1;
        occupied[level] |= 1L << slot;
        list(level, slot).add(deadline, order, entry);
    }

    private TimerList list(int level, int slot) {
        TimerList[] row = lists[level];
        if (row == null) row = makeRow(level);
        return row[slot];
    }

    /** All at once, so that a program in a steady state does not go on making them for hours. */
    private TimerList[] makeRow(int level) {
        TimerList[] row = new TimerList[SLOTS];
        for (int slot = 0; slot < SLOTS; slot++) row[slot] = new TimerList(pool);
        lists[level] = row;
        return row;
    }

    /**
     * Takes the first list out, if it begins no later than {@code nanos}: its first tick is near
     * from now on, and what is in it has to be filed again. Null if there is none; then all ticks
     * up to that moment are near.
     */
    @Nullable TimerList next(long nanos) {
        long limit = nanos >> TICK_SHIFT;
        for (int level = 0; level < LEVELS; level++) {
            if (occupied[level] == 0) continue;
            int slot = Long.numberOfTrailingZeros(occupied[level]);
            int shift = level * SLOT_SHIFT;
            long first = (now >> shift & -SLOTS | slot) << shift;
            if (first > limit) break;
            now = first;
            taken = level;
            occupied[level] &= occupied[level] - 1;
            return list(level, slot);
        }
        // For ever is no moment: nothing would be far any more.
        if (limit < Long.MAX_VALUE >> TICK_SHIFT) now = Math.max(now, limit);
        return null;
    }

    /** Forgets everything, and goes back to this moment. */
    void restart(long nanos) {
        now = nanos >> TICK_SHIFT;
        for (int level = 0; level < LEVELS; level++) {
            while (occupied[level] != 0) {
                list(level, Long.numberOfTrailingZeros(occupied[level])).clear();
                occupied[level] &= occupied[level] - 1;
            }
        }
    }
}
