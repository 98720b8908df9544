package dev.xev.bench.boundary;

import dev.xev.bench.run.Benchmark;
import dev.xev.bench.run.Camp;
import dev.xev.bench.run.Contender;
import dev.xev.bench.run.JmhContender;
import dev.xev.bench.run.Metric;
import dev.xev.bench.run.Rounds;
import dev.xev.bench.run.Session;
import dev.xev.bench.run.Table;
import dev.xev.bench.run.Target;

import java.util.ArrayList;
import java.util.List;

/** The boundary alone: operations that do nothing. */
public final class BoundaryBenchmark implements Benchmark {
    private static final int ROUNDS = 3;

    private static final Metric SCORE = Metric.range("score", "ns an event");
    private static final Metric HEAP = Metric.of("heap", "heap, B an event");
    private static final List<Metric> METRICS = List.of(SCORE, HEAP);

    @Override
    public String name() {
        return "boundary";
    }

    @Override
    public String method() {
        return "Operations that do nothing and never reach the kernel, so that crossing the"
                + " boundary is all there is; by JMH, a new JVM for each round. A turn with"
                + " nothing in it counts as one event. Of a submission that does nothing, 16 of its"
                + " 64 bytes are read, and no more are written.";
    }

    @Override
    public List<Table> run(Session session) throws InterruptedException {
        List<Table> tables = new ArrayList<>();
        List<Integer> batches = session.scale().pick(List.of(8), List.of(1, 64), List.of(1, 8, 64));
        for (int batch : batches) {
            List<Contender> contenders =
                    List.of(
                            contender(session, "shared memory", Camp.OURS, "events", batch),
                            contender(session, "an upcall each", Camp.NATIVE, "upcalls", batch),
                            contender(session, "an empty turn", Camp.NATIVE, "emptyTurn", batch));
            String title = batch == 1 ? "1 event a turn" : batch + " events a turn";
            Table table = new Rounds(session, ROUNDS).run(title, METRICS, contenders);
            tables.add(
                    table.judged(
                            List.of(
                                    Target.figure("≤ 10 ns an event", SCORE, "shared", 10),
                                    Target.none("no allocation", HEAP, "shared"))));
        }
        return tables;
    }

    private static Contender contender(
            Session session, String name, Camp camp, String method, int batch) {
        int events = method.equals("emptyTurn") ? 1 : batch;
        return new JmhContender(
                session, name, camp, Crossing.class, method, "batch", batch, events);
    }
}
