package dev.xev;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

/**
 * How a loop is made. Unchangeable; each method with an argument answers a copy that differs in one
 * value.
 *
 * {@snippet :
 * var options = LoopOptions.defaults().backend(Backend.EPOLL).closeTimeout(Duration.ofSeconds(1));
 * }
 */
public final class LoopOptions implements Cloneable {
    private static final int BUFFER_COUNT_MAX = 32_768;
    private static final LoopOptions DEFAULTS = new LoopOptions();

    private @Nullable Backend backend;
    private int entries;
    private int poolThreads;
    private int maxOperations = 1 << 20;
    private Duration closeTimeout = Duration.ofSeconds(5);
    private Duration timerSlack = Duration.ofNanos(250_000);
    private Executor executor = task -> Thread.ofVirtual().name("xev-offload").start(task);
    private @Nullable BiConsumer<Loop, Throwable> onException;
    private boolean trustForeignMemory;
    private boolean embedded;
    private Duration slowCallback = Duration.ZERO;
    private @Nullable BiConsumer<Loop, Duration> onSlowCallback;
    private int bufferCount = 256;
    private int bufferBytes = 16 * 1024;
    private long writeLimit = 64L << 20;
    private long seed;

    private LoopOptions() {}

    private LoopOptions copy() {
        try {
            return (LoopOptions) super.clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }

    /** {@return the options of {@link Loop#open()}} */
    public static LoopOptions defaults() {
        return DEFAULTS;
    }

    /** {@return the backend asked for, or null: the best one there is} */
    public @Nullable Backend backend() {
        return backend;
    }

    /**
     * {@return options with this backend, and no other}
     *
     * @param value the backend, or null for the best one there is
     */
    public LoopOptions backend(@Nullable Backend value) {
        LoopOptions copy = copy();
        copy.backend = value;
        return copy;
    }

    /** {@return the entries of the kernel's submission ring, or 0: the library's choice} */
    public int entries() {
        return entries;
    }

    /**
     * {@return options with a ring of this size} A small ring costs system calls, never an error.
     *
     * @param value a power of two up to 32,768, or 0 for the library's choice
     */
    public LoopOptions entries(int value) {
        Check.argument(
                value == 0 || value > 0 && value <= 32_768 && Integer.bitCount(value) == 1,
                "entries are a power of two up to 32768, or 0, not ",
                value);
        LoopOptions copy = copy();
        copy.entries = value;
        return copy;
    }

    /** {@return the most threads for operations on files that block, or 0: the library's choice} */
    public int poolThreads() {
        return poolThreads;
    }

    /**
     * {@return options with at most this many threads for operations on files that block}
     *
     * @param value how many, or 0 for the library's choice (4); threads come and go by need
     */
    public LoopOptions poolThreads(int value) {
        Check.argument(value >= 0 && value <= 1024, "pool threads are 0 to 1024, not ", value);
        LoopOptions copy = copy();
        copy.poolThreads = value;
        return copy;
    }

    /** {@return the most operations in flight at a time} */
    public int maxOperations() {
        return maxOperations;
    }

    /**
     * {@return options with at most this many operations in flight} One more ends with {@link
     * XevError#TOO_MANY_OPERATIONS}. Timers do not count.
     *
     * @param value how many
     */
    public LoopOptions maxOperations(int value) {
        Check.argument(value > 0 && value <= 1 << 26, "operations are 1 to 67108864, not ", value);
        LoopOptions copy = copy();
        copy.maxOperations = value;
        return copy;
    }

    /** {@return how long {@link Loop#close} waits for operations to end} */
    public Duration closeTimeout() {
        return closeTimeout;
    }

    /**
     * {@return options whose loop waits at most this long in {@link Loop#close}}
     *
     * @param value the time; not negative
     */
    public LoopOptions closeTimeout(Duration value) {
        Check.nanos(value, "the close timeout");
        LoopOptions copy = copy();
        copy.closeTimeout = value;
        return copy;
    }

    /** {@return how late a timer may be because others have just fired} */
    public Duration timerSlack() {
        return timerSlack;
    }

    /**
     * Sets how late a timer may be because others have just fired: for so long after that the loop
     * does not wake up for timers alone, so that many that are close together share one wake-up. A
     * timer that stands alone is as punctual as the system lets it be.
     *
     * @param value the time, a quarter of a millisecond unless set; zero wakes up for each
     * @return options with this value
     * @throws IllegalArgumentException if it is negative or longer than a second
     */
    public LoopOptions timerSlack(Duration value) {
        long nanos = Check.nanos(value, "the slack of timers");
        Check.argument(nanos <= 1_000_000_000, "the slack of timers is up to 1 s, not ns: ", nanos);
        LoopOptions copy = copy();
        copy.timerSlack = value;
        return copy;
    }

    /** {@return what runs {@link Loop#offload}'s tasks} */
    public Executor executor() {
        return executor;
    }

    /**
     * {@return options with this executor for {@link Loop#offload}}
     *
     * @param value the executor; it stays the caller's
     */
    public LoopOptions executor(Executor value) {
        LoopOptions copy = copy();
        copy.executor = Check.notNull(value, "the executor");
        return copy;
    }

    /** {@return what is told of exceptions in callbacks, or null: they leave {@link Loop#run()}} */
    public @Nullable BiConsumer<Loop, Throwable> onException() {
        return onException;
    }

    /**
     * {@return options whose loop passes exceptions of callbacks and tasks to this}
     *
     * @param value called on the loop's thread; what it throws leaves {@link Loop#run()}. Null: the
     *     exceptions themselves leave it
     */
    public LoopOptions onException(@Nullable BiConsumer<Loop, Throwable> value) {
        LoopOptions copy = copy();
        copy.onException = value;
        return copy;
    }

    /** {@return whether memory of other arenas is used in place} */
    public boolean trustForeignMemory() {
        return trustForeignMemory;
    }

    /**
     * {@return options that do or do not use native memory of any arena in place}
     *
     * @param value true: no copy, and it is the program's duty that no such arena is closed while
     *     an operation uses its memory; breaking it corrupts memory. False, the default: such
     *     memory goes through a copy
     */
    public LoopOptions trustForeignMemory(boolean value) {
        LoopOptions copy = copy();
        copy.trustForeignMemory = value;
        return copy;
    }

    /** {@return whether the loop can be waited for by {@link Loop#handle}} */
    public boolean embedded() {
        return embedded;
    }

    /**
     * {@return options for a loop that lives inside another loop, or not}
     *
     * @param value true: {@link Loop#handle} becomes readable when the loop has something to do
     */
    public LoopOptions embedded(boolean value) {
        LoopOptions copy = copy();
        copy.embedded = value;
        return copy;
    }

    /** {@return from which time on a callback is slow; zero: none is} */
    public Duration slowCallback() {
        return slowCallback;
    }

    /** {@return what is told of slow callbacks} */
    public @Nullable BiConsumer<Loop, Duration> onSlowCallback() {
        return onSlowCallback;
    }

    /**
     * {@return options whose loop tells of callbacks and tasks that take long}
     *
     * @param threshold from which time on; zero turns it off
     * @param hook called on the loop's thread after each slow one, with the time it took
     */
    public LoopOptions slowCallback(Duration threshold, @Nullable BiConsumer<Loop, Duration> hook) {
        Check.nanos(threshold, "the threshold of slow callbacks");
        LoopOptions copy = copy();
        copy.slowCallback = threshold;
        copy.onSlowCallback = hook;
        return copy;
    }

    /** {@return how many buffers {@link Loop#buffers} has} */
    public int bufferCount() {
        return bufferCount;
    }

    /**
     * {@return options with this many loop-owned buffers}
     *
     * @param value a power of two, up to 32,768
     */
    public LoopOptions bufferCount(int value) {
        Check.argument(
                value > 0 && value <= BUFFER_COUNT_MAX && Integer.bitCount(value) == 1,
                "buffers are a power of two up to 32768, not ",
                value);
        LoopOptions copy = copy();
        copy.bufferCount = value;
        return copy;
    }

    /** {@return the bytes of each buffer of {@link Loop#buffers}} */
    public int bufferBytes() {
        return bufferBytes;
    }

    /**
     * {@return options with loop-owned buffers of this size}
     *
     * @param value in bytes, 1 to 16 MiB
     */
    public LoopOptions bufferBytes(int value) {
        Check.argument(
                value > 0 && value <= 1 << 24, "a buffer has 1 to 16777216 bytes, not ", value);
        LoopOptions copy = copy();
        copy.bufferBytes = value;
        return copy;
    }

    /** {@return above how many queued bytes a socket refuses further writes} */
    public long writeLimit() {
        return writeLimit;
    }

    /**
     * {@return options whose sockets refuse writes above this many queued bytes} The refused write
     * ends with {@link XevError#QUEUE_FULL}; {@link TcpSocket#writeLimit(long)} changes it for one.
     *
     * @param value in bytes
     */
    public LoopOptions writeLimit(long value) {
        Check.argument(value > 0, "the write limit is positive, not ", value);
        LoopOptions copy = copy();
        copy.writeLimit = value;
        return copy;
    }

    /** {@return what orders the simulated backend} */
    public long seed() {
        return seed;
    }

    /**
     * {@return options with this order of events on {@link Backend#SIMULATED}}
     *
     * @param value any number; the same one repeats the same order
     */
    public LoopOptions seed(long value) {
        LoopOptions copy = copy();
        copy.seed = value;
        return copy;
    }
}
