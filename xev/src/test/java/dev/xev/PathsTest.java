package dev.xev;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;

class PathsTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "a/b c", "/a/b", "/", "..", "../x", "a%20b", "a?b#c", "ä/ö", "日本"})
    void textGoesThereAndBack(String text) {
        Path path = Path.of(text);

        byte[] bytes = Paths.bytes(path);

        assertArrayEquals(text.getBytes(StandardCharsets.UTF_8), bytes);
        assertEquals(path, Paths.of(bytes));
    }

    @Test
    void bytesThatAreNoTextGoThereAndBack() {
        byte[] bytes = {'/', 't', (byte) 0xff, (byte) 0xc3, ' ', '%', (byte) 0x80};

        assertArrayEquals(bytes, Paths.bytes(Paths.of(bytes)));
        assertArrayEquals(bytes, Paths.bytes(Path.of(URI.create("file:///t%FF%C3%20%25%80"))));
    }

    @Test
    void aRelativePathOfAnyBytesStaysRelative() {
        byte[] bytes = {'.', '.', '/', (byte) 0xfe, '/', 'x'};
        Path path = Paths.of(bytes);

        assertFalse(path.isAbsolute());
        assertArrayEquals(bytes, Paths.bytes(path));
    }

    @Test
    void aDirectoryGetsNoSlash(@TempDir Path directory) throws Exception {
        Path made = directory.resolve("dir");
        java.nio.file.Files.createDirectory(made);
        // A name that is no text takes the way over the URI, which marks directories with a slash.
        Path odd = Paths.of((directory + "/").getBytes(StandardCharsets.UTF_8)).resolve("\uFFFD");
        java.nio.file.Files.createDirectory(odd);

        assertArrayEquals(odd.toString().getBytes(StandardCharsets.UTF_8), Paths.bytes(odd));
    }

    @Test
    void emptyTooLongAndForeignPathsAreRefused() throws Exception {
        assertThrows(IllegalArgumentException.class, () -> Paths.bytes(Path.of("")));
        assertThrows(IllegalArgumentException.class, () -> Paths.bytes(Path.of("x".repeat(4096))));
        Path jrt = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules");
        assertThrows(IllegalArgumentException.class, () -> Paths.bytes(jrt));
    }
}
