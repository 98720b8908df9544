package dev.xev.bench.read;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/** What the JDK has: threads that read, and asynchronous channels. */
final class JdkReads {
    private JdkReads() {}

    private static Set<OpenOption> options(boolean isDirect) throws IOException {
        return isDirect
                ? Set.of(StandardOpenOption.READ, direct())
                : Set.of(StandardOpenOption.READ);
    }

    /** Public, but javac warns of it as if it were not, and nothing silences that. */
    private static OpenOption direct() throws IOException {
        try {
            Class<?> options = Class.forName("com.sun.nio.file.ExtendedOpenOption");
            return (OpenOption) options.getField("DIRECT").get(null);
        } catch (ReflectiveOperationException e) {
            throw new IOException(e);
        }
    }

    private static ByteBuffer buffer() {
        return ByteBuffer.allocateDirect(2 * Blocks.BYTES)
                .alignedSlice(Blocks.BYTES)
                .slice(0, Blocks.BYTES);
    }

    /** So many threads of a kind that read from one channel. */
    static long threads(ThreadFactory kind, Path path, boolean isDirect, int count, long end)
            throws IOException, InterruptedException {
        var total = new LongAdder();
        var failure = new AtomicReference<Exception>();
        try (FileChannel channel = FileChannel.open(path, options(isDirect))) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                var blocks = new Blocks(path, i);
                threads.add(
                        kind.newThread(
                                () -> {
                                    try {
                                        total.add(read(channel, blocks, end));
                                    } catch (IOException | RuntimeException e) {
                                        failure.set(e);
                                    }
                                }));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) thread.join();
        }
        if (failure.get() != null) throw new IOException(failure.get());
        return total.sum();
    }

    // Virtual threads that never wait for anything keep the others from reading otherwise.
    @SuppressWarnings("ThreadPriorityCheck")
    private static long read(FileChannel channel, Blocks blocks, long end) throws IOException {
        ByteBuffer buffer = buffer();
        long count = 0;
        do {
            for (int i = 0; i < 16; i++, count++) {
                long block = blocks.next();
                int result = channel.read(buffer.clear(), block * Blocks.BYTES);
                Blocks.check(buffer, result, block);
            }
            Thread.yield();
        } while (System.nanoTime() < end);
        return count;
    }

    /** So many reads in flight, on a pool of two threads. */
    static long asynchronous(ExecutorService pool, Path path, boolean isDirect, int depth, long end)
            throws IOException, InterruptedException {
        var total = new LongAdder();
        var done = new CountDownLatch(depth);
        try (var channel = AsynchronousFileChannel.open(path, options(isDirect), pool)) {
            for (int i = 0; i < depth; i++) {
                new Read(channel, new Blocks(path, i), total, done, end).start();
            }
            done.await();
        }
        return total.sum();
    }

    private static final class Read implements CompletionHandler<Integer, Void> {
        private final AsynchronousFileChannel channel;
        private final Blocks blocks;
        private final LongAdder total;
        private final CountDownLatch done;
        private final long end;
        private final ByteBuffer buffer = buffer();
        private long block;
        private long count;

        Read(
                AsynchronousFileChannel channel,
                Blocks blocks,
                LongAdder total,
                CountDownLatch done,
                long end) {
            this.channel = channel;
            this.blocks = blocks;
            this.total = total;
            this.done = done;
            this.end = end;
        }

        @SuppressWarnings("NullAway") // the attachment of a read may be null
        void start() {
            block = blocks.next();
            channel.read(buffer.clear(), block * Blocks.BYTES, null, this);
        }

        @Override
        public void completed(Integer result, Void attachment) {
            Blocks.check(buffer, result, block);
            count++;
            if (System.nanoTime() < end) {
                start();
            } else {
                total.add(count);
                done.countDown();
            }
        }

        @Override
        public void failed(Throwable cause, Void attachment) {
            System.err.println(cause);
            Runtime.getRuntime().halt(1);
        }
    }
}
