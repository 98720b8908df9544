package dev.xev.examples.copy.bench;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** Where a bench makes its files; gone afterwards, also when somebody presses Ctrl-C. */
final class WorkDirectory implements AutoCloseable {
    private final Path path;
    private final Thread hook = new Thread(this::deleteQuietly, "work-directory");

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

    @Override
    public void close() throws IOException {
        delete();
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    private void deleteQuietly() {
        try {
            delete();
        } catch (IOException stillBeingWritten) {
            System.err.println("left behind: " + path);
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
