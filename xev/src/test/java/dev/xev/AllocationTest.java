package dev.xev;

import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import org.junit.jupiter.api.io.TempDir;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;

/** In a steady state the loop's thread allocates nothing, however much it does. */
class AllocationTest {
    private static final MethodHandle ALLOCATED = allocated();

    @TempDir Path directory;

    /** By reflection, so that the module under test need not read the module of the counter. */
    private static MethodHandle allocated() {
        try {
            Object bean =
                    Class.forName("java.lang.management.ManagementFactory")
                            .getMethod("getThreadMXBean")
                            .invoke(null);
            return MethodHandles.publicLookup()
                    .findVirtual(
                            Class.forName("com.sun.management.ThreadMXBean"),
                            "getCurrentThreadAllocatedBytes",
                            MethodType.methodType(long.class))
                    .bindTo(bean);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static long bytes() {
        try {
            return (long) ALLOCATED.invokeExact();
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** Does it until it is warm, then so many times more, and expects not a byte for each. */
    private static void expectNone(int times, Runnable thing) {
        for (int i = 0; i < times; i++) thing.run();
        long least = Long.MAX_VALUE;
        // The compiler may still be at work in the first rounds.
        for (int round = 0; round < 5 && least > 0; round++) {
            long before = bytes();
            for (int i = 0; i < times; i++) thing.run();
            least = Math.min(least, bytes() - before);
        }
        long allocated = least;
        assertTrue(allocated < times, () -> allocated + " bytes in " + times + " times");
    }

    @BackendTest(simulated = true)
    void timersAllocateNothing(Backend backend) {
        try (Loop loop = Loop.open(backend);
                Timer repeated = Timer.open(loop);
                Timer started = Timer.open(loop)) {
            int[] left = new int[1];
            OperationCallback<Timer> again = (_, _) -> --left[0] > 0 ? Action.REARM : Action.DISARM;
            OperationCallback<Timer> once = (_, _) -> Action.DISARM;
            Duration soon = Duration.ofNanos(1);

            expectNone(
                    2000,
                    () -> {
                        left[0] = 3;
                        repeated.start(Duration.ZERO, again);
                        started.start(soon, once);
                        started.reset(soon);
                        loop.run();
                    });
        }
    }

    @BackendTest
    void anEchoAllocatesNothing(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            MemorySegment here = loop.allocate(64);
            MemorySegment there = loop.allocate(64);
            OperationCallback<TcpSocket> ignore = (_, _) -> Action.DISARM;
            OperationCallback<TcpSocket> echo =
                    (socket, result) -> {
                        socket.write(there, 0, result, ignore);
                        return Action.DISARM;
                    };

            expectNone(
                    2000,
                    () -> {
                        pair.server().read(there, echo);
                        pair.client().write(here, ignore);
                        pair.client().read(here, ignore);
                        loop.run();
                    });
        }
    }

    @BackendTest
    void anEchoOfLentBuffersAllocatesNothing(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            MemorySegment memory = loop.allocate(64);
            int[] received = new int[1];
            pair.server()
                    .receive(
                            (socket, buffer, result) -> {
                                if (result < 0) return Action.DISARM;
                                socket.write(buffer);
                                return Action.REARM;
                            });
            OperationCallback<TcpSocket> done =
                    (_, result) -> {
                        received[0] += result;
                        return received[0] < 64 ? Action.REARM : Action.DISARM;
                    };

            expectNone(
                    2000,
                    () -> {
                        received[0] = 0;
                        pair.client().write(memory);
                        pair.client().read(memory, done);
                        while (received[0] < 64) loop.run(RunMode.ONCE);
                    });
        }
    }

    @BackendTest
    void pipelinedWritesAllocateNothing(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            MemorySegment memory = loop.allocate(64);
            MemorySegment into = loop.allocate(1024);
            int[] received = new int[1];
            OperationCallback<TcpSocket> done =
                    (_, result) -> {
                        received[0] += result;
                        return received[0] < 640 ? Action.REARM : Action.DISARM;
                    };

            expectNone(
                    2000,
                    () -> {
                        received[0] = 0;
                        for (int i = 0; i < 10; i++) pair.client().write(memory);
                        pair.server().read(into, done);
                        loop.run();
                    });
        }
    }

    @BackendTest
    void arraysAllocateNothing(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            byte[] array = new byte[100];
            ByteBuffer buffer = ByteBuffer.allocate(100);
            OperationCallback<TcpSocket> ignore = (_, _) -> Action.DISARM;

            expectNone(
                    2000,
                    () -> {
                        pair.client().write(array);
                        pair.server().read(buffer.clear(), ignore);
                        loop.run();
                    });
        }
    }

    @BackendTest
    void readsAndWritesOfFilesAllocateNothing(Backend backend) {
        try (Loop loop = Loop.open(backend);
                File file = File.open(loop, directory.resolve("f"), READ, WRITE, CREATE)) {
            MemorySegment memory = loop.allocate(4096);
            OperationCallback<File> ignore = (_, _) -> Action.DISARM;

            expectNone(
                    2000,
                    () -> {
                        for (int i = 0; i < 4; i++) file.write(memory, i * 4096L, ignore);
                        loop.run();
                        for (int i = 0; i < 4; i++) file.read(memory, i * 4096L, ignore);
                        loop.run();
                    });
        }
    }

    @BackendTest(simulated = true)
    void tasksAllocateNothing(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            int[] ran = new int[1];
            Runnable task = () -> ran[0]++;

            expectNone(
                    2000,
                    () -> {
                        for (int i = 0; i < 50; i++) loop.execute(task);
                        loop.run();
                    });
        }
    }

    @BackendTest(simulated = true)
    void notificationsAllocateNothing(Backend backend) {
        try (Loop loop = Loop.open(backend);
                Async async = Async.open(loop)) {
            async.listen((_, _) -> Action.REARM);
            async.unreference();

            expectNone(
                    2000,
                    () -> {
                        async.send();
                        loop.run();
                    });
        }
    }

    @BackendTest
    void deadlinesAllocateNothing(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            MemorySegment memory = loop.allocate(8);
            Duration limit = Duration.ofMinutes(1);
            OperationCallback<TcpSocket> ignore = (_, _) -> Action.DISARM;

            expectNone(
                    2000,
                    () -> {
                        loop.deadline(pair.server().read(memory, ignore), limit);
                        pair.client().write(memory);
                        loop.run();
                    });
        }
    }
}
