package dev.xev.examples.copy.bench;

import dev.xev.examples.copy.ContentHash;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** Files to copy, read once: so their content is known, and they are in the page cache. */
record Workload(String name, Path root, List<Path> directories, List<Source> files) {

    /** A file, its name below the root, and what must be in its copy. */
    record Source(Path path, Path name, long size, String hash) {}

    /** The files of a directory that the user has. */
    static Workload of(Path root) throws IOException {
        return of(String.valueOf(root.toRealPath().getFileName()), root);
    }

    /** The regular files below {@code root}; every one has to be readable. */
    static Workload of(String name, Path root) throws IOException {
        var directories = new ArrayList<Path>();
        var files = new ArrayList<Source>();
        var hash = new ContentHash();
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes a) {
                        directories.add(root.relativize(dir));
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes a)
                            throws IOException {
                        if (a.isRegularFile()) {
                            Path below = root.relativize(file);
                            files.add(new Source(file, below, a.size(), hash.of(file)));
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        return new Workload(name, root, directories, files);
    }

    long bytes() {
        return files.stream().mapToLong(Source::size).sum();
    }

    void makeDirectories(Path targetRoot) throws IOException {
        for (Path directory : directories) Files.createDirectories(targetRoot.resolve(directory));
    }

    /** The first file whose copy is not what it should be, or null. */
    @Nullable Path firstWrongCopy(Path targetRoot) throws IOException {
        var hash = new ContentHash();
        for (Source file : files) {
            Path copy = targetRoot.resolve(file.name());
            if (!Files.isRegularFile(copy) || !file.hash().equals(hash.of(copy))) {
                return copy;
            }
        }
        return null;
    }
}
