package dev.xev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import org.junit.jupiter.api.io.TempDir;

import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Contract, line 1: every started operation ends exactly once. */
class ContractExactlyOnceTest {
    @TempDir Path directory;

    @BackendTest
    void everyOperationOfARandomProgramEndsOnce(Backend backend) throws Exception {
        Path path = Files.write(directory.resolve("file"), new byte[100_000]);
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            int[] ends = new int[600];
            try (Loop loop = Loop.open(backend);
                    File file = File.open(loop, path, READ, WRITE)) {
                MemorySegment memory = loop.allocate(1 << 16);
                List<Long> ids = new ArrayList<>();
                for (int i = 0; i < ends.length; i++) {
                    ids.add(start(loop, file, memory, random, ends, i));
                    if (random.nextInt(4) == 0) loop.cancel(ids.get(random.nextInt(ids.size())));
                    if (random.nextInt(8) == 0) loop.run(RunMode.NO_WAIT);
                    if (random.nextInt(8) == 0) {
                        loop.deadline(ids.get(random.nextInt(ids.size())), Duration.ofNanos(1));
                    }
                }

                loop.run();
            }
            for (int i = 0; i < ends.length; i++) {
                assertEquals(1, ends[i], "operation " + i + " of seed " + seed);
            }
        }
    }

    private static long start(
            Loop loop, File file, MemorySegment memory, Random random, int[] ends, int number) {
        int[] left = {random.nextInt(3)};
        return switch (random.nextInt(4)) {
            case 0 ->
                    Timer.open(loop)
                            .start(
                                    Duration.ofNanos(random.nextInt(2_000_000)),
                                    (_, result) -> again(result, left, ends, number));
            case 1 ->
                    file.read(
                            memory,
                            random.nextInt(100_000),
                            (_, result) -> again(result, left, ends, number));
            case 2 ->
                    file.write(
                            memory,
                            0,
                            1 + random.nextInt(5000),
                            random.nextInt(50_000),
                            (_, result) -> again(result, left, ends, number));
            default ->
                    file.fsync(
                            true,
                            (_, _) -> {
                                ends[number]++;
                                return Action.DISARM;
                            });
        };
    }

    private static Action again(int result, int[] left, int[] ends, int number) {
        boolean isEnded =
                result < -1
                        && (XevError.of(result).isCanceled() || XevError.of(result).isTimedOut());
        if (!isEnded && left[0]-- > 0) return Action.REARM;
        ends[number]++;
        return Action.DISARM;
    }

    @BackendTest(simulated = true)
    void anExceptionLeavesRunAndTheRestComesWithTheNextOne(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            List<Integer> fired = new ArrayList<>();
            IllegalStateException thrown = new IllegalStateException("the second one");
            for (int i = 0; i < 4; i++) {
                int number = i;
                Timer.open(loop)
                        .start(
                                Duration.ZERO,
                                (_, _) -> {
                                    fired.add(number);
                                    if (number == 1) throw thrown;
                                    return Action.DISARM;
                                });
            }

            assertSame(thrown, assertThrows(IllegalStateException.class, loop::run));
            assertEquals(List.of(0, 1), fired);
            loop.run();

            assertEquals(List.of(0, 1, 2, 3), fired);
        }
    }

    @BackendTest
    void afterAnExceptionNoEventOfTheBatchIsLostOrDoubled(Backend backend) {
        try (Loop loop = Loop.open(backend);
                File file = File.open(loop, directory.resolve("new"), READ, WRITE, CREATE)) {
            MemorySegment memory = loop.allocate(10);
            int[] ends = new int[50];
            for (int i = 0; i < ends.length; i++) {
                int number = i;
                file.write(
                        memory,
                        i,
                        (_, _) -> {
                            ends[number]++;
                            throw new IllegalStateException("number " + number);
                        });
            }

            int exceptions = 0;
            for (int i = 0; i < ends.length; i++) {
                assertThrows(IllegalStateException.class, loop::run);
                exceptions++;
            }
            loop.run();

            assertEquals(ends.length, exceptions);
            for (int end : ends) assertEquals(1, end);
        }
    }

    @BackendTest(simulated = true)
    void theStackOfAnExceptionReachesFromTheCallbackToTheCaller(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            loop.execute(ContractExactlyOnceTest::thrower);

            var thrown = assertThrows(IllegalStateException.class, loop::run);

            List<String> methods = new ArrayList<>();
            for (StackTraceElement frame : thrown.getStackTrace()) {
                methods.add(frame.getMethodName());
            }
            String caller = "theStackOfAnExceptionReachesFromTheCallbackToTheCaller";
            assertEquals("thrower", methods.getFirst());
            assertEquals(true, methods.stream().anyMatch(name -> name.contains(caller)));
        }
    }

    private static void thrower() {
        throw new IllegalStateException("thrown");
    }

    @BackendTest(simulated = true)
    void aHandlerOfExceptionsLetsTheLoopGoOn(Backend backend) {
        List<Throwable> handled = new ArrayList<>();
        LoopOptions options =
                LoopOptions.defaults()
                        .backend(backend)
                        .onException((_, thrown) -> handled.add(thrown));
        try (Loop loop = Loop.open(options)) {
            Recorder<Timer> recorder = new Recorder<>();
            Timer.open(loop)
                    .start(
                            Duration.ZERO,
                            (_, _) -> {
                                throw new AssertionError("an error");
                            });
            loop.execute(
                    () -> {
                        throw new IllegalStateException("a task");
                    });
            Timer.open(loop).start(Duration.ofMillis(1), recorder);

            loop.run();

            assertEquals(2, handled.size());
            assertEquals(0, recorder.only());
        }
    }

    @BackendTest(simulated = true)
    void throwingAndNullCountAsDisarm(Backend backend) {
        try (Loop loop = Loop.open(backend);
                Timer thrower = Timer.open(loop);
                Timer silent = Timer.open(loop)) {
            int[] calls = new int[2];
            thrower.start(
                    Duration.ZERO,
                    (_, _) -> {
                        calls[0]++;
                        throw new IllegalStateException();
                    });
            silent.start(
                    Duration.ZERO,
                    (_, _) -> {
                        calls[1]++;
                        return null;
                    });

            assertThrows(IllegalStateException.class, loop::run);
            loop.run();

            assertEquals(1, calls[0]);
            assertEquals(1, calls[1]);
        }
    }

    @BackendTest
    void aRepeatingOperationReportsUntilItsLastEvent(Backend backend) {
        try (Loop loop = Loop.open(backend);
                TcpListener listener = TcpListener.bind(loop, Pair.ANY_PORT)) {
            List<Result<TcpSocket>> accepted = new ArrayList<>();
            Recorder<Loop> connected = new Recorder<>();
            long id =
                    listener.accept(
                            (_, result) -> {
                                accepted.add(result);
                                return Action.REARM;
                            });
            for (int i = 0; i < 20; i++) {
                TcpSocket.connect(
                        loop,
                        listener.localAddress(),
                        (source, _) -> connected.completed(source, 0));
            }
            while (accepted.size() < 20 || connected.count() < 20) loop.run(RunMode.ONCE);

            loop.cancel(id);
            loop.run();

            assertEquals(21, accepted.size());
            Result<TcpSocket> last = accepted.getLast();
            assertEquals(true, ((Result.Failed<?>) last).error().isCanceled());
        }
    }
}
