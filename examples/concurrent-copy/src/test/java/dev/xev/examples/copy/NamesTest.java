package dev.xev.examples.copy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

class NamesTest {
    private static final byte[] NOT_TEXT = {'a', (byte) 0xFF, 'b', (byte) 0xC3};

    @Test
    void everyByteSurvivesTheWayThroughText() {
        var bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) i;

        assertArrayEquals(bytes, Names.encode(Names.decode(bytes)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "with space", "été", "日本語", "😀", "100%", "a?b", "C:\\x", "~"})
    void textThatIsUtf8StaysItself(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

        assertEquals(text, Names.decode(bytes));
        assertArrayEquals(bytes, Names.encode(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/a/b",
                "a/b",
                ".",
                "..",
                "/a b/%41",
                "./été",
                "../é/../x",
                "//two//slashes"
            })
    void pathAndTextAreInverses(String text) {
        Path path = Names.path(text);

        assertEquals(path, Names.path(Names.text(path)));
        assertEquals(Path.of(text), path);
    }

    @Test
    void bytesThatAreNotTextNameAFile(@TempDir Path directory) throws Exception {
        Path file = directory.resolve(Names.path(Names.decode(NOT_TEXT)));

        Files.writeString(file, "content");

        try (var names = Files.newDirectoryStream(directory)) {
            Path found = names.iterator().next();
            assertEquals(file, found);
            assertEquals(Names.decode(NOT_TEXT), Names.text(found.getFileName()));
        }
    }

    @Test
    void textOfADirectoryHasNoSlashAtTheEnd(@TempDir Path directory) throws Exception {
        Path odd = Files.createDirectory(directory.resolve(Names.path(Names.decode(NOT_TEXT))));

        assertFalse(Names.text(odd).endsWith("/"));
    }

    @Test
    void displayIsOneLineThatTheCharsetCanWrite() {
        Path path = Names.path(Names.decode(NOT_TEXT) + "é\n\t");

        assertEquals("a\\xffb\\xc3é\\x0a\\x09", Names.display(path, StandardCharsets.UTF_8));
        assertEquals(
                "a\\xffb\\xc3\\xc3\\xa9\\x0a\\x09", Names.display(path, StandardCharsets.US_ASCII));
    }
}
