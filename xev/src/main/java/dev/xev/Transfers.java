package dev.xev;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.xev.cxev.Op;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Where operations read from and write to: the program's memory itself where that is safe, else a
 * copy in memory of the loop, in pieces of bounded size.
 */
final class Transfers {
    private static final int SOCKET_PIECE = 64 * 1024;
    private static final int FILE_PIECE = Blocks.LARGEST;

    /** What a copy comes from that has been made. */
    private static final Object NOTHING = new Object();

    /** What does not fit any more goes to memory that is so many times as large. */
    private static final int GROWTH = 16;

    private final LoopMemory memory;
    private final Blocks blocks;
    private @Nullable Copy freeCopies;

    Transfers(LoopMemory memory, Blocks blocks) {
        this.memory = memory;
        this.blocks = blocks;
    }

    /** Takes bytes of a segment, which the caller has checked to be there. */
    void aim(Operation operation, MemorySegment segment, long from, long length) {
        boolean outgoing = operation.is(Operation.OUTGOING);
        Check.argument(outgoing || !segment.isReadOnly(), "a read needs a buffer it can change");
        Check.argument(
                !outgoing || length <= Integer.MAX_VALUE,
                "one write moves at most 2147483647 bytes, not ",
                length);
        operation.memory = segment;
        aimAt(operation, segment, from, (int) Math.min(length, Integer.MAX_VALUE));
    }

    /** Takes bytes of an array, which the caller has checked to be there. */
    void aim(Operation operation, byte[] array, int from, int length) {
        operation.memory = array;
        aimThroughCopy(operation, array, from, length);
    }

    /** Takes what remains of a byte buffer. */
    void aim(Operation operation, ByteBuffer buffer) {
        boolean outgoing = operation.is(Operation.OUTGOING);
        Check.argument(outgoing || !buffer.isReadOnly(), "a read needs a buffer it can change");
        Check.argument(buffer.hasRemaining(), "the buffer has no remaining bytes");
        operation.set(Operation.POSITIONED);
        operation.memory = buffer;
        if (buffer.hasArray()) {
            int from = buffer.arrayOffset() + buffer.position();
            aimThroughCopy(operation, buffer.array(), from, buffer.remaining());
        } else {
            aimAt(operation, MemorySegment.ofBuffer(buffer), 0, buffer.remaining());
        }
    }

    private void aimAt(Operation operation, MemorySegment segment, long from, int length) {
        checkAlive(segment);
        if (memory.isInPlace(segment)) {
            operation.address = segment.address() + from;
            operation.length = length;
            hold(operation, memory.arenaOf(segment));
        } else {
            checkThread(segment);
            aimThroughCopy(operation, segment, from, length);
        }
    }

    private static void checkAlive(MemorySegment segment) {
        if (!segment.scope().isAlive()) throw closed();
    }

    private static IllegalStateException closed() {
        return new IllegalStateException("the buffer's arena is closed: its memory is gone");
    }

    private static void checkThread(MemorySegment segment) {
        if (segment.isAccessibleBy(Thread.currentThread())) return;
        throw new WrongThreadException(
                "the buffer belongs to another thread's confined arena: take memory from"
                        + " loop.allocate, or a shared arena");
    }

    /** Copies bytes of a segment, which the caller has checked to be there, at once. */
    void aimAtCopy(Operation operation, MemorySegment segment, long from, int length) {
        checkThread(segment);
        aimAtCopyOf(operation, segment, from, length);
    }

    /** Copies an array at once. */
    void aimAtCopy(Operation operation, byte[] array) {
        aimAtCopyOf(operation, array, 0, array.length);
    }

    private void aimAtCopyOf(Operation operation, Object memory, long from, int length) {
        Block block = blocks.take(length);
        operation.block = block;
        operation.address = block.address;
        aimThroughCopy(operation, NOTHING, 0, length);
        operation.set(Operation.JOINABLE);
        if (!copyIn(memory, from, block, 0, length)) throw closed();
    }

    private static void hold(Operation operation, @Nullable LoopArena arena) {
        operation.arena = arena;
        if (arena != null) arena.hold();
    }

    private void aimThroughCopy(Operation operation, Object source, long from, int length) {
        Copy copy = freeCopies;
        if (copy == null) {
            copy = new Copy();
        } else {
            freeCopies = copy.next;
            copy.next = null;
        }
        copy.memory = source;
        copy.from = from;
        copy.offset = operation.offset;
        copy.total = length;
        copy.done = 0;
        operation.copy = copy;
        operation.length = length;
    }

    /** How many bytes the program wants to move. */
    static int total(Operation operation) {
        return operation.copy == null ? operation.length : operation.copy.total;
    }

    /**
     * Gets the next piece ready, if the operation works on a copy. Before each submission. False if
     * the program has closed the arena of the memory meanwhile.
     */
    boolean prepare(Operation operation) {
        Copy copy = operation.copy;
        if (copy == null || operation.is(Operation.JOINABLE)) return true;
        Block block = operation.block;
        if (block == null) {
            boolean isSocket = operation.kind == Op.SEND || operation.kind == Op.RECEIVE;
            int most = isSocket ? SOCKET_PIECE : FILE_PIECE;
            block = blocks.take(Math.min(copy.total, most));
            operation.block = block;
        }
        int length = Math.min(block.size(), copy.left());
        if (operation.is(Operation.OUTGOING) && !copyIn(copy, block, length)) return false;
        operation.address = block.address;
        operation.offset = copy.offset + copy.done;
        operation.length = length;
        return true;
    }

    /** Whether a piece that has just been submitted is the last one. */
    static boolean isLastPiece(Operation operation) {
        Copy copy = operation.copy;
        return copy == null || operation.length == copy.left();
    }

    /**
     * Takes the outcome of a piece: where it ends the operation, the outcome of the whole; else
     * {@link #GOES_ON}, and the next piece has to be submitted.
     */
    long advance(Operation operation, long outcome) {
        Copy copy = operation.copy;
        if (copy == null) return outcome;
        boolean outgoing = operation.is(Operation.OUTGOING);
        if (outcome < 0) return whole(copy, outgoing, outcome);
        int moved = (int) outcome;
        if (!outgoing && !copyOut(copy, operation.block, moved)) {
            return Outcomes.withMoved(Outcomes.BAD_ADDRESS, copy.done);
        }
        boolean isFull = moved == operation.length;
        copy.done += moved;
        if (copy.left() == 0) return copy.total;
        boolean ends = operation.is(Operation.ENDING) || operation.isClosed();
        if (outgoing) return ends ? whole(copy, true, Outcomes.CANCELED) : GOES_ON;
        return ends || !isFull || operation.kind == Op.RECEIVE ? copy.done : GOES_ON;
    }

    /** No outcome is as far down as this. */
    static final long GOES_ON = Long.MIN_VALUE;

    private static long whole(Copy copy, boolean outgoing, long outcome) {
        if (outgoing) return Outcomes.withMoved(outcome, copy.done + Outcomes.moved(outcome));
        return copy.done > 0 ? copy.done : outcome;
    }

    private static boolean copyIn(Copy copy, Block block, int length) {
        return copyIn(copy.memory, copy.from + copy.done, block, 0, length);
    }

    private static boolean copyIn(
            @Nullable Object memory, long from, Block block, int to, int length) {
        return switch (memory) {
            case byte[] array -> {
                MemorySegment.copy(array, (int) from, block.segment, JAVA_BYTE, to, length);
                yield true;
            }
            case MemorySegment segment -> copyOrFail(segment, from, block.segment, to, length);
            case null, default -> throw new AssertionError();
        };
    }

    /**
     * Copies bytes behind those of an operation that the library has not seen. Where it works and
     * how much it moves may have changed afterwards, whatever happens. False if there is no room
     * for them, or the program has closed the arena of the memory.
     */
    boolean append(Operation operation, Object memory, long from, int length) {
        Copy copy = operation.copy;
        assert copy != null && copy.total == operation.length && copy.done == 0;
        int end = operation.length;
        if (length > SOCKET_PIECE - end) return false;
        if (!copyIn(memory, from, roomFor(operation, end + length), end, length)) return false;
        operation.length = end + length;
        copy.total = operation.length;
        return true;
    }

    private Block roomFor(Operation operation, int bytes) {
        Block block = operation.block;
        assert block != null;
        if (bytes <= block.size()) return block;
        Block larger = blocks.take(Math.min(GROWTH * block.size(), SOCKET_PIECE));
        MemorySegment.copy(block.segment, 0, larger.segment, 0, operation.length);
        blocks.giveBack(block);
        operation.block = larger;
        operation.address = larger.address;
        return larger;
    }

    /** False if the program has closed the arena of the memory meanwhile. */
    private static boolean copyOut(Copy copy, @Nullable Block block, int length) {
        assert block != null;
        return copyTo(copy, block.segment, length);
    }

    private static boolean copyTo(Copy copy, MemorySegment bytes, int length) {
        long to = copy.from + copy.done;
        return switch (copy.memory) {
            case byte[] array -> {
                MemorySegment.copy(bytes, JAVA_BYTE, 0, array, (int) to, length);
                yield true;
            }
            case MemorySegment segment -> copyOrFail(bytes, 0, segment, to, length);
            case null, default -> throw new AssertionError();
        };
    }

    /** False if an arena is closed, which another thread can do even while this copies. */
    private static boolean copyOrFail(
            MemorySegment source, long from, MemorySegment target, long to, int length) {
        try {
            MemorySegment.copy(source, from, target, to, length);
            return true;
        } catch (IllegalStateException closed) {
            return false;
        }
    }

    /** Puts bytes of a backlog into the memory of a read, {@code done} bytes behind its start. */
    boolean put(Operation operation, int done, MemorySegment bytes, int length) {
        Copy copy = operation.copy;
        if (copy != null) {
            copy.done = done;
            return copyTo(copy, bytes, length);
        }
        MemorySegment target = memoryOf(operation);
        long to = operation.address - target.address() + done;
        return copyOrFail(bytes, 0, target, to, length);
    }

    /** All of the memory that an operation was aimed at in place, wherever it is aimed by now. */
    private static MemorySegment memoryOf(Operation operation) {
        return switch (operation.memory) {
            case MemorySegment segment -> segment;
            case ByteBuffer buffer -> MemorySegment.ofBuffer(buffer.duplicate().clear());
            case null, default -> throw new AssertionError(operation.memory);
        };
    }

    /** The last event has come: nothing is used any more, and a byte buffer's position moves. */
    void finish(Operation operation, long outcome) {
        LoopArena arena = operation.arena;
        if (arena != null) {
            arena.letGo();
            operation.arena = null;
        }
        if (operation.memory instanceof LoopBuffer lent) lent.giveBack();
        if (!operation.is(Operation.POSITIONED)) return;
        ByteBuffer buffer = (ByteBuffer) operation.memory;
        assert buffer != null;
        long position = buffer.position() + Outcomes.moved(outcome);
        buffer.position((int) Math.min(position, buffer.limit()));
    }

    /** Aims at the same memory again, for REARM. */
    void again(Operation operation) {
        Copy copy = operation.copy;
        if (operation.is(Operation.POSITIONED)) {
            ByteBuffer buffer = (ByteBuffer) operation.memory;
            assert buffer != null;
            Check.state(buffer.hasRemaining(), "REARM of a buffer without remaining bytes");
            if (copy != null) operation.offset = copy.offset;
            release(operation);
            aim(operation, buffer);
        } else if (copy != null) {
            copy.done = 0;
        } else if (operation.memory instanceof MemorySegment segment) {
            Check.state(segment.scope().isAlive(), "REARM of a buffer whose arena is closed");
            hold(operation, memory.arenaOf(segment));
        }
    }

    /** Gives back what the operation had of the loop. */
    void release(Operation operation) {
        Block block = operation.block;
        while (block != null) {
            Block next = block.next;
            blocks.giveBack(block);
            block = next;
        }
        operation.block = null;
        Copy copy = operation.copy;
        if (copy != null) {
            copy.memory = null;
            copy.next = freeCopies;
            freeCopies = copy;
            operation.copy = null;
        }
    }
}
