package dev.xev.bench.run;

/** Whose a contender is. */
public enum Camp {
    OURS("xev for Java"),
    JAVA("Java"),
    NATIVE("native");

    private final String title;

    Camp(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }
}
