package dev.xev;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Contract, line 4: what a repeating operation took before it was stopped is kept. */
class ContractBacklogTest {
    /** Sends in small pieces and receives now by lent buffers, now by reads, each stopped early. */
    @BackendTest
    void bytesTakenBeforeAStopComeFirstAndInOrder(Backend backend) {
        LoopOptions options =
                LoopOptions.defaults().backend(backend).bufferCount(16).bufferBytes(32);
        try (Loop loop = Loop.open(options)) {
            Pair pair = Pair.open(loop);
            byte[] sent = new byte[20_000];
            for (int i = 0; i < sent.length; i++) sent[i] = (byte) (i * 31 >> 3);
            for (int at = 0; at < sent.length; at += 50) {
                pair.client().write(ByteBuffer.wrap(sent, at, 50).slice());
            }
            pair.client().shutdownOutput((_, _) -> Action.DISARM);
            ByteArrayOutputStream received = new ByteArrayOutputStream();
            MemorySegment memory = loop.allocate(45);
            int[] turn = new int[1];
            boolean[] isEnded = new boolean[1];

            while (!isEnded[0]) {
                boolean[] isDone = new boolean[1];
                if (turn[0]++ % 2 == 0) {
                    pair.server()
                            .receive(
                                    (_, buffer, result) -> {
                                        if (result > 0) add(received, buffer.segment(), result);
                                        isEnded[0] = result == -1;
                                        isDone[0] = true;
                                        return Action.DISARM;
                                    });
                } else {
                    pair.server()
                            .read(
                                    memory,
                                    (_, result) -> {
                                        if (result > 0) add(received, memory, result);
                                        isEnded[0] = result == -1;
                                        isDone[0] = true;
                                        return Action.DISARM;
                                    });
                }
                while (!isDone[0]) loop.run(RunMode.ONCE);
            }

            assertArrayEquals(sent, received.toByteArray());
            assertEquals(0, loop.buffers().lent());
        }
    }

    private static void add(ByteArrayOutputStream to, MemorySegment from, int length) {
        to.writeBytes(from.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
    }

    @BackendTest
    void aReceiveCanTurnIntoAReadInItsCallback(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            MemorySegment memory = loop.allocate(100);
            Recorder<TcpSocket> read = new Recorder<>();
            boolean[] isReceived = new boolean[1];
            pair.client().write(new byte[10]);
            pair.server()
                    .receive(
                            (socket, _, _) -> {
                                isReceived[0] = true;
                                socket.read(memory, read);
                                return Action.DISARM;
                            });
            while (!isReceived[0]) loop.run(RunMode.ONCE);
            pair.client().write(new byte[20]);

            assertEquals(20, read.await(loop));
        }
    }

    @BackendTest
    void connectionsTakenBeforeAStopComeWithTheNextAccept(Backend backend) {
        try (Loop loop = Loop.open(backend);
                TcpListener listener = TcpListener.bind(loop, Pair.ANY_PORT)) {
            int count = 30;
            List<TcpSocket> accepted = new ArrayList<>();
            Recorder<Loop> connected = new Recorder<>();
            for (int i = 0; i < count; i++) {
                TcpSocket.connect(
                        loop,
                        listener.localAddress(),
                        (source, _) -> connected.completed(source, 0));
            }
            while (connected.count() < count) loop.run(RunMode.ONCE);

            while (accepted.size() < count) {
                int stopAt = accepted.size() + 3;
                boolean[] isStopped = new boolean[1];
                listener.accept(
                        (_, result) -> {
                            accepted.add(result.orElseThrow());
                            isStopped[0] = accepted.size() >= Math.min(stopAt, count);
                            return isStopped[0] ? Action.DISARM : Action.REARM;
                        });
                while (!isStopped[0]) loop.run(RunMode.ONCE);
            }
            loop.run();

            assertEquals(count, accepted.size());
        }
    }

    @SuppressWarnings("try") // closing is what is tested
    @BackendTest
    void closeDiscardsWhatWasKept(Backend backend) {
        try (Loop loop = Loop.open(backend);
                TcpListener listener = TcpListener.bind(loop, Pair.ANY_PORT)) {
            loop.run(RunMode.NO_WAIT);
            long before = Descriptor.count();
            List<TcpSocket> clients = new ArrayList<>();
            List<TcpSocket> accepted = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                TcpSocket.connect(
                        loop,
                        listener.localAddress(),
                        (_, result) -> {
                            clients.add(result.orElseThrow());
                            return Action.DISARM;
                        });
            }
            while (clients.size() < 10) loop.run(RunMode.ONCE);
            listener.accept(
                    (_, result) -> {
                        accepted.add(result.orElseThrow());
                        return accepted.size() < 2 ? Action.REARM : Action.DISARM;
                    });
            loop.run();
            Pair pair = Pair.open(loop);
            pair.client().write(new byte[100]);
            pair.server().receive((_, _, _) -> Action.DISARM);
            loop.run();

            pair.server().close();
            pair.client().close();
            listener.close();
            for (TcpSocket socket : clients) socket.close();
            for (TcpSocket socket : accepted) socket.close();
            loop.run();

            assertEquals(before - 1, Descriptor.count());
            assertEquals(0, loop.buffers().lent());
        }
    }

    /** Leaves a hundred bytes behind a receive that was stopped. */
    private static TcpSocket withBacklog(Loop loop) {
        Pair pair = Pair.open(loop);
        byte[] sent = new byte[101];
        for (int i = 0; i < sent.length; i++) sent[i] = (byte) i;
        pair.client().write(sent);
        loop.run();
        pair.server().receive((_, _, _) -> Action.DISARM);
        loop.run();
        return pair.server();
    }

    private static LoopOptions byteByByte(Backend backend) {
        return LoopOptions.defaults().backend(backend).bufferCount(256).bufferBytes(1);
    }

    @BackendTest
    void aBufferThatIsMovedMeanwhileIsFilledWhereItWas(Backend backend) {
        try (Loop loop = Loop.open(byteByByte(backend))) {
            for (ByteBuffer buffer :
                    List.of(
                            ByteBuffer.allocate(20),
                            ByteBuffer.allocateDirect(20),
                            loop.allocate(20).asByteBuffer())) {
                TcpSocket socket = withBacklog(loop);
                Recorder<TcpSocket> recorder = new Recorder<>();
                socket.read(buffer, recorder);
                buffer.position(7).limit(9);

                loop.run();

                int length = recorder.only();
                assertTrue(length > 0);
                assertEquals(9, buffer.position());
                buffer.clear();
                for (int i = 0; i < 20; i++) assertEquals(i < length ? i + 1 : 0, buffer.get(i));
            }
        }
    }

    @BackendTest
    void anArenaThatIsClosedMeanwhileIsAnError(Backend backend) {
        for (boolean isTrusted : new boolean[] {false, true}) {
            LoopOptions options = byteByByte(backend).trustForeignMemory(isTrusted);
            try (Loop loop = Loop.open(options)) {
                TcpSocket socket = withBacklog(loop);
                Recorder<TcpSocket> recorder = new Recorder<>();
                try (Arena arena = Arena.ofShared()) {
                    socket.read(arena.allocate(20), recorder);
                }

                loop.run();

                assertEquals(XevError.BAD_ADDRESS, recorder.code());
            }
        }
    }
}
