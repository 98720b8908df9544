package dev.xev.bench.timer;

import com.sun.management.ThreadMXBean;

import dev.xev.Backend;
import dev.xev.bench.run.CpuClock;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;

/**
 * One kind of timers in a process of its own: {@code TimerWorker KIND COUNT BASE_MS SPREAD_MS}. It
 * starts so many, all of them due long after that, moves as many, cancels half of them, and lets
 * the others fire. It moves a million at most, and cancels half of that. The last of several such
 * rounds counts: by then the code is compiled and the arrays have their size.
 */
public final class TimerWorker implements Timers.Fired {
    private static final int MOVES_MAX = 1_000_000;
    private static final int MILLI_NANOS = 1_000_000;
    private static final int WARM_UP_BASE_NANOS = 100 * MILLI_NANOS;
    private static final int WARM_UP_SPREAD_NANOS = 50 * MILLI_NANOS;
    private static final int WARM_UPS = 5;
    private static final int WARM_UP_COUNT = 30_000;

    /** So many at a time, by methods that are called often enough to be compiled well. */
    private static final int STEP = 64;

    /**
     * So many delays there are, made before, as a program has its time limits: a {@code Duration}
     * made for each start would be garbage of the program.
     */
    private static final int DELAYS = 4096;

    /** So often the clock is read to find out whether something fires early. */
    private static final int CLOCK_STEP = 64;

    private final CpuClock cpu = new CpuClock();
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final int count;
    private final int moves;
    private final Duration[] delays = new Duration[DELAYS];
    private final long[] due;
    private final int[] firedIndexes;
    private final long[] firedClocks;
    private final Timers timers;
    private long random = 88_172_645_463_325_252L;
    private long clock;
    private int starts;
    private int fired;
    private int left;
    private long insert;
    private long reset;
    private long cancel;
    private long fireStart;
    private long heap;

    private TimerWorker(String kind, int count, long baseNanos, long spreadNanos) {
        this.count = count;
        this.moves = Math.min(count, MOVES_MAX);
        for (int i = 0; i < DELAYS; i++) {
            delays[i] = Duration.ofNanos(baseNanos + spreadNanos * i / DELAYS);
        }
        this.due = new long[count];
        this.firedIndexes = new int[count];
        this.firedClocks = new long[count / CLOCK_STEP + 2];
        this.timers =
                switch (kind) {
                    case "xev-uring" -> new XevTimers(Backend.IO_URING, count, this);
                    case "xev-epoll" -> new XevTimers(Backend.EPOLL, count, this);
                    case "netty-nio" -> ScheduledTimers.netty(false, count, this);
                    case "netty-epoll" -> ScheduledTimers.netty(true, count, this);
                    case "netty-wheel" -> new WheelTimers(count, this);
                    case "pool" -> ScheduledTimers.pool(count, this);
                    default -> throw new IllegalArgumentException(kind);
                };
    }

    public static void main(String[] arguments) {
        String kind = arguments[0];
        int count = Integer.parseInt(arguments[1]);
        long baseNanos = Long.parseLong(arguments[2]) * MILLI_NANOS;
        long spreadNanos = Long.parseLong(arguments[3]) * MILLI_NANOS;
        // A benchmark so small that nothing can be made of its figures need not warm up either.
        boolean isWarm = count >= 1000;
        if (isWarm) warmUp(kind);
        TimerWorker worker = new TimerWorker(kind, count, baseNanos, spreadNanos);
        if (isWarm) worker.run();
        System.gc();
        System.out.println(worker.run());
        System.exit(0);
    }

    /** As many operations as the compilers need to be done with them, whatever is measured then. */
    private static void warmUp(String kind) {
        var worker = new TimerWorker(kind, WARM_UP_COUNT, WARM_UP_BASE_NANOS, WARM_UP_SPREAD_NANOS);
        for (int i = 0; i < WARM_UPS; i++) worker.run();
        worker.timers.close();
    }

    private String run() {
        fired = 0;
        left = -1;
        timers.run(this::work);
        long fire = cpu.nanos() - fireStart;
        checkFired();
        double each = (double) fire / fired;
        return String.format(
                Locale.ROOT,
                "{\"insert\":%.2f,\"reset\":%.2f,\"cancel\":%.2f,\"fire\":%.2f,\"both\":%.2f,"
                        + "\"heap\":%.1f}",
                (double) insert / count,
                (double) reset / moves,
                2.0 * cancel / moves,
                each,
                (double) insert / count + each,
                (double) heap / count);
    }

    private void checkFired() {
        int early = 0;
        firedClocks[(fired + CLOCK_STEP - 1) / CLOCK_STEP] = System.nanoTime();
        for (int i = 0; i < fired; i++) {
            if (due[firedIndexes[i]] > firedClocks[i / CLOCK_STEP + 1]) early++;
        }
        if (fired != left || early > 0) {
            throw new IllegalStateException(fired + " of " + left + " fired, " + early + " early");
        }
    }

    private Duration delay(int index) {
        Duration delay = delays[(int) next(DELAYS)];
        if (starts++ % CLOCK_STEP == 0) clock = System.nanoTime();
        due[index] = clock + delay.toNanos();
        return delay;
    }

    private long next(long bound) {
        random ^= random << 13;
        random ^= random >>> 7;
        random ^= random << 17;
        return Math.unsignedMultiplyHigh(random, bound);
    }

    private void work() {
        long start = threads.getCurrentThreadCpuTime();
        long allocated = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < count; i += STEP) start(i, Math.min(i + STEP, count));
        heap = threads.getCurrentThreadAllocatedBytes() - allocated;
        long inserted = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < moves; i += STEP) reset(Math.min(STEP, moves - i));
        long moved = threads.getCurrentThreadCpuTime();
        int canceledTimers = 0;
        for (int i = 0; i < moves; i += STEP) {
            canceledTimers += cancel(i, Math.min(i + STEP, moves));
        }
        long canceled = threads.getCurrentThreadCpuTime();
        insert = inserted - start;
        reset = moved - inserted;
        cancel = canceled - moved;
        fireStart = cpu.nanos();
        left = count - canceledTimers;
        if (fired == left) timers.stop();
    }

    private void start(int from, int to) {
        for (int i = from; i < to; i++) timers.start(i, delay(i));
    }

    private void reset(int times) {
        for (int i = 0; i < times; i++) {
            int index = (int) next(count);
            timers.reset(index, delay(index));
        }
    }

    private int cancel(int from, int to) {
        int canceled = 0;
        for (int i = from; i < to; i += 2) {
            if (timers.cancel(i)) canceled++;
        }
        return canceled;
    }

    @Override
    public void fired(int index) {
        if (fired % CLOCK_STEP == 0) firedClocks[fired / CLOCK_STEP] = System.nanoTime();
        firedIndexes[fired] = index;
        if (++fired == left) timers.stop();
    }
}
