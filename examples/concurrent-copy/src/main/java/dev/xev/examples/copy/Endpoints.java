package dev.xev.examples.copy;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Where a copy comes from and goes to, once it is certain that the two make sense together.
 *
 * @param existing what is at the target now, if anything
 */
record Endpoints(Path source, Path target, @Nullable Attributes existing) {

    /** The two arguments contradict each other. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1;

        RefusedException(String message) {
            super(message);
        }
    }

    /**
     * Settles what {@code source} and {@code target} mean.
     *
     * <p>A source that is a link stands for what it leads to, and so does a target. A file goes
     * into a target that is a directory, under its own name. What is in a directory goes into the
     * target directory.
     *
     * @throws NoSuchFileException if there is no source
     * @throws RefusedException if the two are the same, or the target is inside the source
     */
    static Endpoints resolve(Path source, Path target) throws IOException, RefusedException {
        Attributes from = Attributes.followed(source);
        Path to =
                Files.isSymbolicLink(target) && Files.exists(target) ? target.toRealPath() : target;
        Attributes existing = Attributes.ifExists(to);
        if (!from.isDirectory() && existing != null && existing.isDirectory()) {
            to = to.resolve(source.getFileName());
            existing = Attributes.ifExists(to);
        }
        if (existing != null && existing.isSameAs(from)) {
            throw new RefusedException("source and target are the same");
        }
        if (from.isDirectory() && firstExisting(to).startsWith(source.toRealPath())) {
            throw new RefusedException("the target is inside the source");
        }
        Path real = Files.isSymbolicLink(source) ? source.toRealPath() : source;
        return new Endpoints(real, to, existing);
    }

    /** Whether the walk has come upon the target, through a mount or otherwise. */
    boolean isTarget(Attributes found) {
        return existing != null && existing.isSameAs(found);
    }

    /** The real path of the longest part of {@code path} that exists. */
    private static Path firstExisting(Path path) throws IOException {
        for (Path part = path.toAbsolutePath(); part != null; part = part.getParent()) {
            if (Files.exists(part)) return part.toRealPath();
        }
        throw new NoSuchFileException(path.toString());
    }
}
