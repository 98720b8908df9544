package dev.xev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Contract, line 12: what results mean. */
class ContractResultTest {
    @BackendTest
    void theEndOfAStreamIsMinusOneAgainAndAgain(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            Recorder<TcpSocket> recorder = new Recorder<>();
            pair.client().close();
            for (int i = 0; i < 3; i++) {
                pair.server().read(loop.allocate(1), recorder);
                loop.run();
            }

            assertEquals(List.of(-1, -1, -1), recorder.results);
            assertInstanceOf(Transfer.End.class, Transfer.of(recorder.results.getFirst()));
        }
    }

    @BackendTest
    void anErrorIsACodeWithTheSystemsNumber(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            Recorder<TcpSocket> recorder = new Recorder<>();
            pair.server().read(loop.allocate(1), recorder);
            loop.run(RunMode.NO_WAIT);
            pair.client().setOption(StandardSocketOptions.SO_LINGER, 0).close();

            loop.run();

            XevError error = XevError.of(recorder.only());
            assertEquals(XevError.CONNECTION_RESET, error.code());
            assertEquals(104, error.errno());
            assertEquals(new Transfer.Failed(error), Transfer.of(recorder.only()));
        }
    }

    @BackendTest
    void emptyBuffersAreRefused(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            Recorder<TcpSocket> recorder = new Recorder<>();
            ByteBuffer full = ByteBuffer.allocate(5);
            full.position(5);
            List<Runnable> starts =
                    List.of(
                            () -> pair.client().read(new byte[0], recorder),
                            () -> pair.client().read(full, recorder),
                            () -> pair.client().read(MemorySegment.NULL, recorder),
                            () -> pair.client().read(loop.allocate(5), 2, 0, recorder),
                            () -> pair.client().write(new byte[0], recorder),
                            () -> pair.client().write(full, recorder),
                            () -> pair.client().write(loop.allocate(5), 5, 0, recorder));
            for (Runnable start : starts) {
                var thrown = assertThrows(IllegalArgumentException.class, start::run);
                assertTrue(thrown.getMessage().startsWith("the buffer "), thrown.getMessage());
            }
            Recorder<TcpSocket> next = new Recorder<>();
            pair.client().read(new byte[1], next);
            pair.server().write(new byte[1]);
            assertEquals(1, next.await(loop));
            assertEquals(0, recorder.count());
        }
    }

    @BackendTest
    void partsOutsideABufferAreRefused(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            Recorder<TcpSocket> recorder = new Recorder<>();
            MemorySegment memory = loop.allocate(10);
            for (long[] part :
                    new long[][] {{-1, 5}, {0, 11}, {10, 1}, {5, -1}, {Long.MAX_VALUE, 2}}) {
                assertThrows(
                        IndexOutOfBoundsException.class,
                        () -> pair.client().read(memory, part[0], part[1], recorder));
                assertThrows(
                        IndexOutOfBoundsException.class,
                        () -> pair.client().write(memory, part[0], part[1], recorder));
            }
        }
    }

    @BackendTest
    void aRefusedConnectionIsAResult(Backend backend) throws Exception {
        int port;
        try (ServerSocket server = new ServerSocket(0)) {
            port = server.getLocalPort();
        }
        try (Loop loop = Loop.open(backend)) {
            loop.run(RunMode.NO_WAIT);
            long before = Descriptor.count();
            List<Result<TcpSocket>> results = new ArrayList<>();
            SocketAddress address = new InetSocketAddress("127.0.0.1", port);
            TcpSocket.connect(
                    loop,
                    address,
                    (_, result) -> {
                        results.add(result);
                        return Action.DISARM;
                    });

            loop.run();

            XevError error = ((Result.Failed<TcpSocket>) results.getFirst()).error();
            assertEquals(XevError.CONNECTION_REFUSED, error.code());
            assertEquals(before, Descriptor.count());
        }
    }

    @BackendTest
    void aConnectThatTakesTooLongTimesOut(Backend backend) throws Exception {
        try (Loop loop = Loop.open(backend);
                TcpListener full = TcpListener.bind(loop, Pair.ANY_PORT, 1, java.util.Map.of())) {
            List<Result<TcpSocket>> results = new ArrayList<>();
            ResultCallback<Loop, TcpSocket> callback =
                    (_, result) -> {
                        results.add(result);
                        return Action.DISARM;
                    };
            for (int i = 0; i < 6; i++) {
                long id = TcpSocket.connect(loop, full.localAddress(), callback);
                loop.deadline(id, Duration.ofMillis(300));
            }

            loop.run();

            assertEquals(6, results.size());
            long timedOut =
                    results.stream()
                            .filter(
                                    result ->
                                            result
                                                            instanceof
                                                            Result.Failed<TcpSocket>(XevError error)
                                                    && error.isTimedOut())
                            .count();
            assertTrue(timedOut >= 2, results.toString());
        }
    }

    @BackendTest
    void addressesThatCannotBeUsedAreRefused(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            assertThrows(
                    UnresolvedAddressException.class,
                    () ->
                            TcpSocket.connect(
                                    loop,
                                    InetSocketAddress.createUnresolved("example.org", 80),
                                    (_, _) -> Action.DISARM));
            assertThrows(
                    UnsupportedAddressTypeException.class,
                    () -> TcpListener.bind(loop, UnixDomainSocketAddress.of("/tmp/x")));
            var thrown =
                    assertThrows(
                            XevException.class,
                            () -> TcpListener.bind(loop, new InetSocketAddress("8.8.8.8", 0)));
            assertEquals(XevError.ADDRESS_NOT_AVAILABLE, thrown.error().code());
            assertTrue(thrown.getMessage().startsWith("bind 8.8.8.8:0: "), thrown.getMessage());
        }
    }

    @BackendTest
    void anAddressInUseSaysSo(Backend backend) {
        try (Loop loop = Loop.open(backend);
                TcpListener first = TcpListener.bind(loop, Pair.ANY_PORT)) {
            var thrown =
                    assertThrows(
                            XevException.class, () -> TcpListener.bind(loop, first.localAddress()));

            assertEquals(XevError.ADDRESS_IN_USE, thrown.error().code());
            assertTrue(thrown.getMessage().endsWith("(EADDRINUSE)"), thrown.getMessage());
        }
    }

    @BackendTest
    void bothFamiliesOfAddressesWork(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            for (String host : List.of("127.0.0.1", "::1")) {
                List<SocketAddress> seen = new ArrayList<>();
                TcpListener listener = TcpListener.bind(loop, new InetSocketAddress(host, 0));
                listener.accept(
                        (_, result) -> {
                            seen.add(result.orElseThrow().remoteAddress());
                            return Action.DISARM;
                        });
                TcpSocket.connect(
                        loop,
                        listener.localAddress(),
                        (_, result) -> {
                            TcpSocket socket = result.orElseThrow();
                            seen.add(socket.localAddress());
                            assertEquals(listener.localAddress(), socket.remoteAddress());
                            return Action.DISARM;
                        });

                loop.run();
                listener.close();

                assertEquals(seen.get(0), seen.get(1));
            }
        }
    }

    @BackendTest
    void optionsAreSetAndTold(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            TcpSocket socket = Pair.open(loop).client();
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true)
                    .setOption(StandardSocketOptions.SO_KEEPALIVE, true)
                    .setOption(StandardSocketOptions.SO_LINGER, 7)
                    .setOption(XevSocketOptions.KEEP_IDLE, Duration.ofSeconds(33))
                    .setOption(XevSocketOptions.KEEP_INTERVAL, Duration.ofSeconds(5))
                    .setOption(XevSocketOptions.KEEP_COUNT, 4);

            assertEquals(true, socket.option(StandardSocketOptions.TCP_NODELAY));
            assertEquals(true, socket.option(StandardSocketOptions.SO_KEEPALIVE));
            assertEquals(7, socket.option(StandardSocketOptions.SO_LINGER));
            assertEquals(Duration.ofSeconds(33), socket.option(XevSocketOptions.KEEP_IDLE));
            assertEquals(Duration.ofSeconds(5), socket.option(XevSocketOptions.KEEP_INTERVAL));
            assertEquals(4, socket.option(XevSocketOptions.KEEP_COUNT));
            assertTrue(socket.option(StandardSocketOptions.SO_RCVBUF) > 0);
            assertThrows(
                    UnsupportedOperationException.class,
                    () -> socket.option(StandardSocketOptions.IP_MULTICAST_LOOP));
        }
    }

    @BackendTest
    void shutdownInputEndsAReading(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            Recorder<TcpSocket> read = new Recorder<>();
            Recorder<TcpSocket> shut = new Recorder<>();
            pair.server().read(loop.allocate(1), read);
            loop.run(RunMode.NO_WAIT);
            pair.server().shutdownInput(shut);

            loop.run();

            assertEquals(-1, read.only());
            assertEquals(0, shut.only());
        }
    }
}
