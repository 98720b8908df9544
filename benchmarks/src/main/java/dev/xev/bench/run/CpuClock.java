package dev.xev.bench.run;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The CPU time of this process: every thread of it, those that the kernel adds for io_uring
 * included.
 *
 * <p>Asked of the C library, because Java's own answer moves in steps of ten milliseconds, which is
 * as long as some runs take.
 */
public final class CpuClock {
    private static final AddressLayout ADDRESS = ValueLayout.ADDRESS;
    private static final int PROCESS_CPU_TIME =
            System.getProperty("os.name").startsWith("Mac") ? 12 : 2;

    private final MethodHandle clock = clockGetTime();
    private final MemorySegment time = Arena.ofAuto().allocate(JAVA_LONG, 2);

    // SAFETY: the descriptor is that of clock_gettime on every 64-bit system with a C library.
    @SuppressWarnings("restricted")
    private static MethodHandle clockGetTime() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("clock_gettime"),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    }

    public long nanos() {
        try {
            int result = (int) clock.invokeExact(PROCESS_CPU_TIME, time);
            if (result != 0) throw new IllegalStateException("no clock of the process's CPU time");
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        return time.get(JAVA_LONG, 0) * 1_000_000_000 + time.get(JAVA_LONG, 8);
    }
}
