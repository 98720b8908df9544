package dev.xev.bench.echo;

import dev.xev.bench.run.ServerProgram;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;

/** Blocking sockets, a virtual thread for each. */
final class BlockingEcho {
    private static final int BYTES = 16_384;

    private BlockingEcho() {}

    /** What is done with a connection until its end. */
    @FunctionalInterface
    interface Conversation {
        void hold(Socket socket) throws IOException;
    }

    static void serve() throws IOException, InterruptedException {
        serve(BlockingEcho::echo);
    }

    static void serve(Conversation conversation) throws IOException, InterruptedException {
        try (var listener = new ServerSocket()) {
            listener.bind(ServerProgram.ANYWHERE, ServerProgram.BACKLOG);
            ServerProgram.ready(listener.getLocalSocketAddress(), "");
            Thread.ofVirtual().start(() -> accept(listener, conversation)).join();
        }
    }

    private static void accept(ServerSocket listener, Conversation conversation) {
        try {
            while (true) {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> hold(conversation, socket));
            }
        } catch (IOException e) {
            System.err.println(e);
        }
    }

    private static void hold(Conversation conversation, Socket socket) {
        try (socket) {
            conversation.hold(socket);
        } catch (IOException e) {
            // The peer has gone: it always does in the end.
        }
    }

    private static void echo(Socket socket) throws IOException {
        var in = socket.getInputStream();
        var out = socket.getOutputStream();
        byte[] bytes = new byte[BYTES];
        for (int n = in.read(bytes); n > 0; n = in.read(bytes)) out.write(bytes, 0, n);
    }
}
