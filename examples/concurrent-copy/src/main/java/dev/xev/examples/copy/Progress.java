package dev.xev.examples.copy;

import java.io.PrintWriter;

/** Tells the user how far the copy is, and what went wrong on the way. */
interface Progress extends AutoCloseable {
    /** Nobody listens: for benchmarks. */
    Progress NONE =
            new Progress() {
                @Override
                public void update(Tally tally) {}

                @Override
                public void say(String line) {}

                @Override
                public void close() {}
            };

    /** How often {@link #update} wants to be called. */
    int INTERVAL_MILLIS = 100;

    void update(Tally tally);

    /** A line that stays. */
    void say(String line);

    @Override
    void close();

    /** A bar where somebody watches it grow, lines where they are read later. */
    static Progress open(Style style, PrintWriter lines) {
        return switch (style) {
            case NONE -> new LineProgress(lines, Long.MAX_VALUE);
            case LINES -> LineProgress.everySecond(lines);
            case BAR -> new BarProgress(System.err);
            case AUTO -> open(Terminal.isErrorTerminal() ? Style.BAR : Style.LINES, lines);
        };
    }

    /** What the user asked for. */
    enum Style {
        AUTO,
        BAR,
        LINES,
        NONE
    }
}
