package dev.xev.examples.copy.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

class ScenarioTest {
    @Test
    void allStandsForSevenScenarios() {
        assertEquals(
                List.of(
                        "1000x4KB",
                        "200x64KB",
                        "100x256KB",
                        "50x1MB",
                        "20x5MB",
                        "10x10MB",
                        "5x50MB"),
                Scenario.ALL.stream().map(Scenario::name).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "all of them", "10", "x4KB", "0x4KB", "10x", "10x4XB", "-1x4KB"})
    void anythingElseIsRejected(String text) {
        assertThrows(IllegalArgumentException.class, () -> Scenario.parse(text));
    }

    @Test
    void filesAreTheSameInEveryRunAndDifferFromEachOther(@TempDir Path directory) throws Exception {
        Workload one = Scenario.parse("2x5KB").make(directory.resolve("one"));
        Workload two = Scenario.parse("2x5KB").make(directory.resolve("two"));

        assertEquals(2, one.files().size());
        assertEquals(10_240, one.bytes());
        assertEquals(hashes(one), hashes(two));
        assertEquals(2, hashes(one).size());
    }

    private static Set<String> hashes(Workload workload) {
        return workload.files().stream().map(Workload.Source::hash).collect(Collectors.toSet());
    }

    @Test
    void spreadKnowsTheMiddle() {
        assertEquals(new Spread(2, 1, 9), Spread.of(9, 1, 2));
        assertEquals(new Spread(2.5, 1, 9), Spread.of(9, 1, 2, 3));
    }
}
