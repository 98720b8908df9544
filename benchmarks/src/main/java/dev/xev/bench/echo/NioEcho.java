package dev.xev.bench.echo;

import dev.xev.bench.run.ServerProgram;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** The JDK's selector, on one thread with one buffer. */
final class NioEcho {
    private final ServerSocketChannel listener;
    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(EchoServer.BUFFER_BYTES);

    private static final class Connection {
        @Nullable ByteBuffer rest;
    }

    private NioEcho() throws IOException {
        selector = Selector.open();
        listener = ServerSocketChannel.open();
        listener.bind(ServerProgram.ANYWHERE, ServerProgram.BACKLOG);
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
    }

    static void serve() throws IOException {
        var echo = new NioEcho();
        ServerProgram.ready(echo.listener.getLocalAddress(), "");
        while (true) echo.selector.select(echo::handle);
    }

    private void handle(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                accept();
            } else if (key.isWritable()) {
                writeRest(key);
            } else {
                echo(key);
            }
        } catch (IOException e) {
            close(key);
        }
    }

    private void accept() throws IOException {
        SocketChannel channel = listener.accept();
        while (channel != null) {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.register(selector, SelectionKey.OP_READ, new Connection());
            channel = listener.accept();
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

    private static void close(SelectionKey key) {
        key.cancel();
        try {
            key.channel().close();
        } catch (IOException e) {
            System.err.println(e);
        }
    }
}
