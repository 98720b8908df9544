package dev.xev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import org.junit.jupiter.api.io.TempDir;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Contract, line 10: REARM starts the same operation again. */
class ContractRearmTest {
    @TempDir Path directory;

    @BackendTest
    void aReadAtAnOffsetReadsThereAgain(Backend backend) throws Exception {
        Path path = Files.writeString(directory.resolve("f"), "0123456789");
        try (Loop loop = Loop.open(backend);
                File file = File.open(loop, path)) {
            MemorySegment memory = loop.allocate(4);
            List<String> read = new ArrayList<>();
            file.read(
                    memory,
                    3,
                    (_, _) -> {
                        read.add(text(memory));
                        memory.fill((byte) 0);
                        return read.size() < 3 ? Action.REARM : Action.DISARM;
                    });

            loop.run();

            assertEquals(List.of("3456", "3456", "3456"), read);
        }
    }

    private static String text(MemorySegment memory) {
        return new String(memory.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE));
    }

    @BackendTest
    void aReadOfTheStreamGoesOn(Backend backend) throws Exception {
        Path path = Files.writeString(directory.resolve("f"), "0123456789");
        try (Loop loop = Loop.open(backend);
                File file = File.open(loop, path)) {
            MemorySegment memory = loop.allocate(4);
            StringBuilder read = new StringBuilder();
            file.read(
                    memory,
                    (_, result) -> {
                        if (result < 0) return Action.DISARM;
                        read.append(text(memory), 0, result);
                        return Action.REARM;
                    });

            loop.run();

            assertEquals("0123456789", read.toString());
        }
    }

    @BackendTest
    void aReadThroughACopyIsRepeatedToo(Backend backend) throws Exception {
        Path path = Files.write(directory.resolve("f"), new byte[700_000]);
        try (Loop loop = Loop.open(backend);
                File file = File.open(loop, path)) {
            byte[] array = new byte[600_000];
            List<Integer> results = new ArrayList<>();
            file.read(
                    array,
                    50,
                    (_, result) -> {
                        results.add(result);
                        return results.size() < 3 ? Action.REARM : Action.DISARM;
                    });

            loop.run();

            assertEquals(List.of(600_000, 600_000, 600_000), results);
        }
    }

    @BackendTest
    void aReadIntoAByteBufferFillsWhatRemains(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            for (ByteBuffer buffer :
                    List.of(ByteBuffer.allocate(10), ByteBuffer.allocateDirect(10))) {
                pair.server()
                        .read(
                                buffer,
                                (_, _) -> buffer.hasRemaining() ? Action.REARM : Action.DISARM);
                for (int i = 0; i < 5; i++) {
                    pair.client().write(new byte[] {(byte) i, (byte) i});
                    loop.run(RunMode.NO_WAIT);
                }

                loop.run();

                assertEquals(10, buffer.position());
                assertEquals(4, buffer.get(9));
                assertEquals(0, buffer.get(1));
            }
        }
    }

    @BackendTest
    void aFullByteBufferCannotBeReadIntoAgain(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            pair.client().write(new byte[2]);
            pair.server().read(ByteBuffer.allocate(1), (_, _) -> Action.REARM);

            var thrown = assertThrows(IllegalStateException.class, loop::run);

            assertTrue(thrown.getMessage().contains("remaining"), thrown.getMessage());
            Recorder<TcpSocket> next = new Recorder<>();
            pair.server().read(new byte[1], next);
            assertEquals(1, next.await(loop));
        }
    }

    @BackendTest
    void elsewhereItIsAMistake(Backend backend) throws Exception {
        try (Loop loop = Loop.open(backend);
                File file = File.open(loop, directory.resolve("f"), READ, WRITE, CREATE)) {
            Pair pair = Pair.open(loop);
            List<Runnable> starts =
                    List.of(
                            () -> file.fsync(false, (_, _) -> Action.REARM),
                            () -> file.stat((_, _) -> Action.REARM),
                            () -> pair.client().write(new byte[1], (_, _) -> Action.REARM),
                            () -> pair.client().shutdownOutput((_, _) -> Action.REARM),
                            () ->
                                    PathOperations.stat(
                                            loop, directory, true, (_, _) -> Action.REARM),
                            () -> loop.offload(() -> 1, (_, _) -> Action.REARM));
            for (Runnable start : starts) {
                start.run();
                var thrown = assertThrows(IllegalStateException.class, loop::run);
                assertTrue(thrown.getMessage().startsWith("REARM is for"), thrown.getMessage());
            }
            loop.run();

            assertEquals(0, loop.metrics().armed());
        }
    }

    @BackendTest
    void itCountsAsDisarmAfterACancelAndACloseInTheSameCallback(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            List<Integer> results = new ArrayList<>();
            long[] id = new long[1];
            id[0] =
                    pair.server()
                            .read(
                                    loop.allocate(1),
                                    (_, result) -> {
                                        results.add(result);
                                        loop.cancel(id[0]);
                                        return Action.REARM;
                                    });
            pair.client().write(new byte[3]);
            loop.run();
            pair.server()
                    .read(
                            loop.allocate(1),
                            (socket, result) -> {
                                results.add(result);
                                socket.close();
                                return Action.REARM;
                            });
            loop.run();

            assertEquals(List.of(1, 1), results);
        }
    }

    @BackendTest(simulated = true)
    void itCountsAsDisarmAfterCanceled(Backend backend) {
        try (Loop loop = Loop.open(backend);
                Timer timer = Timer.open(loop);
                Async async = Async.open(loop)) {
            int[] calls = new int[2];
            timer.start(
                    Duration.ofDays(1),
                    (_, _) -> {
                        calls[0]++;
                        return Action.REARM;
                    });
            long id =
                    async.listen(
                            (_, _) -> {
                                calls[1]++;
                                return Action.REARM;
                            });
            timer.cancel();
            loop.cancel(id);

            loop.run();

            assertEquals(1, calls[0]);
            assertEquals(1, calls[1]);
        }
    }

    @BackendTest(simulated = true)
    void aTimerCanceledInItsOwnCallbackIsNotRearmed(Backend backend) {
        try (Loop loop = Loop.open(backend);
                Timer timer = Timer.open(loop)) {
            int[] calls = new int[1];
            timer.start(
                    Duration.ZERO,
                    (_, _) -> {
                        calls[0]++;
                        timer.cancel();
                        return Action.REARM;
                    });

            loop.run();

            assertEquals(1, calls[0]);
        }
    }

    @BackendTest
    void aStartInItsOwnCallbackWins(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            MemorySegment first = loop.allocate(1);
            MemorySegment second = loop.allocate(1);
            Recorder<TcpSocket> next = new Recorder<>();
            pair.server()
                    .read(
                            first,
                            (socket, _) -> {
                                socket.read(second, next);
                                assertThrows(
                                        IllegalStateException.class,
                                        () -> socket.read(second, next));
                                return Action.REARM;
                            });
            pair.client().write(new byte[] {1, 2});

            loop.run();

            assertEquals(1, next.only());
            assertEquals(2, second.get(java.lang.foreign.ValueLayout.JAVA_BYTE, 0));
        }
    }
}
