package dev.xev;

import dev.xev.cxev.Op;

import org.jspecify.annotations.Nullable;

/**
 * What the loop's objects share: the boundary, the slots, timers, tasks and memory, whose thread
 * they belong to, and how operations begin and are ended.
 */
final class Core {
    final Loop loop;
    final LoopOptions options;
    final Boundary boundary;
    final Operations operations;
    final TimerQueue timers = new TimerQueue();
    final TaskQueue tasks = new TaskQueue();
    final Registry registry = new Registry();
    final Wakeup wakeup;
    final LoopMemory memory;
    final Blocks blocks;
    final Transfers transfers;
    final Locals locals = new Locals();

    /** What {@link Loop#run()} stays for: referenced operations, timers and notifications. */
    int referenced;

    /** Work of the program that an executor has. */
    int offloads;

    /** How many callbacks and tasks have run. */
    long callbacks;

    /** What {@link Loop#bytesMoved} answers. */
    int moved;

    private volatile @Nullable Thread owner;
    private @Nullable BufferGroup buffers;
    private volatile Phase phase = Phase.OPEN;

    enum Phase {
        OPEN,
        CLOSING,
        CLOSED
    }

    Core(Loop loop, LoopOptions options) {
        this.loop = loop;
        this.options = options;
        boundary = new Boundary(options);
        operations = new Operations(options.maxOperations());
        wakeup = new Wakeup(boundary::wake);
        memory = new LoopMemory(this, options.trustForeignMemory());
        blocks = new Blocks(memory.arena());
        transfers = new Transfers(memory, blocks);
    }

    /** The loop's own buffers, made when they are needed first. */
    BufferGroup buffers() {
        BufferGroup buffers = this.buffers;
        if (buffers == null) {
            buffers = new BufferGroup(this);
            this.buffers = buffers;
        }
        return buffers;
    }

    /** Takes the buffers' memory from programs that kept some, as the library frees it. */
    void closeBuffers() {
        if (buffers != null) buffers.close();
    }

    int buffersLent() {
        return buffers == null ? 0 : buffers.lent();
    }

    boolean isOpen() {
        return phase == Phase.OPEN;
    }

    boolean isClosed() {
        return phase == Phase.CLOSED;
    }

    void phase(Phase next) {
        phase = next;
    }

    /** Whether this is the loop's thread, and its native memory is there. */
    boolean isOnThread() {
        return Thread.currentThread() == owner && phase != Phase.CLOSED;
    }

    /** Before a start: the loop is open, and this is its thread from now on. */
    void checkStart() {
        if (Thread.currentThread() != owner) bind();
        if (phase != Phase.OPEN) throw closed();
    }

    /** Before anything that does not start an operation: nobody else's thread. */
    void checkAccess() {
        Thread owner = this.owner;
        if (owner != null && Thread.currentThread() != owner) throw wrongThread(owner);
    }

    void checkOpen() {
        checkAccess();
        if (phase != Phase.OPEN) throw closed();
    }

    IllegalStateException closed() {
        return new IllegalStateException(
                phase == Phase.CLOSED
                        ? "the loop is closed: open another one"
                        : "the loop is closing: nothing can be started on it any more");
    }

    /** Makes the current thread the loop's, or finds that another one is. */
    synchronized void bind() {
        Thread current = Thread.currentThread();
        Thread owner = this.owner;
        if (owner == current) return;
        if (owner != null) throw wrongThread(owner);
        if (current.isVirtual()) {
            throw new IllegalStateException(
                    "a loop cannot run on a virtual thread, which its waits would pin:"
                            + " use a platform thread, or Loop.start");
        }
        this.owner = current;
    }

    /**
     * A loop can be closed where it was never used, and where its own thread has ended. Whether
     * that is so: then nothing can be waited for, as some backends serve only the thread they know.
     */
    synchronized boolean bindForClose() {
        Thread owner = this.owner;
        Thread current = Thread.currentThread();
        if (owner == current) return false;
        if (owner != null && owner.isAlive()) throw wrongThread(owner);
        this.owner = current;
        return owner != null;
    }

    private static WrongThreadException wrongThread(Thread owner) {
        return new WrongThreadException(
                "the loop belongs to thread \""
                        + owner.getName()
                        + (owner.isAlive()
                                ? "\": from \""
                                        + Thread.currentThread().getName()
                                        + "\" use loop.execute, which runs a task there"
                                : "\", which has ended: all that can be done is to close it"));
    }

    /** An operation that the caller fills with arguments, then begins. */
    Operation claim(int kind, Object source, @Nullable Object callback) {
        checkStart();
        return claimAlways(kind, source, callback);
    }

    Operation claimAlways(int kind, Object source, @Nullable Object callback) {
        Operation operation = operations.claim();
        operation.kind = kind;
        operation.source = source;
        operation.callback = callback;
        return operation;
    }

    /**
     * Makes a permanent operation ready for another start. Its own callback may start it again:
     * that wins over what the callback answers.
     */
    void reclaim(Operation operation, String pending) {
        if (operation.is(Operation.CALLING)) {
            Check.state(!operation.is(Operation.RESTARTED), pending);
            operation.set(Operation.RESTARTED);
            if (operation.is(Operation.LIVE)) drain(operation);
        } else {
            Check.state(!operation.is(Operation.ARMED), pending);
        }
        unlimitTime(operation);
        transfers.release(operation);
        operation.forget();
    }

    /** An operation that was claimed but is not begun, because its arguments are wrong. */
    void discard(Operation operation) {
        if (operation.arena != null) transfers.finish(operation, 0);
        if (operation.is(Operation.CALLING)) {
            operation.clear(Operation.RESTARTED);
            operation.set(Operation.OVERRULED);
        } else if (operation.is(Operation.LIVE)) {
            operation.callback = null;
        } else {
            retire(operation);
        }
    }

    /** Arms an operation and hands it over. */
    long start(Operation operation) {
        if (begin(operation)) submit(operation);
        return operation.id;
    }

    /**
     * Arms an operation. False if there are too many: then it ends with that, and must not be
     * submitted.
     */
    boolean begin(Operation operation) {
        operation.generation++;
        operation.id = (long) operation.generation << 32 | operation.slot;
        operation.set(Operation.ARMED);
        reference(operation);
        if (operations.count(operation) || operation.kind == Op.CLOSE) return true;
        post(operation, Outcomes.TOO_MANY_OPERATIONS);
        return false;
    }

    void reference(Operation operation) {
        if (operation.is(Operation.REFERENCED)) return;
        operation.set(Operation.REFERENCED);
        referenced++;
    }

    void unreference(Operation operation) {
        if (!operation.is(Operation.REFERENCED)) return;
        operation.clear(Operation.REFERENCED);
        referenced--;
    }

    /** Hands an armed operation over to the library. */
    void submit(Operation operation) {
        if (!transfers.prepare(operation)) {
            Copy copy = operation.copy;
            assert copy != null;
            post(operation, Outcomes.withMoved(Outcomes.BAD_ADDRESS, copy.done));
            return;
        }
        operation.clear(Operation.WAITING);
        operation.set(Operation.LIVE);
        Handle handle = operation.handle;
        if (handle != null && operation.kind != Op.CLOSE) handle.armed++;
        boundary.submit(operation);
    }

    /** The same operation, another activation. */
    void resubmit(Operation operation) {
        operation.generation++;
        submit(operation);
    }

    /** Ends an operation, or goes on with it, without an event: in the next turn. */
    void post(Operation operation, long outcome) {
        operation.localOutcome = outcome;
        locals.add(operation);
    }

    /** Asks for the end of what a program's number names. False if that is over. */
    boolean cancel(long id) {
        checkAccess();
        if ((int) id < 0) return cancelTimer(id);
        Operation operation = operations.find(id);
        if (operation == null) return false;
        if (operation.is(Operation.CALLING) && !operation.is(Operation.RESTARTED)) {
            operation.set(Operation.OVERRULED);
            return operation.is(Operation.ARMED);
        }
        if (!operation.is(Operation.ARMED)) return false;
        end(operation);
        return true;
    }

    private boolean cancelTimer(long id) {
        int index = (int) id & Integer.MAX_VALUE;
        return timers.find(index, (int) (id >>> 32)) instanceof Timer timer && timer.cancel();
    }

    /** Asks for the end of an armed operation. */
    void end(Operation operation) {
        if (operation.is(Operation.ENDING)) return;
        operation.set(Operation.ENDING);
        if (operation.is(Operation.LIVE) && !operation.is(Operation.WAITING)) {
            boundary.cancel(operation.slot, operation.generation);
        } else if (!operation.is(Operation.LOCAL)) {
            post(operation, Outcomes.CANCELED);
        }
    }

    /** Stops a repeating operation that its program wants no more. */
    void drain(Operation operation) {
        if (operation.is(Operation.DRAINING)) return;
        operation.clear(Operation.ARMED);
        operation.set(Operation.DRAINING);
        if (operation.is(Operation.ENDING)) {
            operation.clear(Operation.ENDING | Operation.TIMED_OUT);
        } else {
            boundary.cancel(operation.slot, operation.generation);
        }
    }

    /** Gives an operation a time limit from now on. False if it is over, or a timer. */
    boolean deadline(long id, long nanos) {
        checkAccess();
        Operation operation = (int) id < 0 ? null : operations.find(id);
        if (operation == null || !operation.is(Operation.ARMED)) return false;
        operation.deadlineNanos = nanos;
        limitTime(operation);
        return true;
    }

    /** Starts, or starts again, the time limit that an operation has. */
    void limitTime(Operation operation) {
        long deadline = after(operation.deadlineNanos);
        TimeLimit limit = operation.limit();
        if (limit.isWaiting) {
            timers.move(limit, deadline);
        } else {
            timers.arm(limit, deadline);
        }
    }

    void unlimitTime(Operation operation) {
        TimeLimit limit = operation.limit;
        if (limit != null && limit.isWaiting) timers.disarm(limit);
    }

    /** The moment that is so many nanoseconds from now, which for none is the next turn. */
    long after(long nanos) {
        long deadline = (nanos == 0 ? boundary.now() : boundary.moment()) + nanos;
        return deadline < 0 ? TimerQueue.NEVER : deadline;
    }

    /** Takes back an operation that is over. */
    void retire(Operation operation) {
        unreference(operation);
        operations.uncount(operation);
        unlimitTime(operation);
        transfers.release(operation);
        if (operation.is(Operation.PERMANENT) && !operation.isClosed()) {
            operation.forget();
        } else {
            operations.release(operation);
        }
    }
}
