package dev.xev.examples.copy.bench;

import dev.xev.examples.copy.ByteSize;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Files to be made up, such as {@code 100x256KB}: a hundred files of 256 KB each. */
record Scenario(int count, long bytes) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,7})[xX](\\S+)");

    static final List<Scenario> ALL =
            Stream.of("1000x4KB", "200x64KB", "100x256KB", "50x1MB", "20x5MB", "10x10MB", "5x50MB")
                    .map(Scenario::parse)
                    .toList();

    private static final int BLOCK_BYTES = 1 << 20;

    static Scenario parse(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(1)) == 0) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a scenario such as 1000x4KB, nor 'all'");
        }
        return new Scenario(Integer.parseInt(matcher.group(1)), ByteSize.parse(matcher.group(2)));
    }

    String name() {
        return count + "x" + ByteSize.format(bytes).replaceAll("\\.0+ | ", "");
    }

    /** Makes the files, of random bytes that are the same in every run, and has them on disk. */
    Workload make(Path root) throws IOException {
        Files.createDirectory(root);
        var random = new Random(bytes * 31 + count);
        for (int i = 0; i < count; i++) {
            fill(root.resolve(String.format(Locale.ROOT, "%06d", i)), random);
        }
        return Workload.of(name(), root);
    }

    private void fill(Path file, Random random) throws IOException {
        var block = new byte[(int) Math.min(bytes, BLOCK_BYTES)];
        try (var channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long left = bytes; left > 0; ) {
                random.nextBytes(block);
                var data = ByteBuffer.wrap(block, 0, (int) Math.min(left, block.length));
                while (data.hasRemaining()) left -= channel.write(data);
            }
            // Later, writing it back would take time from the runs.
            channel.force(false);
        }
    }
}
