package dev.xev;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** Two ends of one TCP connection, on one loop. */
record Pair(TcpSocket client, TcpSocket server) {
    static final InetSocketAddress ANY_PORT =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    static Pair open(Loop loop) {
        List<TcpSocket> accepted = new ArrayList<>();
        List<TcpSocket> connected = new ArrayList<>();
        try (TcpListener listener = TcpListener.bind(loop, ANY_PORT)) {
            listener.accept(
                    (_, result) -> {
                        accepted.add(result.orElseThrow());
                        return Action.DISARM;
                    });
            TcpSocket.connect(
                    loop,
                    listener.localAddress(),
                    (_, result) -> {
                        connected.add(result.orElseThrow());
                        return Action.DISARM;
                    });
            while (accepted.isEmpty() || connected.isEmpty()) loop.run(RunMode.ONCE);
        }
        return new Pair(connected.getFirst(), accepted.getFirst());
    }
}
