package dev.xev.examples.copy.bench;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where it was measured: a figure without this says nothing. */
record Environment(
        String cpu,
        int processors,
        String system,
        String java,
        String backend,
        String fileSystem,
        String cache) {

    private static final String WARM =
            "sources read before the runs, targets new, emptied after each run, never deleted"
                    + " between runs";

    static Environment of(Path work, String backend) throws IOException {
        FileStore store = Files.getFileStore(work);
        return new Environment(
                cpuModel(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vendor.version", System.getProperty("java.version")),
                backend,
                store.type() + " on " + store.name(),
                WARM);
    }

    String text() {
        return String.join(
                System.lineSeparator(),
                cpu + ", " + processors + " processors, " + system + ", Java " + java,
                "loop on " + backend + "; files on " + fileSystem,
                "cache: " + cache);
    }

    private static String cpuModel() throws IOException {
        Path info = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(info)) return System.getProperty("os.arch");
        return Files.readAllLines(info).stream()
                .filter(line -> line.startsWith("model name"))
                .findFirst()
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .orElse(System.getProperty("os.arch"));
    }
}
