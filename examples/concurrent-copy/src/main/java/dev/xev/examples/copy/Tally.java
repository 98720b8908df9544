package dev.xev.examples.copy;

/** Numbers of a copy: what was found, what was done. Only the loop's thread writes them. */
final class Tally {
    private final long startNanos = System.nanoTime();

    long filesFound;
    long bytesFound;

    /** What was found is all there is. */
    boolean isWalked;

    long files;
    long directories;
    long links;
    long verified;
    long skipped;
    long failed;

    /** Of finished files, and of those under way. */
    long bytes;

    double seconds() {
        return Math.max(1, System.nanoTime() - startNanos) / 1e9;
    }

    long bytesPerSecond() {
        return (long) (bytes / seconds());
    }
}
