package dev.xev;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * One stream of bytes under everything that can happen to it: every kind of read and write, with
 * cancels and deadlines at any moment. What comes out is what went in, as the writes reported it.
 */
class RandomStreamTest {
    private static final int WRITES = 150;

    /** One program, made of one seed. */
    private static final class Program {
        private final Loop loop;
        private final Random random;
        private final TcpSocket writer;
        private final TcpSocket reader;
        private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
        private final ByteArrayOutputStream received = new ByteArrayOutputStream();
        private final List<Long> ids = new ArrayList<>();
        private int written;
        private int starts;
        private int ends;
        private boolean isFinished;
        private boolean isReading;

        Program(Loop loop, Random random) {
            this.loop = loop;
            this.random = random;
            Pair pair = Pair.open(loop);
            writer = pair.client();
            reader = pair.server();
            writer.setOption(StandardSocketOptions.SO_SNDBUF, 4096 << random.nextInt(6));
            writer.writeLimit(200_000);
        }

        void run() {
            while (!isFinished) {
                if (written < WRITES && random.nextInt(3) == 0) write();
                if (written == WRITES && writer.queuedBytes() == 0) finish();
                if (!isReading) read();
                disturb();
                loop.run(RunMode.NO_WAIT);
                if (random.nextInt(4) == 0) loop.run(Duration.ofNanos(200_000));
            }
            loop.run();
        }

        private void write() {
            byte[] bytes = new byte[1 + random.nextInt(random.nextInt(6) == 0 ? 150_000 : 3000)];
            random.nextBytes(bytes);
            written++;
            starts++;
            OperationCallback<TcpSocket> callback =
                    (_, result) -> {
                        ends++;
                        assertTrue(result == bytes.length || result < -1, () -> "wrote " + result);
                        sent.write(bytes, 0, loop.bytesMoved());
                        return Action.DISARM;
                    };
            ids.add(
                    switch (random.nextInt(4)) {
                        case 0 -> writer.write(bytes, callback);
                        case 1 -> writer.write(ByteBuffer.wrap(bytes), callback);
                        case 2 -> writer.write(direct(bytes), callback);
                        default -> writer.write(own(bytes), callback);
                    });
        }

        private static ByteBuffer direct(byte[] bytes) {
            return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        }

        private MemorySegment own(byte[] bytes) {
            MemorySegment memory = loop.allocate(bytes.length);
            return memory.copyFrom(MemorySegment.ofArray(bytes));
        }

        private void finish() {
            written++;
            writer.shutdownOutput((_, _) -> Action.DISARM);
        }

        private void read() {
            isReading = true;
            starts++;
            int length = 1 + random.nextInt(random.nextInt(4) == 0 ? 100_000 : 500);
            int[] left = {random.nextInt(6)};
            switch (random.nextInt(3)) {
                case 0 -> {
                    byte[] into = new byte[length];
                    ids.add(
                            reader.read(
                                    into, (_, n) -> took(MemorySegment.ofArray(into), n, left)));
                }
                case 1 -> {
                    MemorySegment into = loop.allocate(length);
                    ids.add(reader.read(into, (_, n) -> took(into, n, left)));
                }
                default ->
                        ids.add(
                                reader.receive(
                                        (_, buffer, n) ->
                                                took(
                                                        buffer == null
                                                                ? MemorySegment.NULL
                                                                : buffer.segment(),
                                                        n,
                                                        left)));
            }
        }

        private Action took(MemorySegment bytes, int result, int[] left) {
            if (result > 0) {
                received.writeBytes(bytes.asSlice(0, result).toArray(ValueLayout.JAVA_BYTE));
                if (left[0]-- > 0) return Action.REARM;
            }
            if (result == -1) isFinished = true;
            assertTrue(result >= -1 || isAskedFor(result), () -> "read " + result);
            ends++;
            isReading = false;
            return Action.DISARM;
        }

        private static boolean isAskedFor(int result) {
            XevError error = XevError.of(result);
            return error.isCanceled() || error.isTimedOut();
        }

        private void disturb() {
            if (ids.isEmpty()) return;
            long id = ids.get(ids.size() - 1 - random.nextInt(Math.min(ids.size(), 5)));
            switch (random.nextInt(12)) {
                case 0 -> loop.cancel(id);
                case 1 -> loop.deadline(id, Duration.ofNanos(random.nextInt(300_000)));
                default -> {}
            }
        }
    }

    @BackendTest
    void whatComesOutIsWhatWentIn(Backend backend) {
        for (int seed = 0; seed < 40; seed++) {
            LoopOptions options =
                    LoopOptions.defaults()
                            .backend(backend)
                            .bufferCount(1 << seed % 5)
                            .bufferBytes(64 << seed % 7);
            try (Loop loop = Loop.open(options)) {
                Program program = new Program(loop, new Random(seed));
                program.run();

                byte[] sent = program.sent.toByteArray();
                byte[] received = program.received.toByteArray();
                String where = "seed " + seed + ", byte " + Arrays.mismatch(sent, received);
                assertArrayEquals(sent, received, where);
                assertEquals(program.starts, program.ends, where);
                assertEquals(0, loop.buffers().lent(), where);
                assertEquals(0, program.writer.queuedBytes(), where);
            }
        }
    }
}
