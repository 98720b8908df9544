package dev.xev.examples.copy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.xev.examples.copy.Kinds.EveryKind;
import dev.xev.examples.copy.Program.Ended;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/** What fails is named, the rest is copied, and the exit code says so. */
class FailureTest {
    private static final List<String> AS_NOBODY =
            List.of("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups");

    @TempDir private static Path shared;

    private static String publicClassPath;

    @TempDir private Path temporary;

    private Path source;
    private Path target;

    @BeforeAll
    static void copyTheClassPath() throws Exception {
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));
        publicClassPath = Program.publicClassPath(shared);
    }

    @BeforeEach
    void names() {
        source = temporary.resolve("source");
        target = temporary.resolve("target");
    }

    private static boolean isRoot() throws IOException {
        return Identity.current().owner() == 0;
    }

    private static void sh(String command) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("sh", "-c", command).inheritIO().start();
        assertEquals(0, shell.waitFor(), command);
    }

    /** As a user whom permissions stop, whoever runs the test. */
    private Ended copyAsNobody(String backend, Strategy strategy) throws Exception {
        if (isRoot()) sh("chown -R 65534:65534 '" + temporary + "'");
        Process process =
                Program.start(
                        publicClassPath,
                        isRoot() ? AS_NOBODY : List.of(),
                        Map.of(),
                        "--backend",
                        backend,
                        "--strategy",
                        strategy,
                        source,
                        target);
        return Program.await(process);
    }

    private static void lock(Path path) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("---------"));
    }

    @EveryKind
    void unreadableFileIsNamedAndTheRestIsCopied(String backend, Strategy strategy)
            throws Exception {
        for (int i = 0; i < 20; i++) Trees.file(source.resolve("file-" + i), 1000);
        lock(Trees.file(source.resolve("locked"), 1000));

        Ended ended = copyAsNobody(backend, strategy);

        assertEquals(1, ended.code(), ended.err());
        assertTrue(ended.err().contains("failed " + source + "/locked: "), ended.err());
        assertTrue(ended.err().contains("permission denied"), ended.err());
        assertTrue(ended.out().contains("20 files"), ended.out());
        assertEquals(20, names(target).size());
    }

    @EveryKind
    void unreadableDirectoryIsNamedAndTheRestIsCopied(String backend, Strategy strategy)
            throws Exception {
        Trees.file(source.resolve("open/file"), 1000);
        Trees.file(source.resolve("locked/file"), 1000);
        lock(source.resolve("locked"));

        Ended ended = copyAsNobody(backend, strategy);

        assertEquals(1, ended.code(), ended.err());
        assertTrue(ended.err().contains("failed " + source + "/locked: permission denied"));
        assertTrue(Files.exists(target.resolve("open/file")));
        assertEquals(0, Attributes.of(target.resolve("locked")).mode());
    }

    @EveryKind
    void readOnlyDirectoriesAreFilledAlsoTheSecondTime(String backend, Strategy strategy)
            throws Exception {
        Trees.file(source.resolve("closed/inner/file"), 1000);
        sh("chmod 555 '" + source + "/closed' '" + source + "/closed/inner'");

        Ended first = copyAsNobody(backend, strategy);
        Ended second = copyAsNobody(backend, strategy);

        assertEquals(0, first.code(), first.err());
        assertEquals(0, second.code(), second.err());
        assertEquals(
                -1,
                Files.mismatch(
                        source.resolve("closed/inner/file"), target.resolve("closed/inner/file")));
        assertEquals(0555, Attributes.of(target.resolve("closed/inner")).mode());
    }

    @EveryKind
    void placeThatCannotBeWrittenToLosesWhatBelongsThere(String backend, Strategy strategy)
            throws Exception {
        assumeTrue(isRoot(), "only root can make a directory that belongs to somebody else");
        Trees.file(source.resolve("foreign/deep/file"), 1000);
        Trees.file(source.resolve("own/file"), 1000);
        Files.createDirectories(target.resolve("foreign"));
        sh("chown -R 65534:65534 '" + temporary + "'");
        Process process =
                Program.start(
                        publicClassPath,
                        List.of(
                                "sh",
                                "-c",
                                "chown 0:0 '"
                                        + target
                                        + "/foreign' && exec "
                                        + String.join(" ", AS_NOBODY)
                                        + " \"$@\"",
                                "sh"),
                        Map.of(),
                        "--backend",
                        backend,
                        "--strategy",
                        strategy,
                        source,
                        target);

        Ended ended = Program.await(process);

        assertEquals(1, ended.code(), ended.err());
        assertTrue(ended.err().contains("failed " + source + "/foreign/deep: make"), ended.err());
        assertTrue(Files.exists(target.resolve("own/file")));
        assertEquals(List.of(), names(target.resolve("foreign")));
    }

    @EveryKind
    void fullDiskIsNamedAndSmallerFilesStillFit(String backend, Strategy strategy)
            throws Exception {
        assumeTrue(isRoot(), "only root can mount a small file system");
        Trees.file(source.resolve("large"), 8 << 20);
        for (int i = 0; i < 10; i++) Trees.file(source.resolve("small-" + i), 1000);
        Files.createDirectory(target);
        sh("mount -t tmpfs -o size=2m none '" + target + "'");
        try {
            // One at a time: two together may each take the room that the other needs.
            Ended ended =
                    Program.run(
                            "--backend",
                            backend,
                            "--strategy",
                            strategy,
                            "--in-flight",
                            1,
                            source,
                            target);

            assertEquals(1, ended.code(), ended.err());
            assertTrue(ended.err().contains("failed " + source + "/large: "), ended.err());
            assertTrue(ended.err().contains("no space"), ended.err());
            assertEquals(10, names(target).size(), () -> names(target).toString());
        } finally {
            sh("umount '" + target + "'");
        }
    }

    @EveryKind
    void fileThatVanishedMeanwhileIsNamed(String backend, Strategy strategy) throws Exception {
        Path gone = Trees.file(source.resolve("gone"), 1000);
        Trees.file(source.resolve("here"), 1000);
        Ended ended =
                new Meanwhile(source, target).run(backend, strategy, () -> Files.delete(gone));

        assertEquals(1, ended.code());
        assertTrue(ended.err().contains("failed " + gone + ": "), ended.err());
        assertTrue(ended.err().contains("no such file"), ended.err());
        assertEquals(List.of("here"), names(target));
    }

    @EveryKind
    void linkThatTakesThePlaceOfAFileIsNotFollowed(String backend, Strategy strategy)
            throws Exception {
        Path secret = Trees.text(temporary.resolve("secret"), "secret");
        Path file = Trees.text(source.resolve("file"), "public");

        Ended ended =
                new Meanwhile(source, target)
                        .run(
                                backend,
                                strategy,
                                () -> {
                                    Files.delete(file);
                                    Files.createSymbolicLink(file, secret);
                                });

        assertEquals(1, ended.code());
        assertEquals(List.of(), names(target));
    }

    private static List<String> names(Path directory) {
        try (var paths = Files.list(directory)) {
            return paths.map(path -> path.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
