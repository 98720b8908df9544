package dev.xev.bench.run;

/** How much is run: for how long, how often, and in how many variants. */
public enum Scale {
    /** Only proves that everything runs and moves the right data. Its figures mean nothing. */
    BRIEF(1, 20, 60),
    /** A look: some minutes. */
    SHORT(3, 150, 300),
    /** What {@code docs/performance.md} is made of. */
    FULL(5, 150, 300);

    private final int rounds;
    private final int warmUpMillis;
    private final int measureMillis;

    Scale(int rounds, int warmUpMillis, int measureMillis) {
        this.rounds = rounds;
        this.warmUpMillis = warmUpMillis;
        this.measureMillis = measureMillis;
    }

    public int rounds() {
        return rounds;
    }

    public int warmUpMillis() {
        return warmUpMillis;
    }

    public int measureMillis() {
        return measureMillis;
    }

    /** One of three, by scale. */
    public <T> T pick(T brief, T brisk, T full) {
        return switch (this) {
            case BRIEF -> brief;
            case SHORT -> brisk;
            case FULL -> full;
        };
    }
}
