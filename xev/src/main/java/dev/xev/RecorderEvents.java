package dev.xev;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

import java.util.List;

/** The events themselves. Loaded only where there is a flight recorder. */
final class RecorderEvents {
    private RecorderEvents() {}

    static void loopOpened(Loop loop) {
        LoopOpened event = new LoopOpened();
        if (!event.isEnabled()) return;
        event.backend = loop.backend().name();
        event.reason = loop.backendReason();
        event.commit();
    }

    static void loopClosed(Loop loop, List<String> leaks) {
        LoopClosed event = new LoopClosed();
        if (!event.isEnabled()) return;
        Metrics metrics = loop.metrics();
        event.turns = metrics.turns();
        event.callbacks = metrics.callbacks();
        event.leaks = String.join("; ", leaks);
        event.commit();
    }

    static void slowCallback(long nanos) {
        SlowCallback event = new SlowCallback();
        if (!event.isEnabled()) return;
        event.time = nanos;
        event.commit();
    }

    @Name("dev.xev.LoopOpened")
    @Label("Loop Opened")
    @Category("xev")
    @Description("A loop was opened, on this backend for this reason")
    @StackTrace(false)
    static final class LoopOpened extends Event {
        @Label("Backend")
        String backend = "";

        @Label("Reason")
        String reason = "";
    }

    @Name("dev.xev.LoopClosed")
    @Label("Loop Closed")
    @Category("xev")
    @Description("A loop was closed, with what its program had left open")
    @StackTrace(false)
    static final class LoopClosed extends Event {
        @Label("Turns")
        long turns;

        @Label("Callbacks")
        long callbacks;

        @Label("Leaks")
        String leaks = "";
    }

    @Name("dev.xev.SlowCallback")
    @Label("Slow Callback")
    @Category("xev")
    @Description("A callback or task held the loop for longer than LoopOptions.slowCallback")
    @StackTrace(false)
    static final class SlowCallback extends Event {
        @Label("Time")
        @Timespan(Timespan.NANOSECONDS)
        long time;
    }
}
