package dev.xev;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets other threads call back on the loop's thread, without allocating anything: {@link #send}
 * from any thread, {@link #listen} on the loop's.
 *
 * <p>Notifications are latched and coalesced. Many before a call become one call; none is lost, not
 * even one that comes before the first {@code listen}. What a thread did before {@code send} can be
 * seen in the call that follows. To pass work along use {@link Loop#execute}, which keeps every
 * task.
 *
 * {@snippet file="snippets/Notifications.java" region="from-another-thread"}
 */
public final class Async implements Resource, AutoCloseable {
    private static final int SENT = 1;
    private static final int CLOSED = 2;

    private final Core core;
    private final int registration;

    /** Each send changes it, even where nothing comes of it: that orders it before the callback. */
    private final AtomicInteger state = new AtomicInteger();

    private @Nullable Operation operation;
    private boolean isPending;
    private boolean isUnreferenced;
    private boolean isClosed;

    private Async(Core core) {
        this.core = core;
        this.registration = core.registry.add(this);
    }

    /**
     * {@return a notification, to which nobody listens yet}
     *
     * @param loop its loop
     * @throws IllegalStateException if the loop is closed
     * @throws WrongThreadException if the loop belongs to another thread
     */
    public static Async open(Loop loop) {
        Core core = Check.notNull(loop, "the loop").core();
        core.checkOpen();
        return new Async(core);
    }

    /**
     * Listens for notifications. On the loop's thread.
     *
     * @param callback called with 0 after a {@link #send}, or with {@link XevError#CANCELED};
     *     {@link Action#REARM} listens on
     * @return the number for {@link Loop#cancel}
     * @throws IllegalStateException if somebody listens already, or this or the loop is closed
     * @throws WrongThreadException if the loop belongs to another thread
     */
    public long listen(OperationCallback<Async> callback) {
        Check.notNull(callback, "the callback");
        core.checkStart();
        Check.state(!isClosed, "the notification is closed: open another one");
        Operation operation = this.operation;
        if (operation == null) {
            operation = core.claim(Operation.ASYNC, this, callback);
            operation.set(Operation.PERMANENT);
            this.operation = operation;
        } else {
            core.reclaim(operation, "somebody listens to this notification already");
            operation.callback = callback;
        }
        core.begin(operation);
        resume(operation);
        return operation.id;
    }

    /** Goes on with the listening that is armed. */
    void resume(Operation operation) {
        if (isUnreferenced) core.unreference(operation);
        operation.set(Operation.WAITING);
        if (isPending) core.post(operation, 0);
    }

    /** Serves a waiting operation with a send that came before it. */
    void proceed(Operation operation, Dispatcher dispatcher) {
        isPending = false;
        dispatcher.deliver(operation, false, null, 0);
    }

    /**
     * Makes the loop call back. Any thread, at any time.
     *
     * @return false if this or the loop is closed, and nothing will come of it
     */
    public boolean send() {
        int old;
        do {
            old = state.get();
            if (old == CLOSED) return false;
        } while (!state.compareAndSet(old, SENT));
        if (old == SENT) return true;
        if (!core.tasks.offer(this)) return false;
        core.wakeup.wake();
        return true;
    }

    /** A send has reached the loop's thread. */
    void notified(Dispatcher dispatcher) {
        state.compareAndSet(SENT, 0);
        Operation operation = this.operation;
        if (operation != null
                && operation.is(Operation.WAITING)
                && !operation.is(Operation.ENDING | Operation.LOCAL)) {
            dispatcher.deliver(operation, false, null, 0);
        } else {
            isPending = true;
        }
    }

    /** Lets it keep {@link Loop#run()} running while somebody listens, as it does by default. */
    public void reference() {
        core.checkAccess();
        isUnreferenced = false;
        if (operation != null && operation.is(Operation.ARMED)) core.reference(operation);
    }

    /** Lets {@link Loop#run()} end although somebody listens. */
    public void unreference() {
        core.checkAccess();
        isUnreferenced = true;
        if (operation != null) core.unreference(operation);
    }

    /**
     * Closes it: later sends answer false, and who listens gets {@link XevError#CANCELED}. On the
     * loop's thread. Closing twice is no mistake.
     *
     * @throws WrongThreadException if the loop belongs to another thread
     */
    @Override
    public void close() {
        core.checkAccess();
        if (isClosed) return;
        isClosed = true;
        state.set(CLOSED);
        core.registry.remove(registration);
        Operation operation = this.operation;
        this.operation = null;
        if (operation == null) return;
        operation.clear(Operation.PERMANENT);
        if (operation.is(Operation.CALLING) && !operation.is(Operation.RESTARTED)) {
            operation.set(Operation.OVERRULED);
        } else if (operation.is(Operation.ARMED)) {
            core.end(operation);
        } else if (operation.isIdle()) {
            core.retire(operation);
        }
    }

    @Override
    public String toString() {
        boolean listens = operation != null && operation.is(Operation.ARMED);
        return "Async[" + (isClosed ? "closed" : listens ? "listening" : "not listening") + "]";
    }
}
