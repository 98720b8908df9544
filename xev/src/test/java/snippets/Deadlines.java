package snippets;

import static dev.xev.Action.DISARM;

import dev.xev.Loop;
import dev.xev.Result;
import dev.xev.TcpSocket;

import java.net.SocketAddress;
import java.time.Duration;

/** Connects, but does not wait for ever. */
public final class Deadlines {
    private Deadlines() {}

    /**
     * Starts to connect.
     *
     * @param loop the loop
     * @param address the peer
     */
    public static void connect(Loop loop, SocketAddress address) {
        // @start region="deadline"
        long connect =
                TcpSocket.connect(
                        loop,
                        address,
                        (_, connected) -> {
                            switch (connected) {
                                case Result.Ok<TcpSocket>(var socket) -> socket.close();
                                case Result.Failed<TcpSocket>(var error) ->
                                        System.out.println("no connection: " + error.text());
                            }
                            return DISARM;
                        });
        loop.deadline(connect, Duration.ofSeconds(2));
        // @end
    }
}
