package dev.xev.bench.run;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * All contenders on one piece of work.
 *
 * @param title the work
 * @param metrics what was measured; the first one is compared
 * @param rows who, with one sample for each round
 * @param notMeasured who not, and why
 * @param verdicts how what was aimed at fared
 */
public record Table(
        String title,
        List<Metric> metrics,
        List<Row> rows,
        Map<String, String> notMeasured,
        List<Target.Verdict> verdicts) {

    public Table(
            String title, List<Metric> metrics, List<Row> rows, Map<String, String> notMeasured) {
        this(title, metrics, rows, notMeasured, List.of());
    }

    /** Nobody could be measured. */
    public static Table nothing(String title, List<Metric> metrics, String reason) {
        return new Table(title, metrics, List.of(), Map.of("everybody", reason));
    }

    /** The same with verdicts on targets. */
    public Table judged(List<Target> targets) {
        List<Target.Verdict> all = targets.stream().flatMap(t -> t.judge(this).stream()).toList();
        return new Table(title, metrics, rows, notMeasured, all);
    }

    /** All rounds of one contender. */
    public record Row(String name, Camp camp, List<Map<String, Double>> samples) {
        /** The values of a metric; empty if this contender does not have it. */
        public Optional<Spread> spread(Metric metric) {
            double[] values =
                    samples.stream()
                            .filter(sample -> sample.containsKey(metric.key()))
                            .mapToDouble(sample -> sample.get(metric.key()))
                            .toArray();
            return values.length == 0 ? Optional.empty() : Optional.of(Spread.of(values));
        }
    }

    public Metric compared() {
        return metrics.getFirst();
    }

    public Optional<Row> row(String name) {
        return rows.stream().filter(row -> row.name().equals(name)).findFirst();
    }

    public List<Row> ours() {
        return rows.stream().filter(row -> row.camp() == Camp.OURS).toList();
    }

    /**
     * What one row costs for each unit that another one costs, in the same round: what else the
     * machine does changes from round to round.
     */
    public Optional<Spread> ratio(Row row, Row base) {
        return ratio(compared(), row, base);
    }

    /** The same for any metric. */
    Optional<Spread> ratio(Metric metric, Row row, Row base) {
        String key = metric.key();
        int rounds = Math.min(row.samples().size(), base.samples().size());
        double[] ratios =
                IntStream.range(0, rounds)
                        .mapToDouble(
                                i ->
                                        row.samples().get(i).getOrDefault(key, Double.NaN)
                                                / base.samples().get(i).getOrDefault(key, 0.0))
                        .filter(Double::isFinite)
                        .toArray();
        return ratios.length == 0 ? Optional.empty() : Optional.of(Spread.of(ratios));
    }
}
