package dev.xev.bench.read;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file whose blocks begin with their numbers, and random choices of them. */
final class Blocks {
    static final int BYTES = 4096;
    private static final int CHUNK = 256;

    private final long count;
    private long random;

    Blocks(Path file, long seed) throws IOException {
        count = Files.size(file) / BYTES;
        random = 88_172_645_463_325_252L + seed * 7_919;
    }

    /** Makes the file unless it is there, and reads it, so that it is in the system's cache. */
    static void make(Path file, long bytes) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK * BYTES).order(ByteOrder.nativeOrder());
        boolean isThere = Files.exists(file) && Files.size(file) == bytes;
        try (var channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            for (long at = 0; at < bytes; at += chunk.capacity()) {
                chunk.clear();
                if (isThere) {
                    channel.read(chunk, at);
                } else {
                    for (int i = 0; i < CHUNK; i++) chunk.putLong(i * BYTES, at / BYTES + i);
                    channel.write(chunk, at);
                }
            }
            if (!isThere) channel.force(false);
        }
    }

    long next() {
        random ^= random << 13;
        random ^= random >>> 7;
        random ^= random << 17;
        return (random >>> 1) % count;
    }

    static void check(MemorySegment read, long result, long block) {
        if (result == BYTES && read.get(ValueLayout.JAVA_LONG, 0) == block) return;
        throw new IllegalStateException(result + " bytes, and not of block " + block);
    }

    static void check(ByteBuffer read, long result, long block) {
        check(MemorySegment.ofBuffer(read.clear()), result, block);
    }
}
