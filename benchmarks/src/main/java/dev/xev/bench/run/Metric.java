package dev.xev.bench.run;

/**
 * Something that is measured.
 *
 * @param key its name in JSON and in samples
 * @param title its column
 * @param isRange whether the table shows minimum and maximum beside the median
 * @param isMoreBetter such as a rate; costs are better when there is less
 */
public record Metric(String key, String title, boolean isRange, boolean isMoreBetter) {
    public static Metric of(String key, String title) {
        return new Metric(key, title, false, false);
    }

    public static Metric range(String key, String title) {
        return new Metric(key, title, true, false);
    }

    /** A rate. */
    public static Metric rate(String key, String title) {
        return new Metric(key, title, true, true);
    }

    /** {@return whether one figure is at least as good as another} */
    public boolean isReached(double value, double limit) {
        return isMoreBetter ? value >= limit : value <= limit;
    }
}
