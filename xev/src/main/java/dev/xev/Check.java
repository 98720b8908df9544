package dev.xev;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/** Callers' mistakes, found before anything starts, with what to do instead. */
final class Check {
    private Check() {}

    static <T> T notNull(@Nullable T value, String name) {
        if (value == null) throw new NullPointerException(name + " is null");
        return value;
    }

    static void argument(boolean holds, String message, long value) {
        if (!holds) throw new IllegalArgumentException(message + value);
    }

    static void argument(boolean holds, String message) {
        if (!holds) throw new IllegalArgumentException(message);
    }

    static void state(boolean holds, String message) {
        if (!holds) throw new IllegalStateException(message);
    }

    /** A duration in nanoseconds; what is longer than 292 years lasts 292 years. */
    static long nanos(Duration duration, String name) {
        notNull(duration, name);
        if (duration.isNegative()) {
            throw new IllegalArgumentException(name + " is negative: " + duration);
        }
        return duration.toSeconds() >= Long.MAX_VALUE / 1_000_000_000L
                ? Long.MAX_VALUE
                : duration.toNanos();
    }

    /** A number of bytes for one operation. */
    static void range(long from, long length, long size) {
        if (from < 0 || length < 0 || from > size - length) {
            throw new IndexOutOfBoundsException(
                    "bytes " + from + " to " + (from + length) + " of a buffer of " + size);
        }
        if (length == 0) {
            throw new IllegalArgumentException("the buffer is empty: give at least one byte");
        }
    }

    static void position(long offset) {
        argument(offset >= 0, "a file has no negative offset: ", offset);
    }
}
