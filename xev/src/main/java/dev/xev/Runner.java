package dev.xev;

/**
 * Runs turns: poll, events, due timers one at a time, then tasks. What comes up during a stage
 * waits for the next turn, so that none of them starves the others.
 */
final class Runner {
    /** Wait for ever, in the terms of the boundary. */
    private static final long FOR_EVER = -1;

    /** Turns after which the time of a loop that never waits is counted, a power of two. */
    private static final long TURNS_COUNTED = 64;

    /** So many tasks between two waits are a flood. */
    private static final long FLOOD = 2;

    private final Core core;
    private final Dispatcher dispatcher;
    private final Callbacks callbacks;
    private final Failures failures;
    private final Interruption interruption;
    private final long slackNanos;
    private volatile boolean isStopAsked;
    private boolean isRunning;
    private boolean isPrepared;

    /** The clock as of this turn, once somebody has asked. */
    private long now;

    private boolean isNowKnown = true;

    /** Since when the time has not been counted. */
    private long countedAt;

    /** The clock when timers fired last. */
    private long firedAt;

    /** How many tasks had run when a wait was due last. */
    private long tasksAtWait;

    long turns;
    long tasksRun;
    long busyNanos;
    long waitNanos;

    Runner(Core core, Dispatcher dispatcher, Callbacks callbacks, Failures failures) {
        this.core = core;
        this.dispatcher = dispatcher;
        this.callbacks = callbacks;
        this.failures = failures;
        this.interruption = new Interruption(core.wakeup);
        this.slackNanos = Check.nanos(core.options.timerSlack(), "the slack of timers");
        this.now = core.boundary.now();
        this.firedAt = now - slackNanos;
    }

    /** The clock as of this turn. Others than the loop's thread get what was read last. */
    long now() {
        if (!isNowKnown && core.isOnThread()) readClock();
        return now;
    }

    private void readClock() {
        now = core.boundary.now();
        isNowKnown = true;
    }

    void stop() {
        isStopAsked = true;
        core.wakeup.wake();
    }

    /** Runs in a mode, at most until the clock says {@code limit}. */
    void run(RunMode mode, long limit) {
        core.bind();
        if (!core.isOpen()) throw core.closed();
        enter();
        countedAt = core.boundary.now();
        try {
            runTurns(mode, limit);
            isStopAsked = false;
        } finally {
            isRunning = false;
            countBusy(core.boundary.now());
            core.boundary.flush();
        }
    }

    void enter() {
        if (isRunning) {
            throw new IllegalStateException(
                    "the loop is running: its callbacks cannot run or close it; call stop(), and"
                            + " close it after run has returned");
        }
        isRunning = true;
        if (isPrepared) core.wakeup.announceRun();
        isPrepared = false;
    }

    void leave() {
        isRunning = false;
    }

    private void runTurns(RunMode mode, long limit) {
        long before = core.callbacks;
        boolean isBounded = limit != TimerQueue.NEVER;
        while (!isStopAsked && !Thread.currentThread().isInterrupted()) {
            if (mode != RunMode.NO_WAIT && !isAlive()) return;
            boolean isRest = dispatcher.hasEvents();
            turn(mode == RunMode.NO_WAIT ? 0 : timeout(limit));
            if (mode == RunMode.NO_WAIT && !isRest && !dispatcher.wasFull()) return;
            if (mode == RunMode.ONCE && core.callbacks > before) return;
            if (isBounded && core.boundary.now() >= limit) return;
        }
    }

    /** Whether there is anything to run for. */
    boolean isAlive() {
        return core.referenced > 0 || hasWork();
    }

    /** Whether something can go on without waiting. */
    private boolean hasWork() {
        return dispatcher.hasEvents() || !core.locals.isEmpty() || !core.tasks.isEmpty();
    }

    /** How long the next poll may wait. */
    long timeout(long limit) {
        if (hasWork() || core.timers.hasExpired()) return 0;
        long next = core.timers.nextDeadline();
        // What was due then but was armed too late for that turn does not wait again.
        if (next > firedAt) next = Math.max(next, firedAt + slackNanos);
        next = Math.min(next, limit);
        return next == TimerQueue.NEVER ? FOR_EVER : Math.max(0, next - core.boundary.now());
    }

    void turn(long timeout) {
        isNowKnown = false;
        if (!dispatcher.hasEvents()) dispatcher.accept(poll(timeout));
        turns++;
        workOff();
        if (turns % TURNS_COUNTED == 0) countBusy(core.boundary.now());
    }

    private void countBusy(long now) {
        busyNanos += now - countedAt;
        countedAt = now;
    }

    private void workOff() {
        dispatcher.dispatchLocals();
        dispatcher.dispatchEvents();
        fireTimers();
        runTasks();
    }

    private int poll(long timeout) {
        if (timeout == 0 || isFlooded()) return core.boundary.poll(0);
        core.wakeup.announceWait();
        boolean isWatched = core.isOpen();
        try {
            if (!core.tasks.isEmpty() || isStopAsked) return core.boundary.poll(0);
            if (isWatched) interruption.watch();
            return pollAndWait(timeout);
        } finally {
            if (isWatched) interruption.unwatch();
            core.wakeup.announceRun();
        }
    }

    /**
     * Whether tasks have come instead of the wait that is due. In a flood of them the processor is
     * given up for a moment first: to be woken for each few costs more than they do, and who makes
     * them may be waiting for just this processor. A single task between two waits is no flood.
     */
    private boolean isFlooded() {
        long ran = tasksRun - tasksAtWait;
        tasksAtWait = tasksRun;
        if (ran < FLOOD) return false;
        Thread.yield();
        return !core.tasks.isEmpty();
    }

    private int pollAndWait(long timeout) {
        int events = core.boundary.poll(timeout);
        now = core.boundary.nowOfPoll();
        isNowKnown = true;
        long waited = core.boundary.waitedNanos() - waitNanos;
        waitNanos += waited;
        countedAt += waited;
        countBusy(now);
        return events;
    }

    private void fireTimers() {
        TimerQueue timers = core.timers;
        if (timers.size() == 0) return;
        readClock();
        long order = timers.order();
        while (true) {
            Deadline deadline = timers.due(now, order);
            if (deadline == null) return;
            firedAt = now;
            try {
                fire(deadline);
            } catch (Throwable failure) {
                failures.report(failure);
            }
        }
    }

    private void fire(Deadline deadline) {
        if (deadline instanceof Timer timer) {
            core.callbacks++;
            if (callbacks.watches()) {
                watched(() -> timer.fire(now));
            } else {
                timer.fire(now);
            }
        } else if (deadline instanceof TimeLimit limit) {
            pass(limit.owner);
        }
    }

    private void pass(Object owner) {
        if (owner instanceof Operation operation) {
            dispatcher.deadlinePassed(operation);
        } else if (owner instanceof TcpListener listener) {
            listener.retry();
        }
    }

    /** The tasks that were there when this began. */
    private void runTasks() {
        TaskQueue tasks = core.tasks;
        long end = tasks.end();
        try {
            Object task = tasks.poll(end);
            while (task != null) {
                core.callbacks++;
                tasksRun++;
                try {
                    runTask(task);
                } catch (Throwable failure) {
                    failures.report(failure);
                }
                task = tasks.poll(end);
            }
        } finally {
            tasks.publish();
        }
    }

    private void runTask(Object task) {
        if (task instanceof Async async) {
            async.notified(dispatcher);
        } else if (callbacks.watches()) {
            watched((Runnable) task);
        } else {
            ((Runnable) task).run();
        }
    }

    private void watched(Runnable work) {
        long start = System.nanoTime();
        try {
            work.run();
        } finally {
            callbacks.took(System.nanoTime() - start);
        }
    }

    /** Hands submissions over and announces a wait that somebody else does. */
    void prepare() {
        core.bind();
        if (!core.isOpen()) throw core.closed();
        enter();
        isRunning = false;
        core.boundary.flush();
        isPrepared = true;
        core.wakeup.announceWait();
        if (hasWork()) core.boundary.wake();
    }

    /** How long a host may wait: 0 not at all, negative for ever. */
    long nanosToNextDeadline() {
        return isStopAsked ? 0 : timeout(TimerQueue.NEVER);
    }

    /**
     * Runs turns until nothing is left that could end, or the clock says {@code limit}. What is
     * thrown is collected.
     */
    void drain(long limit) {
        countedAt = core.boundary.now();
        while (hasWork() || isWaitedFor()) {
            turn(timeout(limit));
            if (core.boundary.now() >= limit && !hasWork()) return;
        }
    }

    /** What can end without the library. */
    void drainWithoutWaiting() {
        while (hasWork() || core.timers.nextDeadline() <= core.boundary.now()) workOff();
    }

    private boolean isWaitedFor() {
        return core.operations.inFlight() > 0 || core.offloads > 0 || core.timers.size() > 0;
    }

    /** Tasks that were accepted while the loop closed. */
    void runLastTasks() {
        while (!core.tasks.isEmpty()) runTasks();
    }
}
