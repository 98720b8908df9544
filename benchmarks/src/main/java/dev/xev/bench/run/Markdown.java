package dev.xev.bench.run;

import dev.xev.bench.run.Table.Row;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A report for people. */
public final class Markdown {
    private static final String NOTHING = "–";

    private Markdown() {}

    /** {@return the whole report} */
    public static String of(Report report) {
        var text = new StringBuilder(environment(report));
        for (Benchmark.Outcome outcome : report.outcomes()) {
            text.append("\n").append(title(outcome)).append(body(outcome));
        }
        return text.toString();
    }

    /** {@return where and when it was measured} */
    static String environment(Report report) {
        Environment at = report.environment();
        return "Measured on %s, %d processors, %s, %s. "
                        .formatted(at.cpu(), at.processors(), at.system(), at.java())
                + "Backends: %s. Load average before: %s. ".formatted(at.backends(), at.load())
                + "Date: %s. Scale: %s, %d rounds unless fewer are said.\n"
                        .formatted(report.date(), report.scale(), report.scale().rounds());
    }

    /** {@return the heading of a section, and what was done} */
    static String title(Benchmark.Outcome outcome) {
        return "## %s\n\n%s\n".formatted(outcome.name(), outcome.method());
    }

    /** {@return its tables, and what the contenders say about themselves} */
    static String body(Benchmark.Outcome outcome) {
        var text = new StringBuilder();
        outcome.tables().forEach(table -> text.append(section(table)));
        details(outcome.details(), text);
        return text.toString();
    }

    private static void details(Map<String, String> details, StringBuilder text) {
        if (details.isEmpty()) return;
        text.append('\n');
        details.forEach((who, what) -> text.append("- %s: %s\n".formatted(who, what)));
    }

    private static String section(Table table) {
        var text = new StringBuilder("\n### " + table.title() + "\n\n");
        if (!table.rows().isEmpty()) text.append(of(table));
        if (!table.verdicts().isEmpty()) text.append(verdicts(table));
        table.notMeasured()
                .forEach(
                        (who, why) ->
                                text.append("\n")
                                        .append(who)
                                        .append(": not measured here, ")
                                        .append(why)
                                        .append(".\n"));
        return text.toString();
    }

    private static String verdicts(Table table) {
        var text = new StringBuilder("\n| target | measured | |\n| --- | --- | --- |\n");
        for (Target.Verdict verdict : table.verdicts()) {
            text.append(
                    "| %s | %s | %s |\n"
                            .formatted(verdict.target(), verdict.measured(), verdict.outcome()));
        }
        return text.toString();
    }

    /** {@return one table} */
    public static String of(Table table) {
        boolean isComparison = table.ours().size() < table.rows().size();
        List<Row> ours = isComparison ? table.ours() : List.of();
        List<String> header = new ArrayList<>(List.of("contender"));
        for (Metric metric : table.metrics()) {
            header.add(metric.title());
            if (metric.isRange()) header.add("min to max");
        }
        ours.forEach(row -> header.add(row.name() + " / it"));
        List<List<String>> lines = new ArrayList<>();
        lines.add(header);
        List<String> rule = new ArrayList<>(Collections.nCopies(header.size(), "---:"));
        rule.set(0, "---");
        lines.add(rule);
        for (Row row : table.rows()) lines.add(line(table, row, ours));
        var text = new StringBuilder();
        lines.forEach(line -> text.append("| ").append(String.join(" | ", line)).append(" |\n"));
        return text.toString();
    }

    private static List<String> line(Table table, Row row, List<Row> ours) {
        List<String> cells = new ArrayList<>();
        cells.add(row.camp() == Camp.OURS ? "**" + row.name() + "**" : row.name());
        for (Metric metric : table.metrics()) {
            Optional<Spread> spread = row.spread(metric);
            cells.add(spread.map(s -> figure(s.median())).orElse(NOTHING));
            if (metric.isRange()) cells.add(spread.map(Markdown::range).orElse(NOTHING));
        }
        for (Row our : ours) {
            boolean isSelf = our.equals(row);
            cells.add(isSelf ? "1" : table.ratio(our, row).map(Markdown::ratio).orElse(NOTHING));
        }
        return cells;
    }

    private static String range(Spread spread) {
        return figure(spread.min()) + " to " + figure(spread.max());
    }

    private static String ratio(Spread ratio) {
        String median = String.format(Locale.ROOT, "%.2f", ratio.median());
        if (ratio.min() == ratio.max()) return median;
        return median + String.format(Locale.ROOT, " (%.2f to %.2f)", ratio.min(), ratio.max());
    }

    /** {@return three digits: more than a run can know} */
    public static String figure(double value) {
        double size = Math.abs(value);
        int decimals = size >= 100 || size == 0 ? 0 : size >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
