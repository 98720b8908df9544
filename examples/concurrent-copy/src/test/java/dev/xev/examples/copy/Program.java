package dev.xev.examples.copy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs the program: in this process, or in one of its own where that is the point. */
final class Program {
    /** How it ended and what it said. */
    record Ended(int code, String out, String err) {}

    private Program() {}

    static Ended run(Object... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int code =
                ConcurrentCopy.commandLine()
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err))
                        .execute(text(arguments));
        return new Ended(code, out.toString(), err.toString());
    }

    /** Paths by the text that keeps their bytes. */
    private static String[] text(Object... arguments) {
        var words = new ArrayList<String>();
        for (Object argument : arguments) {
            words.add(argument instanceof Path path ? Names.text(path) : argument.toString());
        }
        return words.toArray(String[]::new);
    }

    /** A process that runs the program, after {@code launcher} if there is one. */
    static Process start(
            List<String> launcher, Map<String, String> environment, Object... arguments)
            throws IOException {
        return start(classPath(), launcher, environment, arguments);
    }

    static Process start(
            String classPath,
            List<String> launcher,
            Map<String, String> environment,
            Object... arguments)
            throws IOException {
        var command = new ArrayList<>(launcher);
        command.addAll(command(classPath, arguments));
        var builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return builder.start();
    }

    static List<String> command(String classPath, Object... arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", classPath));
        command.add(ConcurrentCopy.class.getName());
        command.addAll(List.of(text(arguments)));
        return command;
    }

    static Ended await(Process process) throws IOException, InterruptedException {
        // Little enough for a pipe, so one stream can wait for the other.
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), out, err);
    }

    static String classPath() {
        return System.getProperty(
                "surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /** The class path copied to where every user may read it, as a home directory is not. */
    static String publicClassPath(Path directory) throws IOException {
        var copies = new ArrayList<String>();
        for (String entry : classPath().split(":", -1)) {
            Path copy = directory.resolve(copies.size() + "-" + Path.of(entry).getFileName());
            if (Files.exists(Path.of(entry))) copyAll(Path.of(entry), copy);
            copies.add(copy.toString());
        }
        return String.join(":", copies);
    }

    private static void copyAll(Path source, Path target) throws IOException {
        Files.walkFileTree(
                source,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes a)
                            throws IOException {
                        allow(Files.createDirectory(place(path)), "rwxr-xr-x");
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path path, BasicFileAttributes a)
                            throws IOException {
                        allow(Files.copy(path, place(path)), "rw-r--r--");
                        return FileVisitResult.CONTINUE;
                    }

                    private Path place(Path path) {
                        return target.resolve(source.relativize(path).toString());
                    }
                });
    }

    private static void allow(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
}
