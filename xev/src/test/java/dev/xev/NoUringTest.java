package dev.xev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;

/** Where io_uring is forbidden, as in most containers, a loop is on epoll and says why. */
class NoUringTest {
    private static final int SETUP = 425;
    private static final int REGISTER = 427;

    @ParameterizedTest
    @ValueSource(ints = {SETUP, REGISTER})
    void aDeniedSystemCallLeadsToEpollWithTheReason(int call) throws Exception {
        assumeTrue(Backend.IO_URING.isAvailable());

        List<String> printed = new Child().run(Denied.class, "" + call).lines().toList();

        assertEquals("EPOLL", printed.get(0));
        assertTrue(printed.get(1).contains("NOT_PERMITTED"), printed.get(1));
        assertTrue(printed.get(1).contains("io_uring"), printed.get(1));
        assertEquals("5 bytes", printed.get(2));
        assertEquals("[EPOLL]", printed.get(3));
        assertTrue(printed.get(4).startsWith("open a loop on IO_URING: "), printed.get(4));
    }

    /** Denies a system call of io_uring to its own process, then echoes through a loop. */
    static final class Denied {
        private static final int NO_NEW_PRIVILEGES = 38;
        private static final int SET_FILTER = 1;
        private static final int ALL_THREADS = 1;

        public static void main(String[] arguments) throws Throwable {
            deny(Integer.parseInt(arguments[0]));
            try (Loop loop = Loop.open()) {
                System.out.println(loop.backend());
                System.out.println(loop.backendReason());
                Pair pair = Pair.open(loop);
                Recorder<TcpSocket> recorder = new Recorder<>();
                pair.client().write(new byte[5]);
                pair.server().read(new byte[10], recorder);
                System.out.println(recorder.await(loop) + " bytes");
            }
            System.out.println(Backend.available());
            try (Loop loop = Loop.open(Backend.IO_URING)) {
                System.out.println(loop);
            } catch (XevException e) {
                System.out.println(e.getMessage());
            }
        }

        /** A filter of four steps: load the number of the call; is it ours; deny; allow. */
        @SuppressWarnings("restricted")
        private static void deny(int call) throws Throwable {
            Linker linker = Linker.nativeLinker();
            // SAFETY: prctl and syscall of the C library, with the arguments of their manual pages.
            MethodHandle prctl =
                    linker.downcallHandle(
                            linker.defaultLookup().findOrThrow("prctl"),
                            FunctionDescriptor.of(
                                    JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                            Linker.Option.firstVariadicArg(1));
            // SAFETY: as above.
            MethodHandle syscall =
                    linker.downcallHandle(
                            linker.defaultLookup().findOrThrow("syscall"),
                            FunctionDescriptor.of(
                                    JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, ADDRESS),
                            Linker.Option.firstVariadicArg(1));
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment steps = arena.allocate(32, 8);
                step(steps, 0, 0x20, 0, 0, 0);
                step(steps, 1, 0x15, 0, 1, call);
                step(steps, 2, 0x06, 0, 0, 0x0005_0001);
                step(steps, 3, 0x06, 0, 0, 0x7fff_0000);
                MemorySegment program = arena.allocate(16, 8);
                program.set(JAVA_SHORT, 0, (short) 4);
                program.set(ADDRESS, 8, steps);
                int quiet = (int) prctl.invokeExact(NO_NEW_PRIVILEGES, 1L, 0L, 0L, 0L);
                long number = System.getProperty("os.arch").equals("aarch64") ? 277 : 317;
                long set = (long) syscall.invokeExact(number, SET_FILTER, ALL_THREADS, program);
                if (quiet != 0 || set != 0) throw new IllegalStateException(quiet + " " + set);
            }
        }

        private static void step(
                MemorySegment steps, int index, int code, int yes, int no, int value) {
            long at = index * 8L;
            steps.set(JAVA_SHORT, at, (short) code);
            steps.set(java.lang.foreign.ValueLayout.JAVA_BYTE, at + 2, (byte) yes);
            steps.set(java.lang.foreign.ValueLayout.JAVA_BYTE, at + 3, (byte) no);
            steps.set(JAVA_INT, at + 4, value);
        }
    }
}
