package dev.xev.cxev;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes shared libraries out of C, with gcc or else with the Zig that builds the real one. */
final class CLibrary {
    private CLibrary() {}

    /** Compiles a resource of this package into a directory. */
    static Path compile(String resource, Path directory) throws Exception {
        Path source = directory.resolve(resource);
        try (InputStream in = CLibrary.class.getResourceAsStream(resource)) {
            Files.write(source, in.readAllBytes());
        }
        Path library = directory.resolve(System.mapLibraryName(resource.replace(".c", "")));
        List<String> command = compiler();
        command.addAll(List.of("-shared", "-fPIC", "-O1", "-o", library.toString()));
        command.add(source.toString());
        Child.Outcome outcome = Child.execute(new ProcessBuilder(command));
        assertEquals(0, outcome.exit(), outcome.output());
        return library;
    }

    private static List<String> compiler() {
        List<String> gcc = new ArrayList<>(List.of("gcc"));
        try {
            if (new ProcessBuilder("gcc", "--version").start().waitFor() == 0) return gcc;
        } catch (IOException e) {
            // There is none.
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String zig = Path.of("..", "tools", "Zig.java").toAbsolutePath().normalize().toString();
        return new ArrayList<>(List.of(java, zig, "cc"));
    }
}
