package dev.xev.bench.run;

import dev.xev.Backend;
import dev.xev.Loop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where it was measured: a figure without this says nothing. */
public record Environment(
        String cpu, int processors, String system, String java, String backends, String load) {

    static Environment here() throws IOException {
        return new Environment(
                cpuModel(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.runtime.name") + " " + Runtime.version(),
                Backend.available() + "; " + reason(),
                firstLine(Path.of("/proc/loadavg")));
    }

    private static String reason() {
        try (Loop loop = Loop.open()) {
            return loop.backendReason();
        }
    }

    private static String firstLine(Path file) throws IOException {
        return Files.isReadable(file) ? Files.readAllLines(file).getFirst() : "unknown";
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
