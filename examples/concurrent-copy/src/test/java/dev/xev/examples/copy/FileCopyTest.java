package dev.xev.examples.copy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import static java.util.Objects.requireNonNull;

import dev.xev.Loop;
import dev.xev.LoopOptions;
import dev.xev.XevError;
import dev.xev.examples.copy.Step.CopyFile;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Which names a file has on its way. */
class FileCopyTest {
    @TempDir private Path directory;

    private final TemporaryNames names = new TemporaryNames();
    private final List<Job> jobs = new ArrayList<>();
    private Path source;
    private Path target;

    /** What a copy without a name ends with; 0 if it is made. */
    private int refusal;

    private boolean isCanceledMeanwhile;
    private @Nullable String failure;

    @BeforeEach
    void makeSource() throws IOException {
        source = Trees.text(directory.resolve("source"), "new");
        target = directory.resolve("target");
    }

    /** A mover of the pool that notes its jobs, and can refuse those without a name. */
    private final class Refusing implements Mover {
        private final Loop loop;
        private final Mover mover;
        private @Nullable FileCopy copy;

        Refusing(Loop loop) {
            this.loop = loop;
            this.mover = new PoolMover(loop);
        }

        @Override
        public void start(Job job, Done done) {
            jobs.add(job);
            if (refusal == 0 || !job.isAtomic()) {
                mover.start(job, done);
                return;
            }
            loop.execute(
                    () -> {
                        if (isCanceledMeanwhile) requireNonNull(copy).cancel();
                        done.moved(0, new Trouble("copy", XevError.of(refusal)));
                    });
        }

        @Override
        public void cancel() {}

        @Override
        public long progress() {
            return 0;
        }
    }

    private void copy(boolean isNew, boolean isVerifying) throws IOException {
        jobs.clear();
        var step = new CopyFile(null, source, target, Attributes.of(source), isNew);
        var settings = CopySettings.of(1, 4096, Strategy.AUTO, isVerifying);
        try (Loop loop = Loop.open(LoopOptions.defaults())) {
            var mover = new Refusing(loop);
            var lane = new Lane(new Movers(mover, mover));
            mover.copy =
                    new FileCopy(step, lane, loop, settings, names, (_, _, why) -> failure = why);
            mover.copy.start();
            loop.run();
        }
    }

    private void assertOnlyTarget(String text) throws IOException {
        assertNull(failure);
        assertEquals(text, Files.readString(target));
        try (var all = Files.list(directory)) {
            assertEquals(2, all.count());
        }
    }

    @Test
    void aNewFileHasNoOtherName() throws Exception {
        Nameless.assume(directory);

        copy(true, false);

        assertEquals(target, jobs.getFirst().target());
        assertEquals(1, jobs.size());
        assertOnlyTarget("new");
    }

    @Test
    void aFileThatIsReplacedOrComparedHasAnotherNameFirst() throws Exception {
        copy(true, true);
        assertFalse(jobs.getFirst().isAtomic());
        assertOnlyTarget("new");

        Files.writeString(source, "newer");
        copy(false, false);
        assertFalse(jobs.getFirst().isAtomic());
        assertOnlyTarget("newer");
    }

    @Test
    void whereFilesNeedNamesTheyGetThemAndNobodyAsksAgain() throws Exception {
        refusal = -XevError.UNSUPPORTED;
        copy(true, false);
        assertEquals(2, jobs.size());
        assertOnlyTarget("new");

        Files.delete(target);
        copy(true, false);
        assertEquals(1, jobs.size());
        assertOnlyTarget("new");
    }

    @Test
    void whatTookTheNameMeanwhileIsReplaced() throws Exception {
        Nameless.assume(directory);
        Files.writeString(target, "somebody else's");

        copy(true, false);

        assertEquals(2, jobs.size());
        assertOnlyTarget("new");
        assertFalse(names.areNeeded);
    }

    @Test
    void nothingBeginsAnewAfterACancel() throws Exception {
        refusal = -XevError.ALREADY_EXISTS;
        isCanceledMeanwhile = true;

        copy(true, false);

        assertEquals("copy: " + XevError.of(refusal).text(), failure);
        assertEquals(1, jobs.size());
    }

    @Test
    void whatCannotBeCopiedLeavesNothing() throws Exception {
        refusal = -XevError.ACCESS_DENIED;

        copy(true, false);

        assertEquals("copy: " + XevError.of(refusal).text(), failure);
        assertEquals(1, jobs.size());
        assertFalse(Files.exists(target));
    }
}
