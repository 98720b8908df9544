package dev.xev.bench.echo;

import dev.xev.bench.run.ServerProgram;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;

/** Blocking sockets, a virtual thread for each. */
final class BlockingEcho {
    private static final int BYTES = 16_384;

    private BlockingEcho() {}

    static void serve() throws IOException, InterruptedException {
        try (var listener = new ServerSocket()) {
            listener.bind(ServerProgram.ANYWHERE, ServerProgram.BACKLOG);
            ServerProgram.ready(listener.getLocalSocketAddress(), "");
            Thread.ofVirtual().start(() -> accept(listener)).join();
        }
    }

    private static void accept(ServerSocket listener) {
        try {
            while (true) {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> echo(socket));
            }
        } catch (IOException e) {
            System.err.println(e);
        }
    }

    private static void echo(Socket socket) {
        try (socket) {
            var in = socket.getInputStream();
            var out = socket.getOutputStream();
            byte[] bytes = new byte[BYTES];
            for (int n = in.read(bytes); n > 0; n = in.read(bytes)) out.write(bytes, 0, n);
        } catch (IOException e) {
            // The peer has gone: it always does in the end.
        }
    }
}
