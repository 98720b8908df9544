package dev.xev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

class SlabsTest {
    private final Arena arena = Arena.ofShared();
    private final Slabs slabs = new Slabs(arena);

    @AfterEach
    void free() {
        arena.close();
    }

    @Test
    void piecesAreZeroedAndApart() {
        Random random = new Random(3);
        List<MemorySegment> pieces = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            long bytes = 1 + random.nextInt(1 << random.nextInt(1, 18));
            MemorySegment piece = slabs.allocate(bytes);
            assertEquals(bytes, piece.byteSize());
            assertEquals(-1, piece.mismatch(MemorySegment.ofArray(new byte[(int) bytes])));
            piece.fill((byte) 1);
            pieces.add(piece);
        }
        assertApart(pieces);
    }

    @Test
    void piecesBeginWithALineOrAPage() {
        for (int bytes = 1; bytes < 50_000; bytes = bytes * 3 / 2 + 1) {
            long boundary = bytes < 4096 ? 64 : 4096;
            assertEquals(0, slabs.allocate(bytes).address() % boundary, bytes + " bytes");
        }
    }

    @Test
    void threadsGetPiecesOfTheirOwn() throws InterruptedException {
        List<List<MemorySegment>> lists = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            List<MemorySegment> own = new ArrayList<>();
            lists.add(own);
            threads.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        for (int j = 1; j < 300; j++) own.add(slabs.allocate(j));
                                    }));
        }
        for (Thread thread : threads) thread.join();
        List<MemorySegment> all = lists.stream().flatMap(List::stream).toList();
        assertEquals(4 * 299, all.size());
        assertApart(all);
    }

    @Test
    void allThereIsIsTakenOnceAndHoldsEveryPiece() {
        List<MemorySegment> pieces = new ArrayList<>();
        List<MemorySegment> taken = new ArrayList<>();
        assertFalse(slabs.hasFresh());
        for (int bytes : new int[] {10, 4096, 100_000, 20_000, 30_000, 30_000, 5}) {
            pieces.add(slabs.allocate(bytes));
            if (bytes == 20_000) taken.addAll(slabs.takeFresh());
        }
        assertTrue(slabs.hasFresh());
        taken.addAll(slabs.takeFresh());
        assertFalse(slabs.hasFresh());
        assertEquals(List.of(), slabs.takeFresh());

        assertApart(taken);
        for (MemorySegment piece : pieces) {
            assertEquals(1, taken.stream().filter(slab -> holds(slab, piece)).count());
        }
    }

    @Test
    void fewSlabsHoldMuch() {
        for (int i = 0; i < 2000; i++) slabs.allocate(4096);

        assertTrue(slabs.takeFresh().size() < 16);
    }

    @Test
    void aClosedArenaHasNoMore() {
        Arena ended = Arena.ofShared();
        Slabs old = new Slabs(ended);
        ended.close();

        assertThrows(IllegalStateException.class, () -> old.allocate(10));
    }

    private static boolean holds(MemorySegment slab, MemorySegment piece) {
        return slab.address() <= piece.address() && end(piece) <= end(slab);
    }

    private static void assertApart(List<MemorySegment> pieces) {
        List<MemorySegment> sorted = new ArrayList<>(pieces);
        sorted.sort(Comparator.comparingLong(MemorySegment::address));
        for (int i = 1; i < sorted.size(); i++) {
            assertTrue(end(sorted.get(i - 1)) <= sorted.get(i).address());
        }
    }

    private static long end(MemorySegment segment) {
        return segment.address() + segment.byteSize();
    }
}
