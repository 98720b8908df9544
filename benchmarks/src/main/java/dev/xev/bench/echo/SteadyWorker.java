package dev.xev.bench.echo;

import com.sun.management.ThreadMXBean;

import dev.xev.Action;
import dev.xev.Async;
import dev.xev.File;
import dev.xev.Loop;
import dev.xev.RunMode;
import dev.xev.Timer;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;

/** One steady state of a loop in a process of its own: {@code SteadyWorker STATE COUNT}. */
public final class SteadyWorker {
    private static final int WARM_UPS = 5;
    private static final int READ_BYTES = 4096;
    private static final Duration LONG = Duration.ofHours(1);

    private final Loop loop = Loop.open();
    private final int count;
    private int left;

    private SteadyWorker(int count) {
        this.count = count;
    }

    public static void main(String[] arguments) throws IOException {
        var worker = new SteadyWorker(Integer.parseInt(arguments[1]));
        Runnable work = worker.state(arguments[0]);
        for (int i = 0; i < WARM_UPS; i++) work.run();
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        threads.getCurrentThreadAllocatedBytes();
        long heap = threads.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        work.run();
        double nanos = System.nanoTime() - start;
        heap = threads.getCurrentThreadAllocatedBytes() - heap;
        System.out.printf(
                Locale.ROOT,
                "{\"heap\":%.6f,\"ns\":%.2f}%n",
                (double) heap / worker.count,
                nanos / worker.count);
        System.exit(0);
    }

    /** What does one thing so many times. */
    private Runnable state(String name) throws IOException {
        return switch (name) {
            case "timer" -> timer();
            case "reset" -> reset();
            case "cancel" -> cancel();
            case "execute" -> execute();
            case "async" -> async();
            case "read" -> read();
            default -> throw new IllegalArgumentException(name);
        };
    }

    private Action again() {
        return --left > 0 ? Action.REARM : Action.DISARM;
    }

    private Runnable timer() {
        Timer timer = Timer.open(loop);
        return () -> {
            left = count;
            timer.start(Duration.ZERO, (_, _) -> again());
            loop.run();
        };
    }

    private Runnable reset() {
        Timer timer = Timer.open(loop);
        timer.start(LONG, (_, _) -> Action.DISARM);
        return () -> {
            for (int i = 0; i < count; i++) timer.reset(LONG);
        };
    }

    private Runnable cancel() {
        Timer timer = Timer.open(loop);
        return () -> {
            for (int i = 0; i < count; i++) {
                timer.start(LONG, (_, _) -> Action.DISARM);
                timer.cancel();
                if ((i & 255) == 255) loop.run(RunMode.NO_WAIT);
            }
        };
    }

    private Runnable execute() {
        Runnable task = () -> left--;
        return () -> {
            left = count;
            while (left > 0) {
                loop.execute(task);
                loop.run(RunMode.NO_WAIT);
            }
        };
    }

    private Runnable async() {
        Async async = Async.open(loop);
        async.listen(
                (_, _) -> {
                    left--;
                    return Action.REARM;
                });
        return () -> {
            left = count;
            while (left > 0) {
                async.send();
                loop.run(RunMode.ONCE);
            }
        };
    }

    private Runnable read() throws IOException {
        Path path = Files.createTempFile("steady", "");
        Files.write(path, new byte[READ_BYTES]);
        File file = File.open(loop, path, StandardOpenOption.READ);
        Files.delete(path);
        MemorySegment memory = loop.allocate(READ_BYTES);
        return () -> {
            left = count;
            file.read(
                    memory,
                    0,
                    (_, bytes) -> {
                        if (bytes != READ_BYTES) throw new IllegalStateException("" + bytes);
                        return again();
                    });
            loop.run();
        };
    }
}
