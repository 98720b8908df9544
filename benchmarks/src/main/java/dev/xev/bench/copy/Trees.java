package dev.xev.bench.copy;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import java.util.Random;

/** Files to copy, and a place to copy them to. */
final class Trees {
    private static final int BLOCK_BYTES = 1 << 20;

    private Trees() {}

    /**
     * Makes a directory whose own directories ext4 puts far apart, so that their files are not made
     * where others were deleted lately, which is slow there.
     */
    static void place(Path directory) throws IOException, InterruptedException {
        if (Files.exists(directory)) delete(directory);
        Files.createDirectories(directory);
        try {
            new ProcessBuilder("chattr", "+T", directory.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            // Other systems have no such program, and need none.
        }
    }

    /** Makes files of random bytes that are the same in every run, and has them on the disk. */
    static void make(Path root, int count, long bytes) throws IOException {
        Files.createDirectory(root);
        var random = new Random(bytes * 31 + count);
        var block = new byte[(int) Math.min(bytes, BLOCK_BYTES)];
        for (int i = 0; i < count; i++) {
            Path file = root.resolve(String.format(Locale.ROOT, "%06d", i));
            try (var channel =
                    FileChannel.open(
                            file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                for (long left = bytes; left > 0; ) {
                    random.nextBytes(block);
                    var data = ByteBuffer.wrap(block, 0, (int) Math.min(left, block.length));
                    while (data.hasRemaining()) left -= channel.write(data);
                }
                channel.force(false);
            }
        }
    }

    static void delete(Path root) throws IOException {
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path directory, @Nullable IOException failure) throws IOException {
                        Files.delete(directory);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
