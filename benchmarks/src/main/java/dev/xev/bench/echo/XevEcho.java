package dev.xev.bench.echo;

import dev.xev.Action;
import dev.xev.Backend;
import dev.xev.BufferCallback;
import dev.xev.Loop;
import dev.xev.LoopOptions;
import dev.xev.OperationCallback;
import dev.xev.Result;
import dev.xev.TcpListener;
import dev.xev.TcpSocket;
import dev.xev.bench.run.ServerProgram;

import java.lang.foreign.MemorySegment;
import java.net.StandardSocketOptions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.function.Consumer;

/** Ours: into memory of each connection, or into buffers that the loop lends. */
final class XevEcho {
    /** Less than the others have: a loop's memory is zeroed, and so takes room from the start. */
    private static final int MEMORY_BYTES = 16_384;

    private XevEcho() {}

    static void serve(String mode) {
        Deque<Connection> unused = new ArrayDeque<>();
        boolean isLent = mode.endsWith("lent");
        serve(
                mode,
                socket -> {
                    if (isLent) socket.receive(ECHO);
                    else connection(socket.loop(), unused).start(socket);
                });
    }

    static void serve(String mode, Consumer<TcpSocket> start) {
        var options = LoopOptions.defaults();
        if (mode.contains("epoll")) options = options.backend(Backend.EPOLL);
        try (Loop loop = Loop.open(options);
                TcpListener listener =
                        TcpListener.bind(
                                loop, ServerProgram.ANYWHERE, ServerProgram.BACKLOG, Map.of())) {
            listener.accept(
                    (_, accepted) -> {
                        if (accepted instanceof Result.Ok<TcpSocket>(var socket)) {
                            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
                            start.accept(socket);
                        }
                        return Action.REARM;
                    });
            ServerProgram.ready(
                    listener.localAddress(), loop.backend() + ", " + loop.backendReason());
            loop.run();
        }
    }

    /** Memory of a loop lives as long as the loop: that of a connection that is gone is reused. */
    private static Connection connection(Loop loop, Deque<Connection> unused) {
        Connection one = unused.poll();
        return one != null ? one : new Connection(loop, unused);
    }

    private static final BufferCallback<TcpSocket> ECHO =
            (socket, buffer, _) -> {
                if (buffer == null) {
                    socket.close();
                    return Action.DISARM;
                }
                socket.write(buffer);
                return Action.REARM;
            };

    private static final class Connection {
        private final MemorySegment memory;
        private final Deque<Connection> unused;
        private final OperationCallback<TcpSocket> onRead = this::read;
        private final OperationCallback<TcpSocket> onWritten = this::written;

        Connection(Loop loop, Deque<Connection> unused) {
            this.unused = unused;
            memory = loop.allocate(MEMORY_BYTES);
        }

        void start(TcpSocket socket) {
            socket.read(memory, onRead);
        }

        private Action read(TcpSocket socket, int bytes) {
            if (bytes < 0) {
                end(socket);
            } else {
                socket.write(memory, 0, bytes, onWritten);
            }
            return Action.DISARM;
        }

        private Action written(TcpSocket socket, int bytes) {
            if (bytes < 0) {
                end(socket);
            } else {
                socket.read(memory, onRead);
            }
            return Action.DISARM;
        }

        private void end(TcpSocket socket) {
            socket.close();
            unused.push(this);
        }
    }
}
