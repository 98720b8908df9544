package dev.xev;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.xev.cxev.CopyArguments;
import dev.xev.cxev.Op;

import java.lang.foreign.MemorySegment;

/** Makes the objects that operations yield. */
final class Results {
    // Made early: a process that has run out of handles cannot load the classes of its errors.
    static final Result<Object> CANCELED = new Result.Failed<>(XevError.ofCode(XevError.CANCELED));

    private final Core core;

    Results(Core core) {
        this.core = core;
        assert CANCELED instanceof Result.Failed<Object>;
    }

    Result<?> of(Operation operation, long outcome) {
        if (operation.kind == Operation.OFFLOAD) return Offload.result(operation, outcome);
        if (outcome < 0) {
            if (operation.kind == Op.CONNECT) giveUp(operation);
            return new Result.Failed<>(XevError.ofOutcome(outcome));
        }
        return new Result.Ok<>(
                switch (operation.kind) {
                    case Op.OPEN -> new File(core, (int) outcome);
                    case Op.ACCEPT -> new TcpSocket(core, new Handle(core, (int) outcome));
                    case Op.CONNECT -> new TcpSocket(core, handle(operation));
                    case Op.STAT -> FileStat.read(block(operation).segment);
                    case Op.READLINK -> Paths.of(bytes(operation, (int) outcome));
                    case Op.COPY -> copied(operation, outcome);
                    default -> throw new AssertionError(operation.kind);
                });
    }

    private static void giveUp(Operation operation) {
        Handle handle = operation.handle;
        if (handle != null && !handle.isClosed()) handle.close(handle, null);
    }

    private static Handle handle(Operation operation) {
        Handle handle = operation.handle;
        assert handle != null;
        return handle;
    }

    private static Block block(Operation operation) {
        Block block = operation.block;
        assert block != null;
        return block;
    }

    private static byte[] bytes(Operation operation, int length) {
        MemorySegment memory = block(operation).segment;
        byte[] bytes = new byte[length];
        MemorySegment.copy(memory, JAVA_BYTE, 0, bytes, 0, length);
        return bytes;
    }

    private static CopyResult copied(Operation operation, long bytes) {
        MemorySegment arguments = (MemorySegment) operation.memory;
        assert arguments != null;
        return new CopyResult(bytes, CopyResult.Method.of(CopyArguments.method(arguments, 0)));
    }
}
