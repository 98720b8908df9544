package dev.xev.cxev;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Makes a method handle of each function. It never fails: where there is no function, or no library
 * at all, the handle throws what is to be said about that, each time it is called.
 */
final class Functions {
    /** Longer than any text, and no longer than a buffer can be. */
    private static final long TEXT_LIMIT = 1 << 30;

    private Functions() {}

    /** A function that returns a value. */
    static MethodHandle bind(String name, MemoryLayout result, MemoryLayout... parameters) {
        return bind(name, FunctionDescriptor.of(result, parameters));
    }

    /** A function that returns nothing. */
    static MethodHandle bindVoid(String name, MemoryLayout... parameters) {
        return bind(name, FunctionDescriptor.ofVoid(parameters));
    }

    /** A function that returns a value after a few instructions, neither blocking nor calling. */
    static MethodHandle bindLeaf(String name, MemoryLayout result, MemoryLayout... parameters) {
        FunctionDescriptor descriptor = FunctionDescriptor.of(result, parameters);
        return bind(name, descriptor, Linker.Option.critical(false));
    }

    @SuppressWarnings("restricted")
    private static MethodHandle bind(
            String name, FunctionDescriptor descriptor, Linker.Option... options) {
        Library library;
        Optional<MemorySegment> function;
        try {
            library = Library.loaded();
            function = library.find(name);
        } catch (XevLinkageError e) {
            return thrower(
                    descriptor.toMethodType(), new Reason(true, String.valueOf(e.getMessage())));
        }
        if (function.isEmpty()) {
            String message = "%s has no function %s".formatted(library.name(), name);
            return thrower(descriptor.toMethodType(), new Reason(false, message));
        }
        // SAFETY: the descriptor is the one in the header, the manifest vouches for the library.
        return Linker.nativeLinker().downcallHandle(function.get(), descriptor, options);
    }

    /** Passes on what a handle threw; a downcall throws nothing checked. */
    static RuntimeException unchecked(Throwable thrown) {
        if (thrown instanceof Error error) throw error;
        if (thrown instanceof RuntimeException exception) return exception;
        throw new AssertionError("a downcall threw " + thrown, thrown);
    }

    /**
     * A text of the library, which is constant and ends with a zero. Bytes are read through a
     * buffer: to read a text or an array of a segment takes the JDK milliseconds the first time.
     */
    static @Nullable String text(MemorySegment text) {
        if (text.address() == 0) return null;
        ByteBuffer bytes = view(text);
        int length = 0;
        while (bytes.get(length) != 0) length++;
        byte[] copy = new byte[length];
        bytes.get(copy);
        return new String(copy, StandardCharsets.UTF_8);
    }

    /** Whether a text of the library is this one, which has no zero. */
    static boolean isText(MemorySegment text, byte[] expected) {
        ByteBuffer bytes = view(text);
        // Never goes behind the end, since the zero there is a difference.
        for (int i = 0; i < expected.length; i++) {
            if (bytes.get(i) != expected[i]) return false;
        }
        return bytes.get(expected.length) == 0;
    }

    @SuppressWarnings("restricted")
    private static ByteBuffer view(MemorySegment text) {
        // SAFETY: every function that returns a text returns a constant one that ends with a zero,
        // and nobody reads on behind that.
        return text.reinterpret(TEXT_LIMIT).asByteBuffer();
    }

    record Reason(boolean noLibrary, String message) {
        /** Made for each call, so that its stack is the caller's. */
        Throwable throwable() {
            return noLibrary
                    ? new XevLinkageError(message)
                    : new UnsupportedOperationException(message);
        }
    }

    private static MethodHandle thrower(MethodType type, Reason reason) {
        try {
            MethodHandle make =
                    MethodHandles.lookup()
                            .findVirtual(
                                    Reason.class,
                                    "throwable",
                                    MethodType.methodType(Throwable.class))
                            .bindTo(reason);
            MethodHandle toss = MethodHandles.throwException(type.returnType(), Throwable.class);
            MethodHandle thrower = MethodHandles.collectArguments(toss, 0, make);
            return MethodHandles.dropArguments(thrower, 0, type.parameterList());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("Reason.throwable", e);
        }
    }
}
