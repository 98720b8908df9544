package dev.xev;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.util.Set;

/**
 * Lets {@link Thread#interrupt} end a native wait. The JDK offers this to those who implement
 * selectors, so this is one, with nothing in it but the waking.
 */
final class Interruption extends AbstractSelector {
    private final Wakeup wakeup;

    Interruption(Wakeup wakeup) {
        super(null); // nobody asks for a provider, and the system's takes ten milliseconds to load
        this.wakeup = wakeup;
    }

    /** The thread will wait; it must have announced so. */
    void watch() {
        begin();
    }

    void unwatch() {
        end();
    }

    @Override
    public Selector wakeup() {
        wakeup.wake();
        return this;
    }

    @Override
    protected void implCloseSelector() {}

    @Override
    protected SelectionKey register(AbstractSelectableChannel channel, int ops, Object attachment) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<SelectionKey> keys() {
        return Set.of();
    }

    @Override
    public Set<SelectionKey> selectedKeys() {
        return Set.of();
    }

    @Override
    public int selectNow() throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public int select(long timeout) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public int select() throws IOException {
        throw new UnsupportedOperationException();
    }
}
