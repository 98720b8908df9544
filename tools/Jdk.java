import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Runs {@code java} of a JDK that is new enough, whatever {@code java} is on the PATH: {@code java
 * tools/Jdk.java -jar program.jar}. It looks at {@code JAVA25_HOME} and its like, {@code
 * JAVA_HOME}, the JDK that runs this, and the ones installed beside that. JDK only and Java 17
 * syntax; Maven finds its JDK by itself and does not need this.
 */
final class Jdk {
    private static final int OLDEST = 25;

    private Jdk() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        List<Path> homes = candidates().filter(home -> feature(home) >= OLDEST).toList();
        if (homes.isEmpty()) {
            System.err.printf(
                    "Jdk: there is no JDK %d or newer; install one, or let JAVA%d_HOME name it.%n",
                    OLDEST, OLDEST);
            System.exit(1);
        }
        List<String> command = new ArrayList<>(List.of(java(homes.get(0)).toString()));
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command).inheritIO().start();
        // Ctrl-C reaches the program itself; this only passes on a signal meant for us alone.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        System.exit(process.waitFor());
    }

    private static Stream<Path> candidates() throws IOException {
        List<Path> homes = new ArrayList<>();
        Map<String, String> environment = new TreeMap<>(System.getenv());
        environment.forEach(
                (name, value) -> {
                    if (name.matches("JAVA\\d*_HOME") && !value.isEmpty()) {
                        homes.add(Path.of(value));
                    }
                });
        Path own = Path.of(System.getProperty("java.home")).toRealPath();
        homes.add(own);
        try (Stream<Path> beside = Files.list(own.getParent())) {
            beside.sorted().forEach(homes::add);
        }
        return homes.stream();
    }

    private static Path java(Path home) {
        return home.resolve("bin").resolve("java");
    }

    /** The feature version that a JDK's {@code release} file states, or 0. */
    private static int feature(Path home) {
        Properties release = new Properties();
        try (var in = Files.newInputStream(home.resolve("release"))) {
            release.load(in);
            String version = release.getProperty("JAVA_VERSION", "").replace("\"", "");
            return Files.isExecutable(java(home)) ? Runtime.Version.parse(version).feature() : 0;
        } catch (IOException | IllegalArgumentException e) {
            return 0;
        }
    }
}
