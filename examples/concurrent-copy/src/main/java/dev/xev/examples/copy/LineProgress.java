package dev.xev.examples.copy;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;

/** Progress for a file or a pipe: a line now and then. */
final class LineProgress implements Progress {
    private final PrintWriter out;
    private final long intervalNanos;
    private long lastNanos = System.nanoTime();

    LineProgress(PrintWriter out, long intervalNanos) {
        this.out = out;
        this.intervalNanos = intervalNanos;
    }

    static LineProgress everySecond(PrintWriter out) {
        return new LineProgress(out, TimeUnit.SECONDS.toNanos(1));
    }

    @Override
    public void update(Tally tally) {
        long now = System.nanoTime();
        if (now - lastNanos < intervalNanos) return;
        lastNanos = now;
        out.printf(
                "%d of %d%s files, %s of %s, %s/s%s%n",
                tally.files,
                tally.filesFound,
                tally.isWalked ? "" : "+",
                ByteSize.format(tally.bytes),
                ByteSize.format(tally.bytesFound),
                ByteSize.format(tally.bytesPerSecond()),
                timeLeft(tally));
        out.flush();
    }

    private static String timeLeft(Tally tally) {
        if (!tally.isWalked || tally.bytes == 0) return "";
        long seconds = (tally.bytesFound - tally.bytes) / Math.max(1, tally.bytesPerSecond());
        return ", about " + Math.max(0, seconds) + " s left";
    }

    @Override
    public void say(String line) {
        out.println(line);
        out.flush();
    }

    @Override
    public void close() {}
}
