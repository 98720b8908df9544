package dev.xev.bench.run;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A server on the JDK's selector, on one thread: what is the same whatever it serves. */
public abstract class SelectorServer {
    /** Serves until the process ends. */
    public final void serve() throws IOException {
        Selector selector = Selector.open();
        ServerSocketChannel listener = ServerSocketChannel.open();
        listener.bind(ServerProgram.ANYWHERE, ServerProgram.BACKLOG);
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
        ServerProgram.ready(listener.getLocalAddress(), "");
        while (true) selector.select(this::handle);
    }

    /** {@return what belongs to a connection that was just accepted} */
    protected abstract Object accepted(SocketChannel channel) throws IOException;

    /** A connection can be read from or written to; it is closed if this throws. */
    protected abstract void handleReady(SelectionKey key) throws IOException;

    private void handle(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                accept((ServerSocketChannel) key.channel(), key.selector());
            } else {
                handleReady(key);
            }
        } catch (IOException e) {
            close(key);
        }
    }

    private void accept(ServerSocketChannel listener, Selector selector) throws IOException {
        SocketChannel channel = listener.accept();
        while (channel != null) {
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, accepted(channel));
            channel = listener.accept();
        }
    }

    protected static void close(SelectionKey key) {
        key.cancel();
        try {
            key.channel().close();
        } catch (IOException e) {
            System.err.println(e);
        }
    }
}
