package dev.xev.examples.copy.bench;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Path;

/** Writes every figure of a report, single runs included, for programs to read. */
final class Json {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private Json() {}

    static void write(Report report, Path file) {
        MAPPER.writeValue(file, report);
    }
}
