package dev.xev.examples.copy.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xev.examples.copy.bench.Report.Outcome;
import dev.xev.examples.copy.bench.Report.Result;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class HarnessTest {
    @TempDir private Path work;

    private final List<String> calls = new ArrayList<>();

    /** What a contender does with one file. */
    private interface Copy {
        void copy(Path source, Path target) throws IOException;
    }

    private Contender contender(String name, Copy copy) {
        return new Contender() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public void copy(Run run) throws IOException {
                calls.add(name);
                for (Run.Pair file : run.files()) copy.copy(file.source(), file.target());
            }
        };
    }

    private Outcome run(int warmUp, int rounds, Contender... contenders) throws Exception {
        Workload workload = Scenario.parse("3x10KB").make(work.resolve("sources"));
        var harness = new Harness(List.of(contenders), work, warmUp, rounds, (_, _, _) -> {});
        return harness.run(workload);
    }

    @Test
    void everyRoundHasAnotherOrder() throws Exception {
        Contender a = contender("a", Files::copy);
        Contender b = contender("b", Files::copy);
        Contender c = contender("c", Files::copy);

        run(1, 2, a, b, c);

        assertEquals(9, calls.size());
        assertEquals(
                3,
                List.of(calls.subList(0, 3), calls.subList(3, 6), calls.subList(6, 9)).stream()
                        .distinct()
                        .count());
    }

    @Test
    void warmUpIsNotCounted() throws Exception {
        Outcome outcome = run(2, 3, contender("a", Files::copy));

        Result result = outcome.results().getFirst();
        assertEquals(5, calls.size());
        assertEquals(3, result.samples().size());
        assertTrue(result.milliseconds().min() > 0);
        assertTrue(result.cpuMilliseconds().median() > 0);
    }

    @Test
    void wrongCopyEndsTheBench() {
        Contender wrong = contender("wrong", (_, target) -> Files.write(target, new byte[10_240]));

        var thrown = assertThrows(IOException.class, () -> run(0, 1, wrong));

        assertTrue(thrown.getMessage().contains("wrong copied wrongly"), thrown.getMessage());
    }

    @Test
    void missingCopyEndsTheBench() {
        assertThrows(IOException.class, () -> run(0, 1, contender("lazy", (_, _) -> {})));
    }

    @Test
    void targetsAreEmptiedAndNeverDeleted() throws Exception {
        run(0, 1, contender("a", Files::copy));

        assertEquals(0, Files.size(work.resolve("run-1/000000")));
        assertEquals(10_240, Files.size(work.resolve("sources/000000")));
    }
}
