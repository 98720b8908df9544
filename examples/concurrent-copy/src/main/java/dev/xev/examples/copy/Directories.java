package dev.xev.examples.copy;

import static dev.xev.Action.DISARM;

import dev.xev.Action;
import dev.xev.Loop;
import dev.xev.PathOperations;
import dev.xev.XevError;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.function.Consumer;

/**
 * Makes directories before what is in them, and gives them their mode and times after it.
 *
 * <p>A directory that was there before keeps its own mode; only while it is being filled, its owner
 * may write to it.
 */
final class Directories {
    /** Told about each directory, perhaps within the call that asks for it. */
    interface Listener {
        /** Names can be made in it, or there is a reason why it could not be made. */
        void entered(Directory directory, @Nullable String failure);

        /** Nothing more happens to it. */
        void finished(Directory directory, @Nullable String failure);
    }

    private static final int OWNER_ALL = 0700;

    private final Loop loop;
    private final Identity identity;
    private final Listener listener;
    private final SequencedSet<Directory> open = new LinkedHashSet<>();

    Directories(Loop loop, Identity identity, Listener listener) {
        this.loop = loop;
        this.identity = identity;
        this.listener = listener;
    }

    /** Makes sure that it is there and accepts names. */
    void enter(Directory directory) {
        if (directory.existing == null) {
            PathOperations.createDirectory(
                    loop, directory.target, OWNER_ALL, (_, r) -> entered(directory, "make", r));
        } else if (isClosedToOwner(directory.existing)) {
            int mode = directory.existing.mode() | OWNER_ALL;
            PathOperations.setMode(
                    loop, directory.target, mode, (_, r) -> entered(directory, "set mode", r));
        } else {
            entered(directory, "", 0);
        }
    }

    private Action entered(Directory directory, String doing, int result) {
        if (result >= 0) open.add(directory);
        listener.entered(directory, failure(doing, result));
        return DISARM;
    }

    /** Gives it what it keeps, now that nothing more is made in it. */
    void finish(Directory directory) {
        open.remove(directory);
        if (directory.existing == null) {
            setMode(directory, identity.permitted(directory.attributes), this::setTimes);
        } else if (isClosedToOwner(directory.existing)) {
            setMode(directory, directory.existing.mode(), d -> listener.finished(d, null));
        } else {
            listener.finished(directory, null);
        }
    }

    /** Those that were entered and not finished, inner ones first. */
    List<Directory> open() {
        return List.copyOf(open.reversed());
    }

    private void setMode(Directory directory, int mode, Consumer<Directory> next) {
        PathOperations.setMode(
                loop,
                directory.target,
                mode,
                (_, result) -> {
                    if (result >= 0) next.accept(directory);
                    else listener.finished(directory, failure("set mode", result));
                    return DISARM;
                });
    }

    private void setTimes(Directory directory) {
        PathOperations.setTimes(
                loop,
                directory.target,
                directory.attributes.accessed().toInstant(),
                directory.attributes.modified().toInstant(),
                (_, result) -> {
                    listener.finished(directory, failure("set times", result));
                    return DISARM;
                });
    }

    /** Somebody else's directory is as it is; one's own can be opened for a while. */
    private boolean isClosedToOwner(Attributes existing) {
        return existing.owner() == identity.owner() && (existing.mode() & OWNER_ALL) != OWNER_ALL;
    }

    private static @Nullable String failure(String doing, int result) {
        return result >= 0 ? null : doing + ": " + Reasons.of(XevError.of(result));
    }
}
