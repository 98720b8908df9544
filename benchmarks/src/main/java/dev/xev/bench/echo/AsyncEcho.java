package dev.xev.bench.echo;

import dev.xev.bench.run.ServerProgram;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;

/** The JDK's asynchronous channels, on a pool of one thread. */
final class AsyncEcho {
    private static final int BYTES = 16_384;

    private AsyncEcho() {}

    private static final class Connection implements CompletionHandler<Integer, Boolean> {
        private final AsynchronousSocketChannel channel;
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);

        Connection(AsynchronousSocketChannel channel) {
            this.channel = channel;
        }

        void read() {
            buffer.clear();
            channel.read(buffer, true, this);
        }

        @Override
        public void completed(Integer bytes, Boolean isRead) {
            if (bytes < 0) {
                close();
                return;
            }
            if (isRead) buffer.flip();
            if (buffer.hasRemaining()) {
                channel.write(buffer, false, this);
            } else {
                read();
            }
        }

        @Override
        public void failed(Throwable cause, Boolean isRead) {
            close();
        }

        private void close() {
            try {
                channel.close();
            } catch (IOException e) {
                System.err.println(e);
            }
        }
    }

    static void serve() throws Exception {
        var group = AsynchronousChannelGroup.withFixedThreadPool(1, Thread.ofPlatform().factory());
        var listener = AsynchronousServerSocketChannel.open(group);
        listener.bind(ServerProgram.ANYWHERE, ServerProgram.BACKLOG);
        listener.accept(
                listener,
                new CompletionHandler<>() {
                    @Override
                    public void completed(
                            AsynchronousSocketChannel channel,
                            AsynchronousServerSocketChannel listener) {
                        listener.accept(listener, this);
                        try {
                            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                        } catch (IOException e) {
                            System.err.println(e);
                        }
                        new Connection(channel).read();
                    }

                    @Override
                    public void failed(Throwable cause, AsynchronousServerSocketChannel listener) {
                        System.err.println(cause);
                    }
                });
        ServerProgram.ready(listener.getLocalAddress(), "");
        Thread.sleep(Long.MAX_VALUE);
    }
}
