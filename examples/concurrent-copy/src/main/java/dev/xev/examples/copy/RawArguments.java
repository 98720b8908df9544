package dev.xev.examples.copy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The program's arguments as the shell gave them.
 *
 * <p>Java decodes arguments by the locale, which loses what is not text in it: all of {@code é}
 * under {@code LC_ALL=C}, and single bytes everywhere. Linux still has the originals.
 */
final class RawArguments {
    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

    private RawArguments() {}

    /** {@code decoded} in the form of {@link Names#decode}, or unchanged where that is unknown. */
    static String[] of(String[] decoded) {
        try {
            return restore(decoded, Files.readAllBytes(COMMAND_LINE));
        } catch (IOException notOnThisSystem) {
            return decoded;
        }
    }

    /** Takes the last words of a command line; the first ones are Java's own. */
    static String[] restore(String[] decoded, byte[] commandLine) {
        List<String> words = split(commandLine);
        if (words.size() < decoded.length) return decoded;
        List<String> raw = words.subList(words.size() - decoded.length, words.size());
        for (int i = 0; i < decoded.length; i++) {
            if (isAscii(raw.get(i)) && !raw.get(i).equals(decoded[i])) return decoded;
        }
        return raw.toArray(String[]::new);
    }

    private static List<String> split(byte[] commandLine) {
        var words = new ArrayList<String>();
        int start = 0;
        for (int i = 0; i < commandLine.length; i++) {
            if (commandLine[i] != 0) continue;
            words.add(Names.decode(Arrays.copyOfRange(commandLine, start, i)));
            start = i + 1;
        }
        return words;
    }

    private static boolean isAscii(String word) {
        return word.chars().allMatch(c -> c < 0x80);
    }
}
