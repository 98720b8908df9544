package dev.xev.examples.copy.bench;

import dev.xev.examples.copy.bench.Report.Outcome;
import dev.xev.examples.copy.bench.Report.Result;

import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;

import java.awt.Color;
import java.awt.Font;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Draws how much each contender copies in a second, as a multiple of the first that does what most
 * Java programs would: one scale for tiny files and for large ones.
 */
final class Chart {
    private static final int WIDTH = 1500;
    private static final int HEIGHT = 700;

    /**
     * The loop in blues, threads in warm colours, so that the two camps can be told at a glance.
     */
    private static final List<Color> LOOP =
            List.of(
                    new Color(0x1B3A6B),
                    new Color(0x2E75B6),
                    new Color(0x6FB1E8),
                    new Color(0xB9D7F1));

    private static final List<Color> THREADS =
            List.of(
                    new Color(0xB03A2E),
                    new Color(0xE67E22),
                    new Color(0xF5B041),
                    new Color(0x9A9A9A),
                    new Color(0x3C3C3C));

    private Chart() {}

    /** Whether a picture can be made of that name. */
    static boolean isSupported(Path file) {
        String name = lowerCase(file);
        return name.endsWith(".svg") || name.endsWith(".png");
    }

    /**
     * Writes the picture.
     *
     * @param baseline the contender whose bars are all one high
     */
    static void write(Report report, String baseline, Path file) throws IOException {
        CategoryChart chart = draw(report, baseline);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            if (lowerCase(file).endsWith(".svg")) {
                VectorGraphicsEncoder.saveVectorGraphic(chart, out, VectorGraphicsFormat.SVG);
            } else {
                BitmapEncoder.saveBitmap(chart, out, BitmapFormat.PNG);
            }
        }
    }

    private static CategoryChart draw(Report report, String baseline) {
        CategoryChart chart =
                new CategoryChartBuilder()
                        .width(WIDTH)
                        .height(HEIGHT)
                        .title("Copying files: speed relative to " + baseline + " (more is better)")
                        .xAxisTitle(subtitle(report))
                        .yAxisTitle("times as fast")
                        .build();
        style(chart);
        List<String> workloads = report.outcomes().stream().map(Outcome::workload).toList();
        var colors = new ArrayList<Color>();
        int loops = 0;
        int threads = 0;
        for (Result first : report.outcomes().getFirst().results()) {
            String contender = first.contender();
            chart.addSeries(contender, workloads, speeds(report, contender, baseline));
            colors.add(
                    contender.contains("thread")
                            ? THREADS.get(threads++ % THREADS.size())
                            : LOOP.get(loops++ % LOOP.size()));
        }
        chart.getStyler().setSeriesColors(colors.toArray(Color[]::new));
        return chart;
    }

    private static List<Double> speeds(Report report, String contender, String baseline) {
        return report.outcomes().stream()
                .map(outcome -> median(outcome, baseline) / median(outcome, contender))
                .toList();
    }

    private static double median(Outcome outcome, String contender) {
        return outcome.results().stream()
                .filter(result -> result.contender().equals(contender))
                .findFirst()
                .orElseThrow()
                .milliseconds()
                .median();
    }

    private static String subtitle(Report report) {
        Environment at = report.environment();
        Report.Settings settings = report.settings();
        return String.format(
                "%s, %d processors, %s, %s, %s; at most %d files in flight; median of %d runs",
                at.cpu(),
                at.processors(),
                at.system(),
                at.fileSystem(),
                at.backend(),
                settings.inFlight(),
                settings.rounds());
    }

    private static void style(CategoryChart chart) {
        var styler = chart.getStyler();
        styler.setLegendPosition(LegendPosition.OutsideS);
        styler.setLegendLayout(LegendLayout.Horizontal);
        styler.setLegendBorderColor(Color.WHITE);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
        styler.setPlotGridVerticalLinesVisible(false);
        styler.setPlotGridLinesColor(new Color(0xDDDDDD));
        styler.setAvailableSpaceFill(0.85);
        styler.setYAxisMin(0.0);
        styler.setYAxisDecimalPattern("0.0");
        styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 18));
        styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
        styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    }

    private static String lowerCase(Path file) {
        return file.toString().toLowerCase(Locale.ROOT);
    }
}
