package dev.xev;

import dev.xev.cxev.Op;
import dev.xev.cxev.Submission;

import org.jspecify.annotations.Nullable;

import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.ArrayDeque;
import java.util.Map;

/**
 * Accepts TCP connections.
 *
 * <p>All methods are for the loop's thread.
 *
 * {@snippet file="snippets/EchoServer.java" region="accept"}
 */
public final class TcpListener implements Resource, AutoCloseable {
    private static final int BACKLOG = 511;
    private static final long RETRY_NANOS_MIN = 10_000_000;
    private static final long RETRY_NANOS_MAX = 100_000_000;

    private final Core core;
    private final Handle handle;
    private final int registration;
    private @Nullable Operation operation;
    private @Nullable ArrayDeque<Integer> kept;
    private boolean isUnreferenced;
    private final TimeLimit retry;
    private long retryNanos = RETRY_NANOS_MIN;

    private TcpListener(Core core, Handle handle) {
        this.core = core;
        this.handle = handle;
        this.retry = new TimeLimit(this);
        this.registration = core.registry.add(this);
    }

    /**
     * {@return a listener at this address} The address can be used again as soon as the listener is
     * closed, and up to 511 connections wait to be accepted.
     *
     * @param loop its loop
     * @param address the address, an {@link java.net.InetSocketAddress}; port 0 takes any free one
     * @throws XevException if the address is in use, or not one of this host, or not permitted
     * @throws IllegalStateException if the loop is closed
     * @throws WrongThreadException if the loop belongs to another thread
     */
    public static TcpListener bind(Loop loop, SocketAddress address) {
        return bind(loop, address, BACKLOG, Map.of());
    }

    /**
     * {@return a listener at this address, with options that have to be set before it is bound}
     *
     * @param loop its loop
     * @param address the address, an {@link java.net.InetSocketAddress}; port 0 takes any free one
     * @param backlog how many connections may wait to be accepted
     * @param options options and their values, as {@link #setOption} takes them; {@link
     *     StandardSocketOptions#SO_REUSEADDR} is on unless this turns it off
     * @throws XevException if the address is in use, or not one of this host, or not permitted
     * @throws IllegalStateException if the loop is closed
     * @throws WrongThreadException if the loop belongs to another thread
     */
    public static TcpListener bind(
            Loop loop, SocketAddress address, int backlog, Map<SocketOption<?>, ?> options) {
        Core core = Check.notNull(loop, "the loop").core();
        Check.notNull(options, "the options");
        Check.argument(backlog > 0, "the backlog is positive, not ", backlog);
        core.checkOpen();
        Handle handle = Sockets.bind(core, address, backlog, options);
        return new TcpListener(core, handle);
    }

    /**
     * Accepts a connection; with {@link Action#REARM}, one after the other. After the process has
     * run out of handles, REARM waits for 10 to 100 milliseconds, so that it does not spin.
     *
     * @param callback called with each connection; {@link XevError#isTransient} tells whether going
     *     on after an error makes sense
     * @return the number for {@link Loop#cancel}
     * @throws IllegalStateException if an accept is pending, or this or the loop is closed
     * @throws WrongThreadException if the loop belongs to another thread
     */
    public long accept(ResultCallback<TcpListener, TcpSocket> callback) {
        Check.notNull(callback, "the callback");
        core.checkStart();
        handle.checkOpen(this);
        Operation operation = this.operation;
        if (operation == null) {
            operation = core.claim(Op.ACCEPT, this, callback);
            operation.set(Operation.PERMANENT);
            operation.handle = handle;
            this.operation = operation;
        } else {
            core.reclaim(operation, "an accept is pending on this listener");
            operation.callback = callback;
        }
        if (core.begin(operation)) goOn(operation);
        if (isUnreferenced) core.unreference(operation);
        return operation.id;
    }

    /** REARM: from now on one submission takes many connections. */
    void resume(Operation operation) {
        long outcome = operation.localOutcome;
        if (!operation.is(Operation.LIVE)) operation.submissionFlags = Submission.MULTISHOT;
        if (outcome < -1 && XevError.ofOutcome(outcome).isExhaustion()) {
            operation.set(Operation.WAITING);
            retryLater();
        } else {
            retryNanos = RETRY_NANOS_MIN;
            goOn(operation);
        }
    }

    private void goOn(Operation operation) {
        if (kept != null && !kept.isEmpty()) {
            operation.set(Operation.WAITING);
            core.post(operation, 0);
        } else if (operation.is(Operation.LIVE)) {
            operation.set(Operation.WAITING);
        } else {
            core.resubmit(operation);
        }
    }

    private void retryLater() {
        if (!retry.isWaiting) core.timers.arm(retry, core.after(retryNanos));
        retryNanos = Math.min(retryNanos * 2, RETRY_NANOS_MAX);
    }

    /** The time after running out of handles has passed. */
    void retry() {
        forgetRetry();
        Operation operation = this.operation;
        if (operation != null
                && operation.is(Operation.WAITING)
                && !operation.is(Operation.LIVE | Operation.LOCAL)) {
            core.resubmit(operation);
        }
    }

    private void forgetRetry() {
        if (retry.isWaiting) core.timers.disarm(retry);
    }

    /** A connection that a stopped accept still took. */
    void keep(long result) {
        if (result < 0) return;
        if (handle.isClosed()) {
            core.boundary.closeHandle((int) result);
            return;
        }
        if (kept == null) kept = new ArrayDeque<>();
        kept.add((int) result);
        Operation operation = this.operation;
        if (operation != null && operation.is(Operation.WAITING)) core.post(operation, 0);
    }

    /** Serves a waiting accept from what was kept. */
    void proceed(Operation operation, Dispatcher dispatcher) {
        if (kept != null && !kept.isEmpty()) {
            dispatcher.deliver(operation, false, null, kept.remove());
        } else if (!operation.is(Operation.LIVE)) {
            core.resubmit(operation);
        }
    }

    /** {@return the address it listens at, with the port that was chosen} */
    public SocketAddress localAddress() {
        check();
        return Sockets.localAddress(core, handle);
    }

    /**
     * Sets an option.
     *
     * @param option one of {@link StandardSocketOptions} or {@link XevSocketOptions}
     * @param value its value
     * @param <T> the type of the value
     * @return this listener
     * @throws UnsupportedOperationException if there is no such option
     * @throws XevException if the system refuses the value
     */
    public <T> TcpListener setOption(SocketOption<T> option, T value) {
        check();
        Sockets.setOption(core, handle, option, value);
        return this;
    }

    /**
     * {@return the value of an option}
     *
     * @param option one of {@link StandardSocketOptions} or {@link XevSocketOptions}
     * @param <T> the type of the value
     * @throws UnsupportedOperationException if there is no such option
     */
    public <T> T option(SocketOption<T> option) {
        check();
        return Sockets.option(core, handle, option);
    }

    private void check() {
        core.checkOpen();
        handle.checkOpen(this);
    }

    /** Lets it keep {@link Loop#run()} running while it accepts, as it does unless told not to. */
    public void reference() {
        core.checkAccess();
        isUnreferenced = false;
        if (operation != null && operation.is(Operation.ARMED)) core.reference(operation);
    }

    /** Lets {@link Loop#run()} end although it accepts. */
    public void unreference() {
        core.checkAccess();
        isUnreferenced = true;
        if (operation != null) core.unreference(operation);
    }

    /** {@return the loop it belongs to} */
    public Loop loop() {
        return core.loop;
    }

    /**
     * Closes it. A pending accept gets {@link XevError#CANCELED}, and connections that nobody has
     * accepted are closed. Closing twice is no mistake.
     *
     * @throws WrongThreadException if the loop belongs to another thread
     */
    @Override
    public void close() {
        close(null);
    }

    /**
     * Closes it and tells when that is done.
     *
     * @param callback called with 0 after everything that was armed has ended
     * @throws WrongThreadException if the loop belongs to another thread
     */
    public void close(@Nullable OperationCallback<TcpListener> callback) {
        core.checkAccess();
        if (handle.isClosed()) {
            handle.closedAlready(this, callback);
            return;
        }
        core.registry.remove(registration);
        forgetRetry();
        core.timers.forget(retry);
        handle.close(this, callback);
        if (kept != null) kept.forEach(core.boundary::closeHandle);
        kept = null;
        Operation operation = this.operation;
        this.operation = null;
        if (operation == null) return;
        if (operation.is(Operation.WAITING)) {
            core.post(operation, Outcomes.CANCELED);
        } else if (operation.isIdle()) {
            core.retire(operation);
        }
    }

    @Override
    public String toString() {
        return "TcpListener[" + Sockets.describe(core, handle) + "]";
    }
}
