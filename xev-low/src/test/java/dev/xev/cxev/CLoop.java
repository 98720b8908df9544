package dev.xev.cxev;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A loop of the C API with the memory it needs. Also used where there is no JUnit. */
final class CLoop implements AutoCloseable {
    final Arena arena = Arena.ofShared();
    final MemorySegment loop = memory(Xev.XEV_SIZEOF_LOOP);
    final MemorySegment watcher = memory(Xev.XEV_SIZEOF_WATCHER);

    CLoop() {
        require(Xev.xev_loop_init(loop));
        require(Xev.xev_timer_init(watcher));
    }

    MemorySegment memory(long bytes) {
        return arena.allocate(bytes, 16);
    }

    MemorySegment completion() {
        MemorySegment completion = memory(Xev.XEV_SIZEOF_COMPLETION);
        Xev.xev_completion_zero(completion);
        return completion;
    }

    /** Starts a timer with a completion of its own. */
    MemorySegment start(long milliseconds, TimerCallback callback) {
        MemorySegment completion = completion();
        start(completion, milliseconds, callback);
        return completion;
    }

    void start(MemorySegment completion, long milliseconds, TimerCallback callback) {
        MemorySegment cb = TimerCallback.bind(completion, callback);
        Xev.xev_timer_run(watcher, loop, completion, milliseconds, MemorySegment.NULL, cb);
    }

    void reset(
            MemorySegment completion,
            MemorySegment cancel,
            long milliseconds,
            TimerCallback callback) {
        MemorySegment cb = TimerCallback.bind(completion, callback);
        Xev.xev_timer_reset(
                watcher, loop, completion, cancel, milliseconds, MemorySegment.NULL, cb);
    }

    void cancel(MemorySegment completion, MemorySegment cancel, TimerCallback callback) {
        MemorySegment cb = TimerCallback.bind(cancel, callback);
        Xev.xev_timer_cancel(watcher, loop, completion, cancel, MemorySegment.NULL, cb);
    }

    void run() {
        require(Xev.xev_loop_run(loop, Xev.XEV_RUN_UNTIL_DONE));
    }

    private static void require(int code) {
        if (code != 0) throw new AssertionError("error " + code);
    }

    @Override
    public void close() {
        Xev.xev_loop_deinit(loop);
        arena.close();
    }
}
