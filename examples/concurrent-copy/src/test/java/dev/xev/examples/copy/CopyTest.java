package dev.xev.examples.copy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xev.examples.copy.Kinds.EveryKind;
import dev.xev.examples.copy.Program.Ended;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What is copied, and how it looks afterwards. */
class CopyTest {
    @TempDir private Path temporary;

    private Path source;
    private Path target;

    @BeforeEach
    void names() {
        source = temporary.resolve("source");
        target = temporary.resolve("target");
    }

    private Ended copy(String backend, Strategy strategy, Object... more) {
        var arguments = new ArrayList<Object>(List.of("--backend", backend));
        arguments.addAll(List.of("--strategy", strategy, "--progress", "none"));
        arguments.addAll(List.of(source, target));
        arguments.addAll(List.of(more));
        return Program.run(arguments.toArray());
    }

    private static void assertCopied(Ended ended) {
        assertEquals(0, ended.code(), ended.err());
        assertEquals("", ended.err());
    }

    @EveryKind
    void treeWithFilesOfManySizesIsTheSame(String backend, Strategy strategy) throws Exception {
        for (int size : new int[] {0, 1, 511, 4096, 65_535, 65_536, 65_537, 1 << 20, 9_000_001}) {
            Trees.file(source.resolve("d" + size % 7 + "/deeper/file-" + size), size);
        }
        Files.createDirectories(source.resolve("empty/inner"));
        Files.createSymbolicLink(source.resolve("link"), Path.of("d0/deeper"));
        Files.createSymbolicLink(source.resolve("dangling"), Path.of("/nowhere/at all"));

        Ended ended = copy(backend, strategy, "--verify", "--chunk", "64K");

        assertCopied(ended);
        Trees.assertSameTree(source, target);
        assertTrue(ended.out().contains("9 files"), ended.out());
        assertTrue(ended.out().contains("9 verified"), ended.out());
    }

    @EveryKind
    void installedJdkIsTheSameByDiff(String backend, Strategy strategy) throws Exception {
        for (String part : List.of("bin", "conf", "legal")) {
            source = Path.of(System.getProperty("java.home"), part);
            target = temporary.resolve(part);

            assertCopied(copy(backend, strategy, "--verify"));

            Process diff =
                    new ProcessBuilder("diff", "-r", "--no-dereference", source + "", target + "")
                            .inheritIO()
                            .start();
            assertEquals(0, diff.waitFor());
        }
    }

    @EveryKind
    void modesAndTimesAreKept(String backend, Strategy strategy) throws Exception {
        Path file = Trees.file(source.resolve("directory/file"), 10);
        Path program = Trees.file(source.resolve("program"), 10);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r---w-r--"));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        FileTime past = FileTime.from(Instant.parse("2001-02-03T04:05:06.123456789Z"));
        Files.setLastModifiedTime(file, past);
        Files.setLastModifiedTime(source.resolve("directory"), past);
        Files.setPosixFilePermissions(
                source.resolve("directory"), PosixFilePermissions.fromString("r-x--x---"));

        assertCopied(copy(backend, strategy));

        Trees.assertSameTree(source, target);
        assertEquals(past, Files.getLastModifiedTime(target.resolve("directory/file")));
        assertEquals(past, Files.getLastModifiedTime(target.resolve("directory")));
    }

    @EveryKind
    void singleFileGetsTheNameOfTheTarget(String backend, Strategy strategy) throws Exception {
        Trees.file(source, 100_000);

        assertCopied(copy(backend, strategy));

        Trees.assertSameTree(source, target);
    }

    @EveryKind
    void singleFileGoesIntoADirectory(String backend, Strategy strategy) throws Exception {
        Trees.file(source, 100_000);
        Files.createDirectory(target);

        assertCopied(copy(backend, strategy));

        Trees.assertSameTree(source, target.resolve("source"));
    }

    @EveryKind
    void treeIsMergedWithWhatIsThere(String backend, Strategy strategy) throws Exception {
        Trees.text(source.resolve("both/new"), "new");
        Trees.text(source.resolve("both/changed"), "as in the source");
        Trees.text(target.resolve("both/changed"), "longer than it is in the source");
        Trees.text(target.resolve("both/old"), "old");
        Files.setPosixFilePermissions(
                target.resolve("both"), PosixFilePermissions.fromString("rwx-----x"));

        assertCopied(copy(backend, strategy));

        assertEquals("new", Files.readString(target.resolve("both/new")));
        assertEquals("as in the source", Files.readString(target.resolve("both/changed")));
        assertEquals("old", Files.readString(target.resolve("both/old")));
        assertEquals(0701, Attributes.of(target.resolve("both")).mode());
    }

    @EveryKind
    void linkInTheTargetIsReplacedAndNotWrittenThrough(String backend, Strategy strategy)
            throws Exception {
        Trees.text(source.resolve("name"), "content");
        Path elsewhere = Trees.text(temporary.resolve("elsewhere"), "untouched");
        Files.createDirectory(target);
        Files.createSymbolicLink(target.resolve("name"), elsewhere);

        assertCopied(copy(backend, strategy));

        assertEquals("untouched", Files.readString(elsewhere));
        assertFalse(Files.isSymbolicLink(target.resolve("name")));
    }

    @EveryKind
    void holesStayHoles(String backend, Strategy strategy) throws Exception {
        Files.createDirectory(source);
        Path sparse = source.resolve("sparse");
        try (var channel =
                FileChannel.open(sparse, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {1}), 0);
            channel.write(ByteBuffer.wrap(new byte[] {2}), 8 << 20);
            channel.write(ByteBuffer.wrap(new byte[] {0}), (16 << 20) - 1);
        }
        try (var channel = FileChannel.open(sparse, StandardOpenOption.WRITE)) {
            channel.truncate(12 << 20);
        }

        assertCopied(copy(backend, strategy, "--verify"));

        Path copied = target.resolve("sparse");
        assertEquals(12 << 20, Files.size(copied));
        assertEquals(-1, Files.mismatch(sparse, copied));
        assertTrue(allocated(copied) < 2 << 20, "allocated: " + allocated(copied));
    }

    private static long allocated(Path file) throws IOException, InterruptedException {
        Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
        return Long.parseLong(Program.await(stat).out().strip()) * 512;
    }

    @EveryKind
    void namesAreAnyBytes(String backend, Strategy strategy) throws Exception {
        Files.createDirectory(source);
        for (String name :
                new String[] {"\uDCFF\uDC80", "new\nline", "été", "\uDCC3(", "-v", "?"}) {
            Path path = source.resolve(Names.path(name));
            Trees.file(path.resolve(Names.path(name)), 1000);
            Files.createSymbolicLink(path.resolve("link"), Names.path(name));
        }

        assertCopied(copy(backend, strategy, "--verify"));

        Trees.assertSameTree(source, target);
    }

    @EveryKind
    void fifosAreSkippedAndNamed(String backend, Strategy strategy) throws Exception {
        Trees.fifo(source.resolve("fifo"));
        Trees.text(source.resolve("file"), "content");

        Ended ended = copy(backend, strategy);

        assertEquals(0, ended.code());
        assertTrue(ended.err().contains("skipped " + source + "/fifo: a FIFO"), ended.err());
        assertTrue(ended.out().contains("1 skipped"), ended.out());
        assertFalse(Files.exists(target.resolve("fifo")));
        assertTrue(Files.exists(target.resolve("file")));
    }

    @EveryKind
    void nothingButTheCopyIsLeft(String backend, Strategy strategy) throws Exception {
        for (int i = 0; i < 100; i++) Trees.file(source.resolve("d" + i % 9 + "/f" + i), 5000 + i);

        assertCopied(copy(backend, strategy, "--in-flight", "3"));

        try (var all = Files.walk(target)) {
            assertTrue(all.noneMatch(path -> path.getFileName().toString().startsWith(".")));
        }
    }

    @EveryKind
    void filesThatSayTheyAreEmptyAreReadToTheEnd(String backend, Strategy strategy)
            throws Exception {
        source = Path.of("/proc/self/limits");

        assertCopied(copy(backend, strategy));

        assertArrayEquals(Files.readAllBytes(source), Files.readAllBytes(target));
    }

    @EveryKind
    void copyThatDiffersFromItsSourceIsAFailure(String backend, Strategy strategy) {
        // It says something else each time it is read.
        source = Path.of("/proc/sys/kernel/random/uuid");

        Ended ended = copy(backend, strategy, "--verify");

        assertEquals(1, ended.code());
        assertEquals(
                "failed " + source + ": verify: the copy differs from its source\n", ended.err());
        assertFalse(Files.exists(target));
    }
}
