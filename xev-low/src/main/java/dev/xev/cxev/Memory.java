package dev.xev.cxev;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Segments over memory that the library owns, for callers that may not make them themselves. */
public final class Memory {
    /**
     * {@return the memory that {@link XevExtHandle#xev_ext_buffers_open} has made}
     *
     * @param address what the function wrote
     * @param bytes count times size, as it was called
     */
    @SuppressWarnings("restricted")
    public static MemorySegment buffers(long address, long bytes) {
        // SAFETY: the library owns so many bytes there until the group is closed.
        return MemorySegment.ofAddress(address).reinterpret(bytes);
    }

    /**
     * {@return the same memory, out of reach as soon as the arena is closed}
     *
     * @param memory native memory that lives at least as long as the arena
     * @param arena whose end ends the view; the memory itself is not freed
     */
    @SuppressWarnings("restricted")
    public static MemorySegment until(MemorySegment memory, Arena arena) {
        // SAFETY: the bounds stay, and the life time only gets shorter.
        return memory.reinterpret(arena, null);
    }

    private Memory() {}
}
