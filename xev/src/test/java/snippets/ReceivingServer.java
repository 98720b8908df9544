package snippets;

import static dev.xev.Action.DISARM;
import static dev.xev.Action.REARM;

import dev.xev.Action;
import dev.xev.Loop;
import dev.xev.LoopBuffer;
import dev.xev.Result;
import dev.xev.TcpListener;
import dev.xev.TcpSocket;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;

/** Echoes with buffers of the loop: a connection that waits needs no memory of its own. */
public final class ReceivingServer {
    private ReceivingServer() {}

    /**
     * Starts it on a loop.
     *
     * @param loop the loop
     * @return what accepts
     */
    public static TcpListener serve(Loop loop) {
        var listener = TcpListener.bind(loop, new InetSocketAddress("127.0.0.1", 0));
        listener.accept(
                (_, accepted) -> {
                    if (accepted instanceof Result.Ok<TcpSocket>(var socket)) {
                        socket.receive(ReceivingServer::onReceive);
                    }
                    return REARM;
                });
        return listener;
    }

    // @start region="receive"
    private static Action onReceive(TcpSocket socket, @Nullable LoopBuffer buffer, int bytes) {
        if (buffer == null) { // The peer has finished, or has gone.
            socket.close();
            return DISARM;
        }
        socket.write(buffer); // Goes back to the loop when it has been sent.
        return REARM;
    }
    // @end
}
