package dev.xev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import org.junit.jupiter.api.io.TempDir;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

class FileTest {
    @TempDir Path directory;

    private static MemorySegment memory(Loop loop, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        MemorySegment memory = loop.allocate(bytes.length);
        memory.copyFrom(MemorySegment.ofArray(bytes));
        return memory;
    }

    private static String text(MemorySegment memory, int length) {
        return new String(memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE), UTF_8);
    }

    @BackendTest
    void readsAndWritesAtOffsets(Backend backend) throws Exception {
        Path path = directory.resolve("f");
        try (Loop loop = Loop.open(backend);
                File file = File.open(loop, path, READ, WRITE, CREATE)) {
            Recorder<File> recorder = new Recorder<>();
            file.write(memory(loop, "world"), 6, recorder);
            file.write(memory(loop, "hello "), 0, recorder);
            loop.run();
            MemorySegment into = loop.allocate(100);
            Recorder<File> read = new Recorder<>();
            file.read(into, 10, 20, 4, read);

            assertEquals(7, read.await(loop));
            assertEquals("o world", text(into.asSlice(10), 7));
            assertEquals(Set.of(5, 6), Set.copyOf(recorder.results));
            assertEquals("hello world", Files.readString(path));
        }
    }

    @BackendTest
    void theEndIsMinusOne(Backend backend) throws Exception {
        Path path = Files.writeString(directory.resolve("f"), "abc");
        try (Loop loop = Loop.open(backend);
                File file = File.open(loop, path)) {
            Recorder<File> atEnd = new Recorder<>();
            Recorder<File> behind = new Recorder<>();
            file.read(loop.allocate(1), 3, atEnd);
            file.read(new byte[1], 1L << 40, behind);

            loop.run();

            assertEquals(-1, atEnd.only());
            assertEquals(-1, behind.only());
        }
    }

    @BackendTest
    void theStreamPositionMoves(Backend backend) throws Exception {
        Path path = directory.resolve("f");
        try (Loop loop = Loop.open(backend);
                File file = File.open(loop, path, WRITE, CREATE)) {
            Recorder<File> recorder = new Recorder<>();
            file.write(memory(loop, "one "), recorder);
            loop.run();
            file.write(ByteBuffer.wrap("two".getBytes(UTF_8)), recorder);
            loop.run();

            assertEquals(List.of(4, 3), recorder.results);
            assertEquals("one two", Files.readString(path));
        }
    }

    @BackendTest
    void opensWithoutWaiting(Backend backend) throws Exception {
        Path path = directory.resolve("new");
        try (Loop loop = Loop.open(backend)) {
            List<Result<File>> results = new ArrayList<>();
            ResultCallback<Loop, File> callback =
                    (_, result) -> {
                        results.add(result);
                        return Action.DISARM;
                    };
            File.open(loop, path, Set.of(WRITE, CREATE_NEW), 0600, callback);
            loop.run();
            File.open(loop, path, Set.of(WRITE, CREATE_NEW), 0600, callback);
            loop.run();

            File file = results.getFirst().orElseThrow();
            assertFalse(file.isClosed());
            var error = ((Result.Failed<File>) results.getLast()).error();
            assertEquals(XevError.ALREADY_EXISTS, error.code());
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        }
    }

    @BackendTest
    void whatCannotBeOpenedSaysWhy(Backend backend) throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), directory);
        try (Loop loop = Loop.open(backend)) {
            Path missing = directory.resolve("missing");
            var thrown = assertThrows(XevException.class, () -> File.open(loop, missing));
            assertEquals(XevError.NOT_FOUND, thrown.error().code());
            assertTrue(thrown.getMessage().startsWith("open " + missing), thrown.getMessage());

            thrown =
                    assertThrows(
                            XevException.class,
                            () -> File.open(loop, link, READ, LinkOption.NOFOLLOW_LINKS));
            assertEquals(XevError.TOO_MANY_LINKS, thrown.error().code());
            assertThrows(
                    XevException.class,
                    () -> File.open(loop, directory.resolve("f"), WRITE, XevOpenOption.DIRECTORY));
            assertThrows(
                    UnsupportedOperationException.class,
                    () -> File.open(loop, missing, DELETE_ON_CLOSE));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> File.open(loop, missing, APPEND, TRUNCATE_EXISTING));
        }
    }

    @BackendTest
    void openOptionsMeanWhatTheyMeanInTheJdk(Backend backend) throws Exception {
        Path path = Files.writeString(directory.resolve("f"), "0123456789");
        try (Loop loop = Loop.open(backend)) {
            try (File file = File.open(loop, path, APPEND)) {
                Recorder<File> recorder = new Recorder<>();
                file.write(memory(loop, "X"), recorder);
                recorder.await(loop);
            }
            assertEquals("0123456789X", Files.readString(path));
            File.open(loop, path, READ, TRUNCATE_EXISTING).close();
            assertEquals("0123456789X", Files.readString(path));
            File.open(loop, path, WRITE, TRUNCATE_EXISTING).close();
            assertEquals("", Files.readString(path));
        }
    }

    @BackendTest
    void tellsWhatTheSystemKnows(Backend backend) throws Exception {
        Path path = Files.write(directory.resolve("f"), new byte[12345]);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-x--x"));
        try (Loop loop = Loop.open(backend);
                File file = File.open(loop, path)) {
            List<FileStat> stats = new ArrayList<>();
            file.stat(
                    (_, result) -> {
                        stats.add(result.orElseThrow());
                        return Action.DISARM;
                    });

            loop.run();

            FileStat stat = stats.getFirst();
            assertEquals(12345, stat.size());
            assertTrue(stat.isFile());
            assertEquals(0651, stat.mode());
            assertEquals(1, stat.links());
            assertEquals(Files.getAttribute(path, "unix:ino"), stat.inode());
            assertEquals(Files.getLastModifiedTime(path).toInstant(), stat.modified());
        }
    }

    @BackendTest
    void allocateTakesRoomAndMakesTheFileLarger(Backend backend) throws Exception {
        Path path = Files.write(directory.resolve("f"), new byte[10]);
        try (Loop loop = Loop.open(backend);
                File file = File.open(loop, path, READ, WRITE)) {
            Recorder<File> recorder = new Recorder<>();
            List<FileStat> stats = new ArrayList<>();

            file.allocate(4096, 1 << 20, recorder);
            loop.run();
            file.stat(
                    (_, stat) -> {
                        stats.add(stat.orElseThrow());
                        return Action.DISARM;
                    });
            loop.run();

            assertEquals(List.of(0), recorder.results);
            assertEquals(4096 + (1 << 20), stats.getFirst().size());
            assertTrue(stats.getFirst().allocated() >= 1 << 20);
            assertThrows(IllegalArgumentException.class, () -> file.allocate(0, 0, recorder));
        }
    }

    @BackendTest
    void changesSizeTimesAndMode(Backend backend) throws Exception {
        Path path = Files.write(directory.resolve("f"), new byte[10]);
        Instant accessed = Instant.parse("2001-02-03T04:05:06.789012345Z");
        Instant modified = Instant.parse("1969-12-31T23:59:59.5Z");
        try (Loop loop = Loop.open(backend);
                File file = File.open(loop, path, READ, WRITE)) {
            Recorder<File> recorder = new Recorder<>();
            file.truncate(100_000, recorder);
            loop.run();
            file.setTimes(accessed, null, recorder);
            loop.run();
            file.setTimes(null, modified, recorder);
            file.setMode(0400, recorder);
            file.fsync(false, recorder);
            file.fsync(true, recorder);
            loop.run();

            assertEquals(List.of(0, 0, 0, 0, 0, 0), recorder.results);
            assertEquals(100_000, Files.size(path));
            assertEquals(modified, Files.getLastModifiedTime(path).toInstant());
            Object seen = Files.getAttribute(path, "lastAccessTime");
            assertEquals(accessed.toString(), seen.toString());
            assertEquals(0400, (int) Files.getAttribute(path, "unix:mode") & 07777);
        }
    }

    @BackendTest
    void manyOperationsAreInFlightTogether(Backend backend) throws Exception {
        int count = 3000;
        Path path = directory.resolve("f");
        LoopOptions options = LoopOptions.defaults().backend(backend).entries(8);
        try (Loop loop = Loop.open(options);
                File file = File.open(loop, path, READ, WRITE, CREATE)) {
            MemorySegment memory = loop.allocate(count * 8L);
            for (int i = 0; i < count; i++) memory.setAtIndex(ValueLayout.JAVA_LONG, i, i);
            Recorder<File> recorder = new Recorder<>();
            for (int i = 0; i < count; i++) file.write(memory, i * 8L, 8, i * 8L, recorder);

            loop.run();

            assertEquals(count, recorder.count());
            assertTrue(recorder.results.stream().allMatch(result -> result == 8));
            MemorySegment read = MemorySegment.ofArray(Files.readAllBytes(path));
            assertEquals(-1, read.mismatch(memory));
        }
    }

    @BackendTest
    void aDescriptorCanComeAndGo(Backend backend) throws Exception {
        Path path = Files.writeString(directory.resolve("f"), "text");
        try (Loop loop = Loop.open(backend);
                Loop other = Loop.open(backend)) {
            int descriptor = File.open(loop, path).release();
            assertEquals(
                    path.toString(),
                    Path.of("/proc/self/fd/" + descriptor).toRealPath().toString());
            File adopted = File.adopt(other, descriptor);
            Recorder<File> recorder = new Recorder<>();
            adopted.read(other.allocate(10), 0, recorder);

            assertEquals(4, recorder.await(other));
            adopted.close();
            assertFalse(Files.exists(Path.of("/proc/self/fd/" + descriptor)));
            var thrown = assertThrows(XevException.class, () -> File.adopt(loop, descriptor));
            assertEquals(XevError.BAD_HANDLE, thrown.error().code());
        }
    }

    @SuppressWarnings("try") // closing is what is tested
    @BackendTest
    void aDescriptorThatIsInUseCannotBeReleased(Backend backend) throws Exception {
        Path fifo = directory.resolve("fifo");
        assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
        try (Loop loop = Loop.open(backend);
                File file = File.open(loop, fifo, READ, WRITE)) {
            Recorder<File> recorder = new Recorder<>();
            file.read(loop.allocate(10), recorder);
            // Long enough for a thread of a pool to be inside the read.
            loop.run(Duration.ofMillis(20));

            var thrown = assertThrows(XevException.class, file::release);

            assertEquals(XevError.BUSY, thrown.error().code());
            file.close();
            loop.run();
            assertEquals(XevError.CANCELED, recorder.code());
        }
    }

    @BackendTest
    void aPipeIsReadAsItFills(Backend backend) throws Exception {
        Path fifo = directory.resolve("fifo");
        assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
        try (Loop loop = Loop.open(backend);
                File reader = File.open(loop, fifo, READ, WRITE);
                File writer = File.open(loop, fifo, WRITE)) {
            Recorder<File> read = new Recorder<>();
            Recorder<File> written = new Recorder<>();
            MemorySegment into = loop.allocate(10);
            reader.read(into, read);
            loop.run(RunMode.NO_WAIT);
            writer.write(memory(loop, "pipe"), written);

            loop.run();

            assertEquals(4, read.only());
            assertEquals(4, written.only());
            assertEquals("pipe", text(into, 4));
        }
    }

    /** Trap 31: a file that was written and closed can be run at once. */
    @BackendTest
    void aProgramThatWasWrittenAndClosedRuns(Backend backend) throws Exception {
        try (Loop loop = Loop.open(backend)) {
            for (int i = 0; i < 10; i++) {
                Path path = directory.resolve("program" + i);
                byte[] script = "#!/bin/sh\nexit 7\n".getBytes(UTF_8);
                File file = File.open(loop, path, WRITE, CREATE);
                Recorder<File> recorder = new Recorder<>();
                file.write(script, 0, recorder);
                file.setMode(0700, recorder);
                loop.run();
                file.close();

                assertEquals(7, new ProcessBuilder(path.toString()).start().waitFor());
            }
        }
    }
}
