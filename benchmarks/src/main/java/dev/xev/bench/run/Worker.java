package dev.xev.bench.run;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A program that does its work, prints what it cost in one line of JSON, and ends.
 *
 * @param core where it runs; -1: anywhere
 * @param seconds how long it may take
 */
public record Worker(
        Session session, String name, Camp camp, int core, int seconds, List<String> command)
        implements Contender {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    @Override
    public Map<String, Double> measure() throws IOException, InterruptedException {
        try (Child child = Child.start(session, name, core, seconds, command)) {
            return values(child.line(seconds));
        }
    }

    /** {@return the figures in a line of JSON} */
    public static Map<String, Double> values(String json) {
        Map<String, Double> values = new HashMap<>();
        MAPPER.readTree(json)
                .properties()
                .forEach(e -> values.put(e.getKey(), e.getValue().doubleValue()));
        return values;
    }
}
