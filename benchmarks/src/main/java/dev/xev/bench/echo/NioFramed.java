package dev.xev.bench.echo;

import static dev.xev.bench.echo.FramedServer.FRAME;

import dev.xev.bench.run.SelectorServer;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** The JDK's selector: two buffers for each connection, of which one gathers the answers. */
final class NioFramed extends SelectorServer {
    private static final int BYTES = 16_384;

    private static final class Connection {
        private final ByteBuffer in = ByteBuffer.allocateDirect(BYTES);
        private final ByteBuffer out = ByteBuffer.allocateDirect(BYTES);

        void answerAll() {
            in.flip();
            while (in.remaining() >= FRAME && out.remaining() >= FRAME) {
                out.put(out.position(), in, in.position(), FRAME);
                in.position(in.position() + FRAME);
                out.position(out.position() + FRAME);
            }
            in.compact();
        }
    }

    @Override
    protected Object accepted(SocketChannel channel) throws IOException {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return new Connection();
    }

    @Override
    protected void handleReady(SelectionKey key) throws IOException {
        SocketChannel channel = (SocketChannel) key.channel();
        Connection connection = (Connection) key.attachment();
        if (key.isReadable() && channel.read(connection.in) < 0) {
            close(key);
            return;
        }
        connection.answerAll();
        connection.out.flip();
        channel.write(connection.out);
        boolean isEmpty = !connection.out.hasRemaining();
        connection.out.compact();
        int wanted = isEmpty ? SelectionKey.OP_READ : SelectionKey.OP_WRITE;
        if (key.interestOps() != wanted) key.interestOps(wanted);
    }
}
