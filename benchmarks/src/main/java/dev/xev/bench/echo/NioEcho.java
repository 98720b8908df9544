package dev.xev.bench.echo;

import dev.xev.bench.run.SelectorServer;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** The JDK's selector, on one thread with one buffer. */
final class NioEcho extends SelectorServer {
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(EchoServer.BUFFER_BYTES);

    private static final class Connection {
        @Nullable ByteBuffer rest;
    }

    @Override
    protected Object accepted(SocketChannel channel) throws IOException {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return new Connection();
    }

    @Override
    protected void handleReady(SelectionKey key) throws IOException {
        if (key.isWritable()) {
            writeRest(key);
        } else {
            echo(key);
        }
    }

    private void echo(SelectionKey key) throws IOException {
        SocketChannel channel = (SocketChannel) key.channel();
        buffer.clear();
        if (channel.read(buffer) < 0) {
            close(key);
            return;
        }
        buffer.flip();
        channel.write(buffer);
        if (!buffer.hasRemaining()) return;
        ((Connection) key.attachment()).rest =
                ByteBuffer.allocate(buffer.remaining()).put(buffer).flip();
        key.interestOps(SelectionKey.OP_WRITE);
    }

    private static void writeRest(SelectionKey key) throws IOException {
        Connection connection = (Connection) key.attachment();
        ByteBuffer rest = connection.rest;
        if (rest != null) ((SocketChannel) key.channel()).write(rest);
        if (rest != null && rest.hasRemaining()) return;
        connection.rest = null;
        key.interestOps(SelectionKey.OP_READ);
    }
}
