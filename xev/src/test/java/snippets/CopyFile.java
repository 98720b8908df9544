package snippets;

import static dev.xev.Action.DISARM;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.xev.Action;
import dev.xev.File;
import dev.xev.Loop;
import dev.xev.Transfer;
import dev.xev.XevError;
import dev.xev.XevException;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

// @start region="copy"
/** Copies a file through one buffer: read at the offset, write what was read, until the end. */
public final class CopyFile {
    private final File source;
    private final File target;
    private final MemorySegment buffer;
    private long offset;

    private CopyFile(File source, File target, MemorySegment buffer) {
        this.source = source;
        this.target = target;
        this.buffer = buffer;
    }

    /**
     * Runs it.
     *
     * @param arguments the source and the target
     */
    public static void main(String[] arguments) {
        try (var loop = Loop.open();
                var source = File.open(loop, Path.of(arguments[0]), READ);
                var target =
                        File.open(loop, Path.of(arguments[1]), WRITE, CREATE, TRUNCATE_EXISTING)) {
            new CopyFile(source, target, loop.allocate(256 * 1024)).readNext();
            loop.run();
        }
    }

    private void readNext() {
        source.read(buffer, offset, this::onRead);
    }

    private Action onRead(File source, int result) {
        switch (Transfer.of(result)) {
            case Transfer.Bytes(int count) -> target.write(buffer, 0, count, offset, this::onWrite);
            case Transfer.End() -> System.out.println("copied " + offset + " bytes");
            case Transfer.Failed(var error) -> throw new XevException("read " + source, error);
        }
        return DISARM;
    }

    private Action onWrite(File target, int result) {
        if (result < 0) throw new XevException("write " + target, XevError.of(result));
        offset += result;
        readNext();
        return DISARM;
    }
}
// @end
