package dev.xev;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.StandardSocketOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Contract, line 11, for small writes that nobody is told of, which leave as one. */
class ContractSmallWriteTest {
    private static final Random RANDOM = new Random(1);

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /** Reads to the end and keeps everything. */
    private static ByteArrayOutputStream readAll(TcpSocket socket) {
        var all = new ByteArrayOutputStream();
        byte[] buffer = new byte[10_000];
        socket.read(
                buffer,
                (_, result) -> {
                    if (result < 0) return Action.DISARM;
                    all.write(buffer, 0, result);
                    return Action.REARM;
                });
        return all;
    }

    private static void finish(Loop loop, Pair pair) {
        pair.client().shutdownOutput((_, _) -> Action.DISARM);
        loop.run();
        assertEquals(0, pair.client().queuedBytes());
    }

    /** One of the ways to write, of which only some join. */
    private static void write(Loop loop, TcpSocket socket, byte[] bytes, List<Integer> told) {
        OperationCallback<TcpSocket> callback =
                (_, result) -> {
                    told.add(result);
                    return Action.DISARM;
                };
        MemorySegment memory = loop.allocate(bytes.length + 10);
        MemorySegment.copy(MemorySegment.ofArray(bytes), 0, memory, 7, bytes.length);
        switch (RANDOM.nextInt(6)) {
            case 0, 1 -> socket.write(bytes);
            case 2 -> socket.write(memory, 7, bytes.length);
            case 3 -> socket.write(MemorySegment.ofArray(bytes));
            case 4 -> socket.write(memory, 7, bytes.length, null);
            default -> {
                socket.write(memory, 7, bytes.length, callback);
                told.add(-bytes.length);
            }
        }
    }

    @BackendTest
    void theyArriveInOrderBetweenOthers(Backend backend) {
        for (int round = 0; round < 4; round++) {
            try (Loop loop = Loop.open(backend)) {
                Pair pair = Pair.open(loop);
                pair.client().setOption(StandardSocketOptions.SO_SNDBUF, 2048 << round * 3);
                pair.client().writeLimit(Long.MAX_VALUE);
                var expected = new ByteArrayOutputStream();
                var received = readAll(pair.server());
                List<Integer> told = new ArrayList<>();
                for (int i = 0; i < 1000; i++) {
                    int length = i % 100 == 0 ? 100_000 : 1 + RANDOM.nextInt(300);
                    byte[] bytes = random(length);
                    expected.writeBytes(bytes);
                    write(loop, pair.client(), bytes, told);
                    if (RANDOM.nextInt(60) == 0) loop.run(RunMode.NO_WAIT);
                }

                finish(loop, pair);

                assertArrayEquals(expected.toByteArray(), received.toByteArray());
                assertEquals(0, told.stream().mapToInt(bytes -> bytes).sum());
            }
        }
    }

    @BackendTest
    void moreThanOnePieceOfThemArrives(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            byte[] all = random(200 * 1000);
            var received = readAll(pair.server());
            for (int i = 0; i < 1000; i++) {
                pair.client().write(MemorySegment.ofArray(all), i * 200, 200);
            }
            assertEquals(all.length, pair.client().queuedBytes());

            finish(loop, pair);

            assertArrayEquals(all, received.toByteArray());
        }
    }

    @BackendTest
    void theyStayInOrderWhenTheSubmissionsAreFlushedBetweenThem(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            Pair other = Pair.open(loop);
            byte[] all = random(3000);
            var received = readAll(pair.server());
            var others = readAll(other.server());
            byte[] large = new byte[300];
            for (byte one : all) {
                pair.client().write(new byte[] {one});
                other.client().write(large);
            }
            other.client().shutdownOutput((_, _) -> Action.DISARM);

            finish(loop, pair);

            assertArrayEquals(all, received.toByteArray());
            assertEquals(900_000, others.size());
        }
    }

    @BackendTest
    void memoryThatGoesAwayAtOnceIsSent(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            byte[] all = random(100);
            var received = readAll(pair.server());
            pair.client().write(all);
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment memory = arena.allocate(100);
                memory.copyFrom(MemorySegment.ofArray(all));
                pair.client().write(memory);
            }

            finish(loop, pair);

            assertEquals(200, received.size());
            assertArrayEquals(all, Arrays.copyOfRange(received.toByteArray(), 100, 200));
        }
    }

    @BackendTest
    void memoryCanBeUsedAgainAtOnceAlsoBehindALargeWrite(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            var received = readAll(pair.server());
            var expected = new ByteArrayOutputStream();
            byte[] bytes = new byte[256];
            MemorySegment memory = loop.allocate(256);
            for (int i = 0; i < 10; i++) {
                byte[] large = random(i == 3 ? 300_000 : 1);
                pair.client().write(large);
                expected.writeBytes(large);
                Arrays.fill(bytes, (byte) i);
                memory.fill((byte) -i);
                pair.client().write(bytes);
                pair.client().write(memory);
                expected.writeBytes(bytes);
                expected.writeBytes(memory.toArray(ValueLayout.JAVA_BYTE));
            }
            Arrays.fill(bytes, (byte) 99);
            memory.fill((byte) 99);

            finish(loop, pair);

            assertArrayEquals(expected.toByteArray(), received.toByteArray());
        }
    }

    @BackendTest
    void whatIsAboveTheLimitIsRefusedAlone(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            List<XevError> errors = new ArrayList<>();
            List<String> drained = new ArrayList<>();
            pair.client().writeLimit(100).onError((_, error) -> errors.add(error));
            pair.client().onDrain(_ -> drained.add("drained"));
            var received = readAll(pair.server());
            byte[] bytes = random(40);
            for (int i = 0; i < 4; i++) pair.client().write(bytes);
            pair.client().write(MemorySegment.ofArray(bytes), 0, 20);
            assertEquals(100, pair.client().queuedBytes());

            finish(loop, pair);

            assertEquals(100, received.size());
            assertEquals(2, errors.size());
            assertTrue(errors.stream().allMatch(e -> e.code() == XevError.QUEUE_FULL));
            assertEquals(List.of("drained"), drained);
        }
    }

    @BackendTest
    void closeEndsThemAndTellsOfIt(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            List<XevError> errors = new ArrayList<>();
            pair.client().onError((_, error) -> errors.add(error));
            for (int i = 0; i < 10; i++) pair.client().write(random(50));

            pair.client().close();
            assertThrows(IllegalStateException.class, () -> pair.client().write(new byte[1]));
            loop.run();

            assertFalse(errors.isEmpty());
            assertTrue(errors.stream().allMatch(e -> e.code() == XevError.CANCELED));
            assertEquals(0, pair.client().queuedBytes());
        }
    }

    @BackendTest
    void nothingJoinsBehindTheEndOfOutput(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            var received = readAll(pair.server());
            pair.client().write(new byte[10]);
            pair.client().shutdownOutput((_, _) -> Action.DISARM);

            assertThrows(IllegalStateException.class, () -> pair.client().write(new byte[10]));
            loop.run();

            assertEquals(10, received.size());
        }
    }

    @BackendTest
    void aMistakeLeavesThoseBeforeIt(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            var received = readAll(pair.server());
            Arena arena = Arena.ofConfined();
            MemorySegment gone = arena.allocate(200);
            arena.close();
            byte[] bytes = random(200);
            pair.client().write(bytes);

            assertThrows(IllegalStateException.class, () -> pair.client().write(gone));
            assertThrows(IllegalArgumentException.class, () -> pair.client().write(new byte[0]));
            assertThrows(
                    IndexOutOfBoundsException.class,
                    () -> pair.client().write(MemorySegment.ofArray(bytes), 100, 101));
            pair.client().write(bytes);
            finish(loop, pair);

            assertEquals(400, received.size());
        }
    }
}
