package dev.xev.examples.copy;

/** Copies files and directory trees through one event loop. */
public final class ConcurrentCopy {
    private ConcurrentCopy() {}

    /**
     * Runs the program.
     *
     * @param args source, target and options
     */
    public static void main(String[] args) {
        System.out.println("concurrent-copy " + String.join(" ", args));
    }
}
