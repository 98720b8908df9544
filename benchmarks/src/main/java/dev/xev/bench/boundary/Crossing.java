package dev.xev.bench.boundary;

import dev.xev.cxev.Event;
import dev.xev.cxev.ExtCallback;
import dev.xev.cxev.Op;
import dev.xev.cxev.Port;
import dev.xev.cxev.Submission;
import dev.xev.cxev.Xev;
import dev.xev.cxev.XevExt;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Operations that do nothing: all the time goes into crossing the boundary, there and back. One
 * call of a benchmark method is one turn with {@code batch} operations.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Crossing {
    @Param({"1", "8", "64"})
    public int batch;

    private final Arena arena = Arena.ofAuto();
    private final MemorySegment loop = arena.allocate(Xev.XEV_SIZEOF_LOOP, 16);
    private final MemorySegment noop = arena.allocate(Submission.SIZE, 8);
    private final List<MemorySegment> completions = new ArrayList<>();
    private MemorySegment submissions = MemorySegment.NULL;
    private MemorySegment events = MemorySegment.NULL;
    private int generation;
    private long called;
    private final ExtCallback onEvent =
            (_, _, event, _) -> {
                called += 1 + Event.result(event, 0);
                return Xev.XEV_DISARM;
            };

    @Setup
    public void open() {
        require(XevExt.xev_ext_loop_init(loop, MemorySegment.NULL));
        MemorySegment port = XevExt.xev_ext_loop_port(loop);
        submissions = Port.submissions(port);
        events = Port.events(port);
        Submission.start(noop, 0, Op.NOOP, 0, 0, 0, 0, 0);
        for (int i = 0; i < batch; i++) {
            MemorySegment completion = arena.allocate(Xev.XEV_SIZEOF_COMPLETION, 16);
            Xev.xev_completion_zero(completion);
            completions.add(completion);
        }
    }

    @TearDown
    public void close() {
        Xev.xev_loop_deinit(loop);
    }

    private static void require(int code) {
        if (code != 0) throw new IllegalStateException("error " + code);
    }

    /**
     * Submissions in shared memory, one downcall, events in shared memory. Of what does nothing the
     * first 16 bytes are all that is read, and so all that is written.
     */
    @Benchmark
    public long events() {
        generation++;
        for (int i = 0; i < batch; i++) {
            Submission.head(submissions, i, Op.NOOP, 0, 0, i, generation);
        }
        long count = XevExt.xev_ext_poll(loop, batch, 0);
        if (count != batch) throw new IllegalStateException("events: " + count);
        long sum = 0;
        for (int i = 0; i < batch; i++) sum += Event.slot(events, i) + Event.result(events, i);
        return sum;
    }

    /** A downcall to start each operation, and an upcall for each event. */
    @Benchmark
    public long upcalls() {
        long before = called;
        for (MemorySegment completion : completions) {
            MemorySegment callback = ExtCallback.bind(completion, onEvent);
            require(XevExt.xev_ext_submit(loop, completion, noop, MemorySegment.NULL, callback));
        }
        require(Xev.xev_loop_run(loop, Xev.XEV_RUN_NO_WAIT));
        if (called != before + batch) throw new IllegalStateException("upcalls: " + called);
        return called;
    }

    /** One turn with nothing in it. */
    @Benchmark
    public long emptyTurn() {
        return XevExt.xev_ext_poll(loop, 0, 0);
    }
}
