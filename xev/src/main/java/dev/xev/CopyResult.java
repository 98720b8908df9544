package dev.xev;

import dev.xev.cxev.CopyArguments;

/**
 * What a copy did.
 *
 * @param bytes how many it copied
 * @param method how
 */
public record CopyResult(long bytes, Method method) {
    /** How the bytes of a file got into another. */
    public enum Method {
        /** The two share their blocks until one of them is changed. */
        REFLINK,
        /** The file system copied. */
        COPY_FILE_RANGE,
        /** They were read and written. */
        READ_WRITE;

        static Method of(int code) {
            return switch (code) {
                case CopyArguments.REFLINK -> REFLINK;
                case CopyArguments.KERNEL -> COPY_FILE_RANGE;
                default -> READ_WRITE;
            };
        }
    }
}
