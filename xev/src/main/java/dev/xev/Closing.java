package dev.xev;

import java.util.ArrayList;
import java.util.List;

/** Ends a loop: what is armed, what is open, what was accepted; then the memory. */
final class Closing {
    /** What the kernel may still write to when it could not be stopped in time. Never freed. */
    private static final List<Object> KEPT = new ArrayList<>();

    private final Core core;
    private final Dispatcher dispatcher;
    private final Runner runner;
    private final Failures failures;
    private volatile List<String> leaks = List.of();

    Closing(Core core, Dispatcher dispatcher, Runner runner, Failures failures) {
        this.core = core;
        this.dispatcher = dispatcher;
        this.runner = runner;
        this.failures = failures;
    }

    List<String> leaks() {
        if (!core.isOpen()) return leaks;
        core.checkAccess();
        List<String> report = inFlight("in flight: ");
        for (String open : core.registry.describe()) report.add("open: " + open);
        return report;
    }

    private List<String> inFlight(String prefix) {
        List<String> report = new ArrayList<>();
        core.operations.forEachInFlight(
                operation -> report.add(prefix + Kinds.name(operation.kind) + on(operation)));
        return report;
    }

    private static String on(Operation operation) {
        Object source = operation.source;
        return source == null || source instanceof Loop ? "" : " on " + source;
    }

    void close() {
        boolean isOrphan = core.bindForClose();
        if (core.isClosed()) return;
        runner.enter();
        if (isOrphan) core.boundary.orphan();
        failures.collect();
        List<String> open = core.registry.describe();
        boolean isAbandoning = true;
        try {
            core.phase(Core.Phase.CLOSING);
            long timeout = Check.nanos(core.options.closeTimeout(), "the close timeout");
            long limit = core.after(timeout);
            dispatcher.dispatchEvents();
            endAll();
            drain(isOrphan, limit);
            core.tasks.close();
            runner.runLastTasks();
            isAbandoning = abandon();
        } finally {
            List<String> report = new ArrayList<>(leaks);
            for (String resource : open) report.add("not closed: " + resource);
            leaks = List.copyOf(report);
            free(isAbandoning);
        }
        failures.throwCollected();
    }

    /** Waits for what can end. If that fails, what is left is given up, but no task is lost. */
    private void drain(boolean isOrphan, long limit) {
        try {
            if (isOrphan) {
                runner.drainWithoutWaiting();
            } else {
                runner.drain(limit);
            }
        } catch (Throwable failure) {
            failures.report(failure);
        }
    }

    private void endAll() {
        core.registry.closeAll();
        List<Operation> rest = new ArrayList<>();
        core.operations.forEachInFlight(rest::add);
        for (Operation operation : rest) {
            boolean hasOwner = operation.handle != null && operation.handle.isClosed();
            boolean isOffload = operation.kind == Operation.OFFLOAD;
            if (operation.is(Operation.ARMED) && !hasOwner && !isOffload) core.end(operation);
        }
    }

    /** Gives up what has not ended. Whether there was any. */
    private boolean abandon() {
        List<Operation> rest = new ArrayList<>();
        core.operations.forEachInFlight(rest::add);
        if (rest.isEmpty()) return false;
        leaks = inFlight("given up: ");
        boolean isMemoryInUse = false;
        for (Operation operation : rest) {
            if (operation.is(Operation.LIVE)) {
                isMemoryInUse = true;
                keep(operation);
            }
            dispatcher.abandon(operation);
        }
        return isMemoryInUse;
    }

    private static void keep(Operation operation) {
        synchronized (KEPT) {
            if (operation.memory != null) KEPT.add(operation.memory);
        }
    }

    private void free(boolean isAbandoning) {
        core.phase(Core.Phase.CLOSED);
        core.tasks.close();
        core.wakeup.close();
        core.closeBuffers();
        try {
            core.boundary.free();
        } finally {
            core.memory.close(isAbandoning);
            runner.leave();
        }
        Events.loopClosed(core.loop, leaks);
    }
}
