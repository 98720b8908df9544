package dev.xev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Contract, line 17: nothing a program does ends the JVM. */
class ContractVmSafetyTest {
    @TempDir Path directory;

    /** Trap 18: no signal, only an error. */
    @BackendTest
    void writingToWhatIsClosedIsAnError(Backend backend) throws Exception {
        Path fifo = directory.resolve("fifo");
        assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            Recorder<TcpSocket> sent = new Recorder<>();
            pair.server().close();
            loop.run();
            for (int i = 0; i < 5; i++) {
                pair.client().write(loop.allocate(1000), sent);
                loop.run();
            }
            Recorder<File> piped = new Recorder<>();
            File both = File.open(loop, fifo, READ, WRITE);
            try (File writer = File.open(loop, fifo, WRITE)) {
                both.close();
                writer.write(loop.allocate(10), piped);
                loop.run();
            }

            assertTrue(sent.results.getLast() < -1, sent.results.toString());
            assertEquals(XevError.BROKEN_PIPE, piped.code());
        }
    }

    @BackendTest(simulated = true)
    void anythingThatIsThrownLeavesRunAndTheLoopGoesOn(Backend backend) {
        try (Loop loop = Loop.open(backend);
                Timer timer = Timer.open(loop)) {
            List<Throwable> thrown =
                    List.of(
                            new StackOverflowError("thrown"),
                            new OutOfMemoryError("thrown"),
                            new InternalError("thrown"),
                            new IOException("thrown"));
            for (Throwable next : thrown) {
                timer.start(
                        Duration.ZERO,
                        (_, _) -> {
                            throw ContractVmSafetyTest.<RuntimeException>unchecked(next);
                        });
                assertSame(next, assertThrows(Throwable.class, loop::run));
            }
            timer.start(Duration.ZERO, (_, _) -> overflow(0));
            assertThrows(StackOverflowError.class, loop::run);
            Recorder<Timer> recorder = new Recorder<>();
            timer.start(Duration.ZERO, recorder);
            loop.run();

            assertEquals(0, recorder.only());
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T unchecked(Throwable thrown) throws T {
        throw (T) thrown;
    }

    private static Action overflow(int depth) {
        return depth < 0 ? Action.DISARM : overflow(depth + 1);
    }

    /** A wait that stopped the collector would never end here. */
    @BackendTest
    void aWaitingLoopDoesNotHoldTheCollector(Backend backend) {
        try (Loop loop = Loop.open(backend);
                Async async = Async.open(loop)) {
            Recorder<Async> recorder = new Recorder<>();
            async.listen(recorder);
            Thread.ofPlatform()
                    .start(
                            () -> {
                                while (loop.metrics().waits() == 0 && loop.core().referenced == 0) {
                                    Thread.onSpinWait();
                                }
                                for (int i = 0; i < 3; i++) System.gc();
                                async.send();
                            });

            loop.run();

            assertEquals(0, recorder.only());
        }
    }

    /** Trap 34: memory in use is not moved, and what comes into it is what was sent. */
    @BackendTest
    void theCollectorDisturbsNoTransfer(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Random random = new Random(11);
            Pair pair = Pair.open(loop);
            for (int round = 0; round < 60; round++) {
                byte[] sent = new byte[1 + random.nextInt(200_000)];
                random.nextBytes(sent);
                byte[] received = new byte[sent.length];
                int[] count = new int[1];
                readAll(pair.server(), received, count);
                pair.client().write(sent);
                while (count[0] < sent.length) {
                    loop.run(RunMode.ONCE);
                    if (random.nextInt(20) == 0) System.gc();
                }
                assertEquals(
                        -1, MemorySegment.ofArray(sent).mismatch(MemorySegment.ofArray(received)));
            }
        }
    }

    private static void readAll(TcpSocket socket, byte[] into, int[] count) {
        MemorySegment rest = MemorySegment.ofArray(into).asSlice(count[0]);
        socket.read(
                rest,
                (source, result) -> {
                    count[0] += result;
                    if (count[0] < into.length) readAll(source, into, count);
                    return Action.DISARM;
                });
    }

    /** Trap 28: a child gets none of our descriptors. */
    @BackendTest
    void aChildProcessInheritsNothing(Backend backend) throws Exception {
        try (Loop loop = Loop.open(backend);
                TcpListener listener = TcpListener.bind(loop, Pair.ANY_PORT);
                File file = File.open(loop, Path.of("/dev/null"))) {
            Pair pair = Pair.open(loop);
            pair.server().read(loop.allocate(1), new Recorder<>());
            listener.accept((_, _) -> Action.REARM);
            loop.run(RunMode.NO_WAIT);
            Process child = new ProcessBuilder("ls", "-l", "/proc/self/fd").start();
            String listed = new String(child.getInputStream().readAllBytes());
            assertEquals(0, child.waitFor());

            for (String kind : List.of("io_uring", "eventpoll", "eventfd", "socket:")) {
                assertTrue(!listed.contains(kind), listed);
            }
            assertTrue(!file.isClosed());
        }
    }

    /** Trap 29: after a process was killed, its address is free at once. */
    @BackendTest
    void theAddressOfAKilledProcessIsFreeAtOnce(Backend backend) throws Exception {
        Process process = new Child().start(Server.class, backend.name());
        int port;
        try (var reader = process.inputReader()) {
            port = Integer.parseInt(reader.readLine());
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                Socket client = new Socket("127.0.0.1", port);
                clients.add(client);
                client.getOutputStream().write(1);
                assertEquals(1, client.getInputStream().read());
            }
            process.destroyForcibly().waitFor();
            for (Socket client : clients) {
                assertEquals(-1, end(client));
                client.close();
            }
        }

        try (Loop loop = Loop.open(backend);
                TcpListener listener =
                        TcpListener.bind(loop, new InetSocketAddress("127.0.0.1", port))) {
            assertEquals(new InetSocketAddress("127.0.0.1", port), listener.localAddress());
        }
    }

    private static int end(Socket client) {
        try {
            return client.getInputStream().read();
        } catch (IOException e) {
            return -1;
        }
    }

    /** Echoes until it is killed. */
    static final class Server {
        public static void main(String[] arguments) {
            try (Loop loop = Loop.open(Backend.valueOf(arguments[0]))) {
                TcpListener listener = TcpListener.bind(loop, Pair.ANY_PORT);
                listener.accept(
                        (_, result) -> {
                            result.orElseThrow()
                                    .receive(
                                            (socket, buffer, count) -> {
                                                if (count < 0) return Action.DISARM;
                                                socket.write(buffer);
                                                return Action.REARM;
                                            });
                            return Action.REARM;
                        });
                System.out.println(((InetSocketAddress) listener.localAddress()).getPort());
                loop.run();
            }
        }
    }

    /** Trap 21: whatever the system answers is data. */
    @BackendTest
    void oddFilesGiveErrors(Backend backend) throws Exception {
        try (Loop loop = Loop.open(backend)) {
            List<Integer> codes = new ArrayList<>();
            for (String path : List.of("/", "/proc/self/mem", "/dev/null", "/proc/self/fd")) {
                try (File file = File.open(loop, Path.of(path))) {
                    Recorder<File> recorder = new Recorder<>();
                    file.read(loop.allocate(8), 0, recorder);
                    int read = recorder.await(loop);
                    Recorder<File> other = new Recorder<>();
                    file.write(loop.allocate(8), 0, other);
                    assertTrue(other.await(loop) < -1);
                    codes.add(read);
                }
            }

            assertEquals(XevError.IS_A_DIRECTORY, XevError.of(codes.get(0)).code());
            assertEquals(XevError.IO_ERROR, XevError.of(codes.get(1)).code());
            assertEquals(-1, codes.get(2));
        }
    }

    @BackendTest
    void aRandomProgramOfHostileCallbacksEndsInOrder(Backend backend) {
        for (int seed = 0; seed < 30; seed++) {
            Random random = new Random(seed);
            LoopOptions options =
                    LoopOptions.defaults()
                            .backend(backend)
                            .bufferCount(4)
                            .bufferBytes(64)
                            .onException((_, _) -> {});
            int[] ends = new int[2];
            try (Loop loop = Loop.open(options)) {
                List<TcpSocket> sockets = new ArrayList<>();
                for (int i = 0; i < 6; i++) {
                    Pair pair = Pair.open(loop);
                    sockets.add(pair.client());
                    sockets.add(pair.server());
                }
                for (TcpSocket socket : sockets) stir(loop, sockets, socket, random, ends, 40);
                loop.run(Duration.ofMillis(20));
            }
            assertEquals(ends[0], ends[1], "seed " + seed);
        }
    }

    /** Starts things whose callbacks start, cancel, close and throw. */
    private static void stir(
            Loop loop,
            List<TcpSocket> sockets,
            TcpSocket socket,
            Random random,
            int[] ends,
            int left) {
        if (left == 0 || socket.isClosed()) return;
        TcpSocket other = sockets.get(random.nextInt(sockets.size()));
        OperationCallback<TcpSocket> callback =
                (_, _) -> {
                    ends[1]++;
                    stir(loop, sockets, other, random, ends, left - 1);
                    if (random.nextInt(15) == 0) throw new IllegalStateException();
                    return random.nextInt(5) == 0 ? null : Action.DISARM;
                };
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> count(ends, () -> socket.write(new byte[100], callback));
            case 3, 4 -> count(ends, () -> socket.read(new byte[50], callback));
            case 5 ->
                    count(
                            ends,
                            () -> {
                                long id = socket.read(loop.allocate(10), callback);
                                loop.cancel(id);
                            });
            case 6 -> count(ends, () -> socket.shutdownOutput(callback));
            default -> {
                if (random.nextInt(4) == 0) socket.close();
            }
        }
    }

    private static void count(int[] ends, Runnable start) {
        try {
            start.run();
            ends[0]++;
        } catch (IllegalStateException refused) {
            // A read was pending, or the socket or its output is closed.
        }
    }

    @BackendTest
    void bytesOfALentBufferAreNotThoseOfTheNext(Backend backend) {
        LoopOptions options = LoopOptions.defaults().backend(backend).bufferCount(1).bufferBytes(8);
        try (Loop loop = Loop.open(options)) {
            Pair pair = Pair.open(loop);
            List<Long> seen = new ArrayList<>();
            MemorySegment memory = loop.allocate(8);
            for (long i = 1; i <= 50; i++) {
                memory.set(ValueLayout.JAVA_LONG, 0, i);
                Recorder<TcpSocket> written = new Recorder<>();
                pair.client().write(memory, written);
                written.await(loop);
            }
            pair.server()
                    .receive(
                            (_, buffer, result) -> {
                                if (result < 0) return Action.DISARM;
                                assertEquals(8, result);
                                seen.add(buffer.segment().get(ValueLayout.JAVA_LONG, 0));
                                return seen.size() < 50 ? Action.REARM : Action.DISARM;
                            });

            loop.run();

            for (int i = 0; i < 50; i++) assertEquals(i + 1, seen.get(i));
        }
    }
}
