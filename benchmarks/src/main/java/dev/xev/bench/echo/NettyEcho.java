package dev.xev.bench.echo;

import dev.xev.bench.run.ServerProgram;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUringBufferRingConfig;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringFixedBufferRingAllocator;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.util.Version;

import java.util.function.Supplier;

/** Netty 4.2 with one event loop, on each of its transports. */
final class NettyEcho {
    private NettyEcho() {}

    // With the void promise there is no future; a close that fails has nobody to tell.
    @SuppressWarnings("FutureReturnValueIgnored")
    @ChannelHandler.Sharable
    private static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.write(message, context.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    static void serve(String mode) throws InterruptedException {
        var echo = new Echo();
        serve(mode, () -> echo);
    }

    static void serve(String mode, Supplier<ChannelHandler> handlers) throws InterruptedException {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, factory(mode));
        var bootstrap =
                new ServerBootstrap()
                        .group(group)
                        .channel(channel(mode))
                        .option(ChannelOption.SO_BACKLOG, ServerProgram.BACKLOG)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline().addLast(handlers.get());
                                    }
                                });
        if (mode.equals("netty-uring-ring")) {
            bootstrap.childOption(IoUringChannelOption.IO_URING_BUFFER_GROUP_ID, (short) 0);
        }
        Channel server = bootstrap.bind(ServerProgram.ANYWHERE).sync().channel();
        ServerProgram.ready(server.localAddress(), "netty " + version());
        server.closeFuture().sync();
    }

    private static String version() {
        var version = Version.identify().get("netty-transport");
        return version == null ? "" : version.artifactVersion();
    }

    static IoHandlerFactory factory(String mode) {
        return switch (mode) {
            case "netty-epoll" -> EpollIoHandler.newFactory();
            case "netty-nio" -> NioIoHandler.newFactory();
            default -> IoUringIoHandler.newFactory(uring(mode));
        };
    }

    private static IoUringIoHandlerConfig uring(String mode) {
        var config = new IoUringIoHandlerConfig().setRingSize(1024);
        if (!mode.equals("netty-uring-ring")) return config;
        return config.setBufferRingConfig(
                IoUringBufferRingConfig.builder()
                        .bufferGroupId((short) 0)
                        .bufferRingSize((short) 1024)
                        .batchSize(64)
                        .allocator(new IoUringFixedBufferRingAllocator(4096))
                        .build());
    }

    private static Class<? extends ServerChannel> channel(String mode) {
        return switch (mode) {
            case "netty-epoll" -> EpollServerSocketChannel.class;
            case "netty-nio" -> NioServerSocketChannel.class;
            default -> IoUringServerSocketChannel.class;
        };
    }
}
