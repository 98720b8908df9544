package dev.xev.examples.copy.bench;

import java.util.ArrayList;
import java.util.List;

/** Everybody who takes part, with the same limits. */
final class Contenders implements AutoCloseable {
    private static final String BASELINE = "virtual threads, read/write";

    private final List<Contender> all;
    private final String backend;

    private Contenders(List<Contender> all, String backend) {
        this.all = all;
        this.backend = backend;
    }

    /** Those whose names contain one of the words {@code only}, or all if there is none. */
    static Contenders open(int inFlight, int chunk, List<String> only) {
        var all = new ArrayList<Contender>();
        all.add(BlockingContender.virtualThreadsReadWrite(inFlight, chunk));
        all.add(BlockingContender.virtualThreadsFilesCopy(inFlight));
        all.add(BlockingContender.platformThreadsTransferTo(inFlight));
        all.add(BlockingContender.oneThreadFilesCopy());
        all.removeIf(
                contender ->
                        !only.isEmpty() && only.stream().noneMatch(contender.name()::contains));
        return new Contenders(all, "none");
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
