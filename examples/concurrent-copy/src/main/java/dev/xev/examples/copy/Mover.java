package dev.xev.examples.copy;

import org.jspecify.annotations.Nullable;

/**
 * Moves the content of files through a loop, one file after another. Everything happens on the
 * loop's thread.
 */
public interface Mover {
    /** Told once about each job, when nothing of it is under way any more. */
    interface Done {
        /**
         * Takes the outcome.
         *
         * @param bytes how many were copied
         * @param trouble why the target is not complete and perhaps not there, or null
         */
        void moved(long bytes, @Nullable Trouble trouble);
    }

    /**
     * Starts a job; the one before must be over.
     *
     * @param job what to copy
     * @param done told when it is over, never within this call
     */
    void start(Job job, Done done);

    /** Asks the job under way to end early, in trouble. */
    void cancel();

    /** {@return the bytes of the job under way that have been copied} */
    long progress();
}
