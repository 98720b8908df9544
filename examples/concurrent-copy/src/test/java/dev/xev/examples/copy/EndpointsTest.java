package dev.xev.examples.copy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.xev.examples.copy.Endpoints.RefusedException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

class EndpointsTest {
    @TempDir private Path temporary;

    private Path tree;
    private Path file;

    @BeforeEach
    void makeSources() throws Exception {
        tree = Files.createDirectories(temporary.resolve("tree"));
        file = Trees.file(temporary.resolve("file"), 1);
    }

    @Test
    void fileGoesIntoADirectoryUnderItsOwnName() throws Exception {
        Path directory = Files.createDirectory(temporary.resolve("directory"));

        assertEquals(directory.resolve("file"), Endpoints.resolve(file, directory).target());
    }

    @Test
    void treeGoesIntoTheTargetItself() throws Exception {
        Path directory = Files.createDirectory(temporary.resolve("directory"));

        assertEquals(directory, Endpoints.resolve(tree, directory).target());
    }

    @Test
    void linkAsTargetStandsForWhatItLeadsTo() throws Exception {
        Path directory = Files.createDirectory(temporary.resolve("directory")).toRealPath();
        Path link = Files.createSymbolicLink(temporary.resolve("link"), directory);

        assertEquals(directory, Endpoints.resolve(tree, link).target());
        assertEquals(directory.resolve("file"), Endpoints.resolve(file, link).target());
    }

    @Test
    void sourceEqualToTargetIsRefused() throws Exception {
        Path link = Files.createSymbolicLink(temporary.resolve("link"), tree);
        Path hardLink = Files.createLink(temporary.resolve("hard"), file);

        assertThrows(RefusedException.class, () -> Endpoints.resolve(tree, tree));
        assertThrows(RefusedException.class, () -> Endpoints.resolve(tree, link));
        assertThrows(RefusedException.class, () -> Endpoints.resolve(tree, tree.resolve(".")));
        assertThrows(RefusedException.class, () -> Endpoints.resolve(file, file));
        assertThrows(RefusedException.class, () -> Endpoints.resolve(file, hardLink));
        assertThrows(RefusedException.class, () -> Endpoints.resolve(file, temporary));
    }

    @Test
    void targetInsideTheSourceIsRefused() throws Exception {
        Path inner = Files.createDirectory(tree.resolve("inner"));
        Path link = Files.createSymbolicLink(temporary.resolve("link"), inner);

        assertThrows(RefusedException.class, () -> Endpoints.resolve(tree, inner));
        assertThrows(RefusedException.class, () -> Endpoints.resolve(tree, tree.resolve("new")));
        assertThrows(RefusedException.class, () -> Endpoints.resolve(tree, link.resolve("new")));
    }

    @Test
    void sourceInsideTheTargetIsAllowed() throws Exception {
        Path inner = Files.createDirectory(tree.resolve("inner"));

        assertEquals(tree, Endpoints.resolve(inner, tree).target());
    }

    @Test
    void missingSourceIsNoSuchFile() {
        Path missing = temporary.resolve("missing");

        assertThrows(
                NoSuchFileException.class,
                () -> Endpoints.resolve(missing, temporary.resolve("target")));
    }
}
