package dev.xev.examples.copy.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import javax.imageio.ImageIO;

class BenchCommandTest {
    /** One more where there is a C compiler. */
    private static final int CONTENDERS = 8;

    @TempDir private Path temporary;

    private final StringWriter out = new StringWriter();

    private int bench(String... arguments) {
        var words = new ArrayList<>(List.of(arguments));
        words.addAll(List.of("--work", "" + temporary, "--warm-up", "0"));
        return new CommandLine(new BenchCommand())
                .setOut(new PrintWriter(out))
                .execute(words.toArray(String[]::new));
    }

    @Test
    void everyContenderCopiesEveryScenario() throws Exception {
        Path json = temporary.resolve("figures.json");

        int code = bench("20x4KB", "2x3MB", "--rounds", "2", "--json", "" + json);

        assertEquals(0, code);
        JsonNode report = JsonMapper.shared().readTree(json);
        assertEquals(2, report.get("outcomes").size());
        for (JsonNode outcome : report.get("outcomes")) {
            int contenders = outcome.get("results").size();
            assertTrue(contenders >= CONTENDERS, contenders + " contenders");
            for (JsonNode result : outcome.get("results")) {
                assertEquals(2, result.get("samples").size());
                assertTrue(result.get("milliseconds").get("median").asDouble() > 0);
                assertTrue(out.toString().contains(result.get("contender").asString()));
            }
        }
        assertNotNull(report.get("environment").get("fileSystem"));
    }

    @Test
    void filesOfADirectoryAreCopied() throws Exception {
        Path from = Files.createDirectories(temporary.resolve("from/inner"));
        Files.write(from.resolve("one"), new byte[10_000]);
        Files.write(from.resolve("two"), new byte[100]);

        assertEquals(0, bench("--from", "" + from.getParent(), "--rounds", "1"));

        assertTrue(out.toString().contains("from: 2 files"), out.toString());
    }

    @Test
    void picturesAreDrawn() throws Exception {
        Path png = temporary.resolve("chart.png");
        Path svg = temporary.resolve("chart.svg");

        bench("5x1KB", "--rounds", "1", "--only", "thread", "--chart", "" + png);
        bench("5x1KB", "--rounds", "1", "--only", "thread", "--chart", "" + svg);

        assertTrue(ImageIO.read(png.toFile()).getWidth() > 1000);
        assertTrue(Files.readString(svg).contains("<svg"));
    }

    @Test
    void nothingIsLeftInTheWorkDirectory() throws Exception {
        bench("5x1KB", "--rounds", "1", "--only", "one thread");

        try (var left = Files.list(temporary)) {
            assertEquals(0, left.count());
        }
    }
}
