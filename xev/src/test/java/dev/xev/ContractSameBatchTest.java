package dev.xev;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;

/** Contract, line 1: what ends by itself is not started by another event of the same batch. */
class ContractSameBatchTest {
    private static final Duration WHILE = Duration.ofMillis(20);

    @BackendTest
    void aReadThatIsCanceledAsItsTurnComesEndsOnce(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            Pair other = Pair.open(loop);
            Recorder<TcpSocket> recorder = new Recorder<>();
            long[] ids = new long[2];
            ids[0] =
                    other.server()
                            .read(
                                    new byte[1],
                                    (_, _) -> {
                                        loop.cancel(ids[1]);
                                        return Action.DISARM;
                                    });
            pair.server()
                    .receive(
                            (socket, _, _) -> {
                                loop.cancel(ids[0]);
                                ids[1] = socket.read(loop.allocate(1), recorder);
                                return Action.DISARM;
                            });
            pair.client().write(new byte[1]);
            loop.run(WHILE);
            pair.client().write(new byte[1]);
            loop.run(WHILE);

            assertTrue(XevError.of(recorder.only()).isCanceled());
        }
    }

    @BackendTest
    void aParkedWriteThatIsCanceledAsItsTurnComesEndsOnce(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            Pair other = Pair.open(loop);
            Recorder<TcpSocket> recorder = new Recorder<>();
            long[] id = new long[1];
            other.client().write(new byte[1]);
            loop.run(WHILE);
            other.server()
                    .read(
                            new byte[1],
                            (_, _) -> {
                                loop.cancel(id[0]);
                                return Action.DISARM;
                            });
            pair.client().write(new byte[64 * 1024 + 1]);
            id[0] = pair.client().write(loop.allocate(1), recorder);

            loop.run(WHILE);

            assertTrue(XevError.of(recorder.only()).isCanceled());
        }
    }
}
