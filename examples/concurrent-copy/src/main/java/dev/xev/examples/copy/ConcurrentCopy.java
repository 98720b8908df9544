package dev.xev.examples.copy;

import dev.xev.examples.copy.bench.BenchCommand;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/** Copies files and directory trees through one event loop. */
@Command(
        name = "concurrent-copy",
        subcommands = BenchCommand.class,
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Copies a file or a directory tree through one event loop.")
public final class ConcurrentCopy implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", arity = "0..1", paramLabel = "SOURCE", description = "What to copy.")
    private @Nullable Path source;

    @Parameters(index = "1", arity = "0..1", paramLabel = "TARGET", description = "Where to.")
    private @Nullable Path target;

    @Option(
            names = "--verify",
            description = "Read every copy again and compare its hash with the source's.")
    private boolean isVerifying;

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
                .setExpandAtFiles(false)
                .registerConverter(Path.class, Names::path);
    }

    @Override
    public Integer call() throws Exception {
        if (source == null || target == null) {
            throw new ParameterException(spec.commandLine(), "SOURCE and TARGET are both needed");
        }
        int steps = 0;
        try (var walk = new TreeWalk(Endpoints.resolve(source, target))) {
            for (var some = walk.next(256); !some.isEmpty(); some = walk.next(256)) {
                steps += some.size();
            }
        }
        spec.commandLine().getOut().printf("%d steps, verify %s%n", steps, isVerifying);
        return 0;
    }
}
