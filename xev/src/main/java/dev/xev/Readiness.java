package dev.xev;

/** Waits for an embedded loop in the place of a host that cannot. */
final class Readiness implements AutoCloseable {
    Readiness(int handle, Runnable callback) {}

    void prepared(long nanos) {}

    @Override
    public void close() {}
}
