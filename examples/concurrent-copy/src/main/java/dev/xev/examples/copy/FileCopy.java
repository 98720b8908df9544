package dev.xev.examples.copy;

import static dev.xev.Action.DISARM;

import static java.util.Objects.requireNonNull;

import dev.xev.Action;
import dev.xev.Loop;
import dev.xev.PathOperations;
import dev.xev.Result;
import dev.xev.XevError;
import dev.xev.examples.copy.Step.CopyFile;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/**
 * The way of one file: its content without a name, then the final name, as one operation; or, where
 * that cannot be, its content under a temporary name, compared if wanted, then the final name in
 * one step. Whatever goes wrong, nothing incomplete ever has the final name, and a temporary one is
 * gone at the end.
 */
final class FileCopy {
    /** Told once, when nothing of the file is under way any more. */
    interface Done {
        /**
         * Takes the outcome.
         *
         * @param bytes how many were copied
         * @param failure why there is no copy, or null
         */
        void finished(FileCopy copy, long bytes, @Nullable String failure);
    }

    final CopyFile step;
    final Lane lane;

    private final Loop loop;
    private final CopySettings settings;
    private final TemporaryNames names;
    private final Done done;
    private final Strategy strategy;
    private final Mover mover;
    private @Nullable Path temporary;
    private long bytes;
    private @Nullable String failure;
    private boolean isCanceled;

    FileCopy(
            CopyFile step,
            Lane lane,
            Loop loop,
            CopySettings settings,
            TemporaryNames names,
            Done done) {
        this.step = step;
        this.lane = lane;
        this.loop = loop;
        this.settings = settings;
        this.names = names;
        this.done = done;
        this.strategy = chooseStrategy();
        this.mover = lane.movers.of(strategy);
    }

    private Strategy chooseStrategy() {
        // The pool keeps a whole mode or none.
        boolean keepsWholeMode = mode() == step.attributes().mode();
        return keepsWholeMode
                ? settings.strategy.forSize(step.attributes().size())
                : Strategy.KERNEL;
    }

    /** A program that runs as its owner does not run as somebody else when copied. */
    private int mode() {
        return settings.identity.permitted(step.attributes());
    }

    long progress() {
        return mover.progress();
    }

    void cancel() {
        isCanceled = true;
        mover.cancel();
    }

    void start() {
        if (mayBeNameless()) moveNameless();
        else moveAside();
    }

    /** To be replaced or compared or written piece by piece, a file needs a name. */
    private boolean mayBeNameless() {
        return step.isNew()
                && !settings.isVerifying
                && !names.areNeeded
                && strategy == Strategy.POOL;
    }

    private void moveNameless() {
        mover.start(job(step.target(), true), this::namelessMoved);
    }

    private Job job(Path target, boolean isAtomic) {
        long expected = step.attributes().size();
        return new Job(step.source(), target, expected, mode(), true, isAtomic);
    }

    private void namelessMoved(long moved, @Nullable Trouble trouble) {
        bytes = moved;
        if (trouble == null) {
            end();
            return;
        }
        int code = trouble.error().code();
        names.areNeeded |= code == XevError.UNSUPPORTED;
        // Somebody else may have made one meanwhile, which is replaced.
        boolean needsName = code == XevError.UNSUPPORTED || code == XevError.ALREADY_EXISTS;
        if (needsName && !isCanceled) moveAside();
        else fail(trouble.text());
    }

    private void moveAside() {
        temporary = names.beside(step.target());
        mover.start(job(temporary, false), this::contentMoved);
    }

    private void contentMoved(long moved, @Nullable Trouble trouble) {
        bytes = moved;
        if (trouble != null) fail(trouble.text());
        else if (isCanceled) fail("canceled");
        else if (settings.isVerifying) {
            loop.offload(
                    () -> lane.verifier.isSame(step.source(), temporary()), this::contentCompared);
        } else rename();
    }

    private Action contentCompared(Loop loop, Result<Boolean> compared) {
        switch (compared) {
            case Result.Ok<Boolean>(Boolean isSame) when isSame -> rename();
            case Result.Ok<Boolean> _ -> fail("verify: the copy differs from its source");
            case Result.Failed<Boolean>(XevError error) -> fail("verify: " + Reasons.of(error));
        }
        return DISARM;
    }

    private void rename() {
        PathOperations.rename(loop, temporary(), step.target(), true, this::wasRenamed);
    }

    private Action wasRenamed(Loop loop, int result) {
        if (result < 0) fail("rename: " + Reasons.of(XevError.of(result)));
        else end();
        return DISARM;
    }

    private void fail(String reason) {
        failure = reason;
        if (temporary == null) end();
        else PathOperations.delete(loop, temporary, this::wasDeleted);
    }

    private Action wasDeleted(Loop loop, int result) {
        boolean isGone = result >= 0 || XevError.of(result).code() == XevError.NOT_FOUND;
        if (!isGone) failure += "; left behind: " + Names.text(temporary());
        end();
        return DISARM;
    }

    private void end() {
        if (temporary != null) names.release(temporary);
        done.finished(this, bytes, failure);
    }

    private Path temporary() {
        return requireNonNull(temporary);
    }
}
