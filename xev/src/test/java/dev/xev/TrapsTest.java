package dev.xev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.lang.foreign.MemorySegment;
import java.net.StandardSocketOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Traps of systems like this one that the contract's tests do not name themselves. */
class TrapsTest {
    private static int run(String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        return builder.start().waitFor();
    }

    /** Trap 2: a number of an operation that is over hits none of its successors. */
    @BackendTest
    void aCancelOfAWriteThatIsOverLeavesTheNextOneAlone(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            Pair pair = Pair.open(loop);
            pair.client().setOption(StandardSocketOptions.SO_SNDBUF, 4096);
            MemorySegment memory = loop.allocate(256 << 10);
            for (int round = 0; round < 5; round++) {
                Recorder<TcpSocket> first = new Recorder<>();
                Recorder<TcpSocket> second = new Recorder<>();
                long old = pair.client().write(memory, first);
                loop.run(RunMode.NO_WAIT);
                loop.cancel(old);
                first.await(loop);
                pair.client().write(memory, second);
                loop.run(RunMode.NO_WAIT);

                assertFalse(loop.cancel(old));
                drain(loop, pair.server(), second);

                assertEquals(256 << 10, second.only());
            }
        }
    }

    private static void drain(Loop loop, TcpSocket socket, Recorder<TcpSocket> until) {
        long reading = socket.read(loop.allocate(1 << 16), (_, _) -> Action.REARM);
        while (until.count() == 0) loop.run(RunMode.ONCE);
        loop.cancel(reading);
        loop.run();
    }

    /** Trap 10: signals interrupt system calls, and nothing else. */
    @BackendTest
    void interruptedSystemCallsAreNotSeen(Backend backend) throws Exception {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        assumeTrue(jcmd.toFile().canExecute());
        String self = Long.toString(ProcessHandle.current().pid());
        try (Loop loop = Loop.open(backend);
                Timer timer = Timer.open(loop)) {
            Pair pair = Pair.open(loop);
            Recorder<TcpSocket> pending = new Recorder<>();
            pair.server().read(loop.allocate(1), pending);
            List<Integer> asked = new ArrayList<>();
            loop.offload(
                    () -> {
                        for (int i = 0; i < 3; i++) run(jcmd.toString(), self, "Thread.print");
                        return 0;
                    },
                    (_, result) -> {
                        asked.add(result.orElseThrow());
                        pair.server().close();
                        return Action.DISARM;
                    });
            long start = System.nanoTime();
            long[] waited = new long[1];
            timer.start(
                    Duration.ofMillis(300),
                    (_, _) -> {
                        waited[0] = System.nanoTime() - start;
                        return Action.DISARM;
                    });

            loop.run();

            assertEquals(List.of(0), asked);
            assertTrue(waited[0] >= 300_000_000, () -> waited[0] + " ns");
            assertEquals(XevError.CANCELED, pending.code());
        }
    }

    /** Trap 27: where the system's clock is not what it is elsewhere. */
    @BackendTest
    void timersKeepTimeInATimeNamespace(Backend backend) throws Exception {
        String[] apart = {
            "unshare", "--user", "--map-root-user", "--time", "--monotonic", "1000000", "--fork"
        };
        List<String> probe = new ArrayList<>(List.of(apart));
        probe.add("true");
        assumeTrue(run(probe.toArray(String[]::new)) == 0);

        String printed = new Child().by(apart).run(Timed.class, backend.name());

        assertEquals("ok", printed);
    }

    /** Waits a little, by the loop and by the JVM. */
    static final class Timed {
        public static void main(String[] arguments) {
            try (Loop loop = Loop.open(Backend.valueOf(arguments[0]));
                    Timer timer = Timer.open(loop)) {
                int[] ticks = new int[1];
                long start = System.nanoTime();
                timer.start(
                        Duration.ofMillis(20),
                        (_, _) -> ++ticks[0] < 5 ? Action.REARM : Action.DISARM);
                loop.run();
                long waited = System.nanoTime() - start;
                System.out.println(waited >= 100_000_000 ? "ok" : "early: " + waited);
            }
        }
    }

    /** Trap 30: sockets that wait need no threads. */
    @BackendTest
    void waitingSocketsNeedNoThreads(Backend backend) {
        try (Loop loop = Loop.open(backend)) {
            List<Pair> pairs = new ArrayList<>();
            pairs.add(Pair.open(loop));
            loop.run(RunMode.NO_WAIT);
            int before = threads();
            for (int i = 0; i < 300; i++) {
                Pair pair = Pair.open(loop);
                pairs.add(pair);
                pair.client().read(loop.allocate(1), (_, _) -> Action.REARM);
                pair.server().receive((_, _, _) -> Action.REARM);
            }
            loop.run(Duration.ofMillis(50));

            // The JVM may start one of its own meanwhile, but not one for each socket.
            int more = threads() - before;
            assertTrue(more < 20, () -> more + " more threads");
        }
    }

    private static int threads() {
        return new File("/proc/self/task").list().length;
    }

    /** Trap 25: what does not fit into a number is a very long time, not a short one. */
    @BackendTest(simulated = true)
    void endlessDurationsSaturate(Backend backend) {
        Duration endless = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
        try (Loop loop = Loop.open(backend);
                Timer timer = Timer.open(loop);
                Timer rate = Timer.open(loop);
                Timer soon = Timer.open(loop)) {
            Recorder<Timer> recorder = new Recorder<>();
            timer.start(endless, recorder);
            rate.startAtFixedRate(endless, endless, MissedTicks.SKIP, recorder);
            soon.start(Duration.ZERO, (_, _) -> Action.DISARM);
            timer.reset(endless);
            timer.unreference();
            rate.unreference();

            loop.run();
            loop.run(Duration.ZERO);

            assertEquals(0, recorder.count());
            assertTrue(loop.nanosToNextDeadline() != 0);
        }
    }
}
