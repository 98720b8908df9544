package dev.xev.examples.copy.bench;

import dev.xev.Loop;
import dev.xev.examples.copy.CopySettings;
import dev.xev.examples.copy.LoopChoice;
import dev.xev.examples.copy.Strategy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Everybody who takes part, with the same limits. */
final class Contenders implements AutoCloseable {
    /** What most programs would do today. */
    private static final String BASELINE = "virtual threads, read/write";

    private final List<Contender> all = new ArrayList<>();
    private final String backend;

    /**
     * Those whose names contain one of the words {@code only}, or all if there is none.
     *
     * @param directory where there is room for a program
     */
    Contenders(LoopChoice choice, int inFlight, int chunk, List<String> only, Path directory)
            throws IOException {
        for (Strategy strategy : Strategy.values()) {
            all.add(new LoopContender(choice.open(), strategy, inFlight, chunk));
        }
        Loop loop = choice.open();
        backend = LoopChoice.name(loop.backend());
        all.add(new ToolContender(loop, CopySettings.of(inFlight, chunk, Strategy.AUTO, false)));
        all.add(BlockingContender.virtualThreadsReadWrite(inFlight, chunk));
        all.add(BlockingContender.virtualThreadsFilesCopy(inFlight));
        all.add(BlockingContender.platformThreadsTransferTo(inFlight));
        all.add(BlockingContender.oneThreadFilesCopy());
        Contender lean = LeanContender.compile(directory);
        if (lean != null) all.add(lean);
        List<Contender> out = all.stream().filter(contender -> !isWanted(contender, only)).toList();
        out.forEach(Contender::close);
        all.removeAll(out);
    }

    private static boolean isWanted(Contender contender, List<String> only) {
        return only.isEmpty() || only.stream().anyMatch(contender.name()::contains);
    }

    List<Contender> all() {
        return all;
    }

    /** Whom the chart compares the others with. */
    String baseline() {
        return all.stream()
                .map(Contender::name)
                .filter(BASELINE::equals)
                .findFirst()
                .orElseGet(() -> all.getFirst().name());
    }

    String backend() {
        return backend;
    }

    @Override
    public void close() {
        all.forEach(Contender::close);
    }
}
