package dev.xev;

import jdk.jfr.FlightRecorder;

import java.util.List;

/** Flight recorder events, where the system has a flight recorder. */
final class Events {
    private static final boolean ARE_AVAILABLE =
            ModuleLayer.boot()
                    .findModule("jdk.jfr")
                    .map(recorder -> Events.class.getModule().canRead(recorder))
                    .orElse(false);

    private Events() {}

    /** Making the first event takes a tenth of a second, so none is made unless somebody looks. */
    private static boolean areWanted() {
        return ARE_AVAILABLE && FlightRecorder.isInitialized();
    }

    static void loopOpened(Loop loop) {
        if (areWanted()) RecorderEvents.loopOpened(loop);
    }

    static void loopClosed(Loop loop, List<String> leaks) {
        if (areWanted()) RecorderEvents.loopClosed(loop, leaks);
    }

    static void slowCallback(long nanos) {
        if (areWanted()) RecorderEvents.slowCallback(nanos);
    }
}
