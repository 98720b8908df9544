package dev.xev.examples.copy.bench;

import dev.xev.examples.copy.Terminal;

/** Tells a person who waits how far the bench is; a file never sees it. */
final class RunPrinter implements Harness.Listener {
    private final boolean isWatched = Terminal.isErrorTerminal();

    @Override
    public void running(String workload, int run, int runs) {
        if (!isWatched) return;
        String end = run == runs ? "\r\033[K" : "";
        System.err.printf("\r\033[K%s: run %d of %d%s", workload, run, runs, end);
    }
}
