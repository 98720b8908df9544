package dev.xev;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Another JVM that runs a main class of the tests, for what a test must not do to its own. */
final class Child {
    private final List<String> before = new ArrayList<>();
    private final List<String> options = new ArrayList<>();
    private Map<String, String> environment = Map.of();
    private Path directory = Path.of("").toAbsolutePath();

    /** Runs the JVM by another program, such as setpriv or a shell that sets limits. */
    Child by(String... program) {
        before.addAll(List.of(program));
        return this;
    }

    Child option(String option) {
        options.add(option);
        return this;
    }

    Child environment(Map<String, String> changes) {
        environment = changes;
        return this;
    }

    Child in(Path directory) {
        this.directory = directory;
        return this;
    }

    /** Starts it; its errors are its output. */
    Process start(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xshare:auto");
        command.add("-XX:+UseSerialGC");
        command.add("--enable-native-access=ALL-UNNAMED");
        String library = System.getProperty("xev.library");
        if (library != null) command.add("-Dxev.library=" + library);
        command.addAll(options);
        command.add("-cp");
        command.add(classPath());
        command.add(main.getName());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.directory(directory.toFile());
        return builder.redirectErrorStream(true).start();
    }

    /** Runs it to its end and answers what it printed. */
    String run(Class<?> main, String... arguments) throws Exception {
        Process process = start(main, arguments);
        String printed =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), printed);
        return printed.strip();
    }

    /** In the child: classes in directories cannot be loaded once the handles are used up. */
    static void loadEverything() throws Exception {
        for (String name : List.of("dev.xev.Loop", "dev.xev.cxev.Xev")) {
            Class<?> type = Class.forName(name);
            Path place = Path.of(place(type));
            if (!Files.isDirectory(place)) continue;
            String folder = type.getPackageName();
            try (Stream<Path> files = Files.list(place.resolve(folder.replace('.', '/')))) {
                for (Path file : files.toList()) {
                    String simple = file.getFileName().toString().replace(".class", "");
                    if (file.toString().endsWith(".class")) Class.forName(folder + "." + simple);
                }
            }
        }
    }

    /** Everything on the class path, also where the tests themselves run with modules. */
    private static String classPath() {
        List<String> places = new ArrayList<>();
        places.add(place(Child.class));
        for (String name : List.of("dev.xev.Loop", "dev.xev.cxev.Xev")) {
            try {
                places.add(place(Class.forName(name)));
            } catch (ClassNotFoundException e) {
                throw new AssertionError(e);
            }
        }
        String patch = System.getProperty("jdk.module.patch.0", "");
        int names = patch.indexOf('=');
        if (names >= 0) places.add(patch.substring(names + 1));
        return String.join(":", places);
    }

    private static String place(Class<?> type) {
        String resource = type.getName().replace('.', '/') + ".class";
        String url = type.getClassLoader().getResource(resource).toString();
        String place = url.substring(0, url.length() - resource.length());
        if (place.startsWith("jar:")) {
            place = place.substring("jar:".length(), place.indexOf('!'));
        }
        return Path.of(java.net.URI.create(place)).toString();
    }
}
