package dev.xev.examples.copy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xev.examples.copy.Program.Ended;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

class CommandLineTest {
    @TempDir private Path temporary;

    private static void assertUsage(Ended ended, String why) {
        assertEquals(2, ended.code(), ended.err());
        assertTrue(ended.err().contains(why), ended.err());
        assertTrue(ended.err().contains("Usage: concurrent-copy"), ended.err());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "a b c",
                "a b --nonsense",
                "a b --in-flight 0",
                "a b --in-flight x",
                "a b --chunk 1",
                "a b --chunk many",
                "a b --backend kqueue",
                "a b --strategy fast",
                "a b --progress loud",
                "bench 10",
                "bench --rounds 0",
                "bench --chart picture.bmp",
                "bench --from /nowhere",
                "bench --only nobody 1x1KB",
                "bench --in-flight 0"
            })
    void argumentsThatMakeNoSenseAreUsageErrors(String arguments) throws Exception {
        Files.createDirectory(temporary.resolve("a"));
        Object[] words =
                Pattern.compile(" ")
                        .splitAsStream(arguments)
                        .filter(word -> !word.isEmpty())
                        .map(word -> word.length() > 1 ? word : temporary.resolve(word))
                        .toArray();

        assertUsage(Program.run(words), "");
    }

    @Test
    void sourceEqualToTargetIsRefused() throws Exception {
        Path tree = Files.createDirectory(temporary.resolve("tree"));
        Path file = Trees.file(temporary.resolve("file"), 1);

        assertUsage(Program.run(tree, tree), "source and target are the same");
        assertUsage(Program.run(file, temporary), "source and target are the same");
    }

    @Test
    void targetInsideTheSourceIsRefused() throws Exception {
        Path tree = Files.createDirectory(temporary.resolve("tree"));

        assertUsage(Program.run(tree, tree.resolve("x")), "the target is inside the source");
        assertTrue(Files.notExists(tree.resolve("x")));
    }

    @Test
    void missingSourceIsAFailure() {
        Path missing = temporary.resolve("missing");

        Ended ended = Program.run(missing, temporary.resolve("target"));

        assertEquals(1, ended.code());
        assertEquals("failed " + missing + ": no such file or directory\n", ended.err());
    }

    @Test
    void missingPlaceForTheTargetIsAFailure() throws Exception {
        Path file = Trees.file(temporary.resolve("file"), 1);

        Ended ended = Program.run(file, temporary.resolve("no/such/place"));

        assertEquals(1, ended.code());
        assertTrue(ended.err().contains("failed " + file + ": "), ended.err());
    }

    @Test
    void specialFileAloneIsAFailure() throws Exception {
        Path fifo = Trees.fifo(temporary.resolve("fifo"));

        Ended ended = Program.run(fifo, temporary.resolve("target"));

        assertEquals(1, ended.code());
        assertEquals("failed " + fifo + ": a FIFO cannot be copied\n", ended.err());
    }

    @Test
    void helpListsEveryOption() {
        Ended ended = Program.run("--help");

        assertEquals(0, ended.code());
        for (String option :
                new String[] {
                    "--verify",
                    "--in-flight",
                    "--chunk",
                    "--backend",
                    "--strategy",
                    "--progress",
                    "bench",
                    "Exit codes"
                }) {
            assertTrue(ended.out().contains(option), option);
        }
    }

    @Test
    void fileNamedLikeAnArgumentFileIsAFile() throws Exception {
        Path odd = Trees.text(temporary.resolve("@file"), "content");

        assertEquals(0, Program.run(odd, temporary.resolve("target")).code());
    }
}
