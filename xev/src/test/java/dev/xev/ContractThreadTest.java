package dev.xev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.function.Executable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Contract, line 7: whose thread a loop runs on. */
class ContractThreadTest {
    private static final Duration LONG = Duration.ofDays(1);

    /** What a call throws on another thread, or null. */
    private static Throwable elsewhere(Executable call) throws Exception {
        Throwable[] thrown = new Throwable[1];
        Thread.ofPlatform()
                .start(
                        () -> {
                            try {
                                call.execute();
                            } catch (Throwable t) {
                                thrown[0] = t;
                            }
                        })
                .join();
        return thrown[0];
    }

    @BackendTest
    void everythingElseIsRefusedOnAnotherThread(Backend backend) throws Exception {
        try (Loop loop = Loop.open(backend);
                Timer timer = Timer.open(loop);
                Async async = Async.open(loop);
                TcpListener listener = TcpListener.bind(loop, Pair.ANY_PORT)) {
            Pair pair = Pair.open(loop);
            long id = timer.start(LONG, new Recorder<>());
            List<Executable> calls =
                    List.of(
                            loop::run,
                            () -> loop.run(Duration.ZERO),
                            () -> loop.cancel(id),
                            () -> loop.deadline(id, LONG),
                            loop::arena,
                            loop::buffers,
                            loop::prepare,
                            loop::leaks,
                            loop::close,
                            () -> Timer.open(loop),
                            () -> Async.open(loop),
                            () -> TcpListener.bind(loop, Pair.ANY_PORT),
                            () -> timer.start(LONG, new Recorder<>()),
                            timer::cancel,
                            () -> timer.reset(LONG),
                            timer::unreference,
                            timer::close,
                            () -> async.listen(new Recorder<>()),
                            async::close,
                            () -> listener.accept((_, _) -> Action.DISARM),
                            listener::localAddress,
                            listener::close,
                            () -> pair.client().read(new byte[1], new Recorder<>()),
                            () -> pair.client().write(new byte[1]),
                            () -> pair.client().shutdownOutput(new Recorder<>()),
                            pair.client()::remoteAddress,
                            pair.client()::close,
                            () -> loop.offload(() -> 1));
            for (Executable call : calls) {
                Throwable thrown = elsewhere(call);
                assertInstanceOf(WrongThreadException.class, thrown);
                String message = thrown.getMessage();
                assertTrue(message.contains("loop.execute"), message);
                assertTrue(message.contains(Thread.currentThread().getName()), message);
            }
        }
    }

    @BackendTest(simulated = true)
    void someCallsAreForAnyThread(Backend backend) throws Exception {
        try (Loop loop = Loop.open(backend);
                Async async = Async.open(loop)) {
            loop.run();

            assertEquals(null, elsewhere(() -> loop.execute(() -> {})));
            assertEquals(null, elsewhere(() -> assertTrue(async.send())));
            assertEquals(null, elsewhere(loop::metrics));
            assertEquals(null, elsewhere(loop::isClosed));
            assertEquals(null, elsewhere(() -> loop.allocate(1)));
            assertEquals(null, elsewhere(loop::stop));
        }
    }

    @BackendTest
    void aLoopBelongsToWhoeverUsesItFirst(Backend backend) throws Exception {
        Loop loop = Loop.open(backend);
        Timer timer = Timer.open(loop);
        TcpListener listener = TcpListener.bind(loop, Pair.ANY_PORT);

        Throwable thrown =
                elsewhere(
                        () -> {
                            timer.start(Duration.ZERO, new Recorder<>());
                            loop.run();
                            listener.close();
                            loop.close();
                        });

        assertEquals(null, thrown);
        assertTrue(loop.isClosed());
    }

    @BackendTest
    void aLoopOfAThreadThatHasEndedCanBeClosedElsewhere(Backend backend) throws Exception {
        Loop loop = Loop.open(backend);
        Recorder<TcpSocket> recorder = new Recorder<>();
        assertEquals(
                null,
                elsewhere(
                        () -> {
                            Pair pair = Pair.open(loop);
                            pair.server().read(loop.allocate(10), recorder);
                            loop.run(RunMode.NO_WAIT);
                        }));

        loop.close();

        assertEquals(1, recorder.count());
    }

    @BackendTest(simulated = true)
    void aVirtualThreadIsRefused(Backend backend) throws Exception {
        try (Loop loop = Loop.open(backend);
                Timer timer = Timer.open(loop)) {
            List<Throwable> thrown = new ArrayList<>();
            Thread.ofVirtual()
                    .start(
                            () -> {
                                thrown.add(assertThrows(IllegalStateException.class, loop::run));
                                thrown.add(
                                        assertThrows(
                                                IllegalStateException.class,
                                                () -> timer.start(LONG, new Recorder<>())));
                            })
                    .join();

            assertEquals(2, thrown.size());
            String message = thrown.getFirst().getMessage();
            assertTrue(message.contains("virtual") && message.contains("Loop.start"), message);
        }
    }

    @BackendTest(simulated = true)
    void aCallbackCanNeitherRunNorCloseItsLoop(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            List<IllegalStateException> thrown = new ArrayList<>();
            loop.execute(
                    () -> {
                        thrown.add(assertThrows(IllegalStateException.class, loop::run));
                        thrown.add(assertThrows(IllegalStateException.class, loop::close));
                        thrown.add(assertThrows(IllegalStateException.class, loop::prepare));
                    });

            loop.run();

            assertEquals(3, thrown.size());
            assertTrue(thrown.get(1).getMessage().contains("stop()"));
            assertTrue(!loop.isClosed());
        }
    }

    @BackendTest
    void anInterruptEndsARunAndIsKept(Backend backend) throws Exception {
        try (Loop loop = Loop.open(backend);
                Timer timer = Timer.open(loop)) {
            timer.start(LONG, new Recorder<>());
            Thread mine = Thread.currentThread();
            CountDownLatch isRunning = new CountDownLatch(1);
            loop.execute(isRunning::countDown);
            Thread other =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            isRunning.await();
                                        } catch (InterruptedException e) {
                                            return;
                                        }
                                        mine.interrupt();
                                    });

            loop.run();

            assertTrue(Thread.interrupted());
            other.join();
            assertTrue(timer.isArmed());
        }
    }

    @BackendTest(simulated = true)
    void aRunWithTheStatusSetReturnsAtOnce(Backend backend) {
        try (Loop loop = Loop.open(backend);
                Timer timer = Timer.open(loop)) {
            timer.start(LONG, new Recorder<>());
            Thread.currentThread().interrupt();

            loop.run();

            assertTrue(Thread.interrupted());
        }
    }

    @BackendTest
    void anInterruptedThreadCanCloseItsLoop(Backend backend) {
        Recorder<TcpSocket> recorder = new Recorder<>();
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            pair.server().read(loop.allocate(1), recorder);
            loop.run(RunMode.NO_WAIT);
            Thread.currentThread().interrupt();
        }

        assertTrue(Thread.interrupted());
        assertEquals(XevError.CANCELED, recorder.code());
    }
}
