package dev.xev.bench.run;

import java.util.List;
import java.util.Map;

/** One kind of work, with everybody who can do it. */
public interface Benchmark {
    /** {@return what it is called on the command line} */
    String name();

    /** {@return what is done and how it is measured, in a sentence or two} */
    String method();

    /** {@return what came out} */
    List<Table> run(Session session) throws Exception;

    /**
     * What came out of a benchmark.
     *
     * @param seconds how long it took
     * @param details what the contenders say about themselves: versions, backends
     */
    record Outcome(
            String name,
            String method,
            double seconds,
            List<Table> tables,
            Map<String, String> details) {}
}
