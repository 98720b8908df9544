package dev.xev;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which memory the kernel may work on in place, and the arenas of the loop itself.
 *
 * <p>In place goes what cannot be freed under a running operation: memory of this loop, of the
 * global arena, and what the garbage collector frees. Other arenas can be closed at any moment, and
 * there is no public way to keep them open, so their memory goes through a copy.
 */
final class LoopMemory {
    // The JDK has one class of scope for each kind of life time. Asking them is the only way to
    // tell
    // a direct byte buffer from the view of somebody's arena.
    private static final Class<?> GLOBAL = Arena.global().scope().getClass();
    private static final Class<?> AUTOMATIC = Arena.ofAuto().scope().getClass();
    private static final boolean TELLS = tells();

    /** Memory of operations that could not be ended when their loop was closed, kept for ever. */
    private static final List<LoopMemory> ABANDONED = new ArrayList<>();

    private final Core core;
    private final boolean trustsForeign;
    private final Arena arena = Arena.ofShared();
    private final Slabs slabs = new Slabs(arena);
    private final MemorySegment.Scope scope = arena.scope();
    private final Map<MemorySegment.Scope, LoopArena> arenas = new HashMap<>();

    LoopMemory(Core core, boolean trustsForeign) {
        this.core = core;
        this.trustsForeign = trustsForeign;
    }

    private static boolean tells() {
        try (Arena confined = Arena.ofConfined();
                Arena shared = Arena.ofShared()) {
            return isApart(confined.scope().getClass()) && isApart(shared.scope().getClass());
        }
    }

    private static boolean isApart(Class<?> closeable) {
        return closeable != GLOBAL && closeable != AUTOMATIC;
    }

    Arena arena() {
        return arena;
    }

    MemorySegment allocate(long bytes) {
        return slabs.allocate(bytes);
    }

    /**
     * Tells the library of memory that it has not heard of yet, for transfers of files: nothing
     * else gains by it, and the first time takes milliseconds. On the loop's thread.
     */
    void announce() {
        if (slabs.hasFresh()) slabs.takeFresh().forEach(core.boundary::announce);
    }

    LoopArena newArena() {
        LoopArena made = new LoopArena(this);
        arenas.put(made.scope(), made);
        return made;
    }

    void forget(LoopArena closed) {
        arenas.remove(closed.scope());
    }

    void checkThread() {
        core.checkAccess();
    }

    /** Whether the kernel may work on this memory until the operation ends. */
    boolean isInPlace(MemorySegment segment) {
        if (!segment.isNative()) return false;
        MemorySegment.Scope scope = segment.scope();
        if (scope == this.scope || trustsForeign) return true;
        Class<?> kind = scope.getClass();
        return TELLS && (kind == GLOBAL || kind == AUTOMATIC) || arenas.containsKey(scope);
    }

    /** The arena that has to be held for this memory, which is used in place. */
    @Nullable LoopArena arenaOf(MemorySegment segment) {
        return segment.scope() == scope || arenas.isEmpty() ? null : arenas.get(segment.scope());
    }

    /**
     * Frees everything, or keeps it for ever when operations that work on it could not be ended.
     */
    void close(boolean abandons) {
        if (abandons) {
            synchronized (ABANDONED) {
                ABANDONED.add(this);
            }
            return;
        }
        arenas.values().forEach(LoopArena::closeWithLoop);
        arenas.clear();
        arena.close();
    }
}
