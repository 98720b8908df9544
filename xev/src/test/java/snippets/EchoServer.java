package snippets;

import static dev.xev.Action.DISARM;
import static dev.xev.Action.REARM;

import dev.xev.Action;
import dev.xev.Loop;
import dev.xev.OperationCallback;
import dev.xev.Result;
import dev.xev.TcpListener;
import dev.xev.TcpSocket;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;

/** Sends back whatever arrives. One thread, any number of connections. */
public final class EchoServer {
    private EchoServer() {}

    /**
     * Runs it.
     *
     * @param arguments a port; none for 7777
     */
    public static void main(String[] arguments) {
        int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 7777;
        try (var loop = Loop.open()) {
            serve(loop, port);
            loop.run();
        }
    }

    /**
     * Starts it on a loop.
     *
     * @param loop the loop
     * @param port the port, or 0
     * @return what accepts
     */
    public static TcpListener serve(Loop loop, int port) {
        // @start region="accept"
        var listener = TcpListener.bind(loop, new InetSocketAddress("127.0.0.1", port));
        listener.accept(
                (_, accepted) ->
                        switch (accepted) {
                            case Result.Ok<TcpSocket>(var socket) -> {
                                new Connection(socket).start();
                                yield REARM;
                            }
                            case Result.Failed<TcpSocket>(var error) ->
                                    error.isTransient() ? REARM : DISARM;
                        });
        // @end
        return listener;
    }

    // @start region="connection"
    /** Reads, writes back what was read, reads again. Allocates nothing once it is there. */
    private static final class Connection {
        private final TcpSocket socket;
        private final Arena arena;
        private final MemorySegment buffer;
        private final OperationCallback<TcpSocket> onRead = this::onRead;
        private final OperationCallback<TcpSocket> onWrite = this::onWrite;

        Connection(TcpSocket socket) {
            this.socket = socket;
            this.arena = socket.loop().arena();
            this.buffer = arena.allocate(64 * 1024);
        }

        void start() {
            socket.read(buffer, onRead);
        }

        private Action onRead(TcpSocket socket, int bytes) {
            if (bytes < 0) return close(); // The peer has finished, or has gone.
            socket.write(buffer, 0, bytes, onWrite);
            return DISARM;
        }

        private Action onWrite(TcpSocket socket, int bytes) {
            if (bytes < 0) return close();
            socket.read(buffer, onRead);
            return DISARM;
        }

        private Action close() {
            socket.close();
            arena.close();
            return DISARM;
        }
    }
    // @end
}
