package dev.xev.examples.copy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Whether somebody is looking: a person on a terminal, or a file that will be read later. */
public final class Terminal {
    private static final int USUAL_COLUMNS = 80;

    private Terminal() {}

    /** How many columns the terminal has that the user types on. */
    static int columns() {
        try {
            Process stty =
                    new ProcessBuilder("stty", "size").redirectInput(new File("/dev/tty")).start();
            String answer = new String(stty.getInputStream().readAllBytes(), US_ASCII);
            int columns = Integer.parseInt(answer.strip().replaceFirst(".* ", ""));
            return columns > 0 ? columns : USUAL_COLUMNS;
        } catch (IOException | NumberFormatException unknown) {
            return USUAL_COLUMNS;
        }
    }

    /**
     * Whether the standard error stream, where progress goes, is a terminal.
     *
     * @return false also where that cannot be told
     */
    public static boolean isErrorTerminal() {
        try {
            String device = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
        } catch (IOException notLinux) {
            return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        }
    }
}
