package dev.xev.examples.copy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Computes the SHA-256 of files, one after another, with one buffer.
 *
 * <p>SHA-256 because every Java has it, the CPU's own instructions run it at more than a gigabyte a
 * second, and what it prints is what {@code sha256sum} prints. Not for two threads at a time.
 */
public final class ContentHash {
    /** How the hash is called. */
    public static final String NAME = "SHA-256";

    private static final int BUFFER_BYTES = 256 * 1024;

    private final MessageDigest digest;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

    /** Makes a hasher. */
    public ContentHash() {
        try {
            digest = MessageDigest.getInstance(NAME);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has " + NAME, e);
        }
    }

    /**
     * Reads a file from start to end.
     *
     * @param file a regular file
     * @return the hash of its content, in hexadecimal
     * @throws IOException if it cannot be read
     */
    public String of(Path file) throws IOException {
        return of(file, () -> false);
    }

    /** Ends early, by an exception, once {@code isCanceled} says so. */
    String of(Path file, BooleanSupplier isCanceled) throws IOException {
        digest.reset();
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (channel.read(buffer.clear()) >= 0) {
                digest.update(buffer.flip());
                if (isCanceled.getAsBoolean()) throw new CancellationException();
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
