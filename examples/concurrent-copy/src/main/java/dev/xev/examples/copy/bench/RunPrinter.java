package dev.xev.examples.copy.bench;

import dev.xev.examples.copy.Terminal;

/** Tells a person who waits how far the bench is, and ends it when that person gives up. */
final class RunPrinter implements Harness.Listener {
    private final WorkDirectory work;
    private final boolean isWatched = Terminal.isErrorTerminal();

    RunPrinter(WorkDirectory work) {
        this.work = work;
    }

    @Override
    public void running(String workload, int run, int runs) {
        work.check();
        if (!isWatched) return;
        String end = run == runs ? "\r\033[K" : "";
        System.err.printf("\r\033[K%s: run %d of %d%s", workload, run, runs, end);
    }
}
