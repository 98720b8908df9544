package dev.xev.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One run of some benchmarks: how much, where, and what has gone wrong. */
public final class Session {
    private final Scale scale;
    private final Path work;
    private final Peers peers;
    private final List<String> failures = new ArrayList<>();
    private final Map<String, String> details = new LinkedHashMap<>();

    public Session(Scale scale) throws IOException {
        this.scale = scale;
        this.work = Home.target().resolve("bench");
        Files.createDirectories(work);
        this.peers = new Peers(work);
    }

    public Scale scale() {
        return scale;
    }

    /** {@return a directory for files, on the disk of the build} */
    public Path work() {
        return work;
    }

    public Peers peers() {
        return peers;
    }

    /** {@return the core for what is measured, or -1 if there is only one} */
    public int serverCore() {
        return cores() > 1 ? cores() - 1 : -1;
    }

    /** {@return the core for what makes it work, or -1 if there is only one} */
    public int loadCore() {
        return cores() > 1 ? 0 : -1;
    }

    private static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** Remembers what a contender says about itself. */
    public void detail(String contender, String text) {
        if (!text.isBlank()) details.putIfAbsent(contender, text.strip());
    }

    /** What was remembered since the last time. */
    public Map<String, String> takeDetails() {
        Map<String, String> taken = new LinkedHashMap<>(details);
        details.clear();
        return taken;
    }

    void progress(String title, String contender, int round, int rounds) {
        System.err.printf("%s: %s (%d/%d)%n", title, contender, round, rounds);
    }

    /** Somebody could not do the work. */
    public void failed(String title, String contender, Exception failure) {
        String text = title + ": " + contender + ": " + failure;
        failures.add(text);
        System.err.println("FAILED " + text);
    }

    public List<String> failures() {
        return List.copyOf(failures);
    }
}
