package dev.xev.cxev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A loop of the extended API that is driven by submissions and events, for one test. */
final class ExtLoop implements AutoCloseable {
    static final long FOREVER = -1;

    final Arena arena = Arena.ofShared();
    final MemorySegment loop = arena.allocate(Xev.XEV_SIZEOF_LOOP, 16);
    final MemorySegment port;
    final MemorySegment submissions;
    final MemorySegment events;
    private int count;

    ExtLoop(int backend) {
        MemorySegment options = arena.allocate(Options.LAYOUT);
        Options.clear(options);
        Options.backend(options, backend);
        assertEquals(0, XevExt.xev_ext_loop_init(loop, options));
        port = XevExt.xev_ext_loop_port(loop);
        submissions = Port.submissions(port);
        events = Port.events(port);
    }

    ExtLoop() {
        this(BackendCode.AUTO);
    }

    /** Begins a submission, which the next poll takes; the answer is its index. */
    int submit(int op, int flags, int slot, int handle) {
        Submission.start(submissions, count, op, flags, 0, slot, 1, handle);
        return count++;
    }

    /** Polls; the answer is how many events there are. */
    int poll(long timeoutNanos) {
        int submitted = count;
        count = 0;
        long polled = XevExt.xev_ext_poll(loop, submitted, timeoutNanos);
        assertTrue(polled >= 0, () -> "poll: error " + Event.code(polled));
        return (int) polled;
    }

    /** Polls until there is one event and gives its result; there must not be a second one. */
    long result() {
        int polled = 0;
        while (polled == 0) polled = poll(FOREVER);
        assertEquals(1, polled);
        return Event.result(events, 0);
    }

    @Override
    public void close() {
        Xev.xev_loop_deinit(loop);
        arena.close();
    }
}
