package dev.xev.bench.timer;

import dev.xev.bench.run.Benchmark;
import dev.xev.bench.run.Camp;
import dev.xev.bench.run.Contender;
import dev.xev.bench.run.Home;
import dev.xev.bench.run.Metric;
import dev.xev.bench.run.Peers;
import dev.xev.bench.run.Rounds;
import dev.xev.bench.run.Session;
import dev.xev.bench.run.Table;
import dev.xev.bench.run.Target;
import dev.xev.bench.run.Worker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Timers by number. */
public final class TimerBenchmark implements Benchmark {
    private static final int LIMIT_SECONDS = 120;

    private static final int ROUNDS = 3;
    private static final int MANY = 1_000_000;
    private static final int VERY_MANY = 10_000_000;

    private static final Metric BOTH = Metric.range("both", "insert and fire, ns");
    private static final Metric RESET = Metric.range("reset", "reset, ns");
    private static final Metric CANCEL = Metric.range("cancel", "cancel, ns");
    private static final Metric HEAP = Metric.of("heap", "heap, B a start");
    private static final List<Metric> METRICS =
            List.of(
                    BOTH,
                    Metric.of("insert", "insert"),
                    Metric.of("fire", "fire"),
                    RESET,
                    CANCEL,
                    HEAP);

    private record Kind(String name, Camp camp, String mode, boolean isForMany) {}

    private static final List<Kind> KINDS =
            List.of(
                    new Kind("xev io_uring", Camp.OURS, "xev-uring", true),
                    new Kind("xev epoll", Camp.OURS, "xev-epoll", false),
                    new Kind("Netty epoll loop", Camp.JAVA, "netty-epoll", true),
                    new Kind("Netty NIO loop", Camp.JAVA, "netty-nio", false),
                    new Kind("Netty wheel, 1 ms ticks", Camp.JAVA, "netty-wheel", true),
                    new Kind("ScheduledThreadPoolExecutor", Camp.JAVA, "pool", true));

    @Override
    public String name() {
        return "timers";
    }

    @Override
    public String method() {
        return "So many timers are started with delays spread over a second (0.3 s for fewer than a"
                + " million), as many are moved at random, every second one is canceled, and the"
                + " others fire; of ten million, one million is moved and half a million"
                + " canceled. Insert, reset and cancel are CPU of the thread that calls; fire is"
                + " CPU of the whole process until the last one, canceled ones included, so that"
                + " with few timers it is the cost of waking up for each. Nobody's may fire"
                + " early, as a clock shows that is read with every 64th. A new process for each"
                + " round, which warms up with 30 000 timers, one of Java five times and then"
                + " with as many as it measures, by all that is said above, so that its code is"
                + " compiled and its arrays have their size. Timers that can be"
                + " started again, ours and libuv's, exist before, as do all callbacks and the 4096"
                + " delays that Java draws from: heap is what a start takes then. (A Duration that"
                + " is made for a call of ours is 24 B of the program's, unless the compiler does"
                + " without it.) Netty's wheel and libuv know milliseconds, the"
                + " others nanoseconds. The program on xev.h uses our library from C; a cancel"
                + " has a callback of its own there, counted as fire. Both programs in C have"
                + " written to all of their own memory before. Loops of the same maker keep"
                + " timers alike: from a million on only one of each runs.";
    }

    @Override
    public List<Table> run(Session session) throws InterruptedException {
        List<Table> tables = new ArrayList<>();
        List<Integer> counts =
                session.scale()
                        .pick(
                                List.of(500),
                                List.of(10_000, 1_000_000),
                                List.of(1000, 10_000, 100_000, 1_000_000, VERY_MANY));
        for (int count : counts) tables.add(run(session, count));
        return tables;
    }

    private static Table run(Session session, int count) throws InterruptedException {
        List<Contender> contenders = new ArrayList<>();
        String base = "" + (100 + Math.min(count / 1000, 7000));
        String spread = count < 1000 ? "20" : count < MANY ? "300" : "1000";
        List<String> heap = count < VERY_MANY ? List.of() : List.of("-Xms5g", "-Xmx5g");
        for (Kind kind : KINDS) {
            if (count >= MANY && !kind.isForMany) continue;
            var command = Home.java(heap, TimerWorker.class, kind.mode, "" + count, base, spread);
            contenders.add(worker(session, kind.name, kind.camp, command));
        }
        Map<String, String> missing = new LinkedHashMap<>();
        Map<String, Peers.Program> programs = new LinkedHashMap<>();
        programs.put("xev.h (C)", session.peers().xev("xev_timers"));
        programs.put("libuv", session.peers().c("uv_timers", "uv"));
        programs.forEach(
                (name, program) -> {
                    Camp camp = name.equals("libuv") ? Camp.NATIVE : Camp.OURS;
                    program.file()
                            .map(file -> List.of("" + file, "" + count, base, spread))
                            .map(command -> worker(session, name, camp, command))
                            .ifPresentOrElse(
                                    contenders::add, () -> missing.put(name, program.reason()));
                });
        String title = String.format(Locale.ROOT, "%,d timers", count);
        int rounds = count >= VERY_MANY ? 1 : ROUNDS;
        Table table = new Rounds(session, rounds).run(title, METRICS, contenders);
        table.notMeasured().putAll(missing);
        return table.judged(targets(count));
    }

    private static Worker worker(Session session, String name, Camp camp, List<String> command) {
        return new Worker(session, name, camp, session.serverCore(), LIMIT_SECONDS, command);
    }

    private static List<Target> targets(int count) {
        List<Target> targets = new ArrayList<>();
        if (count == 1_000_000) {
            targets.add(Target.figure("insert and fire ≤ 150 ns", BOTH, "xev io_uring", 150));
        }
        targets.add(Target.figure("reset ≤ 50 ns", RESET, "xev io_uring", 50));
        targets.add(Target.figure("cancel ≤ 50 ns", CANCEL, "xev io_uring", 50));
        targets.add(Target.none("no allocation", HEAP, "xev io_uring"));
        for (Metric metric : List.of(BOTH, RESET, CANCEL)) {
            String text = "xev.h: " + metric.title() + " ≤ 1.00 of libuv's";
            targets.add(Target.ratio(text, metric, "xev.h", Target.named("libuv"), 1.0));
        }
        return targets;
    }
}
