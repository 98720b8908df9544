package dev.xev.bench.run;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Everything that a run has found out, each single round included. */
public record Report(
        String date, Scale scale, Environment environment, List<Benchmark.Outcome> outcomes) {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    public static Report of(String date, Scale scale, List<Benchmark.Outcome> outcomes)
            throws IOException {
        return new Report(date, scale, Environment.here(), outcomes);
    }

    /** Writes all of it for programs to read. */
    public void writeJson(Path file) {
        MAPPER.writeValue(file, this);
    }
}
