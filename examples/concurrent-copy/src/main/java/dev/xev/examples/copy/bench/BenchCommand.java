package dev.xev.examples.copy.bench;

import dev.xev.examples.copy.ChunkSize;
import dev.xev.examples.copy.LoopChoice;
import dev.xev.examples.copy.bench.Report.Outcome;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code concurrent-copy bench}: reads the command line, lets the harness run, prints. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Compares ways to copy the same files, in one run.",
            "Every copy is compared with its source, outside the time that is measured. One row"
                    + " is the whole program, with temporary names, modes and times.",
        })
public final class BenchCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "0..*",
            paramLabel = "SCENARIO",
            description =
                    "Files to make and copy: a number, x and a size, such as 1000x4KB. Or 'all',"
                            + " which is also what is done when nothing is named: 1000x4KB"
                            + " 200x64KB 100x256KB 50x1MB 20x5MB 10x10MB 5x50MB.")
    private List<String> scenarios = List.of();

    @Option(
            names = "--from",
            paramLabel = "DIR",
            description = "Copy the files of DIR, alone or besides scenarios.")
    private @Nullable Path from;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "Where to copy to; default: a new directory for temporary files.")
    private @Nullable Path work;

    @Option(
            names = "--rounds",
            defaultValue = "7",
            paramLabel = "N",
            description = "Measured runs of each contender (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--warm-up",
            defaultValue = "10",
            paramLabel = "N",
            description = "Runs before those (${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
            names = "--in-flight",
            defaultValue = "16",
            paramLabel = "N",
            description = "Files being copied at a time, by each contender (${DEFAULT-VALUE}).")
    private int inFlight;

    @Option(
            names = "--chunk",
            defaultValue = "64K",
            paramLabel = "SIZE",
            description = "Bytes of one read or write, for each contender (${DEFAULT-VALUE}).")
    private String chunk = "";

    @Mixin private LoopChoice choice = new LoopChoice();

    @Option(
            names = "--only",
            paramLabel = "TEXT",
            description = "Only contenders with TEXT in their names; may be given several times.")
    private List<String> only = List.of();

    @Option(names = "--json", paramLabel = "FILE", description = "Write every figure to FILE.")
    private @Nullable Path json;

    @Option(
            names = "--chart",
            paramLabel = "FILE",
            description = "Draw a picture into FILE, whose name ends in .svg or .png.")
    private @Nullable Path chart;

    @Override
    public Integer call() throws Exception {
        List<Scenario> wanted = check();
        PrintWriter out = spec.commandLine().getOut();
        try (var directory = WorkDirectory.create(work);
                var contenders =
                        new Contenders(choice, inFlight, chunkBytes(), only, directory.path())) {
            require(!contenders.all().isEmpty(), "--only: no contender is named like " + only);
            Report report = measure(wanted, contenders, directory.path(), out);
            out.println();
            out.println(Tables.overview(report));
            out.println(report.control().text());
            out.flush();
            if (json != null) Json.write(report, json);
            if (chart != null) Chart.write(report, contenders.baseline(), chart);
        }
        return 0;
    }

    private Report measure(
            List<Scenario> wanted, Contenders contenders, Path directory, PrintWriter out)
            throws Exception {
        var environment = Environment.of(directory, contenders.backend());
        var settings = new Report.Settings(inFlight, chunkBytes(), warmUp, rounds);
        out.println(environment.text());
        out.println(settings.text());
        double before = Control.createMicroseconds(directory.resolve("control-before"));
        if (Control.isSuspicious(before)) out.println(Control.WARNING);
        out.flush();
        var outcomes = new ArrayList<Outcome>();
        var harness = new Harness(contenders.all(), directory, warmUp, rounds, new RunPrinter());
        for (Scenario scenario : wanted) {
            Path sources = directory.resolve("sources-" + scenario.name());
            outcomes.add(print(harness.run(scenario.make(sources)), out));
        }
        if (from != null) outcomes.add(print(harness.run(Workload.of(from)), out));
        double after = Control.createMicroseconds(directory.resolve("control-after"));
        return new Report(environment, settings, new Control(before, after), outcomes);
    }

    private static Outcome print(Outcome outcome, PrintWriter out) {
        out.println();
        out.println(outcome.title());
        out.println(Tables.of(outcome));
        out.flush();
        return outcome;
    }

    private List<Scenario> check() {
        require(rounds >= 1 && rounds <= 1000, "--rounds is from 1 to 1000");
        require(warmUp >= 0 && warmUp <= 1000, "--warm-up is from 0 to 1000");
        require(inFlight >= 1 && inFlight <= 1024, "--in-flight is from 1 to 1024");
        require(from == null || Files.isDirectory(from), "--from is not a directory: " + from);
        require(work == null || Files.isDirectory(work), "--work is not a directory: " + work);
        require(chart == null || Chart.isSupported(chart), "--chart ends in .svg or .png");
        try {
            chunkBytes();
            if (scenarios.isEmpty()) return from == null ? Scenario.ALL : List.of();
            if (scenarios.equals(List.of("all"))) return Scenario.ALL;
            return scenarios.stream().map(Scenario::parse).toList();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }

    private int chunkBytes() {
        return ChunkSize.parse(chunk);
    }

    private void require(boolean isRight, String otherwise) {
        if (!isRight) throw new ParameterException(spec.commandLine(), otherwise);
    }
}
