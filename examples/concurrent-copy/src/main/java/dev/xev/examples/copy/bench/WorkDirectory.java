package dev.xev.examples.copy.bench;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Where a bench makes its files; gone afterwards, also when somebody presses Ctrl-C. */
final class WorkDirectory implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 10;

    private final Path path;
    private final CountDownLatch gone = new CountDownLatch(1);
    private final Thread hook = new Thread(this::leave, "work-directory");
    private volatile boolean isLeaving;

    private WorkDirectory(Path path) {
        this.path = path;
    }

    /** Makes one inside {@code parent}, or among the temporary files. */
    static WorkDirectory create(@Nullable Path parent) throws IOException {
        String prefix = "concurrent-copy-bench-";
        var directory =
                new WorkDirectory(
                        parent == null
                                ? Files.createTempDirectory(prefix)
                                : Files.createTempDirectory(parent, prefix));
        Runtime.getRuntime().addShutdownHook(directory.hook);
        spread(directory.path);
        return directory;
    }

    /**
     * Asks ext4 to put every directory made in {@code path} elsewhere on the disk, as it does at
     * the root. Files of a run then lie where nothing was deleted lately (see {@link Control});
     * other file systems have no such flag, and need none.
     */
    private static void spread(Path path) {
        try {
            new ProcessBuilder("chattr", "+T", path.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException noSuchProgram) {
            // The control tells whether it mattered.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    Path path() {
        return path;
    }

    /** Ends the bench, by an exception, once the process has been told to go. */
    void check() {
        if (isLeaving) throw new CancellationException("interrupted");
    }

    @Override
    public void close() throws IOException {
        try {
            delete();
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException isShuttingDown) {
            // Then the hook is waiting, and need no longer.
        } finally {
            gone.countDown();
        }
    }

    /** Holds the process back until the run under way is over and nothing is left of it. */
    private void leave() {
        isLeaving = true;
        try {
            if (!gone.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("left behind: " + path);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void delete() throws IOException {
        if (Files.notExists(path)) return;
        Files.walkFileTree(
                path,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes a)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path directory, @Nullable IOException failure) throws IOException {
                        Files.delete(directory);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
