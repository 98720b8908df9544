package dev.xev.bench;

import dev.xev.bench.boundary.BoundaryBenchmark;
import dev.xev.bench.copy.CopyBenchmark;
import dev.xev.bench.echo.EchoBenchmark;
import dev.xev.bench.echo.FramedBenchmark;
import dev.xev.bench.echo.IdleBenchmark;
import dev.xev.bench.echo.SteadyBenchmark;
import dev.xev.bench.read.ReadBenchmark;
import dev.xev.bench.run.Benchmark;
import dev.xev.bench.run.Markdown;
import dev.xev.bench.run.Page;
import dev.xev.bench.run.Report;
import dev.xev.bench.run.Scale;
import dev.xev.bench.run.Session;
import dev.xev.bench.run.Table;
import dev.xev.bench.start.StartBenchmark;
import dev.xev.bench.stream.StreamBenchmark;
import dev.xev.bench.timer.TimerBenchmark;
import dev.xev.bench.wake.WakeBenchmark;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** Runs benchmarks and reports what came out. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Compares the loop with its peers, side by side.")
public final class Main implements Callable<Integer> {
    private static final List<Benchmark> ALL =
            List.of(
                    EchoBenchmark.oneAtATime(),
                    EchoBenchmark.pipelined(),
                    new FramedBenchmark(),
                    new StreamBenchmark(),
                    new IdleBenchmark(),
                    new BoundaryBenchmark(),
                    new TimerBenchmark(),
                    new WakeBenchmark(),
                    new ReadBenchmark(),
                    new StartBenchmark(),
                    new SteadyBenchmark(),
                    new CopyBenchmark());

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "which; all if none is named")
    private List<String> names = List.of();

    @Option(names = "--brief", description = "only prove that everything runs")
    private boolean isBrief;

    @Option(names = "--short", description = "a look, in some minutes")
    private boolean isShort;

    @Option(names = "--list", description = "say which there are")
    private boolean isList;

    @Option(
            names = "--page",
            paramLabel = "FILE",
            description = "put tables and charts into their sections; not if it is a short run")
    private @Nullable Path page;

    @Option(names = "--json", paramLabel = "FILE", description = "write every figure")
    private @Nullable Path json;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        if (isList) {
            ALL.forEach(b -> System.out.printf("%-10s %s%n", b.name(), b.method()));
            return 0;
        }
        List<Benchmark> chosen = chosen();
        Scale scale = isBrief ? Scale.BRIEF : isShort ? Scale.SHORT : Scale.FULL;
        var session = new Session(scale);
        List<Benchmark.Outcome> outcomes = new ArrayList<>();
        // An outcome goes into the page at once: a long run may be ended before its end.
        for (Benchmark benchmark : chosen) {
            Benchmark.Outcome outcome = run(benchmark, session);
            outcomes.add(outcome);
            if (page != null && scale == Scale.FULL) put(page, outcome, report(scale, outcomes));
        }
        Report report = report(scale, outcomes);
        if (json != null) report.writeJson(json);
        System.out.println(Markdown.of(report));
        session.failures().forEach(failure -> System.err.println("FAILED " + failure));
        return session.failures().isEmpty() ? 0 : 1;
    }

    private List<Benchmark> chosen() {
        if (names.isEmpty()) return ALL;
        List<Benchmark> chosen = ALL.stream().filter(b -> names.contains(b.name())).toList();
        if (chosen.size() != names.size()) {
            throw new IllegalArgumentException("no such benchmark: see --list");
        }
        return chosen;
    }

    private static Benchmark.Outcome run(Benchmark benchmark, Session session)
            throws InterruptedException {
        long start = System.nanoTime();
        List<Table> tables = List.of();
        try {
            tables = benchmark.run(session);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            session.failed(benchmark.name(), "all of it", e);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Map<String, String> details = session.takeDetails();
        return new Benchmark.Outcome(
                benchmark.name(), benchmark.method(), seconds, tables, details);
    }

    private static Report report(Scale scale, List<Benchmark.Outcome> outcomes) throws IOException {
        return Report.of(LocalDate.now(ZoneOffset.UTC).toString(), scale, outcomes);
    }

    private static void put(Path file, Benchmark.Outcome outcome, Report report)
            throws IOException {
        List<String> order = ALL.stream().map(Benchmark::name).toList();
        new Page(file, file.resolveSibling("images"), order).put(outcome, report);
    }
}
