package dev.xev.bench.run;

import dev.xev.bench.run.Table.Row;

import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What ours should cost, alone or beside the best of some others. Of ours, too, it is the best one
 * that counts, and the verdict names it.
 *
 * @param text in words
 * @param ours how the names of those begin that should reach it
 * @param peers whom they are compared with; null: nobody, the limit is a figure
 */
public record Target(
        String text, Metric metric, String ours, @Nullable Predicate<Row> peers, double limit) {

    /** How a target fared. */
    public record Verdict(String target, String measured, String outcome) {}

    /** A ratio to the best of some peers, within each round. */
    public static Target ratio(
            String text, Metric metric, String ours, Predicate<Row> peers, double limit) {
        return new Target(text, metric, ours, peers, limit);
    }

    /** A figure. */
    public static Target figure(String text, Metric metric, String ours, double limit) {
        return new Target(text, metric, ours, null, limit);
    }

    /** Nothing at all, but for what starting and stopping the measurement takes itself. */
    public static Target none(String text, Metric metric, String ours) {
        return figure(text, metric, ours, 0.005);
    }

    /** {@return peers by whose they are} */
    public static Predicate<Row> camp(Camp... camps) {
        return row -> List.of(camps).contains(row.camp());
    }

    /** {@return peers by how their names begin} */
    public static Predicate<Row> named(String... beginnings) {
        return row -> Stream.of(beginnings).anyMatch(row.name()::startsWith);
    }

    /** How it fared in a table; empty if nobody is in it who was to reach it. */
    Optional<Verdict> judge(Table table) {
        Optional<Row> our = best(table, row -> isOurs(row) && row.name().startsWith(ours));
        if (our.isEmpty()) return Optional.empty();
        Predicate<Row> others = peers;
        if (others == null) {
            return our.flatMap(row -> row.spread(metric)).map(s -> verdict(s, our.get().name()));
        }
        Optional<Row> peer = best(table, row -> !isOurs(row) && others.test(row));
        if (peer.isEmpty()) return Optional.of(new Verdict(text, "–", "no peer was measured"));
        return table.ratio(metric, our.get(), peer.get())
                .map(s -> verdict(s, our.get().name() + " / " + peer.get().name()));
    }

    private static boolean isOurs(Row row) {
        return row.camp() == Camp.OURS;
    }

    private Optional<Row> best(Table table, Predicate<Row> wanted) {
        Comparator<Row> byCost =
                Comparator.comparingDouble(
                        row -> row.spread(metric).map(Spread::median).orElse(Double.NaN));
        return table.rows().stream()
                .filter(row -> wanted.test(row) && row.spread(metric).isPresent())
                .min(metric.isMoreBetter() ? byCost.reversed() : byCost);
    }

    private Verdict verdict(Spread spread, String who) {
        double best = metric.isMoreBetter() ? spread.max() : spread.min();
        String outcome =
                metric.isReached(spread.median(), limit)
                        ? "reached"
                        : metric.isReached(best, limit)
                                ? "not by the median, but within the spread"
                                : "**not reached**";
        return new Verdict(text, text(spread) + ": " + who, outcome);
    }

    private String text(Spread spread) {
        if (peers == null) {
            return "%s (%s to %s)"
                    .formatted(
                            Markdown.figure(spread.median()),
                            Markdown.figure(spread.min()),
                            Markdown.figure(spread.max()));
        }
        return String.format(
                Locale.ROOT, "%.2f (%.2f to %.2f)", spread.median(), spread.min(), spread.max());
    }
}
