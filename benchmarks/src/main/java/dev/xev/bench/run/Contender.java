package dev.xev.bench.run;

import java.util.Map;

/** One way to do the work. */
public interface Contender {
    String name();

    Camp camp();

    /** {@return what one round of it costs, by the keys of the metrics} */
    Map<String, Double> measure() throws Exception;

    /** {@return a contender that is measured by a function} */
    static Contender of(String name, Camp camp, Measuring measuring) {
        return new Contender() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Camp camp() {
                return camp;
            }

            @Override
            public Map<String, Double> measure() throws Exception {
                return measuring.measure();
            }
        };
    }

    /** The function. */
    @FunctionalInterface
    interface Measuring {
        Map<String, Double> measure() throws Exception;
    }
}
