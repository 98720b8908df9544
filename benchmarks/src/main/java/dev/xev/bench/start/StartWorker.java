package dev.xev.bench.start;

import dev.xev.Action;
import dev.xev.Backend;
import dev.xev.Loop;
import dev.xev.Timer;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.uring.IoUringIoHandler;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * A loop in a JVM that has just started: {@code StartWorker KIND LOOPS}. From before it is opened
 * until its first event, a timer without delay; then the same again and again, in the same JVM.
 */
public final class StartWorker {
    private StartWorker() {}

    public static void main(String[] arguments) throws Exception {
        int loops = Integer.parseInt(arguments[1]);
        double cold = millis(loop(arguments[0]));
        double sinceStart =
                System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
        double[] further = new double[loops];
        for (int i = 0; i < loops; i++) further[i] = millis(loop(arguments[0]));
        Arrays.sort(further);
        System.out.printf(
                Locale.ROOT,
                "{\"cold\":%.3f,\"jvm\":%.3f,\"further\":%.4f}%n",
                cold,
                sinceStart,
                further[loops / 2]);
        System.exit(0);
    }

    /** A call that opens a loop, waits for its first event, and answers what closes it. */
    private static Callable<Runnable> loop(String kind) {
        return switch (kind) {
            case "xev-uring" -> () -> xev(Backend.IO_URING);
            case "xev-epoll" -> () -> xev(Backend.EPOLL);
            case "netty-uring" -> () -> netty(IoUringIoHandler.newFactory());
            case "netty-epoll" -> () -> netty(EpollIoHandler.newFactory());
            case "netty-nio" -> () -> netty(NioIoHandler.newFactory());
            case "selector" -> StartWorker::selector;
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private static double millis(Callable<Runnable> loop) throws Exception {
        long start = System.nanoTime();
        Runnable close = loop.call();
        double millis = (System.nanoTime() - start) / 1e6;
        close.run();
        return millis;
    }

    private static Runnable xev(Backend backend) {
        Loop loop = Loop.open(backend);
        Timer.open(loop).start(Duration.ZERO, (_, _) -> Action.DISARM);
        loop.run();
        return loop::close;
    }

    private static Runnable netty(IoHandlerFactory factory) throws InterruptedException {
        var group = new MultiThreadIoEventLoopGroup(1, factory);
        group.next().schedule(() -> {}, 0, TimeUnit.NANOSECONDS).sync();
        return () -> group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private static Runnable selector() throws IOException {
        Selector selector = Selector.open();
        selector.wakeup();
        selector.select();
        return () -> {
            try {
                selector.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        };
    }
}
