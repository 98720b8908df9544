package dev.xev.examples.copy.bench;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Function;

/** A C program of two threads: the floor, as long as nobody copies with other system calls. */
final class LeanContender implements Contender {
    private static final int THREADS = 2;

    private final MethodHandle function;
    private @Nullable MemorySegment sources;
    private @Nullable MemorySegment targets;

    private LeanContender(MethodHandle function) {
        this.function = function;
    }

    /** Compiles it into {@code directory}; null where there is no C compiler. */
    static @Nullable Contender compile(Path directory) throws IOException {
        Path source = directory.resolve("leancopy.c");
        Path library = directory.resolve("leancopy.so");
        try (InputStream text = LeanContender.class.getResourceAsStream("leancopy.c")) {
            Files.copy(Objects.requireNonNull(text), source);
        }
        return isCompiled(source, library) ? new LeanContender(load(library)) : null;
    }

    private static boolean isCompiled(Path source, Path library) {
        try {
            var command = new ProcessBuilder("cc", "-O2", "-shared", "-fPIC", "-pthread", "-o");
            command.command().add(library.toString());
            command.command().add(source.toString());
            command.redirectErrorStream(true);
            command.redirectOutput(ProcessBuilder.Redirect.DISCARD);
            return command.start().waitFor() == 0;
        } catch (IOException noCompiler) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    // SAFETY: the descriptor is that of the function in leancopy.c, which is never unloaded.
    @SuppressWarnings("restricted")
    private static MethodHandle load(Path library) {
        return Linker.nativeLinker()
                .downcallHandle(
                        SymbolLookup.libraryLookup(library, Arena.global()).findOrThrow("leancopy"),
                        FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT));
    }

    @Override
    public String name() {
        return "C, two threads";
    }

    @Override
    public void prepare(Run run) {
        Arena arena = Arena.ofAuto();
        sources = strings(arena, run, file -> file.source().toString());
        targets = strings(arena, run, file -> file.target().toString());
    }

    private static MemorySegment strings(Arena arena, Run run, Function<Run.Pair, String> text) {
        MemorySegment pointers = arena.allocate(ADDRESS, run.files().size());
        for (int i = 0; i < run.files().size(); i++) {
            pointers.setAtIndex(ADDRESS, i, arena.allocateFrom(text.apply(run.files().get(i))));
        }
        return pointers;
    }

    @Override
    public void copy(Run run) throws IOException {
        int error;
        try {
            error = (int) function.invoke(sources, targets, run.files().size(), THREADS);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        if (error != 0) throw new IOException(name() + ": errno " + error);
    }
}
