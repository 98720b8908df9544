package dev.xev;

import org.jspecify.annotations.Nullable;

/**
 * What a slot holds: one unit of work in flight, its arguments for {@link Action#REARM}, and every
 * reference that must live as long as it. There is one class for all kinds, so that the only
 * unpredictable call of a dispatch is the one to the user's callback.
 *
 * <p>Objects are pooled and never given to a program; it gets {@link #id}, which names one start of
 * the operation with all its activations.
 */
final class Operation {
    /** Kinds beyond the operation table: these never reach the library. */
    static final int ASYNC = 64;

    static final int OFFLOAD = 65;

    /** Started by the program and not yet over for it. */
    static final int ARMED = 1;

    /** The library will send at least one more event. */
    static final int LIVE = 1 << 1;

    /** LIVE, but stopped: what still arrives goes to the backlog of its source. */
    static final int DRAINING = 1 << 2;

    /** ARMED, but not submitted: it waits in Java for something of its source. */
    static final int WAITING = 1 << 3;

    /** In the list of what ends, or goes on, without an event. */
    static final int LOCAL = 1 << 4;

    /** Its callback is running. */
    static final int CALLING = 1 << 5;

    /** Started again by its own callback, whose answer counts no more. */
    static final int RESTARTED = 1 << 6;

    /** Canceled by its own callback: REARM counts as DISARM. */
    static final int OVERRULED = 1 << 7;

    /** Its end was asked for, by a cancel or by its deadline. */
    static final int ENDING = 1 << 8;

    /** Its deadline asked. */
    static final int TIMED_OUT = 1 << 9;

    /** Holds the loop's run. */
    static final int REFERENCED = 1 << 10;

    /** Counts among the operations in flight. */
    static final int COUNTED = 1 << 11;

    /** Belongs to a socket for its whole life, and returns to no pool before. */
    static final int PERMANENT = 1 << 12;

    /** Its memory is a byte buffer, whose position has to follow. */
    static final int POSITIONED = 1 << 13;

    /** Moves bytes out of memory. */
    static final int OUTGOING = 1 << 14;

    /** Counts among the queued bytes of its socket. */
    static final int QUEUED = 1 << 15;

    /** Its cancel came after its effect: what REARM starts ends with CANCELED at once. */
    static final int OVERTAKEN = 1 << 16;

    /** A write of a copy that nobody is told of: the next small one may leave as a part of it. */
    static final int JOINABLE = 1 << 17;

    private static final int OF_ARGUMENTS = POSITIONED | OUTGOING | QUEUED | JOINABLE;

    final int slot;

    int kind;
    int flags;

    /** The activation, for the library; it differs from the last one of this slot. */
    int generation;

    long id;

    @Nullable Handle handle;
    @Nullable Object source;
    @Nullable Object callback;

    /** The program's memory, held until the last event: segment, byte buffer, array, buffer. */
    @Nullable Object memory;

    /** The arena that must stay open, where it is one that could be closed. */
    @Nullable LoopArena arena;

    /** How far a transfer through a copy is. */
    @Nullable Copy copy;

    /** Memory of the loop: for paths and structures, or the copy that the kernel works on. */
    @Nullable Block block;

    int submissionFlags;
    int group;
    long address;
    long address2;
    long offset;
    long argument2;
    int length;
    int argument;

    /** Its time limit, armed while it has one; kept for the next. */
    @Nullable TimeLimit limit;

    long deadlineNanos;

    /** How it ends when it ends without an event. */
    long localOutcome;

    /** In the one list it can be in: what is free, or what is local. */
    @Nullable Operation next;

    Operation(int slot) {
        this.slot = slot;
    }

    boolean is(int flag) {
        return (flags & flag) != 0;
    }

    void set(int flag) {
        flags |= flag;
    }

    void clear(int flag) {
        flags &= ~flag;
    }

    boolean isClosed() {
        return handle != null && handle.isClosed();
    }

    boolean isIdle() {
        return !is(ARMED | LIVE | CALLING | LOCAL);
    }

    /** Forgets the arguments of the last start; a permanent operation keeps whose it is. */
    void forget() {
        clear(OF_ARGUMENTS);
        callback = null;
        memory = null;
        submissionFlags = 0;
        group = 0;
        address = 0;
        address2 = 0;
        offset = 0;
        argument2 = 0;
        length = 0;
        argument = 0;
        deadlineNanos = 0;
        localOutcome = 0;
    }

    /** Its time limit, made when there is a first one. */
    TimeLimit limit() {
        TimeLimit limit = this.limit;
        if (limit == null) {
            limit = new TimeLimit(this);
            this.limit = limit;
        }
        return limit;
    }
}
