package dev.xev.cxev;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * A Java callback that the library may call: kept by the address of its completion or task, from
 * {@code bind} until its last call, until another one is bound to the same memory, or until its
 * loop ends.
 */
final class Callback {
    private static final AddressMap<Callback> BOUND = new AddressMap<>();

    /** Failures of callbacks, newest first, until their loops have thrown them. */
    private static volatile @Nullable Callback failures;

    private final long address;
    private final Target target;
    private long loop;
    private long watcher;
    private @Nullable Throwable thrown;
    private @Nullable Callback next;

    /** Calls what the user gave, with what the library gave. */
    interface Target {
        int call(long loop, long argument, long userdata);
    }

    private Callback(long address, Target target) {
        this.address = address;
        this.target = target;
    }

    /** Remembers what to call for a completion or a task. */
    static void bind(MemorySegment memory, Target target) {
        if (!memory.isNative() || memory.address() == 0) {
            throw new IllegalArgumentException("not native memory: " + memory);
        }
        BOUND.put(memory.address(), new Callback(memory.address(), Objects.requireNonNull(target)));
    }

    static void unbind(MemorySegment memory) {
        BOUND.remove(memory.address());
    }

    /** A completion is handed to a loop, which drops what is bound to it when it ends itself. */
    static void started(MemorySegment loop, MemorySegment completion, MemorySegment function) {
        started(loop, MemorySegment.NULL, completion, function);
    }

    /** The same, when a watcher drops it, too. */
    static void started(
            MemorySegment loop,
            MemorySegment watcher,
            MemorySegment completion,
            MemorySegment function) {
        if (!Upcalls.isOurs(function)) {
            BOUND.remove(completion.address());
            return;
        }
        Callback callback = BOUND.get(completion.address());
        if (callback == null) return;
        callback.loop = loop.address();
        callback.watcher = watcher.address();
    }

    /** A loop begins or ends, or a watcher ends: what it was to call will never be called. */
    static void dropOf(MemorySegment owner) {
        long address = owner.address();
        BOUND.removeIf(callback -> callback.loop == address || callback.watcher == address);
        takeFailures(address);
    }

    /**
     * Called before the library may call back. An upcall that finds no stack for its first Java
     * frame ends the JVM, so the room is claimed here, where running out of it is an ordinary
     * {@link StackOverflowError}.
     */
    static void prepare() {
        if (!BOUND.isEmpty()) Stack.reserve();
    }

    static @Nullable Callback find(long address) {
        return BOUND.get(address);
    }

    static @Nullable Callback take(long address) {
        return BOUND.remove(address);
    }

    int call(long loop, long argument, long userdata) {
        return target.call(loop, argument, userdata);
    }

    /** Forgets this callback, unless it has bound another one in its place. */
    void forget() {
        BOUND.remove(address, this);
    }

    /** Keeps what a callback threw for the run of its loop. Allocates nothing. */
    void fail(long loop, Throwable thrown) {
        forget();
        this.loop = loop;
        this.thrown = thrown;
        synchronized (BOUND) {
            next = failures;
            failures = this;
        }
    }

    /** Keeps what was thrown when there is no callback to blame. */
    static void failUnbound(long loop, Throwable thrown) {
        new Callback(0, (_, _, _) -> Xev.XEV_DISARM).fail(loop, thrown);
    }

    /**
     * Throws what callbacks of this loop threw since the last time: the first one, with the rest.
     */
    @SuppressWarnings("ReferenceEquality") // an exception cannot suppress itself, an equal one can
    static void throwFailures(MemorySegment loop) {
        if (failures == null) return;
        Callback oldest = takeFailures(loop.address());
        if (oldest == null || oldest.thrown == null) return;
        Throwable first = oldest.thrown;
        try {
            for (Callback later = oldest.next; later != null; later = later.next) {
                if (later.thrown != null && later.thrown != first)
                    first.addSuppressed(later.thrown);
            }
        } catch (OutOfMemoryError e) {
            // The first one says it all.
        }
        Callback.<RuntimeException>sneak(first);
    }

    /** Takes the failures of one loop out of the list; the result has the oldest first. */
    private static @Nullable Callback takeFailures(long loop) {
        synchronized (BOUND) {
            Callback taken = null;
            Callback kept = null;
            Callback callback = failures;
            while (callback != null) {
                Callback following = callback.next;
                if (callback.loop == loop) {
                    callback.next = taken;
                    taken = callback;
                } else {
                    callback.next = kept;
                    kept = callback;
                }
                callback = following;
            }
            // Those of other loops are reversed, too: once more, for their order.
            failures = null;
            while (kept != null) {
                Callback following = kept.next;
                kept.next = failures;
                failures = kept;
                kept = following;
            }
            return taken;
        }
    }

    /** Throws what Java code threw, checked or not, from a method that declares nothing. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void sneak(Throwable thrown) throws E {
        throw (E) thrown;
    }
}
