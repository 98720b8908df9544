package dev.xev.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page that people have written, with a section for each benchmark in it that is written here:
 * between two marks with its name. Nothing else of the page is touched.
 */
public final class Page {
    private static final String SUMMARY = "summary";
    private static final String LAST = "<!-- end of the benchmarks -->";
    private static final Pattern SECTION =
            Pattern.compile("<!-- begin (\\w+) -->\\n(.*?)<!-- end \\w+ -->", Pattern.DOTALL);
    private static final Pattern TOOK = Pattern.compile("Took (\\d+) s");

    private final Path file;
    private final Path images;
    private final List<String> order;

    /**
     * Such a page.
     *
     * @param images where pictures go, in or below the directory of the page
     * @param order the names of all benchmarks
     */
    public Page(Path file, Path images, List<String> order) {
        this.file = file;
        this.images = images;
        this.order = order;
    }

    /** Replaces the section of one benchmark. */
    public void put(Benchmark.Outcome outcome, Report report) throws IOException {
        var text = new StringBuilder();
        text.append(Markdown.title(outcome)).append('\n');
        String took = String.format(Locale.ROOT, "Took %.0f s. ", outcome.seconds());
        text.append(took).append(Markdown.environment(report));
        if (Chart.isWorthwhile(outcome)) {
            Files.createDirectories(images);
            Path picture = images.resolve("performance-" + outcome.name() + ".png");
            Chart.write(outcome, picture);
            Path parent = file.toAbsolutePath().getParent();
            Path link = parent == null ? picture : parent.relativize(picture.toAbsolutePath());
            text.append("\n![%s](%s)\n".formatted(outcome.name(), link));
        }
        text.append(Markdown.body(outcome));
        String page = replace(Files.readString(file), outcome.name(), text.toString());
        Files.writeString(file, replace(page, SUMMARY, summary(page)));
    }

    private String replace(String page, String name, String text) {
        String section = "<!-- begin " + name + " -->\n" + text + "<!-- end " + name + " -->";
        String begin = "<!-- begin " + name + " -->";
        String end = "<!-- end " + name + " -->";
        int from = page.indexOf(begin);
        int to = page.indexOf(end);
        if (from >= 0 && to > from) {
            return page.substring(0, from) + section + page.substring(to + end.length());
        }
        int at = place(page, name);
        return page.substring(0, at) + section + "\n\n" + page.substring(at);
    }

    /** Before the next benchmark that is there, or before the end. */
    private int place(String page, String name) {
        int own = order.indexOf(name);
        for (int i = own + 1; i < order.size(); i++) {
            int at = page.indexOf("<!-- begin " + order.get(i) + " -->");
            if (at >= 0) return at;
        }
        int last = page.indexOf(LAST);
        if (last < 0) throw new IllegalStateException("the page has no line " + LAST);
        return last;
    }

    /** How many targets were reached, by what the sections say. */
    private String summary(String page) {
        record Line(int place, String text) {}
        List<Line> lines = new ArrayList<>();
        Matcher section = SECTION.matcher(page);
        while (section.find()) {
            String name = section.group(1);
            String text = section.group(2);
            if (name.equals(SUMMARY)) continue;
            Matcher took = TOOK.matcher(text);
            String line =
                    "| [%s](#%s) | %d | %d | %d | %s s |"
                            .formatted(
                                    name,
                                    name,
                                    count(text, "| reached |"),
                                    count(text, "within the spread |"),
                                    count(text, "| **not reached** |"),
                                    took.find() ? took.group(1) : "?");
            lines.add(new Line(order.indexOf(name), line));
        }
        lines.sort(Comparator.comparingInt(Line::place));
        var text = new StringBuilder();
        text.append("| benchmark | targets reached | within the spread | not reached | took |\n");
        text.append("| --- | ---: | ---: | ---: | ---: |\n");
        lines.forEach(line -> text.append(line.text).append('\n'));
        return text.toString();
    }

    private static int count(String text, String ending) {
        return (int) text.lines().filter(line -> line.endsWith(ending)).count();
    }
}
