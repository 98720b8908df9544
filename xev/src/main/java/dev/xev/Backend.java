package dev.xev;

import dev.xev.cxev.BackendCode;
import dev.xev.cxev.XevExt;

import java.util.Arrays;
import java.util.List;

/**
 * The mechanism under a loop. A program need not choose: {@link Loop#open()} takes the best one
 * that the system offers and allows, and behaviour is the same on each.
 */
public enum Backend {
    /** Linux: the kernel runs the operations. Containers often forbid it. */
    IO_URING(BackendCode.IO_URING),

    /** Linux: readiness of sockets, and a small pool of threads for files. */
    EPOLL(BackendCode.EPOLL),

    /** macOS and the BSDs. */
    KQUEUE(BackendCode.KQUEUE),

    /** Windows. */
    IOCP(BackendCode.IOCP),

    /**
     * No system at all: a virtual clock that jumps to the next timer, and operations that end in an
     * order given by {@link LoopOptions#seed}. For tests.
     */
    SIMULATED(BackendCode.SIMULATED);

    private static final List<Backend> ALL = List.of(values());

    final int code;

    Backend(int code) {
        this.code = code;
    }

    /** {@return whether this system offers and allows it} */
    public boolean isAvailable() {
        return XevExt.xev_ext_backend_available(code) == 0;
    }

    /** {@return the backends that this system offers and allows, best first, without SIMULATED} */
    public static List<Backend> available() {
        return Arrays.stream(values())
                .filter(backend -> backend != SIMULATED && backend.isAvailable())
                .toList();
    }

    static Backend of(int code) {
        for (Backend backend : ALL) {
            if (backend.code == code) return backend;
        }
        throw new IllegalStateException("the library names a backend " + code);
    }
}
