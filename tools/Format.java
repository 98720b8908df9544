import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Checks the layout of every Java source, or mends it: {@code java tools/Format.java JAR
 * check|apply}, where JAR is google-java-format with its dependencies inside. The formatter reads
 * the newest Java syntax only on a new JDK, so this has to run on one.
 */
final class Format {
    private static final Set<String> SKIPPED = Set.of("target", ".git", ".zig-cache", "zig-out");

    private Format() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length != 2 || !Set.of("check", "apply").contains(args[1])) {
            System.err.println("usage: java tools/Format.java JAR check|apply");
            System.exit(2);
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-jar", args[0], "--aosp"));
        command.addAll(
                args[1].equals("apply")
                        ? List.of("--replace")
                        : List.of("--dry-run", "--set-exit-if-changed"));
        sources(Path.of("")).map(Path::toString).forEach(command::add);
        int status = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (status != 0) {
            System.err.println(
                    "Format: the files named above are laid out otherwise; run `just fmt`.");
        }
        System.exit(status);
    }

    private static Stream<Path> sources(Path directory) throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path entry : entries.sorted().toList()) {
                if (Files.isDirectory(entry) && !SKIPPED.contains(entry.getFileName().toString())) {
                    sources(entry).forEach(sources::add);
                } else if (entry.toString().endsWith(".java")) {
                    sources.add(entry);
                }
            }
        }
        return sources.stream();
    }
}
