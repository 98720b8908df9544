package dev.xev;

import dev.xev.cxev.OpenFlag;

import java.nio.file.OpenOption;

/** Ways to open a file that {@link java.nio.file.StandardOpenOption} lacks. */
public enum XevOpenOption implements OpenOption {
    /** Past the system's cache: addresses, offsets and lengths are multiples of a block. */
    DIRECT(OpenFlag.DIRECT),

    /** Only if it is a directory. */
    DIRECTORY(OpenFlag.DIRECTORY);

    final int flag;

    XevOpenOption(int flag) {
        this.flag = flag;
    }
}
