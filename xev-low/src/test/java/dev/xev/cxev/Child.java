package dev.xev.cxev;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program of the tests in a JVM of its own, for what a JVM does once or dies of. */
final class Child {
    private static final long LIMIT_SECONDS = 60;

    private Child() {}

    /** How a process ended, and everything it wrote. */
    record Outcome(int exit, String output) {}

    /** A JVM with the classes of this module and of its tests on the class path. */
    static ProcessBuilder jvm(List<String> flags, Class<?> main, String... arguments) {
        String path = root(Child.class) + File.pathSeparator + root(Library.class);
        return jvmWith(path, flags, main, arguments);
    }

    /** The same with another class path. */
    static ProcessBuilder jvmWith(
            String classPath, List<String> flags, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.add("-XX:ErrorFile=" + Path.of("target", "hs_err_child.log").toAbsolutePath());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", classPath));
        command.addAll(flags);
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    static Outcome execute(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        // Ends a child that hangs, which also ends the reading of what it writes.
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                if (process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) return;
                                process.destroyForcibly();
                            } catch (InterruptedException e) {
                                process.destroyForcibly();
                            }
                        });
        byte[] output = process.getInputStream().readAllBytes();
        return new Outcome(process.waitFor(), new String(output, StandardCharsets.UTF_8));
    }

    /** The directory or jar that a class was loaded from, also when it patches a module. */
    static Path root(Class<?> type) {
        try {
            String name = type.getName().replace('.', '/') + ".class";
            Path file = Path.of(type.getResource("/" + name).toURI());
            return file.getRoot().resolve(file.subpath(0, file.getNameCount() - 4));
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
