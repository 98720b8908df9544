package dev.xev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;

@SuppressWarnings("try") // closing is what is tested
class LoopThreadTest {
    private static LoopOptions options(Backend backend) {
        return LoopOptions.defaults().backend(backend);
    }

    @BackendTest(simulated = true)
    void runsWorkOnItsOwnThread(Backend backend) throws Exception {
        try (LoopThread thread = Loop.start(options(backend))) {
            Thread first = thread.submit(_ -> Thread.currentThread()).toCompletableFuture().get();
            Thread second = thread.submit(Thread::currentThread).toCompletableFuture().get();

            assertSame(first, second);
            assertTrue(first != Thread.currentThread());
        }
    }

    @BackendTest
    void staysAliveWhileNothingIsArmed(Backend backend) throws Exception {
        CompletableFuture<Integer> fired = new CompletableFuture<>();
        try (LoopThread thread = Loop.start(options(backend))) {
            for (int i = 0; i < 3; i++) {
                assertEquals(i, number(thread, i));
            }
            thread.submit(
                    loop ->
                            Timer.open(loop)
                                    .start(
                                            Duration.ofMillis(5),
                                            (_, result) -> {
                                                fired.complete(result);
                                                return Action.DISARM;
                                            }));

            assertEquals(0, fired.get());
        }
    }

    private static int number(LoopThread thread, int number) throws Exception {
        return thread.submit(() -> number).toCompletableFuture().get();
    }

    @BackendTest(simulated = true)
    void whatWorkThrowsGoesToItsCaller(Backend backend) {
        try (LoopThread thread = Loop.start(options(backend))) {
            var failed =
                    thread.submit(
                            () -> {
                                throw new IllegalStateException("work");
                            });

            var thrown =
                    assertThrows(
                            ExecutionException.class, () -> failed.toCompletableFuture().get());
            assertInstanceOf(IllegalStateException.class, thrown.getCause());
        }
    }

    @BackendTest(simulated = true)
    void exceptionsOfCallbacksDoNotEndIt(Backend backend) throws Exception {
        List<String> handled = new CopyOnWriteArrayList<>();
        LoopOptions options =
                options(backend).onException((_, thrown) -> handled.add(thrown.getMessage()));
        try (LoopThread thread = Loop.start(options)) {
            thread.loop()
                    .execute(
                            () -> {
                                throw new IllegalStateException("task");
                            });

            assertEquals(1, number(thread, 1));
            assertEquals(List.of("task"), handled);
        }
    }

    @BackendTest(simulated = true)
    void afterTheCloseNothingIsAccepted(Backend backend) {
        LoopThread thread = Loop.start(options(backend));
        thread.close();
        thread.close();

        assertTrue(thread.loop().isClosed());
        assertThrows(RejectedExecutionException.class, () -> thread.submit(() -> 1));
    }

    @BackendTest(simulated = true)
    void itsOwnThreadCannotCloseIt(Backend backend) throws Exception {
        try (LoopThread thread = Loop.start(options(backend))) {
            var failed =
                    thread.submit(
                            () -> {
                                thread.close();
                                return 1;
                            });

            var thrown =
                    assertThrows(
                            ExecutionException.class, () -> failed.toCompletableFuture().get());
            assertInstanceOf(IllegalStateException.class, thrown.getCause());
        }
    }
}
