package dev.xev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Contract, line 13: close of a socket, a file, a timer. */
@SuppressWarnings("try") // closing is what is tested
class ContractCloseTest {
    @TempDir Path directory;

    @BackendTest
    void withNothingArmedTheHandleIsClosedBeforeItReturns(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            loop.run(RunMode.NO_WAIT);
            long before = Descriptor.count();
            Pair pair = Pair.open(loop);
            File file = File.open(loop, directory.resolve("f"), WRITE, CREATE);
            TcpListener listener = TcpListener.bind(loop, Pair.ANY_PORT);
            assertEquals(before + 4, Descriptor.count());

            pair.client().close();
            pair.server().close();
            file.close();
            listener.close();

            assertEquals(before, Descriptor.count());
        }
    }

    @BackendTest
    void whatIsArmedGetsCanceledOnceAndThenTheCallbackComes(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            List<String> order = new ArrayList<>();
            pair.server()
                    .read(
                            loop.allocate(1),
                            (_, result) -> {
                                order.add("read " + XevError.of(result).name());
                                return Action.REARM;
                            });
            loop.run(RunMode.NO_WAIT);

            pair.server()
                    .close(
                            (socket, result) -> {
                                order.add("closed " + result + " " + socket.isClosed());
                                return Action.DISARM;
                            });
            assertEquals(List.of(), order);
            loop.run();

            assertEquals(List.of("read CANCELED", "closed 0 true"), order);
        }
    }

    @BackendTest
    void closingIsIdempotentAndTellsEachTime(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            Recorder<TcpSocket> closed = new Recorder<>();
            pair.client().close(closed);
            pair.client().close();
            pair.client().close(closed);

            loop.run();

            assertEquals(List.of(0, 0), closed.results);
        }
    }

    @BackendTest
    void whatIsClosedRefusesEverything(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            File file = File.open(loop, directory.resolve("f"), READ, WRITE, CREATE);
            TcpListener listener = TcpListener.bind(loop, Pair.ANY_PORT);
            Timer timer = Timer.open(loop);
            Async async = Async.open(loop);
            pair.client().close();
            file.close();
            listener.close();
            timer.close();
            async.close();
            List<Runnable> calls =
                    List.of(
                            () -> pair.client().read(new byte[1], new Recorder<>()),
                            () -> pair.client().write(new byte[1]),
                            () -> pair.client().shutdownOutput(new Recorder<>()),
                            () -> pair.client().localAddress(),
                            () -> file.read(new byte[1], 0, new Recorder<>()),
                            () -> file.fsync(true, new Recorder<>()),
                            file::release,
                            () -> listener.accept((_, _) -> Action.DISARM),
                            () -> timer.start(Duration.ZERO, new Recorder<>()),
                            () -> async.listen(new Recorder<>()));
            for (Runnable call : calls) {
                var thrown = assertThrows(IllegalStateException.class, call::run);
                assertTrue(thrown.getMessage().contains("closed"), thrown.getMessage());
            }
            assertTrue(!async.send());
        }
    }

    @BackendTest(simulated = true)
    void anArmedTimerAndAListeningNotificationGetCanceled(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Recorder<Timer> timers = new Recorder<>();
            Recorder<Async> asyncs = new Recorder<>();
            Timer timer = Timer.open(loop);
            Async async = Async.open(loop);
            timer.start(Duration.ZERO, timers);
            async.listen(asyncs);
            async.send();

            timer.close();
            async.close();
            loop.run();

            assertEquals(XevError.CANCELED, timers.code());
            assertEquals(XevError.CANCELED, asyncs.code());
        }
    }

    /** Trap 3: the peer sees the end although a read and a write were pending. */
    @BackendTest
    void thePeerSeesTheEndOfAConnectionThatWasClosedWithOperationsPending(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            Recorder<TcpSocket> pending = new Recorder<>();
            Recorder<TcpSocket> peer = new Recorder<>();
            pair.server().read(loop.allocate(1), pending);
            pair.server().write(loop.allocate(32 << 20), pending);
            loop.run(RunMode.NO_WAIT);
            pair.server().close();
            pair.client()
                    .read(
                            loop.allocate(1 << 16),
                            (socket, result) -> {
                                if (result > 0) return Action.REARM;
                                return peer.completed(socket, result);
                            });

            loop.run();

            assertEquals(2, pending.count());
            assertEquals(1, peer.count());
        }
    }

    @BackendTest
    void aFileCanBeClosedUnderItsOperations(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            for (int round = 0; round < 100; round++) {
                File file = File.open(loop, directory.resolve("f"), READ, WRITE, CREATE);
                Recorder<File> recorder = new Recorder<>();
                for (int i = 0; i < 20; i++) file.write(loop.allocate(64), i * 64L, recorder);
                if (round % 2 == 0) loop.run(RunMode.NO_WAIT);
                Recorder<File> closed = new Recorder<>();
                file.close(closed);

                loop.run();

                assertEquals(20, recorder.count());
                assertEquals(0, closed.only());
            }
        }
    }

    /** Trap 4: a number of the system that is used again never brings a stale event. */
    @BackendTest
    void numbersThatAreUsedAgainDoNotCrossTalk(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            for (int round = 0; round < 1000; round++) {
                byte tag = (byte) round;
                Pair pair = Pair.open(loop);
                byte[] into = new byte[8];
                int[] seen = {1000};
                pair.server()
                        .read(
                                into,
                                (_, result) -> {
                                    seen[0] = result > 0 ? into[0] : 1001;
                                    return Action.DISARM;
                                });
                pair.client().read(new byte[8], (_, _) -> Action.DISARM);
                pair.client().write(new byte[] {tag});
                while (seen[0] == 1000) loop.run(RunMode.ONCE);
                assertEquals(tag, seen[0]);
                pair.server().close();
                pair.client().close();
            }
            loop.run();

            assertEquals(0, loop.metrics().armed());
            assertEquals(0, loop.metrics().handles());
        }
    }

    @BackendTest
    void aSocketCanBeClosedInTheCallbackOfAnother(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            for (int round = 0; round < 100; round++) {
                Pair one = Pair.open(loop);
                Pair two = Pair.open(loop);
                Recorder<TcpSocket> other = new Recorder<>();
                two.server().receive((socket, _, result) -> other.completed(socket, result));
                one.server()
                        .receive(
                                (_, _, result) -> {
                                    two.server().close();
                                    return result > 0 ? Action.REARM : Action.DISARM;
                                });
                two.client().write(new byte[10]);
                one.client().write(new byte[10]);
                one.client().shutdownOutput((_, _) -> Action.DISARM);

                loop.run();

                assertEquals(1, other.count());
                one.server().close();
                one.client().close();
                two.client().close();
            }
            assertEquals(0, loop.buffers().lent());
        }
    }
}
