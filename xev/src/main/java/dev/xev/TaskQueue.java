package dev.xev;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * What other threads want done on the loop's thread: any number of producers, one consumer. A ring
 * that is replaced by one of twice the size when it is full, so that a program in a steady state
 * allocates nothing.
 *
 * <p>Producers claim a place by moving {@link #claims}, then fill it. The lowest two bits of the
 * claims are no part of the place: one says that a producer is replacing the ring, the other that
 * the queue is closed.
 */
final class TaskQueue {
    private static final int FIRST_CAPACITY = 256;
    private static final int LAST_CAPACITY = 1 << 16;

    private static final long GROWING = 1;
    private static final long CLOSED = 2;
    private static final int STEP_SHIFT = 2;
    private static final long STEP = 1 << STEP_SHIFT;

    /** How often the consumer tells the producers how far it is: each time costs a cache miss. */
    private static final long TAKEN_BATCH = 64 * STEP;

    private static final int SPINS = 128;
    private static final int YIELDS = 64;

    /** Stands in a full ring where the next one goes on. */
    private static final Object MOVED = new Object();

    private static final class Ring {
        final AtomicReferenceArray<@Nullable Object> places;
        final int mask;
        final long start;
        @Nullable Ring next;

        Ring(int capacity, long start) {
            this.places = new AtomicReferenceArray<>(capacity);
            this.mask = capacity - 1;
            this.start = start;
        }

        int place(long claim) {
            return (int) (claim >> STEP_SHIFT) & mask;
        }

        /** The first claim that does not fit: one place stays free for {@link #MOVED}. */
        long limit(long taken) {
            return Math.max(taken, start) + mask * STEP;
        }
    }

    private final AtomicLong claims = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();

    private volatile Ring producers = new Ring(FIRST_CAPACITY, 0);

    // Never too high: a slow producer may set an old value, which only makes the next one look.
    private volatile long limit = producers.limit(0);

    private Ring consumer = producers;
    private long position;

    /** Adds a task. Any thread. False once the queue is closed. */
    boolean offer(Object task) {
        while (true) {
            long claim = claims.get();
            if ((claim & (GROWING | CLOSED)) != 0) {
                if ((claim & CLOSED) != 0) return false;
                Thread.onSpinWait();
                continue;
            }
            // Read after the claim: if the claim below succeeds, no ring came in between.
            Ring ring = producers;
            if (claim >= limit && isFull(ring, claim)) {
                if (grow(ring, claim, task)) return true;
            } else if (claims.compareAndSet(claim, claim + STEP)) {
                ring.places.setRelease(ring.place(claim), task);
                return true;
            }
        }
    }

    private boolean isFull(Ring ring, long claim) {
        long newLimit = ring.limit(taken.get());
        if (claim >= newLimit) return true;
        limit = newLimit;
        return false;
    }

    private boolean grow(Ring ring, long claim, Object task) {
        if (!claims.compareAndSet(claim, claim | GROWING)) return false;
        long after = claim;
        try {
            Ring next = new Ring(Math.min((ring.mask + 1) * 2, LAST_CAPACITY), claim);
            next.places.setPlain(next.place(claim), task);
            ring.next = next;
            producers = next;
            limit = next.limit(claim);
            ring.places.setRelease(ring.place(claim), MOVED);
            after = claim + STEP;
        } finally {
            claims.set(after);
        }
        return true;
    }

    /** Everything claimed up to now lies before this. */
    long end() {
        return claims.get() & -STEP;
    }

    /** Whether everything claimed has been taken. Consumer only, as all that follows. */
    boolean isEmpty() {
        return position == end();
    }

    /**
     * The next task before {@code end}, or null: there is none, or its producer has been stopped in
     * the middle and will take a while.
     */
    @Nullable Object poll(long end) {
        if (position == end) return null;
        Object task = filled();
        if (task == null) return null;
        if (task == MOVED) {
            Ring next = consumer.next;
            assert next != null;
            consumer = next;
            task = next.places.getAcquire(next.place(position));
        }
        consumer.places.setPlain(consumer.place(position), null);
        position += STEP;
        if ((position & (TAKEN_BATCH - 1)) == 0) taken.setRelease(position);
        return task;
    }

    private @Nullable Object filled() {
        int place = consumer.place(position);
        for (int i = 0; i < SPINS + YIELDS; i++) {
            Object task = consumer.places.getAcquire(place);
            if (task != null) return task;
            if (i < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
        return null;
    }

    /** Tells the producers how far the consumer is. */
    void publish() {
        if (taken.getPlain() != position) taken.setRelease(position);
    }

    /** From now on nothing is accepted; what was is still there. */
    void close() {
        while (true) {
            long claim = claims.get();
            if ((claim & CLOSED) != 0) return;
            if ((claim & GROWING) == 0 && claims.compareAndSet(claim, claim | CLOSED)) return;
            Thread.onSpinWait();
        }
    }
}
