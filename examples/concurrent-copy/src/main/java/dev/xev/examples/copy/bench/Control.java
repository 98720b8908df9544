package dev.xev.examples.copy.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What it costs to create an empty file, before and after everything else.
 *
 * <p>ext4 without a journal does not reuse an inode for up to six minutes after its file was
 * deleted, and looks at all of those first: whoever deleted many files a moment ago then measures
 * that search, fifteen times the cost of a small copy.
 */
record Control(double createMicrosecondsBefore, double createMicrosecondsAfter) {
    static final String WARNING =
            "creating files is slow here, as after deleting many: figures for small files are"
                    + " worthless, wait six minutes";

    private static final int FILES = 200;
    private static final double SUSPICIOUS_MICROSECONDS = 100;

    static boolean isSuspicious(double microseconds) {
        return microseconds > SUSPICIOUS_MICROSECONDS;
    }

    String text() {
        boolean isSuspicious =
                isSuspicious(createMicrosecondsBefore) || isSuspicious(createMicrosecondsAfter);
        return String.format(
                Locale.ROOT,
                "control: creating an empty file took %.0f us before and %.0f us after%s",
                createMicrosecondsBefore,
                createMicrosecondsAfter,
                isSuspicious ? "; " + WARNING : "");
    }

    /** The median, which a compiler at work or a busy neighbour does not move. */
    static double createMicroseconds(Path directory) throws IOException {
        Files.createDirectory(directory);
        var microseconds = new double[FILES];
        for (int i = 0; i < FILES; i++) {
            Path file = directory.resolve("empty-" + i);
            long start = System.nanoTime();
            Files.createFile(file);
            microseconds[i] = (System.nanoTime() - start) / 1e3;
        }
        return Spread.of(microseconds).median();
    }
}
