package dev.xev.cxev;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Puts the packed library where the system can load it: a directory of the user that nobody else
 * can write, in a file named by its content. Several processes may do so at the same time.
 */
final class LibraryCache {
    private static final int WRITABLE_BY_OTHERS = 022;
    private static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Map<String, String> properties;
    private final Map<String, String> environment;
    private final byte[] content;

    LibraryCache(Map<String, String> properties, Map<String, String> environment, byte[] content) {
        this.properties = properties;
        this.environment = environment;
        this.content = content;
    }

    /** Tries one directory after the other; what each of them lacks is added to the reasons. */
    @Nullable Library open(List<String> reasons) {
        Library library = fromCache(reasons);
        return library != null ? library : fromTemporaryDirectory(reasons);
    }

    private @Nullable Library fromCache(List<String> reasons) {
        Path directory = cacheDirectory();
        if (directory == null) {
            reasons.add("neither XDG_CACHE_HOME nor user.home is an absolute path");
            return null;
        }
        try {
            Files.createDirectories(directory.getParent(), PRIVATE);
            if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectories(directory, PRIVATE);
            }
            requirePrivate(directory);
            return Library.open(put(directory));
        } catch (IOException e) {
            reasons.add(directory + ": " + e);
        } catch (Library.Unusable e) {
            reasons.add(directory + ": " + e.getMessage());
        }
        return null;
    }

    /** A new directory each time, so nobody can have prepared it; empty again once loaded. */
    private @Nullable Library fromTemporaryDirectory(List<String> reasons) {
        Path parent = Path.of(properties.getOrDefault("java.io.tmpdir", "/tmp"));
        Path directory = null;
        Path file = null;
        try {
            directory = Files.createTempDirectory(parent, "xev-", PRIVATE);
            file = put(directory);
            return Library.open(file);
        } catch (IOException e) {
            reasons.add(parent + ": " + e);
        } catch (Library.Unusable e) {
            reasons.add(parent + ": " + e.getMessage());
        } finally {
            delete(file);
            delete(directory);
        }
        return null;
    }

    private @Nullable Path cacheDirectory() {
        String configured = environment.getOrDefault("XDG_CACHE_HOME", "");
        if (configured.startsWith("/")) return Path.of(configured, "xev");
        String home = properties.getOrDefault("user.home", "");
        return home.startsWith("/") ? Path.of(home, ".cache", "xev") : null;
    }

    /** The file with our content in a directory that only this user can write. */
    private Path put(Path directory) throws IOException {
        Path file = directory.resolve(hash() + "-" + LibrarySearch.fileName());
        if (isOurs(file)) return file;
        Path draft = Files.createTempFile(directory, "", ".new");
        try {
            Files.write(draft, content);
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
                    && Arrays.equals(Files.readAllBytes(file), content);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static void requirePrivate(Path directory) throws IOException, Library.Unusable {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            throw new Library.Unusable("it is not a directory");
        }
        String reason = whyNotPrivate(directory);
        if (!reason.isEmpty()) throw new Library.Unusable(reason);
    }

    private static String whyNotPrivate(Path path) throws IOException {
        var attributes = Files.readAttributes(path, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
        if (!attributes.get("uid").equals(Posix.geteuid())) return "it belongs to another user";
        int mode = (int) attributes.get("mode");
        return (mode & WRITABLE_BY_OTHERS) == 0 ? "" : "others may write to it";
    }

    private String hash() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    private static void delete(@Nullable Path path) {
        try {
            if (path != null) Files.deleteIfExists(path);
        } catch (IOException e) {
            // Some systems keep a loaded file; the directory is private and of no further use.
        }
    }
}
