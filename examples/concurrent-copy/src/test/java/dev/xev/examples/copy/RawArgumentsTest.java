package dev.xev.examples.copy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

class RawArgumentsTest {
    private static byte[] commandLine(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void lastWordsOfTheCommandLineReplaceWhatTheLocaleMade() {
        byte[] line = commandLine("java\0-jar\0copy.jar\0a\0b\u00FF\0");

        String[] restored = RawArguments.restore(new String[] {"a", "b?"}, line);

        assertArrayEquals(new String[] {"a", "b\uDCFF"}, restored);
    }

    @Test
    void argumentsStayWhenTheCommandLineSaysOtherwise() {
        String[] decoded = {"a", "b"};

        assertSame(decoded, RawArguments.restore(decoded, commandLine("java\0a\0c\0")));
        assertSame(decoded, RawArguments.restore(decoded, commandLine("b\0")));
    }

    @Test
    void emptyArgumentsAreArguments() {
        byte[] line = commandLine("java\0Main\0\0x\0");

        assertArrayEquals(
                new String[] {"", "x"}, RawArguments.restore(new String[] {"", "x"}, line));
    }
}
