package dev.xev.bench.echo;

import static dev.xev.bench.echo.FramedServer.FRAME;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

import org.jspecify.annotations.Nullable;

/** A connection of Netty's: a write for each message, and a flush when all have been read. */
// With the void promise there is no future; a close that fails has nobody to tell.
@SuppressWarnings("FutureReturnValueIgnored")
final class NettyFramed extends ChannelInboundHandlerAdapter {
    private @Nullable ByteBuf rest;

    static void serve(String mode) throws InterruptedException {
        NettyEcho.serve(mode, NettyFramed::new);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = joined(context, (ByteBuf) message);
        while (in.readableBytes() >= FRAME) {
            context.write(in.readRetainedSlice(FRAME), context.voidPromise());
        }
        if (in.isReadable()) rest = in;
        else in.release();
    }

    private ByteBuf joined(ChannelHandlerContext context, ByteBuf next) {
        ByteBuf first = rest;
        if (first == null) return next;
        rest = null;
        ByteBuf both = context.alloc().buffer(first.readableBytes() + next.readableBytes());
        both.writeBytes(first).writeBytes(next);
        first.release();
        next.release();
        return both;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.flush();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (rest != null) rest.release();
        rest = null;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
