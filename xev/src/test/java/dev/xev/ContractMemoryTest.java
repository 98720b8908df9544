package dev.xev;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import org.junit.jupiter.api.io.TempDir;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Contract, line 5: no use of memory after its end can be reached. */
class ContractMemoryTest {
    @TempDir Path directory;

    @BackendTest
    void anArenaOfTheLoopStaysOpenWhileAnOperationUsesIt(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            Arena arena = loop.arena();
            List<String> closed = new ArrayList<>();
            long id =
                    pair.server()
                            .read(
                                    arena.allocate(10),
                                    (_, _) -> {
                                        arena.close();
                                        closed.add("in the callback");
                                        return Action.DISARM;
                                    });

            var refused = assertThrows(IllegalStateException.class, arena::close);
            loop.run(RunMode.NO_WAIT);
            assertThrows(IllegalStateException.class, arena::close);
            loop.cancel(id);
            assertThrows(IllegalStateException.class, arena::close);
            loop.run();

            assertEquals(List.of("in the callback"), closed);
            assertTrue(refused.getMessage().contains("1 operations"), refused.getMessage());
        }
    }

    @BackendTest
    void memoryWhoseArenaIsClosedIsRefused(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            Arena own = loop.arena();
            MemorySegment mine = own.allocate(10);
            own.close();
            Arena foreign = Arena.ofShared();
            MemorySegment theirs = foreign.allocate(10);
            ByteBuffer view = theirs.asByteBuffer();
            foreign.close();

            for (Runnable start :
                    List.<Runnable>of(
                            () -> pair.server().read(mine, new Recorder<>()),
                            () -> pair.server().read(theirs, new Recorder<>()),
                            () -> pair.server().read(view, new Recorder<>()),
                            () -> pair.server().write(theirs, new Recorder<>()))) {
                var refused = assertThrows(IllegalStateException.class, start::run);
                assertTrue(refused.getMessage().contains("closed"), refused.getMessage());
            }
        }
    }

    @BackendTest
    void anArenaThatIsClosedUnderAReadHurtsNobody(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            Recorder<TcpSocket> recorder = new Recorder<>();
            Arena foreign = Arena.ofShared();
            pair.server().read(foreign.allocate(100), recorder);
            loop.run(RunMode.NO_WAIT);
            foreign.close();
            pair.client().write(new byte[100]);

            loop.run();

            assertEquals(XevError.BAD_ADDRESS, recorder.code());
        }
    }

    @BackendTest
    void anArenaThatIsClosedUnderAWriteEndsItThere(Backend backend) {
        try (Loop loop = Loop.open(backend);
                File file = File.open(loop, directory.resolve("f"), READ, WRITE, CREATE)) {
            Recorder<File> recorder = new Recorder<>();
            int[] moved = new int[1];
            Arena foreign = Arena.ofShared();
            int length = 4 << 20;
            file.write(
                    foreign.allocate(length),
                    0,
                    (source, result) -> {
                        moved[0] = loop.bytesMoved();
                        return recorder.completed(source, result);
                    });
            foreign.close();

            loop.run();

            assertEquals(XevError.BAD_ADDRESS, recorder.code());
            assertTrue(moved[0] < length);
        }
    }

    @BackendTest
    void aConfinedArenaOfAnotherThreadIsRefused(Backend backend) throws Exception {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            MemorySegment[] theirs = new MemorySegment[1];
            Thread.ofPlatform().start(() -> theirs[0] = Arena.ofConfined().allocate(10)).join();

            var refused =
                    assertThrows(
                            WrongThreadException.class,
                            () -> pair.server().read(theirs[0], new Recorder<>()));

            assertTrue(refused.getMessage().contains("loop.allocate"), refused.getMessage());
        }
    }

    @BackendTest
    void everyKindOfMemoryCarriesTheSameBytes(Backend backend) {
        try (Loop loop = Loop.open(backend);
                Arena confined = Arena.ofConfined();
                Arena shared = Arena.ofShared();
                File file = File.open(loop, directory.resolve("f"), READ, WRITE, CREATE)) {
            int length = 1_000_003;
            List<MemorySegment> memories =
                    List.of(
                            loop.allocate(length),
                            loop.arena().allocate(length),
                            Arena.ofAuto().allocate(length),
                            Arena.global().allocate(length),
                            confined.allocate(length),
                            shared.allocate(length),
                            MemorySegment.ofArray(new byte[length]),
                            MemorySegment.ofBuffer(ByteBuffer.allocateDirect(length)),
                            MemorySegment.ofArray(new long[length / 8 + 1]).asSlice(0, length));
            Random random = new Random(1);
            byte[] bytes = new byte[length];
            for (MemorySegment source : memories) {
                random.nextBytes(bytes);
                source.copyFrom(MemorySegment.ofArray(bytes));
                for (MemorySegment target : memories) {
                    Recorder<File> written = new Recorder<>();
                    file.write(source, 0, written);
                    assertEquals(length, written.await(loop));
                    target.fill((byte) 0);
                    readFully(loop, file, target);
                    assertEquals(-1, target.mismatch(MemorySegment.ofArray(bytes)));
                    source.copyFrom(MemorySegment.ofArray(bytes));
                }
            }
        }
    }

    private static void readFully(Loop loop, File file, MemorySegment target) {
        long done = 0;
        while (done < target.byteSize()) {
            Recorder<File> read = new Recorder<>();
            file.read(target, done, target.byteSize() - done, done, read);
            int count = read.await(loop);
            assertTrue(count > 0, () -> "read " + count);
            done += count;
        }
    }

    @BackendTest
    void aByteBuffersPositionMovesBeforeTheCallback(Backend backend) {
        try (Loop loop = Loop.open(backend);
                Arena shared = Arena.ofShared();
                File file = File.open(loop, directory.resolve("f"), READ, WRITE, CREATE)) {
            for (ByteBuffer buffer :
                    List.of(
                            ByteBuffer.allocate(100),
                            ByteBuffer.allocateDirect(100),
                            ByteBuffer.allocate(300).slice(50, 100),
                            shared.allocate(100).asByteBuffer())) {
                for (int i = 0; i < 100; i++) buffer.put((byte) i);
                buffer.position(10).limit(90);
                List<Integer> positions = new ArrayList<>();
                OperationCallback<File> callback =
                        (_, _) -> {
                            positions.add(buffer.position());
                            return Action.DISARM;
                        };

                file.write(buffer, 0, callback);
                loop.run();
                buffer.clear().position(5).limit(25);
                file.read(buffer, 3, callback);
                loop.run();

                assertEquals(List.of(90, 25), positions);
                byte[] read = new byte[20];
                buffer.get(5, read);
                byte[] expected = new byte[20];
                for (int i = 0; i < 20; i++) expected[i] = (byte) (13 + i);
                assertArrayEquals(expected, read);
            }
        }
    }

    @BackendTest
    void aReadOnlyBufferCanBeWrittenButNotReadInto(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            Recorder<TcpSocket> recorder = new Recorder<>();
            ByteBuffer buffer = ByteBuffer.allocate(10).asReadOnlyBuffer();
            MemorySegment segment = loop.allocate(10).asReadOnly();

            assertThrows(
                    IllegalArgumentException.class, () -> pair.server().read(buffer, recorder));
            assertThrows(
                    IllegalArgumentException.class, () -> pair.server().read(segment, recorder));
            pair.client().write(buffer, recorder);
            pair.client().write(segment, recorder);
            loop.run();

            assertEquals(List.of(10, 10), recorder.results);
            assertFalse(buffer.hasRemaining());
        }
    }

    @BackendTest
    void whatAnOperationUsesIsNotCollected(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            byte[][] seen = new byte[1][];
            WeakReference<ByteBuffer> buffer = readIntoForgotten(pair, seen);
            WeakReference<MemorySegment> segment = writeForgotten(pair);
            for (int i = 0; i < 5; i++) {
                System.gc();
                ByteBuffer.allocateDirect(1 << 16).put(new byte[1 << 16]);
            }
            assertTrue(buffer.get() != null);
            assertTrue(segment.get() != null);

            loop.run();

            assertEquals(7, seen[0][0]);
        }
    }

    private static WeakReference<ByteBuffer> readIntoForgotten(Pair pair, byte[][] seen) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
        WeakReference<ByteBuffer> reference = new WeakReference<>(buffer);
        pair.server()
                .read(
                        buffer,
                        (_, _) -> {
                            seen[0] = new byte[] {reference.get().get(0)};
                            return Action.DISARM;
                        });
        return reference;
    }

    private static WeakReference<MemorySegment> writeForgotten(Pair pair) {
        MemorySegment segment = Arena.ofAuto().allocate(1 << 16).fill((byte) 7);
        pair.client().write(segment);
        return new WeakReference<>(segment);
    }

    @BackendTest
    void memoryOfAClosedLoopIsOutOfReach(Backend backend) {
        MemorySegment allocated;
        MemorySegment ofArena;
        try (Loop loop = Loop.open(backend)) {
            allocated = loop.allocate(10);
            ofArena = loop.arena().allocate(10);
        }

        for (MemorySegment memory : List.of(allocated, ofArena)) {
            assertThrows(IllegalStateException.class, () -> memory.get(ValueLayout.JAVA_BYTE, 0));
        }
    }

    @BackendTest
    void foreignMemoryCanBeTrusted(Backend backend) {
        LoopOptions options = LoopOptions.defaults().backend(backend).trustForeignMemory(true);
        try (Loop loop = Loop.open(options);
                Arena foreign = Arena.ofShared()) {
            Pair pair = Pair.open(loop);
            Recorder<TcpSocket> recorder = new Recorder<>();
            MemorySegment memory = foreign.allocate(100);
            pair.client().write(new byte[] {1, 2, 3});
            pair.server().read(memory, recorder);

            loop.run();

            assertEquals(3, recorder.only());
            assertEquals(3, memory.get(ValueLayout.JAVA_BYTE, 2));
        }
    }

    @BackendTest
    void memoryOfAnotherLoopIsForeign(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            Recorder<TcpSocket> recorder = new Recorder<>();
            try (Loop other = Loop.open(backend)) {
                pair.server().read(other.allocate(100), recorder);
                loop.run(RunMode.NO_WAIT);
            }
            pair.client().write(new byte[100]);

            loop.run();

            assertEquals(XevError.BAD_ADDRESS, recorder.code());
        }
    }
}
