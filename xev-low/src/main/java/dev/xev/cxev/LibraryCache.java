package dev.xev.cxev;

import org.jspecify.annotations.Nullable;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Puts the packed library where the system can load it: a directory of the user that nobody else
 * can write, in a file named by its content. Several processes may do so at the same time.
 */
final class LibraryCache {
    private static final int WRITABLE_BY_OTHERS = 0022;
    private static final int WRITABLE_BY_ALL = 0002;
    private static final int STICKY = 01000;
    private static final int PIECE = 64 * 1024;
    private static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Map<String, String> properties;
    private final Map<String, String> environment;
    private final Packed packed;

    LibraryCache(Map<String, String> properties, Map<String, String> environment, Packed packed) {
        this.properties = properties;
        this.environment = environment;
        this.packed = packed;
    }

    /** Tries one place after the other; what each of them lacks is added to the reasons. */
    @Nullable Library open(List<String> reasons) {
        Library library = attempt("the user's cache", this::fromCache, reasons);
        if (library == null) library = attempt("a new directory", this::fromNew, reasons);
        if (library == null) library = attempt("a file in memory", this::fromMemory, reasons);
        return library;
    }

    private interface Place {
        Library open() throws IOException, Library.Unusable;
    }

    private @Nullable Library attempt(String name, Place place, List<String> reasons) {
        try {
            return place.open();
        } catch (IOException | UnsupportedOperationException e) {
            reasons.add("unpacked to " + name + ": " + e);
        } catch (Library.Unusable e) {
            reasons.add("unpacked to " + name + ": " + e.getMessage());
        }
        return null;
    }

    private Library fromCache() throws IOException, Library.Unusable {
        Path directory = cacheDirectory();
        if (directory == null) {
            throw new Library.Unusable("neither XDG_CACHE_HOME nor user.home is an absolute path");
        }
        try {
            makePrivate(directory);
            return Library.open(put(directory));
        } catch (Library.Unusable e) {
            throw new Library.Unusable(directory + ": " + e.getMessage());
        }
    }

    /** Made anew each time, so nobody can have prepared it; gone again once it is loaded. */
    private Library fromNew() throws IOException, Library.Unusable {
        Path parent = Path.of(properties.getOrDefault("java.io.tmpdir", "/tmp"));
        Path directory = Files.createTempDirectory(parent, "xev-", PRIVATE);
        Path file = directory.resolve(fileName());
        try {
            Files.write(file, packed.content());
            return Library.open(file);
        } catch (Library.Unusable e) {
            throw new Library.Unusable(directory + ": " + e.getMessage());
        } finally {
            delete(file);
            delete(directory);
        }
    }

    /** For a system whose every writable directory is mounted noexec. */
    private Library fromMemory() throws IOException, Library.Unusable {
        int file = Posix.memoryFile(LibrarySearch.fileName());
        if (file < 0) throw new Library.Unusable("the system has none");
        // It stays open: another file of the same number would look like this one to the loader.
        String path = "/proc/self/fd/" + file;
        Files.write(Path.of(path), packed.content());
        return Library.open("a file in memory", path);
    }

    private @Nullable Path cacheDirectory() {
        String configured = environment.getOrDefault("XDG_CACHE_HOME", "");
        if (configured.startsWith("/")) return Path.of(configured, "xev");
        String home = properties.getOrDefault("user.home", "");
        return home.startsWith("/") ? Path.of(home, ".cache", "xev") : null;
    }

    /** The file with our content in a directory that only this user can write. */
    private Path put(Path directory) throws IOException {
        Path file = directory.resolve(fileName());
        if (isOurs(file)) return file;
        Path draft = Files.createTempFile(directory, "", ".new");
        try {
            Files.write(draft, packed.content());
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
        return file;
    }

    private boolean isOurs(Path file) throws IOException {
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && whyNotPrivate(file).isEmpty()
                    && Files.size(file) == packed.size()
                    && sum(file) == packed.sum();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static void makePrivate(Path directory) throws IOException, Library.Unusable {
        Path parent = directory.getParent();
        Files.createDirectories(parent, PRIVATE);
        int mode = (int) Files.getAttribute(parent, "unix:mode");
        if ((mode & WRITABLE_BY_ALL) != 0 && (mode & STICKY) == 0) {
            throw new Library.Unusable("anybody may replace it, as " + parent + " is open to all");
        }
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(directory, PRIVATE);
        }
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            throw new Library.Unusable("it is not a directory");
        }
        String reason = whyNotPrivate(directory);
        if (!reason.isEmpty()) throw new Library.Unusable(reason);
    }

    private static String whyNotPrivate(Path path) throws IOException {
        int uid = (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        if (uid != user()) return "it belongs to another user";
        int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        return (mode & WRITABLE_BY_OTHERS) == 0 ? "" : "others may write to it";
    }

    /** The user this process acts for: whose its directory in /proc is, where there is one. */
    private static int user() throws IOException {
        try {
            return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (NoSuchFileException e) {
            return Posix.geteuid();
        }
    }

    /** In pieces, which the JVM does with less preparation than the whole at once. */
    private static long sum(Path file) throws IOException {
        CRC32 sum = new CRC32();
        byte[] piece = new byte[PIECE];
        try (var stream = new FileInputStream(file.toFile())) {
            for (int n = stream.read(piece); n > 0; n = stream.read(piece)) sum.update(piece, 0, n);
        }
        return sum.getValue();
    }

    /**
     * Named by the content, so that versions do not meet: by its sum, which the jar has and any JVM
     * computes fast. A digest that nobody can forge takes a tenth of a second to load, and who
     * could forge a file of ours could write it anyway.
     */
    private String fileName() throws IOException {
        String name = Long.toHexString(packed.sum()) + "-" + packed.size();
        return name + "-" + LibrarySearch.fileName();
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // Some systems keep a loaded file; the directory is private and of no further use.
        }
    }
}
