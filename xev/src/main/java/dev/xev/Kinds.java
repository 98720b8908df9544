package dev.xev;

import dev.xev.cxev.Op;

/** What kinds of operations are called in reports. */
final class Kinds {
    private Kinds() {}

    static String name(int kind) {
        return switch (kind) {
            case Op.POLL -> "poll";
            case Op.OPEN -> "open";
            case Op.CLOSE -> "close";
            case Op.READ, Op.READ_AT, Op.RECEIVE -> "read";
            case Op.WRITE, Op.WRITE_AT, Op.SEND -> "write";
            case Op.FSYNC -> "fsync";
            case Op.STAT -> "stat";
            case Op.TRUNCATE -> "truncate";
            case Op.COPY -> "copy";
            case Op.MKDIR -> "create directory";
            case Op.RENAME -> "rename";
            case Op.UNLINK -> "delete";
            case Op.SYMLINK -> "create symbolic link";
            case Op.READLINK -> "read symbolic link";
            case Op.SET_TIMES -> "set times";
            case Op.SET_MODE -> "set mode";
            case Op.FALLOCATE -> "allocate";
            case Op.ACCEPT -> "accept";
            case Op.CONNECT -> "connect";
            case Op.SHUTDOWN -> "shutdown";
            case Operation.ASYNC -> "listen";
            case Operation.OFFLOAD -> "offload";
            default -> "operation " + kind;
        };
    }
}
