package dev.xev.bench.run;

/**
 * Something that is measured.
 *
 * @param key its name in JSON and in samples
 * @param title its column
 * @param isRange whether the table shows minimum and maximum beside the median
 */
public record Metric(String key, String title, boolean isRange) {
    public static Metric of(String key, String title) {
        return new Metric(key, title, false);
    }

    public static Metric range(String key, String title) {
        return new Metric(key, title, true);
    }
}
