package dev.xev.examples.copy.bench;

import dev.xev.examples.copy.ByteSize;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Everything a bench found out: what the tables show, and what {@code --json} writes. */
record Report(Environment environment, Settings settings, Control control, List<Outcome> outcomes) {

    /** What was the same for every contender. */
    record Settings(int inFlight, int chunkBytes, int warmUpRounds, int rounds) {
        String text() {
            return String.format(
                    Locale.ROOT,
                    "at most %d files in flight, chunks of %s, %d runs each after %d to warm up",
                    inFlight,
                    ByteSize.format(chunkBytes),
                    rounds,
                    warmUpRounds);
        }
    }

    /** One timed run of one contender. */
    record Sample(int round, double milliseconds, double cpuMilliseconds) {}

    /** All runs of one contender. */
    record Result(
            String contender,
            Spread milliseconds,
            Spread cpuMilliseconds,
            double filesPerSecond,
            double megabytesPerSecond,
            List<Sample> samples) {

        static Result of(String contender, Workload workload, List<Sample> samples) {
            Spread time = Spread.of(samples.stream().mapToDouble(Sample::milliseconds).toArray());
            Spread cpu = Spread.of(samples.stream().mapToDouble(Sample::cpuMilliseconds).toArray());
            double seconds = time.median() / 1e3;
            return new Result(
                    contender,
                    time,
                    cpu,
                    workload.files().size() / seconds,
                    workload.bytes() / 1024.0 / 1024 / seconds,
                    samples);
        }
    }

    /** All contenders on one workload. */
    record Outcome(String workload, int files, long bytes, List<Result> results) {
        String title() {
            return String.format(
                    Locale.ROOT, "%s: %d files, %s", workload, files, ByteSize.format(bytes));
        }

        double bestMilliseconds() {
            return results.stream()
                    .min(Comparator.comparingDouble(r -> r.milliseconds().median()))
                    .orElseThrow()
                    .milliseconds()
                    .median();
        }
    }
}
