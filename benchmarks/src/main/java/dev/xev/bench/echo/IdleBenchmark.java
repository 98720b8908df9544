package dev.xev.bench.echo;

import dev.xev.bench.run.Benchmark;
import dev.xev.bench.run.Camp;
import dev.xev.bench.run.Child;
import dev.xev.bench.run.Contender;
import dev.xev.bench.run.Metric;
import dev.xev.bench.run.Rounds;
import dev.xev.bench.run.Server;
import dev.xev.bench.run.Session;
import dev.xev.bench.run.Table;
import dev.xev.bench.run.Target;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a connection costs that is there and says nothing. */
public final class IdleBenchmark implements Benchmark {
    private static final int ROUNDS = 3;
    private static final int LIMIT_SECONDS = 60;
    private static final int WARM_UPS = 3;

    /**
     * Each page of the heap is there from the start, so that what is added is not heap; and nothing
     * is compiled, for compilers take memory whenever they like.
     */
    private static final List<String> OPTIONS =
            List.of("-Xms192m", "-Xmx192m", "-XX:+AlwaysPreTouch", "-Xint");

    private static final Metric BEFORE = Metric.range("before", "before a message, B");
    private static final Metric AFTER = Metric.range("after", "after one, B");
    private static final List<Metric> METRICS =
            List.of(
                    BEFORE,
                    AFTER,
                    Metric.of("before_heap", "of it heap, before"),
                    Metric.of("after_heap", "of it heap, after"),
                    Metric.of("before_native", "other, before"),
                    Metric.of("after_native", "other, after"));

    private static final List<Server.Kind> KINDS =
            List.of(
                    new Server.Kind("xev io_uring, lent", Camp.OURS, "xev-lent"),
                    new Server.Kind("xev epoll, lent", Camp.OURS, "xev-epoll-lent"),
                    new Server.Kind("Netty io_uring, buffer ring", Camp.JAVA, "netty-uring-ring"),
                    new Server.Kind("Netty io_uring", Camp.JAVA, "netty-uring"),
                    new Server.Kind("Netty epoll", Camp.JAVA, "netty-epoll"),
                    new Server.Kind("Netty NIO", Camp.JAVA, "netty-nio"),
                    new Server.Kind("JDK selector", Camp.JAVA, "nio"),
                    new Server.Kind("virtual threads", Camp.JAVA, "virtual"));

    private record Sizes(double heap, double other) {}

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public String method() {
        return "User-space memory of one of 5000 connections to an echo server that have not said"
                + " anything, and after a message of 64 bytes each. A new server for each round"
                + " serves 1000 connections first, some times over, and keeps the last ones: what"
                + " 5000 more add is divided by 5000. Heap is what is alive after two full"
                + " collections. Other is growth of the resident set; the heap has a fixed size"
                + " there and every page of it was touched at the start, so that all growth is"
                + " native memory, mapped rings included. Nothing is compiled (-Xint), for"
                + " compilers take memory when they like. Kernel memory is not in it. The client is"
                + " another process. The blocking servers have a buffer of 16 KiB for each"
                + " connection, for a read that blocks needs one; ours lend buffers when there is"
                + " something to put into them.";
    }

    @Override
    public List<Table> run(Session session) throws InterruptedException {
        var client = session.peers().c("idle");
        if (client.file().isEmpty())
            return List.of(Table.nothing(name(), METRICS, client.reason()));
        int count = session.scale().pick(100, 5000, 5000);
        List<Contender> contenders = new ArrayList<>();
        for (Server.Kind kind : KINDS) {
            contenders.add(
                    Contender.of(kind.name(), kind.camp(), () -> measure(session, kind, count)));
        }
        Table table = new Rounds(session, ROUNDS).run(count + " connections", METRICS, contenders);
        return List.of(
                table.judged(
                        List.of(
                                Target.figure(
                                        "io_uring: ≤ 700 B before the first message",
                                        BEFORE,
                                        "xev io_uring",
                                        700),
                                Target.figure(
                                        "io_uring: ≤ 700 B after it", AFTER, "xev io_uring", 700),
                                Target.figure(
                                        "epoll: ≤ 700 B before the first message",
                                        BEFORE,
                                        "xev epoll",
                                        700),
                                Target.figure(
                                        "epoll: ≤ 700 B after it", AFTER, "xev epoll", 700))));
    }

    private static Map<String, Double> measure(Session session, Server.Kind kind, int count)
            throws IOException, InterruptedException {
        String program = session.peers().c("idle").file().orElseThrow().toString();
        try (Server server = kind.start(session, EchoServer.class, OPTIONS);
                Child client =
                        Child.start(
                                session,
                                "idle",
                                session.loadCore(),
                                LIMIT_SECONDS,
                                List.of(program, "" + server.port()))) {
            for (int i = 0; i < WARM_UPS; i++) {
                if (i > 0) tell(client, "close");
                tell(client, "open " + count / 5);
                tell(client, "talk");
            }
            Sizes base = sizes(server);
            tell(client, "open " + count);
            Sizes before = sizes(server);
            tell(client, "talk");
            Sizes after = sizes(server);
            double beforeHeap = (before.heap - base.heap) / count;
            double beforeOther = (before.other - base.other) / count;
            double afterHeap = (after.heap - base.heap) / count;
            double afterOther = (after.other - base.other) / count;
            return Map.of(
                    "before", beforeHeap + beforeOther,
                    "after", afterHeap + afterOther,
                    "before_heap", beforeHeap,
                    "after_heap", afterHeap,
                    "before_native", beforeOther,
                    "after_native", afterOther);
        }
    }

    private static void tell(Child client, String line) throws IOException, InterruptedException {
        client.tell(line);
        client.line(LIMIT_SECONDS);
    }

    /** The heap first: collecting it takes memory for itself, once. */
    private static Sizes sizes(Server server) throws IOException, InterruptedException {
        double heap = server.live();
        for (String line : Files.readAllLines(Path.of("/proc/" + server.pid() + "/smaps_rollup"))) {
            if (!line.startsWith("Rss:")) continue;
            return new Sizes(heap, Double.parseDouble(line.replaceAll("\\D", "")) * 1024);
        }
        throw new IOException("the size of the server is unknown");
    }
}
