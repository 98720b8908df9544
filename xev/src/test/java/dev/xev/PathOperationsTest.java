package dev.xev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

class PathOperationsTest {
    @TempDir Path directory;

    /** Runs one operation and answers what it was told. */
    private static int tell(Loop loop, Consumer<OperationCallback<Loop>> start) {
        Recorder<Loop> recorder = new Recorder<>();
        start.accept(recorder);
        return recorder.await(loop);
    }

    private static <T> Result<T> await(Loop loop, Consumer<ResultCallback<Loop, T>> start) {
        List<Result<T>> results = new ArrayList<>();
        start.accept(
                (_, result) -> {
                    results.add(result);
                    return Action.DISARM;
                });
        while (results.isEmpty()) loop.run(RunMode.ONCE);
        return results.getFirst();
    }

    private static int code(int result) {
        return XevError.of(result).code();
    }

    private static int code(Result<?> result) {
        return assertInstanceOf(Result.Failed.class, result).error().code();
    }

    @BackendTest
    void makesAndDeletesDirectories(Backend backend) throws Exception {
        Path made = directory.resolve("made");
        try (Loop loop = Loop.open(backend)) {
            assertEquals(0, tell(loop, cb -> PathOperations.createDirectory(loop, made, 0700, cb)));
            assertEquals(
                    "rwx------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(made)));
            assertEquals(
                    XevError.ALREADY_EXISTS,
                    code(tell(loop, cb -> PathOperations.createDirectory(loop, made, 0700, cb))));
            Files.createFile(made.resolve("f"));
            assertEquals(
                    XevError.DIRECTORY_NOT_EMPTY,
                    code(tell(loop, cb -> PathOperations.deleteDirectory(loop, made, cb))));
            assertEquals(
                    XevError.IS_A_DIRECTORY,
                    code(tell(loop, cb -> PathOperations.delete(loop, made, cb))));
            assertEquals(0, tell(loop, cb -> PathOperations.delete(loop, made.resolve("f"), cb)));
            assertEquals(0, tell(loop, cb -> PathOperations.deleteDirectory(loop, made, cb)));
            assertFalse(Files.exists(made));
        }
    }

    @BackendTest
    void renames(Backend backend) throws Exception {
        Path from = Files.writeString(directory.resolve("from"), "from");
        Path to = Files.writeString(directory.resolve("to"), "to");
        try (Loop loop = Loop.open(backend)) {
            assertEquals(
                    XevError.ALREADY_EXISTS,
                    code(tell(loop, cb -> PathOperations.rename(loop, from, to, false, cb))));
            assertEquals(0, tell(loop, cb -> PathOperations.rename(loop, from, to, true, cb)));
            assertEquals("from", Files.readString(to));
            assertFalse(Files.exists(from));
            assertEquals(
                    XevError.NOT_FOUND,
                    code(tell(loop, cb -> PathOperations.rename(loop, from, to, true, cb))));
        }
    }

    @BackendTest
    void makesAndReadsSymbolicLinks(Backend backend) throws Exception {
        Path link = directory.resolve("link");
        Path target = Path.of("../some where/else");
        try (Loop loop = Loop.open(backend)) {
            assertEquals(
                    0, tell(loop, cb -> PathOperations.createSymbolicLink(loop, link, target, cb)));
            assertEquals(target, Files.readSymbolicLink(link));
            Result<Path> read = await(loop, cb -> PathOperations.readSymbolicLink(loop, link, cb));
            assertEquals(target, read.orElseThrow());
            Result<Path> notALink =
                    await(loop, cb -> PathOperations.readSymbolicLink(loop, directory, cb));
            assertEquals(XevError.INVALID_ARGUMENT, code(notALink));
            assertThrows(XevException.class, notALink::orElseThrow);
        }
    }

    @BackendTest
    void followsLinksOrNot(Backend backend) throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "12345");
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        try (Loop loop = Loop.open(backend)) {
            Result<FileStat> followed =
                    await(loop, cb -> PathOperations.stat(loop, link, true, cb));
            Result<FileStat> itself = await(loop, cb -> PathOperations.stat(loop, link, false, cb));
            Result<FileStat> original =
                    await(loop, cb -> PathOperations.stat(loop, file, false, cb));

            assertEquals(5, followed.orElseThrow().size());
            assertTrue(itself.orElseThrow().isSymbolicLink());
            assertTrue(original.orElseThrow().isSameFile(followed.orElseThrow()));
            assertFalse(original.orElseThrow().isSameFile(itself.orElseThrow()));
        }
    }

    @BackendTest
    void setsTimesAndMode(Backend backend) throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("nowhere"));
        Instant moment = Instant.parse("2020-01-02T03:04:05.000000006Z");
        try (Loop loop = Loop.open(backend)) {
            assertEquals(
                    0, tell(loop, cb -> PathOperations.setTimes(loop, file, null, moment, cb)));
            assertEquals(moment, Files.getLastModifiedTime(file).toInstant());
            assertEquals(
                    0, tell(loop, cb -> PathOperations.setTimes(loop, link, null, moment, cb)));
            Result<FileStat> stat = await(loop, cb -> PathOperations.stat(loop, link, false, cb));
            assertEquals(moment, stat.orElseThrow().modified());
            assertEquals(0, tell(loop, cb -> PathOperations.setMode(loop, file, 0604, cb)));
            assertEquals(
                    "rw----r--",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        }
    }

    @BackendTest
    void copiesWholeFiles(Backend backend) throws Exception {
        byte[] bytes = new byte[3_000_001];
        new Random(2).nextBytes(bytes);
        Path source = Files.write(directory.resolve("source"), bytes);
        Files.setPosixFilePermissions(source, PosixFilePermissions.fromString("rwxr-x--x"));
        Files.setLastModifiedTime(source, FileTime.from(Instant.parse("2011-11-11T11:11:11Z")));
        Path target = directory.resolve("target");
        CopyOptions keep = CopyOptions.defaults().keepMode(true).keepTimes(true);
        try (Loop loop = Loop.open(backend)) {
            for (CopyOptions options :
                    List.of(
                            keep,
                            keep.plainReadWrite(true).step(4096),
                            keep.sync(true),
                            keep.plainReadWrite(true))) {
                CopyProgress progress = new CopyProgress();
                Result<CopyResult> copied =
                        await(
                                loop,
                                cb ->
                                        PathOperations.copy(
                                                loop, source, target, options, progress, cb));

                CopyResult result = copied.orElseThrow();
                assertEquals(bytes.length, result.bytes());
                assertEquals(bytes.length, progress.bytes());
                if (options.plainReadWrite()) {
                    assertEquals(CopyResult.Method.READ_WRITE, result.method());
                }
                assertEquals(-1, Files.mismatch(source, target));
                assertEquals(
                        Files.getPosixFilePermissions(source),
                        Files.getPosixFilePermissions(target));
                assertEquals(Files.getLastModifiedTime(source), Files.getLastModifiedTime(target));
            }
        }
    }

    @BackendTest
    void copyOptionsAreObeyed(Backend backend) throws Exception {
        Path source = Files.writeString(directory.resolve("source"), "text");
        Path link = Files.createSymbolicLink(directory.resolve("link"), source);
        Path target = Files.writeString(directory.resolve("target"), "something longer");
        CopyOptions plain = CopyOptions.defaults();
        try (Loop loop = Loop.open(backend)) {
            assertEquals(
                    XevError.ALREADY_EXISTS,
                    code(copy(loop, source, target, plain.exclusive(true))));
            assertEquals(
                    XevError.TOO_MANY_LINKS, code(copy(loop, link, target, plain.noFollow(true))));
            assertEquals(4, copy(loop, link, target, plain).orElseThrow().bytes());
            assertEquals("text", Files.readString(target));
            assertEquals(
                    XevError.NOT_FOUND,
                    code(copy(loop, directory.resolve("missing"), target, plain)));
            assertNotEquals(0, code(copy(loop, directory, target, plain)));
        }
    }

    @BackendTest
    void anAtomicCopyTakesAFreeNameOnly(Backend backend) throws Exception {
        Path source = Files.writeString(directory.resolve("source"), "text");
        Path target = directory.resolve("target");
        CopyOptions atomic = CopyOptions.defaults().atomic(true);
        try (Loop loop = Loop.open(backend)) {
            Result<CopyResult> first = copy(loop, source, target, atomic);
            boolean failed = first instanceof Result.Failed;
            assumeFalse(failed && code(first) == XevError.UNSUPPORTED, "no files without a name");
            assertEquals(4, first.orElseThrow().bytes());
            assertEquals("text", Files.readString(target));

            Files.writeString(source, "newer");
            assertEquals(XevError.ALREADY_EXISTS, code(copy(loop, source, target, atomic)));
            assertEquals("text", Files.readString(target));
            copy(loop, source, target, atomic.atomic(false)).orElseThrow();
            assertEquals("newer", Files.readString(target));
        }
    }

    private static Result<CopyResult> copy(
            Loop loop, Path source, Path target, CopyOptions options) {
        return await(loop, cb -> PathOperations.copy(loop, source, target, options, cb));
    }

    @BackendTest
    void aCopyObeysACancelAndShowsItsProgress(Backend backend) throws Exception {
        Path source = directory.resolve("source");
        Files.write(source, new byte[64 << 20]);
        Path target = directory.resolve("target");
        try (Loop loop = Loop.open(backend);
                Async watch = Async.open(loop)) {
            List<Result<CopyResult>> results = new ArrayList<>();
            CopyProgress progress = new CopyProgress();
            CopyOptions options = CopyOptions.defaults().plainReadWrite(true).step(4096);
            long id =
                    PathOperations.copy(
                            loop,
                            source,
                            target,
                            options,
                            progress,
                            (_, result) -> {
                                results.add(result);
                                return Action.DISARM;
                            });
            watch.listen(
                    (_, _) -> {
                        loop.cancel(id);
                        return Action.DISARM;
                    });
            AtomicBoolean isWatching = new AtomicBoolean(true);
            Thread watcher =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        while (isWatching.get() && progress.bytes() == 0) {
                                            Thread.onSpinWait();
                                        }
                                        watch.send();
                                    });

            loop.run();

            isWatching.set(false);
            watcher.join();
            assertEquals(1, results.size());
            if (results.getFirst() instanceof Result.Failed<CopyResult>(XevError error)) {
                assertTrue(error.isCanceled());
                assertTrue(progress.bytes() < 64 << 20);
            }
        }
    }

    @BackendTest
    void holesStayHoles(Backend backend) throws Exception {
        Path source = directory.resolve("source");
        try (Loop loop = Loop.open(backend);
                File file =
                        File.open(
                                loop,
                                source,
                                java.nio.file.StandardOpenOption.WRITE,
                                java.nio.file.StandardOpenOption.CREATE)) {
            Recorder<File> recorder = new Recorder<>();
            file.write(new byte[] {1, 2, 3}, 50 << 20, recorder);
            recorder.await(loop);
            Path target = directory.resolve("target");

            copy(loop, source, target, CopyOptions.defaults()).orElseThrow();

            assertEquals(-1, Files.mismatch(source, target));
            FileStat stat =
                    PathOperationsTest.<FileStat>await(
                                    loop, cb -> PathOperations.stat(loop, target, true, cb))
                            .orElseThrow();
            assertTrue(stat.allocated() < 1 << 20, () -> stat.allocated() + " bytes");
        }
    }

    @BackendTest
    void mistakesAreFoundBeforeAnythingStarts(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Recorder<Loop> recorder = new Recorder<>();
            assertThrows(
                    IllegalArgumentException.class,
                    () -> PathOperations.createDirectory(loop, directory, 010000, recorder));
            assertThrows(
                    NullPointerException.class, () -> PathOperations.delete(loop, null, recorder));
            assertThrows(
                    NullPointerException.class, () -> PathOperations.delete(loop, directory, null));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> PathOperations.delete(loop, Path.of(""), recorder));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> PathOperations.rename(loop, directory, Path.of(""), true, recorder));
            assertThrows(IllegalArgumentException.class, () -> CopyOptions.defaults().step(-1));

            loop.run();
            assertEquals(0, recorder.count());
        }
    }
}
