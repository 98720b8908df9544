package dev.xev.examples.copy;

import dev.xev.examples.copy.Step.CopyFile;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Keeps the numbers of a copy, shows them while it runs, names what failed, and sums up. For the
 * loop's thread.
 */
final class Journal {
    final Tally tally = new Tally();

    private final Progress progress;
    private final Charset charset;
    private long bytesFinished;

    /**
     * Opens a journal.
     *
     * @param charset what the reader of the progress can show
     */
    Journal(Progress progress, Charset charset) {
        this.progress = progress;
        this.charset = charset;
    }

    void found(List<Step> steps, boolean isAll) {
        for (Step step : steps) {
            if (step instanceof CopyFile file) {
                tally.filesFound++;
                tally.bytesFound += file.attributes().size();
            }
        }
        tally.isWalked = isAll;
    }

    /** Will not be copied after all. */
    void lost(Step step) {
        if (step instanceof CopyFile file) {
            tally.filesFound--;
            tally.bytesFound -= file.attributes().size();
        }
    }

    void copied(long bytes, boolean isVerified) {
        tally.files++;
        bytesFinished += bytes;
        if (isVerified) tally.verified++;
    }

    void linked() {
        tally.links++;
    }

    void entered() {
        tally.directories++;
    }

    void skipped(Path path, String what) {
        tally.skipped++;
        progress.say("skipped " + Names.display(path, charset) + ": " + what);
    }

    void failed(Path path, String why) {
        tally.failed++;
        progress.say("failed " + Names.display(path, charset) + ": " + why);
    }

    void update(List<Lane> lanes) {
        tally.bytes = bytesFinished;
        for (Lane lane : lanes) tally.bytes += lane.progress();
        progress.update(tally);
    }

    /** No more progress is shown: what comes next is the summary. */
    void close() {
        progress.close();
    }

    /** What came of it, in one or two lines. */
    String summary() {
        String text =
                String.format(
                        Locale.ROOT,
                        "%s, %s, %s; %s in %.2f s (%s/s, %.0f files/s)",
                        count(tally.files, "file", "files"),
                        count(tally.directories, "directory", "directories"),
                        count(tally.links, "link", "links"),
                        ByteSize.format(tally.bytes),
                        tally.seconds(),
                        ByteSize.format(tally.bytesPerSecond()),
                        tally.files / tally.seconds());
        if (tally.verified > 0) text += "; " + tally.verified + " verified by " + ContentHash.NAME;
        if (tally.skipped > 0) text += "; " + tally.skipped + " skipped";
        if (tally.failed > 0) text += "; " + tally.failed + " failed";
        return text;
    }

    private static String count(long number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }
}
