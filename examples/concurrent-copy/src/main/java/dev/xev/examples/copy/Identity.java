package dev.xev.examples.copy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Who runs the program, and so owns the copies. */
record Identity(int owner, int group) {
    private static final int SET_OWNER = 04000;
    private static final int SET_GROUP = 02000;

    /** Nobody: keeps no such mode. */
    private static final Identity UNKNOWN = new Identity(-1, -1);

    /** Whoever runs this process. */
    static Identity current() throws IOException {
        Path process = Path.of("/proc/self");
        if (Files.notExists(process)) return UNKNOWN;
        Attributes self = Attributes.followed(process);
        return new Identity(self.owner(), self.group());
    }

    /**
     * The mode that a copy may have: owners are not kept, so a program that takes on the rights of
     * its owner would take on those of whoever copied it.
     */
    int permitted(Attributes source) {
        int mode = source.mode();
        if (source.owner() != owner) mode &= ~SET_OWNER;
        if (source.group() != group) mode &= ~SET_GROUP;
        return mode;
    }
}
