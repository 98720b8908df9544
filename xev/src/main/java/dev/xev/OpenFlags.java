package dev.xev;

import dev.xev.cxev.OpenFlag;

import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** How files are opened, as numbers. */
final class OpenFlags {
    static final int MODE = 0666;

    private OpenFlags() {}

    /** As FileChannel.open reads them: no way to use it means reading. */
    static int of(Set<? extends OpenOption> options) {
        int flags = 0;
        for (OpenOption option : options) flags |= of(Check.notNull(option, "an open option"));
        if ((flags & (OpenFlag.WRITE | OpenFlag.APPEND)) != 0) {
            boolean both = (flags & OpenFlag.READ) != 0 && (flags & OpenFlag.APPEND) != 0;
            Check.argument(!both, "READ and APPEND do not go together");
            boolean truncates = (flags & OpenFlag.TRUNCATE) != 0;
            Check.argument(
                    !truncates || (flags & OpenFlag.APPEND) == 0,
                    "APPEND and TRUNCATE_EXISTING do not go together");
            return flags;
        }
        return flags & ~(OpenFlag.CREATE | OpenFlag.EXCLUSIVE | OpenFlag.TRUNCATE) | OpenFlag.READ;
    }

    private static int of(OpenOption option) {
        if (option == LinkOption.NOFOLLOW_LINKS) return OpenFlag.NO_FOLLOW;
        if (option instanceof XevOpenOption own) return own.flag;
        if (!(option instanceof StandardOpenOption standard)) throw unknown(option);
        return switch (standard) {
            case READ -> OpenFlag.READ;
            case WRITE -> OpenFlag.WRITE;
            case APPEND -> OpenFlag.WRITE | OpenFlag.APPEND;
            case CREATE -> OpenFlag.CREATE;
            case CREATE_NEW -> OpenFlag.CREATE | OpenFlag.EXCLUSIVE;
            case TRUNCATE_EXISTING -> OpenFlag.TRUNCATE;
            case SYNC -> OpenFlag.SYNC;
            case DSYNC -> OpenFlag.DATA_SYNC;
            case SPARSE -> 0;
            case DELETE_ON_CLOSE -> throw unknown(option);
        };
    }

    private static UnsupportedOperationException unknown(OpenOption option) {
        return new UnsupportedOperationException("a file cannot be opened with " + option);
    }
}
