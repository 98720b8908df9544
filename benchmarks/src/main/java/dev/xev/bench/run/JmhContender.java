package dev.xev.bench.run;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

import java.util.Map;

/**
 * A method that JMH measures, in a JVM of its own for each round.
 *
 * @param parameter the name of its parameter
 * @param operations how many operations one call of the method stands for
 */
public record JmhContender(
        Session session,
        String name,
        Camp camp,
        Class<?> type,
        String method,
        String parameter,
        int value,
        int operations)
        implements Contender {

    // JMH's own signature is raw.
    @SuppressWarnings("rawtypes")
    @Override
    public Map<String, Double> measure() throws RunnerException {
        RunResult result = new Runner(options()).runSingle();
        double heap =
                result.getSecondaryResults().entrySet().stream()
                        .filter(entry -> entry.getKey().endsWith("gc.alloc.rate.norm"))
                        .mapToDouble(entry -> entry.getValue().getScore())
                        .findFirst()
                        .orElse(Double.NaN);
        return Map.of(
                "score", result.getPrimaryResult().getScore() / operations,
                "heap", heap / operations);
    }

    private Options options() {
        // Another run on this machine makes figures worse, and is no reason for none at all.
        System.setProperty("jmh.ignoreLock", "true");
        Scale scale = session.scale();
        return new OptionsBuilder()
                .include(type.getName() + "\\." + method + "$")
                .param(parameter, "" + value)
                .forks(1)
                .warmupIterations(scale.pick(1, 3, 5))
                .warmupTime(TimeValue.milliseconds(scale.pick(20, 150, 250)))
                .measurementIterations(scale.pick(1, 3, 5))
                .measurementTime(TimeValue.milliseconds(scale.pick(20, 150, 250)))
                .addProfiler(GCProfiler.class)
                .jvmArgs(Home.options().toArray(String[]::new))
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .build();
    }
}
