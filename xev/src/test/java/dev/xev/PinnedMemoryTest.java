package dev.xev;

import static org.junit.jupiter.api.Assertions.assertEquals;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Memory of the loop is announced to the library by itself, and a ring pins it when that pays. */
class PinnedMemoryTest {
    private static final int PAGE = 4096;
    private static final int OFTEN = 200;

    @TempDir Path directory;

    @BackendTest
    void whatIsReadIntoOftenIsPinnedUntilTheLoopIsClosed(Backend backend) throws IOException {
        long before = pinnedBytes();
        try (Loop loop = Loop.open(backend);
                File file = block(loop)) {
            MemorySegment large = loop.allocate(40 * PAGE);
            List<MemorySegment> small = new ArrayList<>();
            for (int i = 0; i < 8; i++) small.add(loop.allocate(PAGE));

            readOften(loop, file, List.of(large.asSlice(5, PAGE)));
            assertEquals(canPin(loop) ? 40 * PAGE : 0, pinnedBytes() - before);

            readOften(loop, file, small);
            assertEquals(canPin(loop) ? 40 * PAGE + Slabs.SMALLEST : 0, pinnedBytes() - before);
        }
        assertEquals(before, pinnedBytes());
    }

    @BackendTest
    void memoryThatAnotherThreadHasAllocatedIsPinnedToo(Backend backend) throws Exception {
        long before = pinnedBytes();
        try (Loop loop = Loop.open(backend);
                File file = block(loop)) {
            var memory = CompletableFuture.supplyAsync(() -> loop.allocate(40 * PAGE)).get();

            readOften(loop, file, List.of(memory.asSlice(PAGE, PAGE)));

            assertEquals(canPin(loop) ? 40 * PAGE : 0, pinnedBytes() - before);
        }
        assertEquals(before, pinnedBytes());
    }

    @BackendTest
    void memoryOfAnArenaThatCanBeClosedIsNot(Backend backend) throws IOException {
        long before = pinnedBytes();
        try (Loop loop = Loop.open(backend);
                File file = block(loop)) {
            try (var arena = loop.arena()) {
                readOften(loop, file, List.of(arena.allocate(40 * PAGE).asSlice(0, PAGE)));
            }
            assertEquals(before, pinnedBytes());
        }
    }

    /** A file of one page, each byte of which is 7. */
    private File block(Loop loop) throws IOException {
        Path path = directory.resolve("block");
        File file = File.open(loop, path, READ, WRITE, CREATE);
        Recorder<File> written = new Recorder<>();
        file.write(loop.allocate(PAGE).fill((byte) 7), 0, written);
        assertEquals(PAGE, written.await(loop));
        return file;
    }

    private static void readOften(Loop loop, File file, List<MemorySegment> memories) {
        MemorySegment expected = MemorySegment.ofArray(new byte[PAGE]).fill((byte) 7);
        for (int i = 0; i < OFTEN; i++) {
            MemorySegment memory = memories.get(i % memories.size()).fill((byte) 0);
            Recorder<File> read = new Recorder<>();
            file.read(memory, 0, read);
            assertEquals(PAGE, read.await(loop));
            assertEquals(-1, memory.mismatch(expected));
        }
    }

    /** What rings have pinned for this process. */
    private static long pinnedBytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmPin:")) return 1024 * Long.parseLong(line.split("\\s+")[1]);
        }
        throw new IOException("the system does not tell what is pinned");
    }

    /** From Linux 5.19 on. */
    private static boolean canPin(Loop loop) throws IOException {
        if (loop.backend() != Backend.IO_URING) return false;
        String release = Files.readString(Path.of("/proc/sys/kernel/osrelease"));
        String[] parts = release.split("[.-]");
        return 1000 * Integer.parseInt(parts[0]) + Integer.parseInt(parts[1]) >= 5019;
    }
}
