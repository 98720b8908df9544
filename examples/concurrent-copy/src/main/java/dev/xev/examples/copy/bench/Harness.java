package dev.xev.examples.copy.bench;

import dev.xev.examples.copy.bench.Report.Outcome;
import dev.xev.examples.copy.bench.Report.Result;
import dev.xev.examples.copy.bench.Report.Sample;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs each contender on the same files, round after round, in an order that changes.
 *
 * <p>Every run copies to new files in a directory of its own. Afterwards, outside the measured
 * time, each copy is compared with what was read from its source (not when it only warms up), and
 * emptied: that gives its pages back, while deleting it would make later files slow to create (see
 * {@link Control}).
 */
final class Harness {
    private static final Set<PosixFilePermission> OWNER_WRITES =
            PosixFilePermissions.fromString("rw-------");

    /** Told what is about to run. */
    interface Listener {
        void running(String workload, int run, int runs);
    }

    private final CpuClock cpuClock = new CpuClock();
    private final List<Contender> contenders;
    private final Path work;
    private final int warmUp;
    private final int rounds;
    private final Listener listener;
    private int made;

    Harness(List<Contender> contenders, Path work, int warmUp, int rounds, Listener listener) {
        this.contenders = contenders;
        this.work = work;
        this.warmUp = warmUp;
        this.rounds = rounds;
        this.listener = listener;
    }

    Outcome run(Workload workload) throws Exception {
        Map<Contender, List<Sample>> samples = new HashMap<>();
        int run = 0;
        for (int round = 1 - warmUp; round <= rounds; round++) {
            for (Contender contender : order(round + warmUp)) {
                listener.running(workload.name(), ++run, (warmUp + rounds) * contenders.size());
                Sample sample = measure(workload, contender, round);
                if (round <= 0) continue;
                samples.computeIfAbsent(contender, _ -> new ArrayList<>()).add(sample);
            }
        }
        List<Result> results =
                contenders.stream()
                        .map(c -> Result.of(c.name(), workload, samples.getOrDefault(c, List.of())))
                        .toList();
        return new Outcome(workload.name(), workload.files().size(), workload.bytes(), results);
    }

    /** Each starts another contender, and every second one goes the other way. */
    private List<Contender> order(int round) {
        var order = new ArrayList<>(contenders);
        Collections.rotate(order, round);
        return round % 2 == 0 ? order : order.reversed();
    }

    private Sample measure(Workload workload, Contender contender, int round) throws Exception {
        Path targetRoot = work.resolve("run-" + ++made);
        if (contender.needsDirectories()) workload.makeDirectories(targetRoot);
        Run files = Run.of(workload, targetRoot);
        contender.prepare(files);

        long cpu = cpuClock.nanos();
        long start = System.nanoTime();
        contender.copy(files);
        long end = System.nanoTime();
        long cpuEnd = cpuClock.nanos();

        if (round > 0) verify(workload, contender, targetRoot);
        for (Run.Pair file : files.files()) empty(file.target());
        return new Sample(round, (end - start) / 1e6, (cpuEnd - cpu) / 1e6);
    }

    private static void verify(Workload workload, Contender contender, Path targetRoot)
            throws IOException {
        @Nullable Path wrong = workload.firstWrongCopy(targetRoot);
        if (wrong != null) throw new IOException(contender.name() + " copied wrongly: " + wrong);
    }

    private static void empty(Path file) throws IOException {
        if (!Files.isWritable(file)) Files.setPosixFilePermissions(file, OWNER_WRITES);
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
    }
}
