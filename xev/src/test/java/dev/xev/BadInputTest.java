package dev.xev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

import java.lang.foreign.MemorySegment;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Mistakes of a caller are found at once, and say what to do instead. */
class BadInputTest {
    @TempDir Path directory;

    @BackendTest
    void nullIsNamed(Backend backend) {
        try (Loop loop = Loop.open(backend);
                Timer timer = Timer.open(loop);
                Async async = Async.open(loop);
                TcpListener listener = TcpListener.bind(loop, Pair.ANY_PORT);
                File file = File.open(loop, directory.resolve("f"), READ, WRITE, CREATE)) {
            TcpSocket socket = Pair.open(loop).client();
            List<Executable> calls =
                    List.of(
                            () -> Loop.open((LoopOptions) null),
                            () -> Loop.open((Backend) null),
                            () -> Loop.start(null),
                            () -> Timer.open(null),
                            () -> Async.open(null),
                            () -> TcpListener.bind(null, Pair.ANY_PORT),
                            () -> TcpListener.bind(loop, null),
                            () -> TcpListener.bind(loop, Pair.ANY_PORT, 1, null),
                            () -> TcpSocket.connect(loop, null, (_, _) -> Action.DISARM),
                            () -> TcpSocket.connect(loop, Pair.ANY_PORT, null),
                            () -> File.open(loop, null),
                            () -> File.open(loop, directory, null, 0, (_, _) -> Action.DISARM),
                            () -> File.open(loop, directory, Set.of(), 0, null),
                            () -> loop.run((RunMode) null),
                            () -> loop.run((Duration) null),
                            () -> loop.execute(null),
                            () -> loop.offload(null),
                            () -> loop.offload(() -> 1, null),
                            () -> loop.deadline(1, null),
                            () -> timer.start(null, new Recorder<>()),
                            () -> timer.start(Duration.ZERO, null),
                            () -> timer.reset(null),
                            () -> async.listen(null),
                            () -> listener.accept(null),
                            () -> listener.setOption(null, 1),
                            () -> socket.setOption(StandardSocketOptions.SO_LINGER, null),
                            () -> socket.read((MemorySegment) null, new Recorder<>()),
                            () -> socket.read((ByteBuffer) null, new Recorder<>()),
                            () -> socket.read((byte[]) null, new Recorder<>()),
                            () -> socket.read(new byte[1], null),
                            () -> socket.receive(null),
                            () -> socket.write((byte[]) null),
                            () -> socket.write((LoopBuffer) null),
                            () -> socket.shutdownOutput(null),
                            () -> file.read((MemorySegment) null, 0, new Recorder<>()),
                            () -> file.read(new byte[1], 0, null),
                            () -> file.write((ByteBuffer) null, 0, new Recorder<>()),
                            () -> file.stat(null),
                            () -> file.fsync(true, null));
            for (Executable call : calls) {
                var thrown = assertThrows(NullPointerException.class, call);
                assertTrue(
                        thrown.getMessage().endsWith(" is null"),
                        () -> "message: " + thrown.getMessage());
            }
            loop.run();
            assertEquals(0, loop.metrics().armed());
        }
    }

    @BackendTest
    void negativeNumbersAreRefused(Backend backend) {
        try (Loop loop = Loop.open(backend);
                Timer timer = Timer.open(loop);
                File file = File.open(loop, directory.resolve("f"), READ, WRITE, CREATE)) {
            TcpSocket socket = Pair.open(loop).client();
            Duration negative = Duration.ofNanos(-1);
            List<Executable> calls =
                    List.of(
                            () -> loop.run(negative),
                            () -> loop.deadline(1, negative),
                            () -> loop.allocate(0),
                            () -> loop.allocate(-1),
                            () -> timer.start(negative, new Recorder<>()),
                            () -> timer.reset(negative),
                            () ->
                                    timer.startAtFixedRate(
                                            Duration.ZERO,
                                            Duration.ZERO,
                                            MissedTicks.SKIP,
                                            new Recorder<>()),
                            () -> file.read(new byte[1], -1, new Recorder<>()),
                            () -> file.write(new byte[1], -1, new Recorder<>()),
                            () -> file.truncate(-1, new Recorder<>()),
                            () -> file.setMode(-1, new Recorder<>()),
                            () -> socket.writeLimit(0),
                            () -> File.adopt(loop, -1),
                            () -> TcpSocket.adopt(loop, -1),
                            () -> TcpListener.bind(loop, Pair.ANY_PORT, 0, java.util.Map.of()),
                            () -> LoopOptions.defaults().entries(3),
                            () -> LoopOptions.defaults().poolThreads(-1),
                            () -> LoopOptions.defaults().maxOperations(0),
                            () -> LoopOptions.defaults().closeTimeout(negative),
                            () -> LoopOptions.defaults().bufferCount(3),
                            () -> LoopOptions.defaults().bufferBytes(0),
                            () -> LoopOptions.defaults().writeLimit(0),
                            () -> LoopOptions.defaults().slowCallback(negative, null));
            for (Executable call : calls) {
                var thrown = assertThrows(IllegalArgumentException.class, call);
                assertTrue(thrown.getMessage().length() > 10, thrown.getMessage());
            }
            loop.run();
            assertEquals(0, loop.metrics().armed());
        }
    }

    @BackendTest
    void aSecondReadSaysThatOneIsPending(Backend backend) {
        try (Loop loop = Loop.open(backend);
                TcpListener listener = TcpListener.bind(loop, Pair.ANY_PORT)) {
            Pair pair = Pair.open(loop);
            Recorder<TcpSocket> first = new Recorder<>();
            pair.server().read(new byte[1], first);
            listener.accept((_, _) -> Action.REARM);
            listener.unreference();
            List<Executable> calls =
                    List.of(
                            () -> pair.server().read(new byte[1], new Recorder<>()),
                            () -> pair.server().receive((_, _, _) -> Action.REARM),
                            () -> listener.accept((_, _) -> Action.REARM));
            for (Executable call : calls) {
                var thrown = assertThrows(IllegalStateException.class, call);
                assertTrue(thrown.getMessage().contains("pending"), thrown.getMessage());
            }
            pair.client().write(new byte[1]);

            assertEquals(1, first.await(loop));
        }
    }

    @BackendTest
    void aMistakeInACallbackLeavesTheOldOperationAlone(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            Recorder<TcpSocket> next = new Recorder<>();
            int[] calls = new int[1];
            pair.server()
                    .read(
                            new byte[1],
                            (socket, _) -> {
                                calls[0]++;
                                assertThrows(
                                        IllegalArgumentException.class,
                                        () -> socket.read(ByteBuffer.allocate(0), next));
                                return Action.REARM;
                            });
            pair.client().write(new byte[2]);
            loop.run();
            pair.server().read(new byte[5], next);

            assertEquals(1, next.await(loop));
            assertEquals(1, calls[0]);
        }
    }
}
