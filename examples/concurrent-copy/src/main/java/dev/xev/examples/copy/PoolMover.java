package dev.xev.examples.copy;

import static dev.xev.Action.DISARM;

import static java.util.Objects.requireNonNull;

import dev.xev.Action;
import dev.xev.CopyOptions;
import dev.xev.CopyProgress;
import dev.xev.CopyResult;
import dev.xev.Loop;
import dev.xev.PathOperations;
import dev.xev.Result;
import dev.xev.XevError;

import org.jspecify.annotations.Nullable;

/** Copies each file by one operation, which a thread of the loop's pool carries out. */
public final class PoolMover implements Mover {
    /** Bytes between two looks at whether to go on: milliseconds, even on a slow disk. */
    private static final int STEP_BYTES = 8 << 20;

    private static final CopyOptions CONTENT =
            CopyOptions.defaults().exclusive(true).noFollow(true).step(STEP_BYTES);

    private final Loop loop;
    private @Nullable CopyProgress progress;
    private @Nullable Done done;
    private long operation;

    /**
     * Makes a mover.
     *
     * @param loop where the operations run
     */
    public PoolMover(Loop loop) {
        this.loop = loop;
    }

    @Override
    public void start(Job job, Done done) {
        this.done = done;
        // A file of one step has no progress to show: it is there or it is not.
        progress = job.bytes() > STEP_BYTES ? new CopyProgress() : null;
        CopyOptions options =
                CONTENT.keepMode(job.keepsMode())
                        .keepTimes(job.keepsTimes())
                        .atomic(job.isAtomic());
        operation =
                PathOperations.copy(
                        loop, job.source(), job.target(), options, progress, this::wasCopied);
    }

    private Action wasCopied(Loop loop, Result<CopyResult> copied) {
        Done told = requireNonNull(done);
        switch (copied) {
            case Result.Ok<CopyResult>(CopyResult result) -> told.moved(result.bytes(), null);
            case Result.Failed<CopyResult>(XevError error) ->
                    told.moved(0, new Trouble("copy", error));
        }
        return DISARM;
    }

    @Override
    public void cancel() {
        loop.cancel(operation);
    }

    @Override
    public long progress() {
        return progress == null ? 0 : progress.bytes();
    }
}
