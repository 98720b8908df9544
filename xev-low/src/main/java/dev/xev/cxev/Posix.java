package dev.xev.cxev;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The few functions of the C library that loading needs and {@code java.base} does not offer. None
 * of them is required: where one is missing, less is known.
 */
final class Posix {
    private static final int RTLD_LAZY = 1;
    private static final int MFD_CLOEXEC = 1;

    private Posix() {}

    /** The effective user id, or -1 where there are none. */
    static int geteuid() {
        MethodHandle geteuid = bind("geteuid", FunctionDescriptor.of(JAVA_INT));
        if (geteuid == null) return -1;
        try {
            return (int) geteuid.invokeExact();
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * A new file that exists in memory only, open for this process alone, or -1 where there are
     * none.
     */
    static int memoryFile(String name) {
        MethodHandle create =
                bind("memfd_create", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
        if (create == null) return -1;
        try (Arena arena = Arena.ofConfined()) {
            return (int) create.invokeExact(arena.allocateFrom(name), MFD_CLOEXEC);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Why the system will not load a file, in its own words. The JDK's loader keeps them for
     * itself, so the file is loaded once more.
     */
    @SuppressWarnings("restricted")
    static String whyNotLoaded(String file) {
        var open = bind("dlopen", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));
        var error = bind("dlerror", FunctionDescriptor.of(ADDRESS));
        if (open == null || error == null) return "the system cannot load it";
        try (Arena arena = Arena.ofConfined()) {
            var path = arena.allocateFrom(file);
            var library = (MemorySegment) open.invokeExact(path, RTLD_LAZY);
            var text = (MemorySegment) error.invokeExact();
            if (library.address() != 0 || text.address() == 0) return "the system cannot load it";
            // SAFETY: dlerror answered a string that ends, valid until this thread's next dl call.
            return text.reinterpret(Long.MAX_VALUE).getString(0);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    @SuppressWarnings("restricted")
    private static @Nullable MethodHandle bind(String name, FunctionDescriptor descriptor) {
        Linker linker = Linker.nativeLinker();
        // SAFETY: the descriptors above are those of POSIX.
        return linker.defaultLookup()
                .find(name)
                .map(function -> linker.downcallHandle(function, descriptor))
                .orElse(null);
    }
}
