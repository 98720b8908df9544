package dev.xev.examples.copy;

import static dev.xev.Action.DISARM;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static java.util.Objects.requireNonNull;

import dev.xev.Action;
import dev.xev.File;
import dev.xev.FileStat;
import dev.xev.Loop;
import dev.xev.OperationCallback;
import dev.xev.Result;
import dev.xev.XevError;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.OpenOption;
import java.util.Set;

/**
 * The copy of one file as a chain of operations: open, stat, open, then read and write in turns,
 * then length, mode and times where needed, and close. Each starts the next, and the methods stand
 * in the order in which they run. At most one is under way, until both files are closed at once.
 */
final class FileChain {
    private static final Set<OpenOption> SOURCE = Set.of(READ, NOFOLLOW_LINKS);
    private static final Set<OpenOption> TARGET = Set.of(WRITE, CREATE_NEW);
    private static final int MODE_BEFORE_UMASK = 0666;
    private static final int MODE_UNTIL_COMPLETE = 0600;
    private static final int END_OF_FILE = -1;

    private final Loop loop;
    private final MemorySegment buffer;
    private final Job job;
    private final Mover.Done done;

    // These two run for each chunk: made once, they cost no memory.
    private final OperationCallback<File> onRead = this::wasRead;
    private final OperationCallback<File> onWrite = this::wasWritten;

    private @Nullable File source;
    private @Nullable File target;
    private @Nullable FileStat stat;
    private @Nullable Trouble trouble;
    private long operation;
    private long offset;
    private int closing;
    private boolean endsInHole;
    private boolean isCanceled;

    FileChain(Loop loop, MemorySegment buffer, Job job, Mover.Done done) {
        this.loop = loop;
        this.buffer = buffer;
        this.job = job;
        this.done = done;
    }

    long progress() {
        return offset;
    }

    /** What took effect all the same is undone by the step that follows. */
    void cancel() {
        isCanceled = true;
        loop.cancel(operation);
    }

    void start() {
        operation = File.open(loop, job.source(), SOURCE, 0, this::sourceOpened);
    }

    private Action sourceOpened(Loop loop, Result<File> opened) {
        switch (opened) {
            case Result.Ok<File>(File file) -> {
                source = file;
                if (goesOn()) operation = file.stat(this::sourceKnown);
            }
            case Result.Failed<File>(XevError error) -> end("open", error);
        }
        return DISARM;
    }

    private Action sourceKnown(File source, Result<FileStat> known) {
        switch (known) {
            case Result.Ok<FileStat>(FileStat value) -> {
                stat = value;
                if (goesOn()) openTarget();
            }
            case Result.Failed<FileStat>(XevError error) -> end("stat", error);
        }
        return DISARM;
    }

    private void openTarget() {
        int mode = job.keepsMode() ? MODE_UNTIL_COMPLETE : MODE_BEFORE_UMASK;
        operation = File.open(loop, job.target(), TARGET, mode, this::targetOpened);
    }

    private Action targetOpened(Loop loop, Result<File> opened) {
        switch (opened) {
            case Result.Ok<File>(File file) -> {
                target = file;
                if (goesOn()) readNext();
            }
            case Result.Failed<File>(XevError error) -> end("create", error);
        }
        return DISARM;
    }

    /** A size of 0 may be the truth, or a file of /proc: only reading tells. */
    private void readNext() {
        long size = stat().size();
        if (size > 0 && offset >= size) complete();
        else operation = requireNonNull(source).read(buffer, offset, onRead);
    }

    private Action wasRead(File source, int count) {
        if (count == END_OF_FILE) {
            complete();
        } else if (count < 0) {
            end("read", XevError.of(count));
        } else if (goesOn()) {
            endsInHole = isHole(count);
            if (endsInHole) skip(count);
            else operation = target().write(buffer, 0, count, offset, onWrite);
        }
        return DISARM;
    }

    private Action wasWritten(File target, int count) {
        if (count < 0) {
            end("write", XevError.of(count));
        } else if (goesOn()) {
            skip(count);
        }
        return DISARM;
    }

    private void skip(int count) {
        offset += count;
        readNext();
    }

    /** Zeros need no room on the disk if they had none in the source. */
    private boolean isHole(int count) {
        if (stat().allocated() >= stat().size()) return false;
        if (buffer.get(ValueLayout.JAVA_BYTE, 0) != 0) return false;
        return MemorySegment.mismatch(buffer, 0, count - 1, buffer, 1, count) < 0;
    }

    private void complete() {
        if (!goesOn()) return;
        if (endsInHole) operation = target().truncate(offset, this::wasTruncated);
        else keepMode();
    }

    private Action wasTruncated(File target, int result) {
        if (result < 0) end("truncate", XevError.of(result));
        else if (goesOn()) keepMode();
        return DISARM;
    }

    private void keepMode() {
        if (job.keepsMode()) operation = target().setMode(job.mode(), this::modeWasSet);
        else keepTimes();
    }

    private Action modeWasSet(File target, int result) {
        if (result < 0) end("set mode", XevError.of(result));
        else if (goesOn()) keepTimes();
        return DISARM;
    }

    private void keepTimes() {
        if (!job.keepsTimes()) {
            end();
            return;
        }
        operation = target().setTimes(stat().accessed(), stat().modified(), this::timesWereSet);
    }

    private Action timesWereSet(File target, int result) {
        if (result < 0) end("set times", XevError.of(result));
        else end();
        return DISARM;
    }

    /** Between any two steps: whether the next one shall happen. */
    private boolean goesOn() {
        if (isCanceled) end("copy", XevError.of(-XevError.CANCELED));
        return !isCanceled;
    }

    private void end(String doing, XevError error) {
        trouble = new Trouble(doing, error);
        end();
    }

    private void end() {
        if (source != null) {
            closing++;
            source.close(this::wasClosed);
        }
        if (target != null) {
            closing++;
            target.close(this::wasClosed);
        }
        if (closing == 0) done.moved(offset, trouble);
    }

    private Action wasClosed(File file, int result) {
        // Some file systems write only now, and only now tell that the disk is full.
        if (result < 0 && trouble == null) trouble = new Trouble("close", XevError.of(result));
        if (--closing == 0) done.moved(offset, trouble);
        return DISARM;
    }

    private FileStat stat() {
        return requireNonNull(stat);
    }

    private File target() {
        return requireNonNull(target);
    }
}
