package dev.xev.bench.run;

import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

import java.awt.Color;
import java.awt.Font;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Draws what everybody costs on each piece of work, as a multiple of ours: one scale for all of
 * them.
 */
public final class Chart {
    private static final int WIDTH = 1400;
    private static final int HEIGHT = 600;

    /** Some cost so much that beside them nothing else could be seen. */
    private static final int LONGEST = 6;

    private static final List<Color> OURS =
            List.of(new Color(0x1B3A6B), new Color(0x2E75B6), new Color(0x6FB1E8));
    private static final List<Color> JAVA =
            List.of(
                    new Color(0x7B241C),
                    new Color(0xB03A2E),
                    new Color(0xD35400),
                    new Color(0xE67E22),
                    new Color(0xF5B041),
                    new Color(0xF9E79F));
    private static final List<Color> NATIVE =
            List.of(
                    new Color(0x4D5656),
                    new Color(0x7F8C8D),
                    new Color(0x99A3A4),
                    new Color(0xB2BABB),
                    new Color(0xCCD1D1),
                    new Color(0xE5E8E8));

    private Chart() {}

    /** Whether there is something to compare in a picture. */
    public static boolean isWorthwhile(Benchmark.Outcome outcome) {
        return outcome.tables().stream().anyMatch(Chart::isComparison);
    }

    /** There is somebody else, and ours costs anything at all. */
    private static boolean isComparison(Table table) {
        if (table.ours().isEmpty() || table.ours().size() == table.rows().size()) return false;
        Metric metric = table.compared();
        return table.ours().getFirst().spread(metric).filter(s -> s.median() > 0).isPresent();
    }

    public static void write(Benchmark.Outcome outcome, Path file) throws IOException {
        CategoryChart chart = draw(outcome);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            BitmapEncoder.saveBitmap(chart, out, BitmapFormat.PNG);
        }
    }

    private static CategoryChart draw(Benchmark.Outcome outcome) {
        List<Table> tables = outcome.tables().stream().filter(Chart::isComparison).toList();
        Table first = tables.getFirst();
        String baseline = first.ours().getFirst().name();
        CategoryChart chart =
                new CategoryChartBuilder()
                        .width(WIDTH)
                        .height(HEIGHT)
                        .title(outcome.name() + ": " + first.compared().title())
                        .yAxisTitle(
                                "times "
                                        + baseline
                                        + " (less is better; bars end at "
                                        + LONGEST
                                        + ")")
                        .build();
        style(chart);
        var colors = new ArrayList<Color>();
        Map<Camp, Integer> used = new LinkedHashMap<>();
        for (var entry : names(tables).entrySet()) {
            Camp camp = entry.getValue();
            List<Color> palette =
                    switch (camp) {
                        case OURS -> OURS;
                        case JAVA -> JAVA;
                        case NATIVE -> NATIVE;
                    };
            colors.add(palette.get((used.merge(camp, 1, Integer::sum) - 1) % palette.size()));
            chart.addSeries(
                    entry.getKey(),
                    tables.stream().map(Table::title).toList(),
                    tables.stream().map(t -> multiple(t, entry.getKey(), baseline)).toList());
        }
        chart.getStyler().setSeriesColors(colors.toArray(Color[]::new));
        return chart;
    }

    private static Map<String, Camp> names(List<Table> tables) {
        Map<String, Camp> names = new LinkedHashMap<>();
        for (Table table : tables) {
            table.rows().forEach(row -> names.put(row.name(), row.camp()));
        }
        return names;
    }

    /** The median of the ratios within rounds, upside down; 0 where there is none. */
    private static double multiple(Table table, String name, String baseline) {
        Optional<Table.Row> base = table.row(baseline);
        Optional<Table.Row> row = table.row(name);
        if (base.isEmpty() || row.isEmpty()) return 0;
        double ratio = table.ratio(row.get(), base.get()).map(Spread::median).orElse(0.0);
        return Math.min(ratio, LONGEST);
    }

    private static void style(CategoryChart chart) {
        var styler = chart.getStyler();
        styler.setLegendPosition(LegendPosition.OutsideE);
        styler.setLegendBorderColor(Color.WHITE);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
        styler.setPlotGridVerticalLinesVisible(false);
        styler.setPlotGridLinesColor(new Color(0xDDDDDD));
        styler.setAvailableSpaceFill(0.85);
        styler.setYAxisMin(0.0);
        styler.setYAxisDecimalPattern("0.0");
        styler.setXAxisLabelRotation(20);
        styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 18));
        styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    }
}
