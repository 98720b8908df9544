package dev.xev.examples.copy.bench;

/**
 * One way to copy files. It keeps threads, buffers and loops from run to run, so that none of them
 * is made within the time that counts.
 */
interface Contender extends AutoCloseable {
    String name();

    /** Made ready outside the time that counts; {@link #copy} of the same run is next. */
    default void prepare(Run run) {}

    /** Copies every file of the run to a new file; all of them are complete when it returns. */
    void copy(Run run) throws Exception;

    /** Whether the directories of the targets have to be there before it starts. */
    default boolean needsDirectories() {
        return true;
    }

    @Override
    default void close() {}
}
