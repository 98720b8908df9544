package dev.xev.examples.copy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.xev.examples.copy.Kinds.EveryKind;
import dev.xev.examples.copy.Program.Ended;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Ctrl-C in the middle of a copy. */
class InterruptionTest {
    private static final int FILE_BYTES = 256 << 20;
    private static final int NAMES = 8;
    private static final long PATIENCE_NANOS = 5_000_000_000L;

    @TempDir private static Path shared;

    private static Path source;

    @TempDir private Path temporary;

    /** One large file by many names: little to make, much to copy. */
    @BeforeAll
    static void makeSource() throws Exception {
        source = Files.createDirectory(shared.resolve("source"));
        Path file = Trees.file(source.resolve("0"), FILE_BYTES);
        for (int i = 1; i < NAMES; i++) Files.createLink(source.resolve("" + i), file);
    }

    @EveryKind
    void interruptLeavesNothingHalfWritten(String backend, Strategy strategy) throws Exception {
        Path target = temporary.resolve("target");
        Process process =
                Program.start(
                        List.of(),
                        Map.of(),
                        "--backend",
                        backend,
                        "--strategy",
                        strategy,
                        source,
                        target);
        awaitFirstByte(process, target);

        long start = System.nanoTime();
        interrupt(process.pid());
        Ended ended = Program.await(process);
        long took = System.nanoTime() - start;

        assertEquals(130, ended.code(), ended.err());
        // A machine that is too busy to end it in good order is let go without a word.
        boolean wasInTime = took < Interruption.PATIENCE_MILLIS * 1_000_000L;
        boolean isTold = ended.out().contains("interrupted after");
        assertTrue(isTold || !wasInTime, ended.out() + ended.err());
        assertTrue(took < PATIENCE_NANOS, "it took " + took + " ns");
        assertOnlyCompleteFiles(target);
    }

    @Test
    void killLeavesNothingHalfWritten() throws Exception {
        Nameless.assume(temporary);
        Path target = temporary.resolve("target");
        Process process = Program.start(List.of(), Map.of(), source, target);
        awaitFirstByte(process, target);

        process.destroyForcibly();

        assertEquals(137, process.waitFor());
        assertOnlyCompleteFiles(target);
    }

    /** On a terminal, where the bar's library would like to have the signal for itself. */
    @Test
    void interruptIsHeardWhileTheBarIsShown() throws Exception {
        assumeTrue(Files.exists(Path.of("/usr/bin/script")), "script makes a terminal; not here");
        Path target = temporary.resolve("target");
        var words = Program.command(Program.classPath(), "--progress", "bar", source, target);
        Process terminal =
                new ProcessBuilder("script", "-qec", "exec " + String.join(" ", words), "/dev/null")
                        .redirectInput(Path.of("/dev/null").toFile())
                        .start();
        awaitFirstByte(terminal, target);

        interrupt(terminal.descendants().findFirst().orElseThrow().pid());
        Ended ended = Program.await(terminal);

        assertEquals(130, ended.code(), ended.out());
        assertTrue(ended.out().contains("copying"), ended.out());
        assertTrue(ended.out().contains("interrupted after"), ended.out());
        assertOnlyCompleteFiles(target);
    }

    private static void interrupt(long process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", "" + process).start().waitFor();
    }

    private static void awaitFirstByte(Process process, Path target) throws Exception {
        while (process.isAlive() && bytes(target) == 0 && !hasNamelessBytes(process, target)) {
            Thread.onSpinWait();
        }
        assertTrue(process.isAlive(), "it ended before it could be interrupted");
    }

    private static long bytes(Path target) throws IOException {
        if (Files.notExists(target)) return 0;
        long sum = 0;
        try (var names = Files.newDirectoryStream(target)) {
            for (Path name : names) {
                var attributes = Attributes.ifExists(name);
                if (attributes != null) sum += attributes.size();
            }
        }
        return sum;
    }

    /** Whether it writes to a file that has no name yet. */
    private static boolean hasNamelessBytes(Process process, Path target) {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .anyMatch(one -> hasNamelessBytes(Path.of("/proc/" + one.pid() + "/fd"), target));
    }

    private static boolean hasNamelessBytes(Path descriptors, Path target) {
        try (var numbers = Files.newDirectoryStream(descriptors)) {
            for (Path number : numbers) {
                boolean isNameless =
                        Files.readSymbolicLink(number).toString().startsWith(target + "/#");
                if (isNameless && Files.size(number) > 0) return true;
            }
        } catch (IOException closedMeanwhile) {
            // Then there will be another one.
        }
        return false;
    }

    private static void assertOnlyCompleteFiles(Path target) throws IOException {
        try (var names = Files.newDirectoryStream(target)) {
            for (Path name : names) {
                assertFalse(name.getFileName().toString().startsWith("."), "left: " + name);
                assertEquals(FILE_BYTES, Files.size(name));
            }
        }
    }
}
