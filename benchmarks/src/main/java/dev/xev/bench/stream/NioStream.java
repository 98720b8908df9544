package dev.xev.bench.stream;

import dev.xev.bench.run.SelectorServer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** The JDK's selector, on one thread with one buffer. */
final class NioStream extends SelectorServer {
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

    @Override
    protected Object accepted(SocketChannel channel) {
        return new Connection(pattern.duplicate());
    }

    @Override
    protected void handleReady(SelectionKey key) throws IOException {
        var connection = (Connection) key.attachment();
        var channel = (SocketChannel) key.channel();
        if (key.isReadable()) read(key, channel, connection);
        if (key.isValid() && key.isWritable()) write(key, channel, connection);
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
}
