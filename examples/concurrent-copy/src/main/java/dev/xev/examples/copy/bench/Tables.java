package dev.xev.examples.copy.bench;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;

import dev.xev.examples.copy.bench.Report.Outcome;
import dev.xev.examples.copy.bench.Report.Result;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** What a bench found out, for a terminal or a text file. */
final class Tables {
    /** Borders that a Markdown reader takes for a table, too. */
    private static final Character[] BORDERS = {
        null, null, null, null, '|', '|', '|', '|', '-', '|', '|', '|', '|', '|', null, null, null,
        null, null, null, null, '|', '|', '|', '|', null, null, null, null
    };

    private Tables() {}

    /** One workload in full. */
    static String of(Outcome outcome) {
        double best = outcome.bestMilliseconds();
        List<ColumnData<Result>> columns =
                List.of(
                        text("contender", Result::contender),
                        number("ms, median", r -> figure(r.milliseconds().median())),
                        number("ms, min to max", r -> range(r.milliseconds())),
                        number("files/s", r -> figure(r.filesPerSecond())),
                        number("MB/s", r -> figure(r.megabytesPerSecond())),
                        number("CPU ms, median", r -> figure(r.cpuMilliseconds().median())),
                        number(
                                "to the fastest",
                                r ->
                                        String.format(
                                                Locale.ROOT,
                                                "%.2f",
                                                r.milliseconds().median() / best)));
        return table(outcome.results(), columns);
    }

    /** Every workload and contender: median milliseconds, and those of CPU in brackets. */
    static String overview(Report report) {
        List<ColumnData<Integer>> columns = new ArrayList<>();
        columns.add(
                text(
                        "ms (CPU ms)",
                        i -> report.outcomes().getFirst().results().get(i).contender()));
        for (Outcome outcome : report.outcomes()) {
            columns.add(number(outcome.workload(), i -> cell(outcome, outcome.results().get(i))));
        }
        int contenders = report.outcomes().getFirst().results().size();
        return table(java.util.stream.IntStream.range(0, contenders).boxed().toList(), columns);
    }

    private static String cell(Outcome outcome, Result result) {
        double time = result.milliseconds().median();
        String cell = figure(time) + " (" + figure(result.cpuMilliseconds().median()) + ")";
        return time == outcome.bestMilliseconds() ? "**" + cell + "**" : cell;
    }

    private static String range(Spread spread) {
        return figure(spread.min()) + " to " + figure(spread.max());
    }

    /** Three digits say all that a run can know. */
    static String figure(double value) {
        int decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    private static <T> ColumnData<T> text(String header, Function<T, String> value) {
        return column(header, HorizontalAlign.LEFT, value);
    }

    private static <T> ColumnData<T> number(String header, Function<T, String> value) {
        return column(header, HorizontalAlign.RIGHT, value);
    }

    private static <T> ColumnData<T> column(
            String header, HorizontalAlign align, Function<T, String> value) {
        return new Column().header(header).headerAlign(align).dataAlign(align).with(value);
    }

    private static <T> String table(List<T> rows, List<ColumnData<T>> columns) {
        return AsciiTable.builder().border(BORDERS).data(rows, columns).asString();
    }
}
