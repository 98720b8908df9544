package dev.xev.examples.copy;

import static dev.xev.Action.DISARM;
import static dev.xev.Action.REARM;

import dev.xev.Action;
import dev.xev.Loop;
import dev.xev.Result;
import dev.xev.Timer;
import dev.xev.XevError;
import dev.xev.examples.copy.Step.CopyFile;
import dev.xev.examples.copy.Step.CopyLink;
import dev.xev.examples.copy.Step.Enter;
import dev.xev.examples.copy.Step.Fail;
import dev.xev.examples.copy.Step.Leave;
import dev.xev.examples.copy.Step.Skip;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Carries out a walk on a loop: takes its steps in order, begins as many as there are lanes, and
 * lets each end when it ends. What fails is told and counted, and the rest goes on.
 *
 * <p>All of it happens on the thread that calls {@link #run}, except the walk and the comparison of
 * hashes, which block and are offloaded. {@link #stop} may be called by any thread.
 */
public final class CopyEngine {
    private static final int STEPS_PER_WALK = 512;

    /** How far the walk may be ahead: enough to know the total of most trees early. */
    private static final int STEPS_AHEAD = 65_536;

    private final Loop loop;
    private final CopySettings settings;
    private final Steps walk;
    private final Journal journal;
    private final Directories directories;
    private final TemporaryNames names = new TemporaryNames();
    private final List<Lane> lanes;
    private final Deque<Lane> idle;
    private final Deque<Step> steps = new ArrayDeque<>();

    /** Links and directories under way: they need no lane, but are not more than there are. */
    private int small;

    private boolean isWalking;
    private boolean isWalked;
    private boolean isBeginning;
    private boolean isStopping;

    CopyEngine(Loop loop, CopySettings settings, List<Lane> lanes, Steps walk, Journal journal) {
        this.loop = loop;
        this.settings = settings;
        this.lanes = lanes;
        this.idle = new ArrayDeque<>(lanes);
        this.walk = walk;
        this.journal = journal;
        this.directories = new Directories(loop, settings.identity, new DirectoryListener());
    }

    /** Copies until everything is copied or has failed, or until it is stopped. */
    void run() {
        try (var timer = Timer.open(loop)) {
            timer.unreference();
            timer.start(Duration.ofMillis(Progress.INTERVAL_MILLIS), (_, _) -> tick());
            beginSome();
            loop.run();
        }
        journal.update(lanes);
    }

    /** Whether everything that could be copied has been, as far as the walk goes. */
    boolean isComplete() {
        return !isStopping;
    }

    /** Ends soon: what is not complete disappears, what is complete stays. Any thread. */
    void stop() {
        loop.execute(
                () -> {
                    isStopping = true;
                    steps.clear();
                    lanes.forEach(Lane::cancel);
                    finishIfStopped();
                });
    }

    /** Deletes what is not complete, for when the loop no longer can. Any thread. */
    void abandon() {
        names.deleteAll();
    }

    private Action tick() {
        journal.update(lanes);
        return REARM;
    }

    private void beginSome() {
        if (isBeginning) return; // A step that ends at once comes back here.
        isBeginning = true;
        while (!steps.isEmpty() && mayBegin(steps.element())) begin(steps.remove());
        isBeginning = false;
        walkOn();
    }

    private boolean mayBegin(Step step) {
        Directory parent = step.parent();
        boolean isPlaceReady = parent == null || parent.isReady || parent.isLost;
        return switch (step) {
            case CopyFile _ -> isPlaceReady && !idle.isEmpty();
            case CopyLink _, Enter _ -> isPlaceReady && small < lanes.size();
            case Leave leave -> leave.directory().isReady || leave.directory().isLost;
            case Skip _, Fail _ -> true;
        };
    }

    private void begin(Step step) {
        Directory parent = step.parent();
        if (parent != null && parent.isLost) {
            journal.lost(step);
            if (step instanceof Enter(Directory directory)) directory.isLost = true;
            return;
        }
        switch (step) {
            case Enter(Directory directory) -> {
                begun(parent);
                small++;
                directories.enter(directory);
            }
            case Leave(Directory directory) -> leave(directory);
            case CopyFile file -> {
                begun(parent);
                copy(file, idle.remove());
            }
            case CopyLink link -> {
                begun(parent);
                small++;
                new LinkCopy(loop, link, names, this::linkFinished).start();
            }
            case Skip skip -> journal.skipped(skip.source(), skip.why());
            case Fail fail -> journal.failed(fail.source(), fail.why());
        }
    }

    private void copy(CopyFile file, Lane lane) {
        lane.copy = new FileCopy(file, lane, loop, settings, names, this::fileFinished);
        lane.copy.start();
    }

    private void fileFinished(FileCopy copy, long bytes, @Nullable String failure) {
        copy.lane.copy = null;
        idle.add(copy.lane);
        if (failure == null) {
            journal.copied(bytes, settings.isVerifying);
        } else if (!isStopping) {
            journal.lost(copy.step);
            journal.failed(copy.step.source(), failure);
        }
        ended(copy.step.parent());
    }

    private void linkFinished(CopyLink link, @Nullable String failure) {
        small--;
        if (failure == null) journal.linked();
        else failed(link.source(), failure);
        ended(link.parent());
    }

    private final class DirectoryListener implements Directories.Listener {
        @Override
        public void entered(Directory directory, @Nullable String failure) {
            small--;
            directory.isReady = failure == null;
            directory.isLost = failure != null;
            if (failure != null) {
                failed(directory.source, failure + "; nothing below it is copied");
                ended(directory.parent);
            } else {
                journal.entered();
                ended(null);
            }
        }

        @Override
        public void finished(Directory directory, @Nullable String failure) {
            small--;
            if (failure != null) failed(directory.source, failure);
            ended(directory.parent);
        }
    }

    private static void begun(@Nullable Directory parent) {
        if (parent != null) parent.enter();
    }

    private void ended(@Nullable Directory parent) {
        if (isStopping) {
            finishIfStopped();
        } else {
            if (parent != null) leave(parent);
            beginSome();
        }
    }

    private void leave(Directory directory) {
        if (directory.isReady && directory.leave()) finish(directory);
    }

    private void finish(Directory directory) {
        small++;
        directories.finish(directory);
    }

    private void failed(Path source, String why) {
        // What a stop interrupts has not failed.
        if (!isStopping) journal.failed(source, why);
    }

    private void finishIfStopped() {
        if (small == 0 && idle.size() == lanes.size()) directories.open().forEach(this::finish);
    }

    private void walkOn() {
        if (isWalking || isWalked || isStopping || steps.size() >= STEPS_AHEAD) return;
        isWalking = true;
        loop.offload(() -> walk.next(STEPS_PER_WALK), this::walked);
    }

    private Action walked(Loop loop, Result<List<Step>> found) {
        isWalking = false;
        switch (found) {
            case Result.Ok<List<Step>>(List<Step> some) -> {
                isWalked = some.isEmpty();
                journal.found(some, isWalked);
                if (!isStopping) steps.addAll(some);
                beginSome();
            }
            case Result.Failed<List<Step>>(XevError error) ->
                    throw new IllegalStateException("the walk failed", error.cause());
        }
        return DISARM;
    }
}
