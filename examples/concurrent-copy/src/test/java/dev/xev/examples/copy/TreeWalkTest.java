package dev.xev.examples.copy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xev.examples.copy.Step.CopyFile;
import dev.xev.examples.copy.Step.CopyLink;
import dev.xev.examples.copy.Step.Enter;
import dev.xev.examples.copy.Step.Fail;
import dev.xev.examples.copy.Step.Leave;
import dev.xev.examples.copy.Step.Skip;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class TreeWalkTest {
    @TempDir private Path temporary;

    private Path source;
    private Path target;

    @BeforeEach
    void names() throws Exception {
        source = Files.createDirectory(temporary.resolve("source"));
        target = temporary.resolve("target");
    }

    private List<Step> walk() throws Exception {
        var steps = new ArrayList<Step>();
        try (var walk = new TreeWalk(Endpoints.resolve(source, target))) {
            for (List<Step> some = walk.next(3); !some.isEmpty(); some = walk.next(3)) {
                steps.addAll(some);
            }
        }
        return steps;
    }

    private static String text(Step step) {
        return switch (step) {
            case Enter s -> "enter " + s.directory().source.getFileName();
            case Leave s -> "leave " + s.directory().source.getFileName();
            case CopyFile s -> "file " + s.source().getFileName() + " " + s.attributes().size();
            case CopyLink s -> "link " + s.source().getFileName();
            case Skip s -> "skip " + s.source().getFileName() + ": " + s.why();
            case Fail s -> "fail " + s.source().getFileName() + ": " + s.why();
        };
    }

    @Test
    void directoryComesBeforeAndAfterWhatIsInIt() throws Exception {
        Trees.file(source.resolve("a/b/file"), 7);

        assertEquals(
                List.of(
                        "enter source",
                        "enter a",
                        "enter b",
                        "file file 7",
                        "leave b",
                        "leave a",
                        "leave source"),
                walk().stream().map(TreeWalkTest::text).toList());
    }

    @Test
    void linksStayLinksAndSpecialFilesAreLeftOut() throws Exception {
        Files.createSymbolicLink(source.resolve("link"), Path.of("nowhere"));
        Files.createSymbolicLink(source.resolve("up"), Path.of(".."));
        Trees.fifo(source.resolve("fifo"));

        List<String> steps = walk().stream().map(TreeWalkTest::text).sorted().toList();

        assertEquals(
                List.of(
                        "enter source",
                        "leave source",
                        "link link",
                        "link up",
                        "skip fifo: a FIFO"),
                steps);
    }

    @Test
    void targetKeepsTheNamesOfTheSource() throws Exception {
        Trees.file(source.resolve("a/file"), 1);

        var file = (CopyFile) walk().stream().filter(s -> s instanceof CopyFile).findAny().get();

        assertEquals(target.resolve("a/file"), file.target());
    }

    @Test
    void fileAndDirectoryDoNotReplaceEachOther() throws Exception {
        Trees.file(source.resolve("one"), 1);
        Trees.file(source.resolve("two/file"), 1);
        Files.createDirectories(target.resolve("one"));
        Trees.file(target.resolve("two"), 1);

        List<String> steps = walk().stream().map(TreeWalkTest::text).sorted().toList();

        assertEquals(
                List.of(
                        "enter source",
                        "fail one: the target is a directory",
                        "fail two: the target is a file, not a directory",
                        "leave source"),
                steps);
    }

    @Test
    void specialFileInTheTargetIsNotReplaced() throws Exception {
        Trees.file(source.resolve("name"), 1);
        Trees.fifo(target.resolve("name"));

        assertTrue(
                walk().stream()
                        .map(TreeWalkTest::text)
                        .anyMatch("fail name: the target is a FIFO"::equals));
    }

    @Test
    void lostDirectoryIsNotWalkedFurther() throws Exception {
        for (int i = 0; i < 10; i++) Trees.file(source.resolve("file-" + i), 1);
        try (var walk = new TreeWalk(Endpoints.resolve(source, target))) {
            ((Enter) walk.next(1).getFirst()).directory().isLost = true;

            assertEquals(
                    List.of("leave source"),
                    walk.next(100).stream().map(TreeWalkTest::text).toList());
        }
    }

    @Test
    void singleFileIsOneStep() throws Exception {
        source = Trees.file(temporary.resolve("single"), 5);

        assertEquals(List.of("file single 5"), walk().stream().map(TreeWalkTest::text).toList());
    }

    @Test
    void targetFoundInsideTheSourceIsLeftOut() throws Exception {
        Path inner = Files.createDirectory(source.resolve("inner"));
        var endpoints = new Endpoints(source, target, Attributes.of(inner));

        try (var walk = new TreeWalk(endpoints)) {
            assertTrue(
                    walk.next(100).stream()
                            .map(TreeWalkTest::text)
                            .anyMatch("skip inner: it is the target itself"::equals));
        }
    }
}
