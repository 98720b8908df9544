package dev.xev;

import org.jspecify.annotations.Nullable;

import java.util.function.BiConsumer;

/** What callbacks and tasks threw: leaves run, goes to the program's handler, or is collected. */
final class Failures {
    private final Loop loop;
    private final @Nullable BiConsumer<Loop, Throwable> handler;
    private boolean collects;
    private @Nullable Throwable collected;

    Failures(Loop loop, @Nullable BiConsumer<Loop, Throwable> handler) {
        this.loop = loop;
        this.handler = handler;
    }

    void report(Throwable failure) {
        if (collects) {
            collect(failure);
        } else if (handler == null) {
            throw Failures.<RuntimeException>unchecked(failure);
        } else {
            handler.accept(loop, failure);
        }
    }

    /**
     * From now on failures wait for {@link #throwCollected}, as the loop has to be closed first.
     */
    void collect() {
        collects = true;
    }

    private void collect(Throwable failure) {
        if (handler != null) {
            try {
                handler.accept(loop, failure);
                return;
            } catch (Throwable thrown) {
                add(thrown);
            }
        } else {
            add(failure);
        }
    }

    private void add(Throwable failure) {
        if (collected == null) {
            collected = failure;
        } else if (collected != failure) {
            collected.addSuppressed(failure);
        }
    }

    void throwCollected() {
        Throwable failure = collected;
        collected = null;
        if (failure != null) throw Failures.<RuntimeException>unchecked(failure);
    }

    /** A callback may throw anything: its interface declares nothing, but Java can be told so. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> T unchecked(Throwable failure) throws T {
        throw (T) failure;
    }
}
