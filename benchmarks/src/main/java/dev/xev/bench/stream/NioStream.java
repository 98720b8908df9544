package dev.xev.bench.stream;

import dev.xev.bench.run.ServerProgram;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** The JDK's selector, on one thread with one buffer. */
final class NioStream {
    private final ServerSocketChannel listener;
    private final Selector selector;
    private final ByteBuffer buffer =
            ByteBuffer.allocateDirect(StreamServer.READ_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteBuffer pattern = StreamServer.pattern();

    private static final class Connection {
        private final ByteBuffer source;
        private boolean isOpened;
        private long toCome;
        private long toSend;

        Connection(ByteBuffer source) {
            this.source = source;
        }
    }

    private NioStream() throws IOException {
        selector = Selector.open();
        listener = ServerSocketChannel.open();
        listener.bind(ServerProgram.ANYWHERE, ServerProgram.BACKLOG);
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
    }

    static void serve() throws IOException {
        var stream = new NioStream();
        ServerProgram.ready(stream.listener.getLocalAddress(), "");
        while (true) stream.selector.select(stream::handle);
    }

    private void handle(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                accept();
                return;
            }
            var connection = (Connection) key.attachment();
            var channel = (SocketChannel) key.channel();
            if (key.isReadable()) read(key, channel, connection);
            if (key.isValid() && key.isWritable()) write(key, channel, connection);
        } catch (IOException e) {
            close(key);
        }
    }

    private void accept() throws IOException {
        SocketChannel channel = listener.accept();
        while (channel != null) {
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, new Connection(pattern.duplicate()));
            channel = listener.accept();
        }
    }

    private void read(SelectionKey key, SocketChannel channel, Connection c) throws IOException {
        buffer.clear();
        int count = channel.read(buffer);
        if (count < 0) {
            close(key);
            return;
        }
        if (!c.isOpened) {
            c.isOpened = true;
            long number = buffer.getLong(0);
            count -= Long.BYTES;
            if (number < 0) {
                c.toSend = -number;
                c.source.position(0).limit((int) Math.min(c.toSend, c.source.capacity()));
                key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
                return;
            }
            c.toCome = number;
        }
        c.toCome -= count;
        if (c.toCome > 0) return;
        ByteBuffer answer = c.source.duplicate().position(0).limit(StreamServer.ANSWER_BYTES);
        if (channel.write(answer) < StreamServer.ANSWER_BYTES) throw new IOException("no room");
    }

    private static void write(SelectionKey key, SocketChannel channel, Connection c)
            throws IOException {
        while (c.toSend > 0) {
            c.toSend -= channel.write(c.source);
            if (c.source.hasRemaining()) return;
            c.source.position(0).limit((int) Math.min(c.toSend, c.source.capacity()));
        }
        key.interestOps(SelectionKey.OP_READ);
    }

    private static void close(SelectionKey key) {
        key.cancel();
        try {
            key.channel().close();
        } catch (IOException e) {
            System.err.println(e);
        }
    }
}
