package dev.xev;

import dev.xev.cxev.Memory;
import dev.xev.cxev.XevExtHandle;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The buffers of a loop that all its receiving sockets share, so that a connection which waits
 * needs none. {@link LoopOptions#bufferCount} and {@link LoopOptions#bufferBytes} say how many
 * there are and how big.
 *
 * @see TcpSocket#receive
 */
public final class BufferGroup {
    static final boolean REVOCABLE = Boolean.getBoolean("xev.revocableBuffers");

    private final Core core;
    private final int number;
    private final int bufferBytes;
    private final LoopBuffer[] buffers;
    private int lent;

    /** Ends with the library's memory, also where the loop's own is kept for ever. */
    private final Arena views = Arena.ofShared();

    BufferGroup(Core core) {
        this.core = core;
        int count = core.options.bufferCount();
        bufferBytes = core.options.bufferBytes();
        buffers = new LoopBuffer[count];
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(ValueLayout.JAVA_LONG);
            long result =
                    XevExtHandle.xev_ext_buffers_open(
                            core.boundary.loop(), count, bufferBytes, address);
            if (result < 0) {
                throw new XevException(
                        "open " + count + " buffers of " + bufferBytes + " bytes",
                        XevError.ofOutcome(result));
            }
            number = (int) result;
            MemorySegment memory = Memory.buffers(address.get(ValueLayout.JAVA_LONG, 0), bytes());
            divide(Memory.until(memory, views));
        }
    }

    private long bytes() {
        return (long) buffers.length * bufferBytes;
    }

    private void divide(MemorySegment memory) {
        for (int i = 0; i < buffers.length; i++) {
            long at = (long) i * bufferBytes;
            buffers[i] = new LoopBuffer(this, i, memory.asSlice(at, bufferBytes));
        }
    }

    /** {@return how many buffers there are} */
    public int count() {
        return buffers.length;
    }

    /** {@return the bytes of each} */
    public int bufferBytes() {
        return bufferBytes;
    }

    /** {@return how many are with callbacks, programs and writes now} */
    public int lent() {
        return lent;
    }

    int number() {
        return number;
    }

    LoopBuffer lend(int index, int length) {
        LoopBuffer buffer = buffers[index];
        buffer.lend(length);
        lent++;
        return buffer;
    }

    void provide(int index) {
        lent--;
        if (!core.isClosed()) core.boundary.provide(number, index);
    }

    /** The library frees the memory; a program may have kept a buffer. */
    void close() {
        for (LoopBuffer buffer : buffers) buffer.revoke();
        views.close();
    }

    void checkAccess() {
        core.checkAccess();
    }

    boolean isOf(Core core) {
        return this.core == core;
    }
}
