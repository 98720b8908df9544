package dev.xev.bench.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs contenders in turns, round after round, in an order that changes: what else the machine does
 * then hits them alike.
 */
public final class Rounds {
    private final Session session;
    private final int rounds;

    public Rounds(Session session) {
        this(session, session.scale().rounds());
    }

    /** At most so many, for what takes long. */
    public Rounds(Session session, int atMost) {
        this.session = session;
        this.rounds = Math.min(atMost, session.scale().rounds());
    }

    /** One of everybody, as often as the scale says. */
    public Table run(String title, List<Metric> metrics, List<? extends Contender> contenders)
            throws InterruptedException {
        return run(title, metrics, contenders, 1);
    }

    /**
     * The same, after one round that does not count: for processes that live on, whose just-in-time
     * compilers have not seen this work before.
     */
    public Table runWarm(String title, List<Metric> metrics, List<? extends Contender> contenders)
            throws InterruptedException {
        return run(title, metrics, contenders, session.scale() == Scale.BRIEF ? 1 : 0);
    }

    private Table run(
            String title, List<Metric> metrics, List<? extends Contender> contenders, int first)
            throws InterruptedException {
        Map<Contender, List<Map<String, Double>>> samples = new LinkedHashMap<>();
        Map<String, String> failed = new LinkedHashMap<>();
        contenders.forEach(contender -> samples.put(contender, new ArrayList<>()));
        for (int round = first; round <= rounds; round++) {
            for (Contender contender : order(contenders, round)) {
                if (failed.containsKey(contender.name())) continue;
                session.progress(title, contender.name(), round, rounds);
                try {
                    Map<String, Double> sample = contender.measure();
                    if (round > 0) samples.getOrDefault(contender, List.of()).add(sample);
                } catch (InterruptedException e) {
                    throw e;
                } catch (Exception e) {
                    session.failed(title, contender.name(), e);
                    failed.put(contender.name(), "failed: " + e.getMessage());
                }
            }
        }
        List<Table.Row> rows =
                samples.entrySet().stream()
                        .filter(entry -> !failed.containsKey(entry.getKey().name()))
                        .map(e -> new Table.Row(e.getKey().name(), e.getKey().camp(), e.getValue()))
                        .toList();
        return new Table(title, metrics, rows, failed);
    }

    /** Each starts another contender, and every second one goes the other way. */
    private static List<Contender> order(List<? extends Contender> contenders, int round) {
        var order = new ArrayList<Contender>(contenders);
        Collections.rotate(order, round);
        return round % 2 == 0 ? order : order.reversed();
    }
}
