package dev.xev.bench.echo;

import static dev.xev.bench.echo.FramedServer.FRAME;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/** Blocking streams with buffers: flushed when no whole message is left to be read. */
final class BlockingFramed {
    private static final int BYTES = 16_384;

    private BlockingFramed() {}

    /** Tells what it has without asking the system. */
    private static final class Input extends BufferedInputStream {
        Input(InputStream in) {
            super(in, BYTES);
        }

        int buffered() {
            return count - pos;
        }
    }

    static void answer(Socket socket) throws IOException {
        var in = new Input(socket.getInputStream());
        var out = new BufferedOutputStream(socket.getOutputStream(), BYTES);
        byte[] frame = new byte[FRAME];
        while (in.readNBytes(frame, 0, FRAME) == FRAME) {
            out.write(frame, 0, FRAME);
            if (in.buffered() < FRAME) out.flush();
        }
    }
}
