package dev.xev.examples.copy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Makes directory trees for tests, and compares them. */
final class Trees {
    private Trees() {}

    static Path file(Path file, int bytes) throws IOException {
        var content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        Files.createDirectories(file.getParent());
        return Files.write(file, content);
    }

    static Path text(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    static Path fifo(Path file) throws IOException, InterruptedException {
        Files.createDirectories(file.getParent());
        assertEquals(
                0, new ProcessBuilder("mkfifo", file.toString()).inheritIO().start().waitFor());
        return file;
    }

    /** Equal names, kinds, contents, link texts, modes and times of modification, to the second. */
    static void assertSameTree(Path expected, Path actual) throws IOException {
        assertEquals(describe(expected), describe(actual));
    }

    private static Map<String, String> describe(Path root) throws IOException {
        var names = new TreeMap<String, String>();
        try (var paths = Files.walk(root)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                names.put(Names.text(root.relativize(path)), describeOne(path));
            }
        }
        return names;
    }

    private static String describeOne(Path path) throws IOException {
        Attributes at = Attributes.of(path);
        if (at.kind() == Attributes.Kind.LINK) {
            return "link to " + Names.text(Files.readSymbolicLink(path));
        }
        String seen = at.kind() + " " + Integer.toOctalString(at.mode()) + " " + at.modified();
        if (at.kind() != Attributes.Kind.FILE) return seen;
        return seen + " " + at.size() + " " + new ContentHash().of(path);
    }
}
