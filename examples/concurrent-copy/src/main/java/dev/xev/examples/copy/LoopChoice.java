package dev.xev.examples.copy;

import dev.xev.Backend;
import dev.xev.Loop;
import dev.xev.LoopOptions;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** The options that choose a loop, shared by the program and its benchmark. */
public final class LoopChoice {
    @Option(
            names = "--backend",
            paramLabel = "NAME",
            converter = BackendConverter.class,
            description = "io_uring or epoll; default: the best one that the system allows.")
    private @Nullable Backend backend;

    /**
     * Opens a loop on the backend that was asked for.
     *
     * @return an open loop
     * @throws dev.xev.XevException if the system does not offer the backend
     * @throws IOException if there is no native library that can be used
     */
    public Loop open() throws IOException {
        try {
            return Loop.open(LoopOptions.defaults().backend(backend));
        } catch (LinkageError e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /**
     * How a backend is called on the command line.
     *
     * @param backend any
     * @return its name in small letters
     */
    public static String name(Backend backend) {
        return backend.name().toLowerCase(Locale.ROOT);
    }

    private static final class BackendConverter implements ITypeConverter<Backend> {
        private static final List<Backend> OFFERED = List.of(Backend.IO_URING, Backend.EPOLL);

        @Override
        public Backend convert(String text) {
            return OFFERED.stream()
                    .filter(backend -> name(backend).equals(text))
                    .findFirst()
                    .orElseThrow(
                            () ->
                                    new TypeConversionException(
                                            "'" + text + "' is neither io_uring nor epoll"));
        }
    }
}
