package dev.xev.bench.echo;

import static dev.xev.bench.echo.FramedServer.FRAME;

import dev.xev.Action;
import dev.xev.LoopBuffer;
import dev.xev.TcpSocket;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

/** A connection of ours: a write for each message, which the loop gathers. */
final class XevFramed {
    private final byte[] rest = new byte[FRAME];
    private final MemorySegment restSegment = MemorySegment.ofArray(rest);
    private int kept;

    private XevFramed() {}

    static void serve(String mode) {
        XevEcho.serve(mode, (socket) -> socket.receive(new XevFramed()::received));
    }

    private Action received(TcpSocket socket, @Nullable LoopBuffer buffer, int bytes) {
        if (buffer == null) {
            socket.close();
            return Action.DISARM;
        }
        MemorySegment in = buffer.segment();
        int at = kept > 0 ? complete(socket, in, bytes) : 0;
        for (; bytes - at >= FRAME; at += FRAME) socket.write(in, at, FRAME);
        keep(in, at, bytes - at);
        return Action.REARM;
    }

    /** Ends the message that began in another buffer; how many bytes that took. */
    private int complete(TcpSocket socket, MemorySegment in, int bytes) {
        int missing = Math.min(FRAME - kept, bytes);
        keep(in, 0, missing);
        if (kept == FRAME) {
            socket.write(rest);
            kept = 0;
        }
        return missing;
    }

    private void keep(MemorySegment in, int from, int bytes) {
        MemorySegment.copy(in, from, restSegment, kept, bytes);
        kept += bytes;
    }
}
