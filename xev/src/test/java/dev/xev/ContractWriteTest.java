package dev.xev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;

/** Contract, line 11: writes move all bytes, in order, or report an error. */
class ContractWriteTest {
    /** Reads to the end and keeps a checksum. */
    private static CRC32 checksum(Loop loop, TcpSocket socket, long[] count) {
        CRC32 sum = new CRC32();
        ByteBuffer buffer = ByteBuffer.allocateDirect(30_000);
        socket.read(
                buffer,
                (_, result) -> {
                    if (result < 0) return Action.DISARM;
                    count[0] += result;
                    sum.update(buffer.flip());
                    buffer.clear();
                    return Action.REARM;
                });
        return sum;
    }

    /** Traps 9 and 35: short writes, and the order of what is queued. */
    @BackendTest
    void queuedWritesArriveWholeAndInOrder(Backend backend) {
        for (int seed = 0; seed < 4; seed++) {
            try (Loop loop = Loop.open(backend)) {
                Random random = new Random(seed);
                Pair pair = Pair.open(loop);
                pair.client().setOption(StandardSocketOptions.SO_SNDBUF, 2048 << random.nextInt(8));
                pair.client().writeLimit(Long.MAX_VALUE);
                long[] received = new long[1];
                CRC32 actual = checksum(loop, pair.server(), received);
                CRC32 expected = new CRC32();
                List<Integer> ended = new ArrayList<>();
                long total = 0;
                int writes = 200;
                for (int i = 0; i < writes; i++) {
                    byte[] bytes = new byte[1 + random.nextInt(i % 10 == 0 ? 300_000 : 5000)];
                    random.nextBytes(bytes);
                    expected.update(bytes);
                    total += bytes.length;
                    write(loop, pair.client(), bytes, random, i, ended);
                    if (random.nextInt(10) == 0) loop.run(RunMode.NO_WAIT);
                }
                pair.client().shutdownOutput((_, _) -> Action.DISARM);

                loop.run();

                assertEquals(total, received[0]);
                assertEquals(expected.getValue(), actual.getValue());
                assertEquals(writes, ended.size());
                for (int i = 0; i < writes; i++) assertEquals(i, ended.get(i));
                assertEquals(0, pair.client().queuedBytes());
            }
        }
    }

    private static void write(
            Loop loop,
            TcpSocket socket,
            byte[] bytes,
            Random random,
            int number,
            List<Integer> ended) {
        OperationCallback<TcpSocket> callback =
                (_, result) -> {
                    assertEquals(bytes.length, result);
                    ended.add(number);
                    return Action.DISARM;
                };
        switch (random.nextInt(4)) {
            case 0 -> socket.write(bytes, callback);
            case 1 -> socket.write(ByteBuffer.wrap(bytes), callback);
            case 2 -> {
                MemorySegment memory = loop.allocate(bytes.length);
                memory.copyFrom(MemorySegment.ofArray(bytes));
                socket.write(memory, callback);
            }
            default -> socket.write(MemorySegment.ofArray(bytes), 0, bytes.length, callback);
        }
    }

    @BackendTest
    void whatIsQueuedIsCounted(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            pair.client().write(new byte[100]);
            pair.client().write(new byte[50]);
            assertEquals(150, pair.client().queuedBytes());

            loop.run();

            assertEquals(0, pair.client().queuedBytes());
        }
    }

    @BackendTest
    void aWriteAboveTheLimitIsRefusedAndHasNoEffect(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            Recorder<TcpSocket> refused = new Recorder<>();
            Recorder<TcpSocket> read = new Recorder<>();
            List<String> drained = new ArrayList<>();
            pair.client().writeLimit(100).onDrain(_ -> drained.add("drained"));
            pair.client().write(new byte[150]);
            pair.client().write(new byte[10], refused);
            assertEquals(150, pair.client().queuedBytes());

            loop.run();
            pair.server().read(new byte[1000], read);
            loop.run();

            assertEquals(XevError.QUEUE_FULL, refused.code());
            assertTrue(XevError.of(refused.only()).isTransient());
            assertEquals(150, read.only());
            assertEquals(List.of("drained"), drained);
        }
    }

    @BackendTest
    void errorsOfWritesWithoutCallbackGoToTheSocket(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            List<XevError> errors = new ArrayList<>();
            pair.client().onError((_, error) -> errors.add(error));
            pair.server().setOption(StandardSocketOptions.SO_LINGER, 0).close();
            loop.run();
            for (int i = 0; i < 10 && errors.isEmpty(); i++) {
                pair.client().write(new byte[1000]);
                loop.run();
            }

            int code = errors.getFirst().code();
            assertTrue(
                    code == XevError.CONNECTION_RESET || code == XevError.BROKEN_PIPE,
                    errors.toString());
        }
    }

    @BackendTest
    void readAndWriteAreInFlightTogether(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            Recorder<TcpSocket> read = new Recorder<>();
            Recorder<TcpSocket> written = new Recorder<>();
            pair.client().read(loop.allocate(10), read);
            pair.client().write(new byte[10], written);
            loop.run(RunMode.ONCE);
            while (written.count() == 0) loop.run(RunMode.ONCE);
            assertEquals(0, read.count());
            pair.server().write(new byte[10]);

            loop.run();

            assertEquals(10, read.only());
            assertEquals(10, written.only());
        }
    }

    @BackendTest
    void theEndOfOutputComesAfterEverythingThatIsQueued(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            pair.client().setOption(StandardSocketOptions.SO_SNDBUF, 4096);
            Recorder<TcpSocket> shut = new Recorder<>();
            long[] received = new long[1];
            checksum(loop, pair.server(), received);
            for (int i = 0; i < 20; i++) pair.client().write(new byte[100_000]);

            pair.client().shutdownOutput(shut);
            assertThrows(IllegalStateException.class, () -> pair.client().write(new byte[1]));
            loop.run();

            assertEquals(0, shut.only());
            assertEquals(2_000_000, received[0]);
        }
    }

    @BackendTest
    void closeAbortsWhatIsQueuedAndTellsEachOnce(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            pair.client().setOption(StandardSocketOptions.SO_SNDBUF, 4096);
            Recorder<TcpSocket> written = new Recorder<>();
            Recorder<TcpSocket> shut = new Recorder<>();
            for (int i = 0; i < 10; i++) {
                pair.client().write(loop.allocate(1 << 20), written);
                pair.client().write(new byte[200_000], written);
            }
            pair.client().shutdownOutput(shut);
            loop.run(RunMode.NO_WAIT);

            pair.client().close();
            loop.run();

            assertEquals(20, written.count());
            for (int result : written.results) {
                assertTrue(result >= 0 || XevError.of(result).isCanceled());
            }
            assertTrue(XevError.of(written.results.getLast()).isCanceled());
            assertEquals(XevError.CANCELED, shut.code());
        }
    }

    @BackendTest
    void aQueuedWriteCanBeCanceledWithoutTheOthers(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            Recorder<TcpSocket> first = new Recorder<>();
            Recorder<TcpSocket> second = new Recorder<>();
            Recorder<TcpSocket> third = new Recorder<>();
            pair.client().setOption(StandardSocketOptions.SO_SNDBUF, 4096);
            MemorySegment memory = loop.allocate(1 << 20);
            pair.client().write(memory, first);
            long id = pair.client().write(new byte[] {9}, second);
            pair.client().write(new byte[] {7}, third);
            loop.run(RunMode.NO_WAIT);
            loop.cancel(id);
            byte[] last = new byte[1];
            int[] received = new int[1];
            MemorySegment into = loop.allocate(1 << 16);
            pair.server()
                    .read(
                            into,
                            (_, result) -> {
                                received[0] += result;
                                last[0] = into.get(ValueLayout.JAVA_BYTE, result - 1);
                                return third.count() == 0 || last[0] != 7
                                        ? Action.REARM
                                        : Action.DISARM;
                            });

            loop.run();

            assertEquals(1 << 20, first.only());
            assertEquals(XevError.CANCELED, second.code());
            assertEquals(1, third.only());
            assertEquals((1 << 20) + 1, received[0]);
        }
    }

    @BackendTest
    void aMistakenAnswerDoesNotLoseTheDrain(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            int[] drained = new int[1];
            pair.client().onDrain(_ -> drained[0]++);
            pair.client().write(new byte[1]);
            pair.client().write(new byte[1], (_, _) -> Action.REARM);

            assertThrows(IllegalStateException.class, () -> loop.run(Duration.ofMillis(20)));

            assertEquals(1, drained[0]);
        }
    }

    @BackendTest
    void aDrainThatThrowsDoesNotHideWhatItsWriteThrew(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            var ofDrain = new IllegalStateException("from onDrain");
            var ofWrite = new IllegalArgumentException("from the write");
            pair.client()
                    .onDrain(
                            _ -> {
                                throw ofDrain;
                            });
            pair.client().write(new byte[1]);
            pair.client()
                    .write(
                            new byte[1],
                            (_, _) -> {
                                throw ofWrite;
                            });

            Throwable thrown = assertThrows(IllegalArgumentException.class, loop::run);

            assertSame(ofWrite, thrown);
            assertSame(ofDrain, thrown.getSuppressed()[0]);
        }
    }
}
