package dev.xev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import org.junit.jupiter.api.io.TempDir;

import java.lang.foreign.MemorySegment;
import java.net.StandardSocketOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Contract, line 16: running out is an error of the operation that ran out. */
class ContractExhaustionTest {
    @TempDir Path directory;

    @BackendTest
    void moreOperationsThanTheLimitEndWithThat(Backend backend) {
        LoopOptions options = LoopOptions.defaults().backend(backend).maxOperations(8);
        try (Loop loop = Loop.open(options)) {
            List<Pair> pairs = new ArrayList<>();
            for (int i = 0; i < 12; i++) pairs.add(Pair.open(loop));
            List<Recorder<TcpSocket>> recorders = new ArrayList<>();
            for (Pair pair : pairs) {
                Recorder<TcpSocket> recorder = new Recorder<>();
                recorders.add(recorder);
                pair.server().read(loop.allocate(1), recorder);
            }
            for (int i = 0; i < 3; i++) loop.run(RunMode.NO_WAIT);

            for (int i = 0; i < 12; i++) {
                if (i < 8) {
                    assertEquals(0, recorders.get(i).count());
                } else {
                    assertEquals(XevError.TOO_MANY_OPERATIONS, recorders.get(i).code());
                }
            }
            pairs.getFirst().server().close();
            loop.run(RunMode.NO_WAIT);
            loop.run(RunMode.NO_WAIT);
            Recorder<TcpSocket> next = new Recorder<>();
            pairs.getFirst().client().write(new byte[1], next);
            loop.run(RunMode.NO_WAIT);
            assertTrue(next.count() <= 1);
        }
    }

    @BackendTest
    void timersAreNotLimited(Backend backend) {
        LoopOptions options = LoopOptions.defaults().backend(backend).maxOperations(2);
        try (Loop loop = Loop.open(options)) {
            Recorder<Timer> recorder = new Recorder<>();
            for (int i = 0; i < 100; i++) Timer.open(loop).start(Duration.ZERO, recorder);

            loop.run();

            assertEquals(100, recorder.count());
        }
    }

    /** Traps 7 and 8: rings that are far too small cost time, not operations. */
    @BackendTest
    void tinyRingsLoseNothing(Backend backend) {
        LoopOptions options = LoopOptions.defaults().backend(backend).entries(2);
        try (Loop loop = Loop.open(options);
                File file = File.open(loop, directory.resolve("f"), READ, WRITE, CREATE)) {
            int count = 20_000;
            int[] ended = new int[1];
            MemorySegment memory = loop.allocate(1);
            OperationCallback<File> callback =
                    (_, result) -> {
                        assertEquals(1, result);
                        ended[0]++;
                        return Action.DISARM;
                    };
            for (int i = 0; i < count; i++) file.write(memory, i, callback);

            loop.run();

            assertEquals(count, ended[0]);
        }
    }

    @BackendTest
    void aFullDiskIsAResult(Backend backend) {
        try (Loop loop = Loop.open(backend);
                File full = File.open(loop, Path.of("/dev/full"), WRITE)) {
            Recorder<File> recorder = new Recorder<>();
            full.write(new byte[100], recorder);

            assertEquals(recorder.await(loop), recorder.only());
            assertEquals(XevError.NO_SPACE, recorder.code());
        }
    }

    @BackendTest
    void oneThreadOfThePoolServesManyFiles(Backend backend) {
        LoopOptions options = LoopOptions.defaults().backend(backend).poolThreads(1);
        try (Loop loop = Loop.open(options)) {
            Recorder<Loop> recorder = new Recorder<>();
            for (int i = 0; i < 500; i++) {
                Path path = directory.resolve("d" + i);
                PathOperations.createDirectory(loop, path, 0700, recorder);
            }

            loop.run();

            assertEquals(500, recorder.count());
            assertTrue(recorder.results.stream().allMatch(result -> result == 0));
            assertTrue(loop.metrics().poolThreads() <= 1);
        }
    }

    @BackendTest
    void anIdleLoopMakesNoTurns(Backend backend) {
        try (Loop loop = Loop.open(backend);
                TcpListener listener = TcpListener.bind(loop, Pair.ANY_PORT)) {
            listener.accept((_, _) -> Action.REARM);
            for (int i = 0; i < 50; i++) {
                Pair pair = Pair.open(loop);
                pair.client().read(loop.allocate(1), (_, _) -> Action.REARM);
                pair.server().receive((_, _, _) -> Action.REARM);
            }
            loop.run(RunMode.NO_WAIT);
            long turns = loop.metrics().turns();

            loop.run(Duration.ofMillis(300));

            long made = loop.metrics().turns() - turns;
            assertTrue(made <= 3, () -> made + " turns");
        }
    }

    /** Trap 20: a reset after one side has ended its output ends everything, and does not spin. */
    @BackendTest
    void aResetAfterHalfOfAConnectionWasClosedDoesNotSpin(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            Recorder<TcpSocket> ended = new Recorder<>();
            Recorder<TcpSocket> written = new Recorder<>();
            pair.client().shutdownOutput((_, _) -> Action.DISARM);
            pair.server().read(loop.allocate(1), ended);
            loop.run();
            assertEquals(-1, ended.only());
            pair.server().write(loop.allocate(64 << 20), written);
            loop.run(RunMode.NO_WAIT);
            long turns = loop.metrics().turns();

            pair.client().setOption(StandardSocketOptions.SO_LINGER, 0).close();
            loop.run();

            assertTrue(written.only() < -1);
            long made = loop.metrics().turns() - turns;
            assertTrue(made < 50, () -> made + " turns");
            Recorder<TcpSocket> after = new Recorder<>();
            pair.server().read(loop.allocate(1), after);
            after.await(loop);
            assertTrue(after.only() < 0);
        }
    }

    /** Trap 19, in a child whose number of handles is limited. */
    @BackendTest
    void runningOutOfHandlesNeitherSpinsNorStopsAccepting(Backend backend) throws Exception {
        String printed =
                new Child()
                        .by("sh", "-c", "ulimit -n 64; exec \"$@\"", "sh")
                        .run(FewHandles.class, backend.name());

        assertEquals("ok", printed);
    }

    /** Accepts more connections than it may have handles. */
    static final class FewHandles {
        public static void main(String[] arguments) throws Exception {
            Child.loadEverything();
            try (Loop loop = Loop.open(Backend.valueOf(arguments[0]))) {
                TcpListener listener = TcpListener.bind(loop, Pair.ANY_PORT);
                List<TcpSocket> accepted = new ArrayList<>();
                List<TcpSocket> connected = new ArrayList<>();
                int[] exhausted = new int[1];
                listener.accept(
                        (_, result) -> {
                            switch (result) {
                                case Result.Ok<TcpSocket>(TcpSocket socket) -> accepted.add(socket);
                                case Result.Failed<TcpSocket>(XevError error) -> {
                                    if (error.isCanceled()) break;
                                    if (error.code() != XevError.TOO_MANY_HANDLES) {
                                        throw new XevException("accept", error);
                                    }
                                    exhausted[0]++;
                                }
                            }
                            return Action.REARM;
                        });
                boolean[] isFull = new boolean[1];
                while (!isFull[0] && connected.size() < 100) {
                    int before = connected.size();
                    TcpSocket.connect(
                            loop,
                            listener.localAddress(),
                            (_, result) -> {
                                if (result instanceof Result.Ok<TcpSocket>(TcpSocket socket)) {
                                    connected.add(socket);
                                } else {
                                    isFull[0] = true;
                                }
                                return Action.DISARM;
                            });
                    while (connected.size() == before && !isFull[0]) loop.run(RunMode.ONCE);
                }
                // The last handle goes to a connect, so that there is none for its accept.
                connected.removeFirst().close();
                TcpSocket.connect(loop, listener.localAddress(), (_, _) -> Action.DISARM);
                long turns = loop.metrics().turns();
                loop.run(Duration.ofMillis(500));
                long spun = loop.metrics().turns() - turns;
                if (spun > 200) throw new IllegalStateException(spun + " turns");
                if (exhausted[0] == 0) throw new IllegalStateException("not exhausted");
                int had = accepted.size();
                for (TcpSocket socket : List.copyOf(accepted)) socket.close();
                while (accepted.size() == had && connected.size() > had) loop.run(RunMode.ONCE);
                System.out.println("ok");
            }
        }
    }

    @BackendTest(simulated = true)
    void anExecutorThatFailsIsToldOf(Backend backend) {
        List<Result<Integer>> results = new ArrayList<>();
        IllegalStateException failure = new IllegalStateException("no threads");
        LoopOptions options =
                LoopOptions.defaults()
                        .backend(backend)
                        .executor(
                                _ -> {
                                    throw failure;
                                });
        try (Loop loop = Loop.open(options)) {
            loop.offload(
                    () -> 5,
                    (_, result) -> {
                        results.add(result);
                        return Action.DISARM;
                    });

            loop.run(Duration.ofMillis(20));
        }

        var failed = (Result.Failed<Integer>) results.getFirst();
        assertEquals(failure, failed.error().cause());
    }
}
