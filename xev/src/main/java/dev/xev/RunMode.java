package dev.xev;

/** How long {@link Loop#run(RunMode)} stays. */
public enum RunMode {
    /** Delivers everything that is ready, without waiting. */
    NO_WAIT,

    /** Waits until at least one callback or task has run, or nothing is armed. */
    ONCE,

    /**
     * Runs until nothing that is referenced is armed and no task is left. Timers, listeners and
     * notifications can be unreferenced, so that they do not keep a loop running by themselves.
     */
    UNTIL_DONE
}
