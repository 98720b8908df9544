package dev.xev;

import dev.xev.cxev.Port;

import java.lang.foreign.MemorySegment;
import java.time.Duration;

/** Puts the library's counters and Java's own together. Any thread. */
final class Counters {
    private Counters() {}

    static Metrics read(Core core, Runner runner) {
        if (!core.wakeup.enter()) return read(core, runner, MemorySegment.NULL);
        try {
            return read(core, runner, core.boundary.port());
        } finally {
            core.wakeup.leave();
        }
    }

    private static Metrics read(Core core, Runner runner, MemorySegment port) {
        boolean isThere = port.byteSize() > 0;
        return new Metrics(
                runner.turns,
                core.callbacks,
                runner.tasksRun,
                isThere ? Port.submitted(port) : 0,
                isThere ? Port.delivered(port) : 0,
                isThere ? Port.largest_batch(port) : 0,
                isThere ? Port.system_calls(port) : 0,
                isThere ? Port.waits(port) : 0,
                Duration.ofNanos(runner.waitNanos),
                Duration.ofNanos(runner.busyNanos),
                isThere ? Port.wake_writes(port) : 0,
                isThere ? Port.overflows(port) : 0,
                isThere ? Port.starved(port) : 0,
                isThere ? Port.armed(port) : 0,
                isThere ? Port.handles(port) : 0,
                core.timers.size(),
                core.buffersLent(),
                isThere ? (int) Port.pool_threads(port) : 0,
                isThere ? (int) Port.pool_queued(port) : 0);
    }
}
