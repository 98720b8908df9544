package dev.xev.bench.copy;

import dev.xev.bench.run.Benchmark;
import dev.xev.bench.run.Camp;
import dev.xev.bench.run.Child;
import dev.xev.bench.run.Home;
import dev.xev.bench.run.Metric;
import dev.xev.bench.run.Session;
import dev.xev.bench.run.Table;
import dev.xev.bench.run.Target;
import dev.xev.bench.run.Worker;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The example that copies trees, beside what the JDK offers, a function in C, and cp. */
public final class CopyBenchmark implements Benchmark {
    private static final int LIMIT_SECONDS = 400;
    private static final long KB = 1024;
    private static final long SMALL_BYTES = 256 * KB;

    private static final Metric WALL = Metric.range("ms", "ms");
    private static final Metric CPU = Metric.range("cpu_ms", "CPU, ms");
    private static final List<Metric> METRICS = List.of(WALL, CPU);

    private static final String LEAN = "C, two threads";
    private static final String CP = "cp -r";

    /** Contenders of the example's own bench, by its names. */
    private static final List<String> IN_TURNS =
            List.of(
                    "loop, auto",
                    "loop, the whole program",
                    "virtual threads, read/write",
                    "virtual threads, Files.copy",
                    "platform threads, transferTo",
                    "one thread, Files.copy",
                    LEAN);

    /** Files of one size; none: the tree of the JDK that runs this. */
    private record Work(String name, int count, long bytes) {
        /** As the example calls it. */
        String scenario() {
            return count + "x" + (bytes < KB * KB ? bytes / KB + "KB" : bytes / KB / KB + "MB");
        }

        boolean isSmall() {
            return count > 0 && bytes <= SMALL_BYTES;
        }
    }

    private static final List<Work> ALL =
            List.of(
                    new Work("1000 files of 4 KB", 1000, 4 * KB),
                    new Work("200 files of 64 KB", 200, 64 * KB),
                    new Work("100 files of 256 KB", 100, 256 * KB),
                    new Work("50 files of 1 MB", 50, KB * KB),
                    new Work("20 files of 5 MB", 20, 5 * KB * KB),
                    new Work("10 files of 10 MB", 10, 10 * KB * KB),
                    new Work("5 files of 50 MB", 5, 50 * KB * KB),
                    new Work("a JDK", 0, 0));

    /** The rows of a table as they fill, and who cannot be in it. */
    private record Rows(
            Map<String, List<Map<String, Double>>> samples, Map<String, String> missing) {
        void add(String name, Map<String, Double> sample) {
            samples.computeIfAbsent(name, _ -> new ArrayList<>()).add(sample);
        }
    }

    @Override
    public String name() {
        return "copy";
    }

    @Override
    public String method() {
        return "The same files, in the page cache, copied to new ones: by the example"
                + " concurrent-copy with its loop, by what the JDK offers, and by leancopy, a"
                + " function in C that makes only the system calls it takes, on two threads"
                + " (rounds of the example's own `bench`: contenders take turns in one process,"
                + " every copy is compared with its source); and by cp, which runs just before."
                + " Nothing is deleted in between, for then files are slow to create on ext4; what"
                + " that took is said below. Wall time and CPU of the whole process; cp starts a"
                + " process each time."
                + " \"The whole program\" walks the tree and keeps modes and times as well; the"
                + " others get a list.";
    }

    @Override
    public List<Table> run(Session session) throws IOException, InterruptedException {
        List<Work> works = session.scale().pick(ALL.subList(1, 2), ALL.subList(0, 3), ALL);
        Path place = session.work().resolve("copy");
        Trees.place(place);
        try {
            Map<Work, Rows> all = new LinkedHashMap<>();
            for (Work work : works) all.put(work, begin(session, place, work));
            runInTurns(session, place, all);
            return all.entrySet().stream().map(e -> table(e.getKey(), e.getValue())).toList();
        } finally {
            Trees.delete(place);
        }
    }

    private static Rows begin(Session session, Path place, Work work)
            throws IOException, InterruptedException {
        Path source = jdk();
        if (work.count > 0) {
            source = place.resolve("source-" + work.count);
            Trees.make(source, work.count, work.bytes);
        }
        var rows = new Rows(new LinkedHashMap<>(), new LinkedHashMap<>());
        IN_TURNS.forEach(name -> rows.samples.put(name, new ArrayList<>()));
        System.err.printf("copy: %s by cp%n", work.name);
        runCp(session, source, place, rows);
        return rows;
    }

    private static Path jdk() throws IOException {
        return Path.of(System.getProperty("java.home")).toRealPath();
    }

    private static Table table(Work work, Rows rows) {
        List<Table.Row> all =
                rows.samples.entrySet().stream()
                        .filter(entry -> !entry.getValue().isEmpty())
                        .map(e -> new Table.Row(e.getKey(), camp(e.getKey()), e.getValue()))
                        .toList();
        return new Table(work.name, METRICS, all, rows.missing).judged(targets(work));
    }

    private static Camp camp(String name) {
        if (name.equals(LEAN) || name.equals(CP)) return Camp.NATIVE;
        return name.startsWith("loop") ? Camp.OURS : Camp.JAVA;
    }

    private static int rounds(Session session) {
        return session.scale().pick(1, 3, 5);
    }

    private static void runCp(Session session, Path source, Path place, Rows rows)
            throws InterruptedException {
        var program = session.peers().c("cp_tree");
        if (program.file().isEmpty()) {
            rows.missing.put(CP, program.reason());
            return;
        }
        int rounds = rounds(session);
        List<String> command =
                List.of(
                        "" + program.file().get(),
                        "" + source,
                        place.resolve("cp").toString(),
                        "" + (rounds + 1));
        try (Child child = Child.start(session, CP, -1, LIMIT_SECONDS, command)) {
            child.line(LIMIT_SECONDS);
            for (int i = 0; i < rounds; i++) {
                rows.add(CP, Worker.values(child.line(LIMIT_SECONDS)));
            }
        } catch (IOException e) {
            rows.missing.put(CP, "" + e.getMessage());
            session.failed("copy", CP, e);
        }
    }

    private static void runInTurns(Session session, Path place, Map<Work, Rows> all)
            throws IOException, InterruptedException {
        Path jar = Home.example("concurrent-copy");
        if (!Files.exists(jar)) {
            all.values().forEach(r -> r.missing.put("concurrent-copy", "it has not been built"));
            return;
        }
        System.err.println("copy: in turns");
        Path json = session.work().resolve("copy.json");
        List<String> command = new ArrayList<>(Home.java(List.of("-jar", jar.toString(), "bench")));
        for (Work work : all.keySet()) {
            if (work.count > 0) command.add(work.scenario());
            else command.addAll(List.of("--from", jdk().toString()));
        }
        command.addAll(List.of("--work", place.toString(), "--json", json.toString()));
        command.addAll(List.of("--rounds", "" + rounds(session)));
        command.addAll(List.of("--warm-up", "" + session.scale().pick(0, 2, 2)));
        IN_TURNS.forEach(name -> command.addAll(List.of("--only", name)));
        Files.deleteIfExists(json);
        try (Child child = Child.start(session, "copy", -1, LIMIT_SECONDS, command)) {
            int code = child.code(LIMIT_SECONDS);
            if (code != 0) throw new IOException("concurrent-copy bench ended with " + code);
        }
        JsonNode report = JsonMapper.shared().readTree(json);
        session.detail("creating an empty file, µs", report.get("control").toString());
        int index = 0;
        for (Rows rows : all.values()) {
            add(report.at("/outcomes/" + index++ + "/results"), rows);
            var lean = rows.samples.getOrDefault(LEAN, List.of());
            if (lean.isEmpty()) rows.missing.put(LEAN, "no C compiler");
        }
    }

    private static void add(JsonNode results, Rows rows) {
        for (JsonNode result : results) {
            for (JsonNode sample : result.get("samples")) {
                double wall = sample.get("milliseconds").doubleValue();
                double cpu = sample.get("cpuMilliseconds").doubleValue();
                rows.add(result.get("contender").stringValue(), Map.of("ms", wall, "cpu_ms", cpu));
            }
        }
    }

    private static List<Target> targets(Work work) {
        double wall = work.isSmall() ? 0.65 : 1.0;
        double cpu = work.isSmall() ? 0.6 : 0.95;
        var virtual = Target.named("virtual threads");
        return List.of(
                Target.ratio(
                        "time ≤ " + wall + " of the better one with virtual threads",
                        WALL,
                        "loop, auto",
                        virtual,
                        wall),
                Target.ratio(
                        "CPU ≤ " + cpu + " of the better one with virtual threads",
                        CPU,
                        "loop, auto",
                        virtual,
                        cpu),
                Target.ratio(
                        "time ≤ 1.05 of leancopy", WALL, "loop, auto", Target.named(LEAN), 1.05));
    }
}
