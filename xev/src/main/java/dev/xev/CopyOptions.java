package dev.xev;

/**
 * How {@link PathOperations#copy} copies. Each method with an argument answers a copy of the
 * options that differs in one value.
 *
 * @param keepMode the target gets the permissions of the source
 * @param keepTimes the target gets the times of the source
 * @param exclusive it is an error if the target exists
 * @param noFollow it is an error if the source is a symbolic link
 * @param sync the target is on the disk before the copy ends
 * @param plainReadWrite nothing but reads and writes, not the file system's own ways of copying
 * @param atomic the target has its name when it is complete and not before, and a copy that ends
 *     early, even with its process, leaves nothing; it is an error if the target exists, and {@link
 *     XevError#UNSUPPORTED} where the file system cannot: then copy to another name and rename
 * @param step bytes between two looks at progress and cancellation; 0 is the most, 64 MiB
 */
public record CopyOptions(
        boolean keepMode,
        boolean keepTimes,
        boolean exclusive,
        boolean noFollow,
        boolean sync,
        boolean plainReadWrite,
        boolean atomic,
        int step) {
    private static final int MOST_STEP = 64 << 20;
    private static final CopyOptions DEFAULTS =
            new CopyOptions(false, false, false, false, false, false, false, 0);

    /** Checks the values. */
    public CopyOptions {
        Check.argument(step >= 0 && step <= MOST_STEP, "a step is 0 to 67108864 bytes, not ", step);
    }

    /** {@return contents only, over what is there, in the quickest way} */
    public static CopyOptions defaults() {
        return DEFAULTS;
    }

    /**
     * {@return options that do or do not keep the permissions}
     *
     * @param value whether the target gets the permissions of the source
     */
    public CopyOptions keepMode(boolean value) {
        return new CopyOptions(
                value, keepTimes, exclusive, noFollow, sync, plainReadWrite, atomic, step);
    }

    /**
     * {@return options that do or do not keep the times}
     *
     * @param value whether the target gets the times of the source
     */
    public CopyOptions keepTimes(boolean value) {
        return new CopyOptions(
                keepMode, value, exclusive, noFollow, sync, plainReadWrite, atomic, step);
    }

    /**
     * {@return options that do or do not write over what is there}
     *
     * @param value whether it is an error if the target exists
     */
    public CopyOptions exclusive(boolean value) {
        return new CopyOptions(
                keepMode, keepTimes, value, noFollow, sync, plainReadWrite, atomic, step);
    }

    /**
     * {@return options that do or do not follow a symbolic link}
     *
     * @param value whether it is an error if the source is one
     */
    public CopyOptions noFollow(boolean value) {
        return new CopyOptions(
                keepMode, keepTimes, exclusive, value, sync, plainReadWrite, atomic, step);
    }

    /**
     * {@return options that do or do not wait for the disk}
     *
     * @param value whether the target is on the disk before the copy ends
     */
    public CopyOptions sync(boolean value) {
        return new CopyOptions(
                keepMode, keepTimes, exclusive, noFollow, value, plainReadWrite, atomic, step);
    }

    /**
     * {@return options that do or do not use the file system's own ways of copying}
     *
     * @param value whether nothing but reads and writes is used
     */
    public CopyOptions plainReadWrite(boolean value) {
        return new CopyOptions(keepMode, keepTimes, exclusive, noFollow, sync, value, atomic, step);
    }

    /**
     * {@return options that do or do not show the target before it is complete}
     *
     * @param value whether the target gets its name, which must be free, when it is complete
     */
    public CopyOptions atomic(boolean value) {
        return new CopyOptions(
                keepMode, keepTimes, exclusive, noFollow, sync, plainReadWrite, value, step);
    }

    /**
     * {@return options with another step}
     *
     * @param bytes between two looks at progress and cancellation; 0 is the most, 64 MiB
     */
    public CopyOptions step(int bytes) {
        return new CopyOptions(
                keepMode, keepTimes, exclusive, noFollow, sync, plainReadWrite, atomic, bytes);
    }
}
