package dev.xev;

/** The deadline of what is not a timer. */
final class TimeLimit extends Deadline {
    final Object owner;

    TimeLimit(Object owner) {
        this.owner = owner;
    }
}
