package dev.xev.examples.copy;

import static dev.xev.Action.DISARM;

import dev.xev.Action;
import dev.xev.Loop;
import dev.xev.PathOperations;
import dev.xev.Result;
import dev.xev.XevError;
import dev.xev.examples.copy.Step.CopyLink;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/** The way of one symbolic link: read, made under a temporary name, times, then its final name. */
final class LinkCopy {
    /** Told once, when nothing of the link is under way any more. */
    interface Done {
        void finished(CopyLink step, @Nullable String failure);
    }

    private final Loop loop;
    private final CopyLink step;
    private final TemporaryNames names;
    private final Path temporary;
    private final Done done;

    LinkCopy(Loop loop, CopyLink step, TemporaryNames names, Done done) {
        this.loop = loop;
        this.step = step;
        this.names = names;
        this.temporary = names.beside(step.target());
        this.done = done;
    }

    void start() {
        PathOperations.readSymbolicLink(loop, step.source(), this::wasRead);
    }

    private Action wasRead(Loop loop, Result<Path> read) {
        switch (read) {
            case Result.Ok<Path>(Path text) ->
                    PathOperations.createSymbolicLink(loop, temporary, text, this::wasMade);
            case Result.Failed<Path>(XevError error) -> end("read link: " + Reasons.of(error));
        }
        return DISARM;
    }

    private Action wasMade(Loop loop, int result) {
        if (result < 0) {
            end("make link: " + Reasons.of(XevError.of(result)));
        } else {
            Attributes at = step.attributes();
            PathOperations.setTimes(
                    loop,
                    temporary,
                    at.accessed().toInstant(),
                    at.modified().toInstant(),
                    this::timesWereSet);
        }
        return DISARM;
    }

    private Action timesWereSet(Loop loop, int result) {
        if (result < 0) discard("set times: " + Reasons.of(XevError.of(result)));
        else PathOperations.rename(loop, temporary, step.target(), true, this::wasRenamed);
        return DISARM;
    }

    private Action wasRenamed(Loop loop, int result) {
        if (result < 0) discard("rename: " + Reasons.of(XevError.of(result)));
        else end(null);
        return DISARM;
    }

    private void discard(String failure) {
        PathOperations.delete(
                loop,
                temporary,
                (_, _) -> {
                    end(failure);
                    return DISARM;
                });
    }

    private void end(@Nullable String failure) {
        names.release(temporary);
        done.finished(step, failure);
    }
}
