package dev.xev.examples.copy;

import dev.xev.Loop;
import dev.xev.XevException;
import dev.xev.examples.copy.Endpoints.RefusedException;
import dev.xev.examples.copy.bench.BenchCommand;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** Copies files and directory trees through one event loop: reads the command line and reports. */
@Command(
        name = "concurrent-copy",
        subcommands = BenchCommand.class,
        mixinStandardHelpOptions = true,
        version = "concurrent-copy 0.1.0",
        sortOptions = false,
        description = {
            "Copies a file or a directory tree through one event loop.",
            "A file goes to TARGET, or into it if that is a directory. What is in a directory goes"
                    + " into TARGET, together with what is there; files of the same name are"
                    + " replaced, each in one step when its copy is complete. Modes, times and"
                    + " symbolic links are kept.",
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:everything was copied, or left out on purpose",
            "1:something could not be copied and was named",
            "2:the arguments make no sense",
            "130:interrupted; complete files stay, incomplete ones are gone"
        })
public final class ConcurrentCopy implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int INTERRUPTED = 130;
    private static final int MOST_IN_FLIGHT = 4096;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "SOURCE",
            description = "A file or a directory; a link stands for what it leads to.")
    private @Nullable Path source;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "TARGET",
            description = "Where to. It may be there already.")
    private @Nullable Path target;

    @Option(
            names = "--verify",
            description = "Read every copy and its source again and compare their SHA-256.")
    private boolean isVerifying;

    @Option(
            names = "--in-flight",
            defaultValue = "16",
            paramLabel = "N",
            description = "At most N files at a time (${DEFAULT-VALUE}).")
    private int inFlight;

    @Option(
            names = "--chunk",
            defaultValue = "256K",
            paramLabel = "SIZE",
            description = "Bytes of one read or write of the strategy kernel (${DEFAULT-VALUE}).")
    private String chunk = "";

    @Mixin private LoopChoice choice = new LoopChoice();

    @Option(
            names = "--strategy",
            defaultValue = "auto",
            paramLabel = "NAME",
            description =
                    "kernel: open, read, write and close one by one; pool: a whole file at once, on"
                            + " the loop's threads; auto: the better by file size.")
    private Strategy strategy = Strategy.AUTO;

    @Option(
            names = "--progress",
            defaultValue = "auto",
            paramLabel = "STYLE",
            description = "bar, lines, none, or auto: a bar on a terminal, else lines.")
    private Progress.Style style = Progress.Style.AUTO;

    private ConcurrentCopy() {}

    /**
     * Runs the program and ends the process.
     *
     * @param args source, target and options
     */
    public static void main(String[] args) {
        System.exit(commandLine().execute(RawArguments.of(args)));
    }

    static CommandLine commandLine() {
        return new CommandLine(new ConcurrentCopy())
                // A file may be called @file.
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(Path.class, Names::path)
                .setExecutionExceptionHandler(ConcurrentCopy::explain);
    }

    /** What the user can do something about gets a sentence; the rest is a defect and is traced. */
    private static int explain(
            Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        switch (failure) {
            case XevException e -> command.getErr().println(e.getMessage());
            case IOException e -> command.getErr().println(e.getMessage());
            default -> failure.printStackTrace(command.getErr());
        }
        return FAILED;
    }

    @Override
    public Integer call() throws IOException {
        if (source == null || target == null) throw usage("SOURCE and TARGET are both needed");
        if (inFlight < 1 || inFlight > MOST_IN_FLIGHT) {
            throw usage("--in-flight is from 1 to " + MOST_IN_FLIGHT);
        }
        var settings = CopySettings.of(inFlight, chunkBytes(), strategy, isVerifying);
        try (var progress = Progress.open(style, spec.commandLine().getErr())) {
            var journal = new Journal(progress, System.err.charset());
            try {
                return copy(Endpoints.resolve(source, target), settings, journal);
            } catch (RefusedException e) {
                throw usage(e.getMessage());
            } catch (FileSystemException e) {
                journal.failed(source, Reasons.of(e));
                return FAILED;
            }
        }
    }

    private int copy(Endpoints endpoints, CopySettings settings, Journal journal)
            throws IOException {
        try (Loop loop = choice.open();
                var walk = new TreeWalk(endpoints)) {
            CopyEngine engine = new TreeCopier(loop, settings).engine(walk, journal);
            try (var _ = Interruption.watch(engine)) {
                engine.run();
                return report(engine, journal);
            }
        }
    }

    private int report(CopyEngine engine, Journal journal) {
        journal.close();
        PrintWriter out = spec.commandLine().getOut();
        if (!engine.isComplete()) out.print("interrupted after ");
        out.println(journal.summary());
        out.flush();
        if (!engine.isComplete()) return INTERRUPTED;
        return journal.tally.failed > 0 ? FAILED : 0;
    }

    private int chunkBytes() {
        try {
            return ChunkSize.parse(chunk);
        } catch (IllegalArgumentException e) {
            throw usage(e.getMessage());
        }
    }

    private ParameterException usage(@Nullable String message) {
        return new ParameterException(spec.commandLine(), String.valueOf(message));
    }
}
