package dev.xev.examples.copy.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/** Copies each file in a task that blocks: what the JDK offers. */
final class BlockingContender implements Contender {
    /** Copies one file to a new one. */
    interface Copier {
        void copy(Path source, Path target) throws IOException, InterruptedException;
    }

    private final String name;
    private final ExecutorService executor;
    private final Copier copier;

    private BlockingContender(String name, ExecutorService executor, Copier copier) {
        this.name = name;
        this.executor = executor;
        this.copier = copier;
    }

    static Contender virtualThreadsReadWrite(int inFlight, int chunk) {
        return new BlockingContender(
                "virtual threads, read/write",
                Executors.newVirtualThreadPerTaskExecutor(),
                readWrite(inFlight, chunk));
    }

    static Contender virtualThreadsFilesCopy(int inFlight) {
        return new BlockingContender(
                "virtual threads, Files.copy",
                Executors.newVirtualThreadPerTaskExecutor(),
                limited(inFlight, Files::copy));
    }

    static Contender platformThreadsTransferTo(int inFlight) {
        return new BlockingContender(
                "platform threads, transferTo",
                Executors.newFixedThreadPool(inFlight),
                BlockingContender::transferTo);
    }

    static Contender oneThreadFilesCopy() {
        return new BlockingContender(
                "one thread, Files.copy", Executors.newSingleThreadExecutor(), Files::copy);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void copy(Run run) throws Exception {
        var tasks = new ArrayList<Future<?>>(run.files().size());
        for (Run.Pair file : run.files()) {
            tasks.add(
                    executor.submit(
                            () -> {
                                copier.copy(file.source(), file.target());
                                return null;
                            }));
        }
        for (Future<?> task : tasks) task.get();
    }

    @Override
    public void close() {
        executor.close();
    }

    /** Buffers are direct and made once, as the loop's are; waiting for one is the limit. */
    private static Copier readWrite(int inFlight, int chunk) {
        BlockingQueue<ByteBuffer> buffers = new ArrayBlockingQueue<>(inFlight);
        for (int i = 0; i < inFlight; i++) buffers.add(ByteBuffer.allocateDirect(chunk));
        return (source, target) -> {
            ByteBuffer buffer = buffers.take();
            try (var in = FileChannel.open(source, StandardOpenOption.READ);
                    var out = create(target)) {
                while (in.read(buffer.clear()) >= 0) {
                    buffer.flip();
                    while (buffer.hasRemaining()) out.write(buffer);
                }
            } finally {
                buffers.add(buffer);
            }
        };
    }

    private static Copier limited(int inFlight, Copier copier) {
        var permits = new Semaphore(inFlight);
        return (source, target) -> {
            permits.acquire();
            try {
                copier.copy(source, target);
            } finally {
                permits.release();
            }
        };
    }

    private static void transferTo(Path source, Path target) throws IOException {
        try (var in = FileChannel.open(source, StandardOpenOption.READ);
                var out = create(target)) {
            long size = in.size();
            for (long done = 0; done < size; ) {
                done += in.transferTo(done, size - done, out);
            }
        }
    }

    private static FileChannel create(Path target) throws IOException {
        return FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }
}
