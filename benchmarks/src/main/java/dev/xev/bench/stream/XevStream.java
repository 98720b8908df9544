package dev.xev.bench.stream;

import dev.xev.Action;
import dev.xev.Backend;
import dev.xev.Loop;
import dev.xev.LoopBuffer;
import dev.xev.LoopOptions;
import dev.xev.OperationCallback;
import dev.xev.Result;
import dev.xev.TcpListener;
import dev.xev.TcpSocket;
import dev.xev.bench.run.ServerProgram;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;

/** Ours: into memory of each connection, or into buffers that the loop lends. */
final class XevStream {
    private static final int BUFFERS = 64;

    private final Loop loop;
    private final boolean isLent;
    private final MemorySegment pattern;

    private XevStream(Loop loop, boolean isLent) {
        this.loop = loop;
        this.isLent = isLent;
        this.pattern = loop.allocate(StreamServer.WRITE_BYTES);
        pattern.copyFrom(MemorySegment.ofBuffer(StreamServer.pattern()));
    }

    static void serve(String mode) {
        var options =
                LoopOptions.defaults().bufferBytes(StreamServer.READ_BYTES).bufferCount(BUFFERS);
        if (mode.contains("epoll")) options = options.backend(Backend.EPOLL);
        try (Loop loop = Loop.open(options);
                TcpListener listener =
                        TcpListener.bind(
                                loop, ServerProgram.ANYWHERE, ServerProgram.BACKLOG, Map.of())) {
            var stream = new XevStream(loop, mode.endsWith("lent"));
            listener.accept(
                    (_, accepted) -> {
                        if (accepted instanceof Result.Ok<TcpSocket>(var socket)) {
                            stream.new Connection(socket).start();
                        }
                        return Action.REARM;
                    });
            ServerProgram.ready(
                    listener.localAddress(), loop.backend() + ", " + loop.backendReason());
            loop.run();
        }
    }

    private final class Connection {
        private final TcpSocket socket;
        private final OperationCallback<TcpSocket> onWritten = this::written;
        private MemorySegment memory = MemorySegment.NULL;
        private boolean isOpened;
        private long toCome;
        private long toSend;

        Connection(TcpSocket socket) {
            this.socket = socket;
        }

        void start() {
            if (isLent) {
                socket.receive(this::received);
            } else {
                memory = loop.allocate(StreamServer.READ_BYTES);
                socket.read(memory, this::read);
            }
        }

        private Action read(TcpSocket source, int bytes) {
            return take(memory, bytes);
        }

        private Action received(TcpSocket source, @Nullable LoopBuffer buffer, int bytes) {
            return take(buffer == null ? MemorySegment.NULL : buffer.segment(), bytes);
        }

        private Action take(MemorySegment data, int bytes) {
            if (bytes < 0) {
                socket.close();
                return Action.DISARM;
            }
            long count = bytes;
            if (!isOpened) {
                isOpened = true;
                long number = data.get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
                count -= Long.BYTES;
                if (number < 0) {
                    toSend = -number;
                    sendMore();
                    return Action.REARM;
                }
                toCome = number;
            }
            toCome -= count;
            if (toCome == 0) socket.write(pattern, 0, StreamServer.ANSWER_BYTES, null);
            return Action.REARM;
        }

        private void sendMore() {
            int size = (int) Math.min(toSend, StreamServer.WRITE_BYTES);
            toSend -= size;
            socket.write(pattern, 0, size, onWritten);
        }

        private Action written(TcpSocket target, int bytes) {
            if (bytes >= 0 && toSend > 0) sendMore();
            return Action.DISARM;
        }
    }
}
