package dev.xev.bench.stream;

import dev.xev.bench.run.ServerProgram;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;

/** Netty 4.2 with one event loop, on each of its transports. */
final class NettyStream {
    private NettyStream() {}

    // A close that fails has nobody to tell.
    @SuppressWarnings("FutureReturnValueIgnored")
    private static final class Connection extends ChannelInboundHandlerAdapter {
        private final ByteBuf pattern = Unpooled.wrappedBuffer(StreamServer.pattern());
        private final ChannelFutureListener onWritten = this::written;
        private boolean isOpened;
        private long toCome;
        private long toSend;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf data = (ByteBuf) message;
            try {
                take(context.channel(), data);
            } finally {
                data.release();
            }
        }

        private void take(Channel channel, ByteBuf data) {
            if (!isOpened) {
                isOpened = true;
                long number = data.readLongLE();
                if (number < 0) {
                    toSend = -number;
                    sendMore(channel);
                    return;
                }
                toCome = number;
            }
            toCome -= data.readableBytes();
            if (toCome > 0) return;
            channel.writeAndFlush(pattern.retainedSlice(0, StreamServer.ANSWER_BYTES));
        }

        private void sendMore(Channel channel) {
            int size = (int) Math.min(toSend, StreamServer.WRITE_BYTES);
            toSend -= size;
            channel.writeAndFlush(pattern.retainedSlice(0, size)).addListener(onWritten);
        }

        private void written(ChannelFuture written) {
            if (written.isSuccess() && toSend > 0) sendMore(written.channel());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    static void serve(String mode) throws InterruptedException {
        var bootstrap =
                new ServerBootstrap()
                        .group(new MultiThreadIoEventLoopGroup(1, factory(mode)))
                        .channel(channel(mode))
                        .option(ChannelOption.SO_BACKLOG, ServerProgram.BACKLOG)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline().addLast(new Connection());
                                    }
                                });
        Channel server = bootstrap.bind(ServerProgram.ANYWHERE).sync().channel();
        ServerProgram.ready(server.localAddress(), "");
        server.closeFuture().sync();
    }

    private static IoHandlerFactory factory(String mode) {
        return switch (mode) {
            case "netty-epoll" -> EpollIoHandler.newFactory();
            case "netty-nio" -> NioIoHandler.newFactory();
            default -> IoUringIoHandler.newFactory();
        };
    }

    private static Class<? extends ServerChannel> channel(String mode) {
        return switch (mode) {
            case "netty-epoll" -> EpollServerSocketChannel.class;
            case "netty-nio" -> NioServerSocketChannel.class;
            default -> IoUringServerSocketChannel.class;
        };
    }
}
