package dev.xev;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * A completion event loop: operations are started on it, and their callbacks run when they have
 * ended, out of {@link #run()}, on the one thread that the loop belongs to.
 *
 * <p>The loop belongs to the first thread that starts an operation or runs it. Other threads may
 * only call {@link #execute}, {@link Async#send}, {@link #stop} and {@link #metrics}; for
 * everything else they get a {@link WrongThreadException}. It cannot be a virtual thread.
 *
 * {@snippet file="snippets/Timers.java" region="three-ticks"}
 *
 * <p>A callback never runs inside the call that started its operation, and never beside another
 * one. What a callback throws leaves {@code run}; the loop can be run again, and goes on with what
 * came next. {@link #close} ends everything that is in flight, so a loop is best opened in a {@code
 * try} statement.
 */
public final class Loop implements Executor, AutoCloseable {
    private final Core core;
    private final Runner runner;
    private final Closing closing;
    private final Backend backend;
    private final String backendReason;
    private @Nullable Readiness readiness;

    private Loop(LoopOptions options) {
        core = new Core(this, options);
        Failures failures = new Failures(this, options.onException());
        Callbacks callbacks = new Callbacks(core);
        Dispatcher dispatcher = new Dispatcher(core, callbacks, failures);
        runner = new Runner(core, dispatcher, callbacks, failures);
        closing = new Closing(core, dispatcher, runner, failures);
        backend = Backend.of(core.boundary.backend());
        backendReason = core.boundary.backendReason();
        Events.loopOpened(this);
    }

    /**
     * {@return a loop on the best backend there is}
     *
     * @throws XevException if the system does not let us have one
     * @throws UnsupportedOperationException if another native library was loaded, which lacks what
     *     this needs
     */
    public static Loop open() {
        return open(LoopOptions.defaults());
    }

    /**
     * {@return a loop on this backend}
     *
     * @param backend the backend
     * @throws XevException if the system does not offer or allow it
     */
    public static Loop open(Backend backend) {
        return open(LoopOptions.defaults().backend(Check.notNull(backend, "the backend")));
    }

    /**
     * {@return a loop made as the options say}
     *
     * @param options how
     * @throws XevException if the system does not let us have one
     */
    public static Loop open(LoopOptions options) {
        return new Loop(Check.notNull(options, "the options"));
    }

    /**
     * {@return a loop that runs in a thread of its own, from now until it is closed}
     *
     * @param options how the loop is made
     * @throws XevException if the system does not let us have one
     */
    public static LoopThread start(LoopOptions options) {
        return LoopThread.start(Check.notNull(options, "the options"));
    }

    Core core() {
        return core;
    }

    /**
     * Runs callbacks and tasks until nothing that is referenced is armed ({@link
     * RunMode#UNTIL_DONE}). {@link #stop} and {@link Thread#interrupt} end it earlier; an interrupt
     * keeps the thread's status.
     *
     * @throws IllegalStateException if the loop is running, or closed, or this is a virtual thread
     * @throws WrongThreadException if the loop belongs to another thread
     */
    public void run() {
        run(RunMode.UNTIL_DONE);
    }

    /**
     * Runs callbacks and tasks for as long as a mode says; else as {@link #run()}.
     *
     * @param mode for how long
     */
    public void run(RunMode mode) {
        runner.run(Check.notNull(mode, "the mode"), TimerQueue.NEVER);
    }

    /**
     * Runs until nothing that is referenced is armed, but not much longer than this; else as {@link
     * #run()}.
     *
     * @param atMost the time; not negative
     */
    public void run(Duration atMost) {
        long nanos = Check.nanos(atMost, "the time to run");
        core.checkOpen();
        runner.run(RunMode.UNTIL_DONE, core.after(nanos));
    }

    /**
     * Ends {@link #run()} after its current turn, or the next run at once if none is under way. Any
     * thread.
     */
    public void stop() {
        runner.stop();
    }

    /**
     * {@return the loop's clock: monotonic, from an arbitrary start} A turn reads it after its
     * wait, before it fires timers, and when it is asked for first; in between it stands still.
     */
    public Duration now() {
        return Duration.ofNanos(runner.now());
    }

    /**
     * Runs a task on the loop's thread, in one of its next turns, after those that came before it.
     * Any thread. A task that was accepted is run, if need be by {@link #close}.
     *
     * @param task the task
     * @throws RejectedExecutionException if the loop is closed or closing
     */
    @Override
    public void execute(Runnable task) {
        Check.notNull(task, "the task");
        if (!core.isOpen() || !core.tasks.offer(task)) {
            throw new RejectedExecutionException("the loop is closed");
        }
        core.wakeup.wake();
    }

    /**
     * Runs work that blocks elsewhere, on {@link LoopOptions#executor}, and calls back with what it
     * returned or threw.
     *
     * @param work what may block
     * @param callback called on the loop's thread; {@link XevError#cause} is what the work threw
     * @param <T> what the work returns
     * @throws IllegalStateException if the loop is closed
     * @throws WrongThreadException if the loop belongs to another thread
     */
    public <T> void offload(Callable<T> work, ResultCallback<Loop, T> callback) {
        Offload.start(
                core, Check.notNull(work, "the work"), Check.notNull(callback, "the callback"));
    }

    /**
     * Runs work that blocks elsewhere, on {@link LoopOptions#executor}.
     *
     * @param work what may block
     * @param <T> what the work returns
     * @return what becomes of it; completed on the loop's thread
     * @throws IllegalStateException if the loop is closed
     * @throws WrongThreadException if the loop belongs to another thread
     */
    public <T> CompletionStage<T> offload(Callable<T> work) {
        CompletableFuture<T> future = new CompletableFuture<>();
        offload(work, (_, result) -> Offload.complete(future, result));
        return future;
    }

    /**
     * {@return memory that lives as long as the loop, zeroed} Operations use it in place. Any
     * thread may read and write it.
     *
     * @param bytes how many; positive
     * @throws IllegalStateException if the loop is closed
     */
    public MemorySegment allocate(long bytes) {
        Check.argument(bytes > 0, "memory has at least one byte, not ", bytes);
        if (!core.isOpen()) throw core.closed();
        return core.memory.allocate(bytes);
    }

    /**
     * {@return a new arena, whose memory operations of this loop use in place} Its {@code close}
     * throws {@link IllegalStateException} as long as one of them does. It ends with the loop at
     * the latest.
     *
     * @throws IllegalStateException if the loop is closed
     * @throws WrongThreadException if the loop belongs to another thread
     */
    public Arena arena() {
        core.checkOpen();
        return core.memory.newArena();
    }

    /**
     * Asks for the end of an operation with all its repetitions. It still reports: {@link
     * XevError#CANCELED} if it had no effect, else its own result. If its callback answers that
     * with {@link Action#REARM}, CANCELED follows as the result of the repetition, which is not
     * begun any more.
     *
     * @param operation the number that starting it gave
     * @return false if it is over already
     * @throws WrongThreadException if the loop belongs to another thread
     */
    public boolean cancel(long operation) {
        return !core.isClosed() && core.cancel(operation);
    }

    /**
     * Gives an operation a time limit: when it passes, the operation is ended as by {@link
     * #cancel}, and reports {@link XevError#TIMED_OUT} where that would report CANCELED. With
     * {@link Action#REARM} the time begins anew.
     *
     * @param operation the number that starting it gave; not that of a timer
     * @param atMost the time, from now on
     * @return false if it is over already
     * @throws IllegalArgumentException if the time is negative
     * @throws WrongThreadException if the loop belongs to another thread
     */
    public boolean deadline(long operation, Duration atMost) {
        long nanos = Check.nanos(atMost, "the deadline");
        return !core.isClosed() && core.deadline(operation, Math.max(nanos, 1));
    }

    /**
     * {@return inside a callback: how many bytes its operation has moved, also when it ended with
     * an error}
     */
    public int bytesMoved() {
        return core.moved;
    }

    /**
     * {@return the buffers that {@link TcpSocket#receive} uses}
     *
     * @throws XevException if the system has no memory for them
     * @throws IllegalStateException if the loop is closed
     * @throws WrongThreadException if the loop belongs to another thread
     */
    public BufferGroup buffers() {
        core.checkOpen();
        return core.buffers();
    }

    /** {@return the backend it is on} */
    public Backend backend() {
        return backend;
    }

    /** {@return why it is on that backend and not a better one, and how that was set up} */
    public String backendReason() {
        return backendReason;
    }

    /**
     * {@return what it has done so far} Any thread; after {@link #close}, Java's own part of it.
     */
    public Metrics metrics() {
        return Counters.read(core, runner);
    }

    /**
     * {@return what is open and what is in flight, each in a few words; after {@link #close}, what
     * was open then, and first what could not be ended}
     */
    public List<String> leaks() {
        return closing.leaks();
    }

    /**
     * Hands everything that was started over to the system, for a host that waits for {@link
     * #handle} itself, for at most {@link #nanosToNextDeadline}, and then calls {@link
     * #run(RunMode)} with {@link RunMode#NO_WAIT}.
     *
     * @throws IllegalStateException if the loop is running or closed
     * @throws WrongThreadException if the loop belongs to another thread
     */
    public void prepare() {
        runner.prepare();
        if (readiness != null) readiness.prepared(runner.nanosToNextDeadline());
    }

    /**
     * {@return the system's number of what becomes readable when the loop has something to do}
     *
     * @throws IllegalStateException if the loop was not opened with {@link LoopOptions#embedded}
     */
    public int handle() {
        core.checkOpen();
        int handle = core.boundary.waitHandle();
        Check.state(
                handle >= 0,
                "only a loop with LoopOptions.embedded(true) has a handle to wait for");
        return handle;
    }

    /** {@return how long a host may wait: 0 not at all, -1 for ever} */
    public long nanosToNextDeadline() {
        core.checkOpen();
        return runner.nanosToNextDeadline();
    }

    /**
     * For hosts that cannot wait for descriptors, such as Swing: a thread of the loop waits in
     * their place, and calls this each time the loop has something to do after a {@link #prepare}.
     * The host then calls {@link #run(RunMode)} with {@link RunMode#NO_WAIT} on its own thread, and
     * {@code prepare} again.
     *
     * @param callback called on another thread; null ends it
     * @throws IllegalStateException if the loop was not opened with {@link LoopOptions#embedded}
     */
    public void onReady(@Nullable Runnable callback) {
        int handle = handle();
        if (readiness != null) readiness.close();
        readiness = callback == null ? null : new Readiness(handle, callback);
    }

    /** {@return whether it is closed} */
    public boolean isClosed() {
        return core.isClosed();
    }

    /**
     * Closes everything that is open on the loop and waits until it has ended, at most for {@link
     * LoopOptions#closeTimeout}; callbacks get {@link XevError#CANCELED}, and accepted tasks run.
     * What they throw is thrown at the end. Operations that cannot be ended are given up: they are
     * told {@link XevError#TIMED_OUT}, {@link #leaks} names them, and their memory is kept for
     * ever. Closing twice is no mistake.
     *
     * @throws IllegalStateException in a callback: call {@link #stop} there
     * @throws WrongThreadException if the loop belongs to another thread that is alive
     */
    @Override
    public void close() {
        if (core.isClosed()) return;
        if (readiness != null) readiness.close();
        closing.close();
    }

    @Override
    public String toString() {
        return "Loop[" + backend + (core.isOpen() ? "]" : ", closed]");
    }
}
