package dev.xev.examples.copy;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

import java.io.PrintStream;

/** Progress for a person: a bar with the rate and the time left. */
final class BarProgress implements Progress {
    private static final String CLEAR_LINE = "\r\033[K";
    private static final int UNKNOWN = -1;

    private final PrintStream out;
    private final ProgressBar bar;
    private boolean isClosed;

    BarProgress(PrintStream out) {
        this.out = out;
        // Given no width, the library opens the terminal to ask it, and takes Ctrl-C from Java.
        int columns = Terminal.columns() - 1;
        this.bar =
                new ProgressBarBuilder()
                        .setTaskName("copying")
                        .setInitialMax(UNKNOWN)
                        .setUnit(" MB", 1 << 20)
                        .showSpeed()
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUpdateIntervalMillis(INTERVAL_MILLIS)
                        .setConsumer(new ConsoleProgressBarConsumer(out, columns))
                        .clearDisplayOnFinish()
                        .build();
    }

    @Override
    public void update(Tally tally) {
        // Only what is certain has an end: until the walk is over, there is no time left to tell.
        if (tally.isWalked) bar.maxHint(tally.bytesFound);
        bar.stepTo(tally.bytes);
        bar.setExtraMessage(", " + tally.files + " of " + tally.filesFound + " files");
    }

    @Override
    public void say(String line) {
        out.println(CLEAR_LINE + line);
        bar.refresh();
    }

    @Override
    public void close() {
        if (isClosed) return;
        isClosed = true;
        bar.close();
        out.print(CLEAR_LINE);
        out.flush();
    }
}
