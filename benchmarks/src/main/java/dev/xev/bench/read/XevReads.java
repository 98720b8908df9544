package dev.xev.bench.read;

import dev.xev.Action;
import dev.xev.Backend;
import dev.xev.File;
import dev.xev.Loop;
import dev.xev.OperationCallback;
import dev.xev.XevOpenOption;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Ours: so many reads in flight, and a new one for each that has ended. */
final class XevReads {
    private final Loop loop;
    private final File file;
    private final Blocks blocks;
    private final List<Read> reads = new ArrayList<>();
    private long end;
    private long count;
    private boolean isOver;

    XevReads(Backend backend, Path path, boolean isDirect, int depth) throws IOException {
        OpenOption[] options =
                isDirect
                        ? new OpenOption[] {StandardOpenOption.READ, XevOpenOption.DIRECT}
                        : new OpenOption[] {StandardOpenOption.READ};
        loop = Loop.open(backend);
        file = File.open(loop, path, options);
        blocks = new Blocks(path, 1);
        MemorySegment memory = loop.allocate((depth + 1L) * Blocks.BYTES);
        long first = -memory.address() & (Blocks.BYTES - 1);
        for (int i = 0; i < depth; i++) {
            long at = first + (long) i * Blocks.BYTES;
            reads.add(new Read(memory.asSlice(at, Blocks.BYTES)));
        }
    }

    /** {@return how many there were} */
    long until(long endNanos) {
        end = endNanos;
        count = 0;
        isOver = false;
        for (int i = 0; i < reads.size(); i++) reads.get(i).start();
        loop.run();
        return count;
    }

    private final class Read {
        private final MemorySegment memory;
        private final OperationCallback<File> callback = this::completed;
        private long block;

        Read(MemorySegment memory) {
            this.memory = memory;
        }

        void start() {
            block = blocks.next();
            file.read(memory, block * Blocks.BYTES, callback);
        }

        private Action completed(File source, int result) {
            Blocks.check(memory, result, block);
            count++;
            if ((count & 15) == 0 && System.nanoTime() >= end) isOver = true;
            if (!isOver) start();
            return Action.DISARM;
        }
    }
}
