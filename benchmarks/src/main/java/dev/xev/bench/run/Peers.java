package dev.xev.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Builds the programs of peers that are not Java, where there is what they need. */
public final class Peers {
    private static final int BUILD_SECONDS = 240;

    private final Path into;
    private final Map<String, Program> built = new HashMap<>();

    /**
     * A program.
     *
     * @param file it, or empty
     * @param reason why it is not there
     */
    public record Program(Optional<Path> file, String reason) {
        static Program missing(String reason) {
            return new Program(Optional.empty(), reason);
        }
    }

    Peers(Path work) throws IOException {
        into = work.resolve("peers");
        Files.createDirectories(into);
    }

    /** {@return a C program, linked with libraries of these names} */
    public Program c(String name, String... libraries) {
        Path sources = Home.natives().resolve("c");
        Path file = into.resolve(name);
        List<String> command = new ArrayList<>(List.of("gcc", "-O2", "-Wall", "-Wextra"));
        command.addAll(List.of(name + ".c", "-o", file.toString()));
        for (String library : libraries) command.add("-l" + library);
        String needs = libraries.length == 0 ? "" : " and " + String.join(", ", libraries);
        return build(name, file, sources, command, "gcc" + needs + ", with headers");
    }

    /** {@return a C program that uses our own library through its C interface} */
    public Program xev(String name) {
        Path include = Home.target().resolveSibling("../native/include").normalize();
        try {
            Path library = into.resolve("libxev.so");
            try (var in = Home.class.getResourceAsStream(packed())) {
                if (in == null) return Program.missing("the library is not packed for this system");
                Files.copy(in, library, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            return Program.missing("the library cannot be unpacked: " + e.getMessage());
        }
        List<String> command = new ArrayList<>(List.of("gcc", "-O2", "-Wall", "-Wextra"));
        Path file = into.resolve(name);
        command.addAll(List.of(name + ".c", "-o", file.toString(), "-I" + include, "-L" + into));
        command.addAll(List.of("-lxev", "-Wl,-rpath," + into));
        return build(name, file, Home.natives().resolve("c"), command, "gcc, with headers");
    }

    private static String packed() {
        String machine = System.getProperty("os.arch").equals("amd64") ? "x86_64" : "aarch64";
        return "/META-INF/native/linux-" + machine + "/libxev.so";
    }

    /** {@return the program of the module in {@code native/go}} */
    public Program go() {
        Path file = into.resolve("go_echo");
        var command = List.of("go", "build", "-o", file.toString(), ".");
        return build("go_echo", file, Home.natives().resolve("go"), command, "go");
    }

    /** {@return the program of the crate in {@code native/rust}} */
    public Program rust() {
        Path target = into.resolve("rust");
        var command =
                List.of("cargo", "build", "--release", "--locked", "--target-dir", "" + target);
        Path file = target.resolve("release").resolve("tokio_echo");
        return build("tokio_echo", file, Home.natives().resolve("rust"), command, "cargo");
    }

    private static boolean isUpToDate(Path file, Path directory) throws IOException {
        if (!Files.exists(file)) return false;
        var built = Files.getLastModifiedTime(file);
        try (var sources = Files.walk(directory)) {
            return sources.filter(Files::isRegularFile)
                    .allMatch(s -> s.toFile().lastModified() <= built.toMillis());
        }
    }

    private Program build(
            String name, Path file, Path directory, List<String> command, String needs) {
        return built.computeIfAbsent(name, _ -> make(name, file, directory, command, needs));
    }

    private Program make(
            String name, Path file, Path directory, List<String> command, String needs) {
        try {
            if (isUpToDate(file, directory)) return new Program(Optional.of(file), "");
            Path log = into.resolve(name + ".log");
            Files.deleteIfExists(file);
            Process process =
                    new ProcessBuilder(command)
                            .directory(directory.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            boolean isOver = process.waitFor(BUILD_SECONDS, TimeUnit.SECONDS);
            if (!isOver) process.destroyForcibly();
            if (isOver && process.exitValue() == 0) return new Program(Optional.of(file), "");
            return Program.missing("it does not build here; it needs " + needs);
        } catch (IOException e) {
            return Program.missing("there is no " + command.getFirst());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Program.missing("interrupted");
        }
    }
}
