package dev.xev;

import java.util.List;

/** Flight recorder events, where the system has a flight recorder. */
final class Events {
    private static final boolean ARE_AVAILABLE =
            ModuleLayer.boot()
                    .findModule("jdk.jfr")
                    .map(recorder -> Events.class.getModule().canRead(recorder))
                    .orElse(false);

    private Events() {}

    static void loopOpened(Loop loop) {
        if (ARE_AVAILABLE) RecorderEvents.loopOpened(loop);
    }

    static void loopClosed(Loop loop, List<String> leaks) {
        if (ARE_AVAILABLE) RecorderEvents.loopClosed(loop, leaks);
    }

    static void slowCallback(long nanos) {
        if (ARE_AVAILABLE) RecorderEvents.slowCallback(nanos);
    }
}
