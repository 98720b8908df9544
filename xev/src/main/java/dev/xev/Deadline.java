package dev.xev;

/**
 * A moment in a {@link TimerQueue}, and where it is filed there. What waits for one is one, or has
 * one: a program that moves a timer touches the timer alone.
 */
abstract class Deadline {
    /** In the place of the index before it is in a queue. */
    static final int NONE = -1;

    /** Its number in the queue, until the queue forgets it. */
    int index = NONE;

    /** When it is due, and which of those due then it is. */
    long moment;

    long order;

    /** The moment under which it is filed, no later than it is due. */
    long filed;

    /** Tells one use from the next. */
    int generation;

    /** Whether it is armed, or just due. */
    boolean isWaiting;
}
