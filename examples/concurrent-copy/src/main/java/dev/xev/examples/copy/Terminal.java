package dev.xev.examples.copy;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Whether somebody is looking: a person on a terminal, or a file that will be read later. */
public final class Terminal {
    private Terminal() {}

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
