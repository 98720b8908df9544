package dev.xev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Contract, line 6: buffers that the loop owns. */
class ContractLoopBufferTest {
    private static LoopOptions options(Backend backend, int count, int bytes) {
        return LoopOptions.defaults().backend(backend).bufferCount(count).bufferBytes(bytes);
    }

    @BackendTest
    void aBufferIsLentForTheCallbackOnly(Backend backend) {
        try (Loop loop = Loop.open(options(backend, 4, 64))) {
            Pair pair = Pair.open(loop);
            List<LoopBuffer> lent = new ArrayList<>();
            pair.client().write(new byte[] {1, 2, 3});
            pair.server()
                    .receive(
                            (_, buffer, result) -> {
                                lent.add(buffer);
                                assertEquals(3, result);
                                assertEquals(3, buffer.length());
                                assertEquals(3, buffer.segment().byteSize());
                                assertEquals(2, buffer.asByteBuffer().get(1));
                                assertEquals(1, loop.buffers().lent());
                                return Action.DISARM;
                            });

            loop.run();

            assertEquals(0, loop.buffers().lent());
            LoopBuffer buffer = lent.getFirst();
            assertThrows(IllegalStateException.class, buffer::segment);
            assertThrows(IllegalStateException.class, buffer::length);
            assertThrows(IllegalStateException.class, buffer::keep);
            assertThrows(IllegalStateException.class, buffer::release);
            assertThrows(IllegalStateException.class, () -> pair.server().write(buffer));
        }
    }

    @BackendTest
    void aKeptBufferStaysUntilItIsReleased(Backend backend) {
        try (Loop loop = Loop.open(options(backend, 4, 64))) {
            Pair pair = Pair.open(loop);
            List<LoopBuffer> kept = new ArrayList<>();
            pair.client().write(new byte[] {7});
            pair.server()
                    .receive(
                            (_, buffer, _) -> {
                                assertSame(buffer, buffer.keep());
                                kept.add(buffer);
                                return Action.DISARM;
                            });

            loop.run();

            LoopBuffer buffer = kept.getFirst();
            assertEquals(7, buffer.segment().get(ValueLayout.JAVA_BYTE, 0));
            assertEquals(1, loop.buffers().lent());
            buffer.release();
            assertEquals(0, loop.buffers().lent());
            assertThrows(IllegalStateException.class, buffer::release);
        }
    }

    @BackendTest
    void whatIsKeptStaysWhileOthersComeAndGo(Backend backend) {
        try (Loop loop = Loop.open(options(backend, 4, 16))) {
            Pair pair = Pair.open(loop);
            List<LoopBuffer> kept = new ArrayList<>();
            List<Byte> received = new ArrayList<>();
            pair.server()
                    .receive(
                            (_, buffer, result) -> {
                                if (result < 0) return Action.DISARM;
                                received.add(buffer.segment().get(ValueLayout.JAVA_BYTE, 0));
                                if (kept.size() < 2) kept.add(buffer.keep());
                                return Action.REARM;
                            });

            for (byte i = 0; i < 20; i++) {
                pair.client().write(new byte[] {i});
                while (received.size() <= i) loop.run(RunMode.ONCE);
                assertEquals(i, received.get(i));
            }

            assertEquals(0, kept.get(0).segment().get(ValueLayout.JAVA_BYTE, 0));
            assertEquals(1, kept.get(1).segment().get(ValueLayout.JAVA_BYTE, 0));
            kept.forEach(LoopBuffer::release);
            assertEquals(0, loop.buffers().lent());
        }
    }

    @BackendTest
    void aWriteTakesABufferAndGivesItBack(Backend backend) {
        try (Loop loop = Loop.open(options(backend, 2, 16))) {
            Pair pair = Pair.open(loop);
            int total = 10_000;
            pair.client().write(new byte[total]);
            pair.server()
                    .receive(
                            (socket, buffer, result) -> {
                                if (result < 0) return Action.DISARM;
                                socket.write(buffer);
                                assertThrows(IllegalStateException.class, buffer::segment);
                                return Action.REARM;
                            });
            int[] echoed = new int[1];
            MemorySegment memory = loop.allocate(1024);
            pair.client()
                    .read(
                            memory,
                            (_, result) -> {
                                echoed[0] += result;
                                return echoed[0] < total ? Action.REARM : Action.DISARM;
                            });

            while (echoed[0] < total) loop.run(RunMode.ONCE);

            assertEquals(0, loop.buffers().lent());
        }
    }

    /** Trap 13: an empty group is back-pressure, never an error and never a busy loop. */
    @BackendTest
    void receivingWaitsForABufferToComeBack(Backend backend) {
        try (Loop loop = Loop.open(options(backend, 2, 16))) {
            int connections = 40;
            List<Pair> pairs = new ArrayList<>();
            for (int i = 0; i < connections; i++) pairs.add(Pair.open(loop));
            List<LoopBuffer> held = new ArrayList<>();
            int[] received = new int[1];
            for (Pair pair : pairs) {
                pair.client().write(new byte[100]);
                pair.server()
                        .receive(
                                (_, buffer, result) -> {
                                    if (received[0] == connections * 100) return Action.DISARM;
                                    assertTrue(result > 0, () -> "result " + result);
                                    received[0] += result;
                                    held.add(buffer.keep());
                                    return Action.REARM;
                                });
            }
            long turns = loop.metrics().turns();
            while (received[0] < connections * 100) {
                loop.run(RunMode.ONCE);
                assertTrue(held.size() <= 2, () -> held.size() + " buffers of 2");
                for (int i = 0; i < 3; i++) loop.run(RunMode.NO_WAIT);
                held.forEach(LoopBuffer::release);
                held.clear();
            }

            assertTrue(loop.metrics().starved() > 0);
            assertTrue(loop.metrics().turns() - turns < 20_000);
            pairs.forEach(pair -> pair.server().close());
            loop.run();
            assertEquals(0, loop.buffers().lent());
        }
    }

    @BackendTest
    void allBuffersThatAreReleasedAreLentAgain(Backend backend) {
        int count = 4;
        try (Loop loop = Loop.open(options(backend, count, 16))) {
            Pair pair = Pair.open(loop);
            List<LoopBuffer> held = new ArrayList<>();
            pair.server()
                    .receive(
                            (_, buffer, result) -> {
                                if (result < 0) return Action.DISARM;
                                held.add(buffer.keep());
                                return Action.REARM;
                            });
            for (int round = 0; round < 3; round++) {
                pair.client().write(new byte[count * 16]);
                long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
                while (held.size() < count && System.nanoTime() < end) {
                    loop.run(Duration.ofMillis(10));
                }
                assertEquals(count, held.size());
                held.forEach(LoopBuffer::release);
                held.clear();
            }
        }
    }

    @BackendTest
    void connectionsThatWaitHoldNoBuffer(Backend backend) {
        try (Loop loop = Loop.open(options(backend, 2, 16))) {
            List<Pair> pairs = new ArrayList<>();
            for (int i = 0; i < 20; i++) pairs.add(Pair.open(loop));
            for (Pair pair : pairs) pair.server().receive((_, _, _) -> Action.REARM);

            loop.run(RunMode.NO_WAIT);

            assertEquals(0, loop.metrics().buffersLent());
            assertEquals(0, loop.metrics().starved());
        }
    }

    @BackendTest
    void theEndOfTheStreamComesWithoutABuffer(Backend backend) {
        try (Loop loop = Loop.open(options(backend, 2, 16))) {
            Pair pair = Pair.open(loop);
            List<Object> seen = new ArrayList<>();
            pair.server()
                    .receive(
                            (_, buffer, result) -> {
                                seen.add(buffer == null ? "none" : "some");
                                seen.add(result);
                                return Action.DISARM;
                            });
            pair.client().close();

            loop.run();

            assertEquals(List.of("none", -1), seen);
        }
    }

    @BackendTest
    void aBufferOfAnotherLoopIsRefused(Backend backend) {
        try (Loop loop = Loop.open(options(backend, 2, 16));
                Loop other = Loop.open(options(backend, 2, 16))) {
            Pair pair = Pair.open(loop);
            Pair foreign = Pair.open(other);
            LoopBuffer[] kept = new LoopBuffer[1];
            pair.client().write(new byte[4]);
            pair.server()
                    .receive(
                            (_, buffer, _) -> {
                                kept[0] = buffer.keep();
                                return Action.DISARM;
                            });
            loop.run();

            assertThrows(IllegalArgumentException.class, () -> foreign.client().write(kept[0]));
            assertEquals(4, kept[0].length());
        }
    }

    @BackendTest
    void memoryOfABufferEndsWithItsLoop(Backend backend) {
        MemorySegment[] memory = new MemorySegment[1];
        try (Loop loop = Loop.open(options(backend, 2, 16))) {
            Pair pair = Pair.open(loop);
            pair.client().write(new byte[4]);
            pair.server()
                    .receive(
                            (_, buffer, _) -> {
                                memory[0] = buffer.keep().segment();
                                return Action.DISARM;
                            });
            loop.run();
            assertEquals(0, memory[0].get(ValueLayout.JAVA_BYTE, 0));
        }

        assertThrows(IllegalStateException.class, () -> memory[0].get(ValueLayout.JAVA_BYTE, 0));
    }

    @BackendTest
    void viewsCanBeMadeToEndWithTheLoan(Backend backend) throws Exception {
        String printed =
                new Child()
                        .option("-Dxev.revocableBuffers=true")
                        .run(Revoked.class, backend.name());

        assertEquals("7 revoked", printed);
    }

    /** Looks at bytes of a buffer for too long. */
    static final class Revoked {
        public static void main(String[] arguments) {
            MemorySegment[] memory = new MemorySegment[1];
            try (Loop loop = Loop.open(options(Backend.valueOf(arguments[0]), 2, 16))) {
                Pair pair = Pair.open(loop);
                pair.client().write(new byte[] {7});
                pair.server()
                        .receive(
                                (_, buffer, _) -> {
                                    memory[0] = buffer.segment();
                                    System.out.print(memory[0].get(ValueLayout.JAVA_BYTE, 0));
                                    return Action.DISARM;
                                });
                loop.run();
                try {
                    System.out.println(" " + memory[0].get(ValueLayout.JAVA_BYTE, 0));
                } catch (IllegalStateException revoked) {
                    System.out.println(" revoked");
                }
            }
        }
    }
}
