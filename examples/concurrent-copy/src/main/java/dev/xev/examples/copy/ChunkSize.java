package dev.xev.examples.copy;

/** How much one read or write moves, as the command line gives it. */
public final class ChunkSize {
    private static final int MIN = 512;
    private static final int MAX = 64 << 20;

    private ChunkSize() {}

    /**
     * Reads a chunk size.
     *
     * @param text such as {@code 64K}
     * @return the bytes
     * @throws IllegalArgumentException if it is not a size, or out of bounds
     */
    public static int parse(String text) {
        long bytes = ByteSize.parse(text);
        if (bytes < MIN || bytes > MAX) {
            throw new IllegalArgumentException("--chunk is from 512 to 64M, not " + text);
        }
        return (int) bytes;
    }
}
