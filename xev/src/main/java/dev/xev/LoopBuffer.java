package dev.xev;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * A buffer that belongs to the loop, lent to a callback with what was received in it.
 *
 * <p>It goes back by itself when the callback returns, unless {@link #keep} or {@link
 * TcpSocket#write(LoopBuffer)} has taken it. There is one object for each buffer, used again and
 * again: after it has gone back its methods throw, until it is lent the next time. Memory from
 * {@link #segment} must not be used after that either; with {@code -Dxev.revocableBuffers=true} it
 * cannot be.
 *
 * <p>Buffers that are not given back are missing for all sockets: when none is left, receiving
 * waits until one comes back.
 *
 * <p>Not safe for use by several threads.
 */
public final class LoopBuffer {
    private enum State {
        /** The kernel may fill it. */
        FREE,
        /** Lent for as long as a callback runs. */
        LENT,
        /** The program has it until it releases it. */
        KEPT,
        /** It is being written. */
        TAKEN,
        /** It waits in a socket's backlog. */
        STORED
    }

    private final BufferGroup group;
    private final int index;
    private final MemorySegment memory;
    private State state = State.FREE;
    private int start;
    private int length;
    private MemorySegment view;
    private @Nullable RevocableView revocable;

    LoopBuffer(BufferGroup group, int index, MemorySegment memory) {
        this.group = group;
        this.index = index;
        this.memory = memory;
        this.view = memory;
    }

    /**
     * {@return the bytes, as a segment}
     *
     * @throws IllegalStateException if the buffer is not lent
     */
    public MemorySegment segment() {
        checkLent();
        if (BufferGroup.REVOCABLE && memory.scope().isAlive()) return revocable();
        if (start == 0 && view.byteSize() == length) return view;
        MemorySegment slice = memory.asSlice(start, length);
        if (start == 0) view = slice;
        return slice;
    }

    private MemorySegment revocable() {
        RevocableView revocable = this.revocable;
        if (revocable == null) {
            revocable = new RevocableView(memory.asSlice(start, length));
            this.revocable = revocable;
        }
        return revocable.segment();
    }

    /**
     * {@return the bytes, as a byte buffer from position 0 to its limit}
     *
     * @throws IllegalStateException if the buffer is not lent
     */
    public ByteBuffer asByteBuffer() {
        return segment().asByteBuffer();
    }

    /**
     * {@return how many bytes there are}
     *
     * @throws IllegalStateException if the buffer is not lent
     */
    public int length() {
        checkLent();
        return length;
    }

    /**
     * Keeps the buffer after the callback has returned, until {@link #release}.
     *
     * @return this buffer
     * @throws IllegalStateException if the buffer is not lent
     */
    public LoopBuffer keep() {
        checkLent();
        state = State.KEPT;
        return this;
    }

    /**
     * Gives the buffer back. On the loop's thread.
     *
     * @throws IllegalStateException if the buffer is not lent
     */
    public void release() {
        checkLent();
        group.checkAccess();
        giveBack();
    }

    private void checkLent() {
        if (state == State.LENT || state == State.KEPT) return;
        throw new IllegalStateException(
                switch (state) {
                    case TAKEN -> "the buffer is being written: its bytes belong to the socket";
                    default ->
                            "the buffer has gone back to the loop: call keep() in the callback to"
                                    + " use it later";
                });
    }

    void lend(int length) {
        assert state == State.FREE;
        start = 0;
        this.length = length;
        state = State.LENT;
    }

    /** The callback has returned. */
    void returned() {
        if (state == State.LENT) giveBack();
    }

    void keepForBacklog() {
        state = State.STORED;
    }

    void lendAgain() {
        state = State.LENT;
    }

    int keptLength() {
        return length;
    }

    MemorySegment keptBytes() {
        return memory.asSlice(start, length);
    }

    /** Takes bytes off the front; true if none is left. */
    boolean consume(int bytes) {
        start += bytes;
        length -= bytes;
        return length == 0;
    }

    /** A write takes it; it goes back when that has ended. */
    void take(Core core) {
        checkLent();
        Check.argument(group.isOf(core), "the buffer belongs to another loop");
        state = State.TAKEN;
    }

    long address() {
        return memory.address() + start;
    }

    void giveBack() {
        assert state != State.FREE;
        state = State.FREE;
        revoke();
        group.provide(index);
    }

    void revoke() {
        if (revocable != null) revocable.revoke();
        revocable = null;
    }
}
