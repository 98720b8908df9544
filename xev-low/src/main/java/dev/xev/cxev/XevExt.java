package dev.xev.cxev;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

/**
 * The functions of {@code xev_ext.h}, in its order: what the library offers beyond libxev. Those
 * about handles and buffers are in {@link XevExtHandle}. Each of them throws {@link
 * UnsupportedOperationException} if the library that was loaded lacks it, and {@link
 * XevLinkageError} if none could be loaded.
 */
public final class XevExt {
    /**
     * {@return whether the library has the functions of this class} A genuine libxev has not.
     *
     * @throws XevLinkageError if there is no library at all
     */
    public static boolean isPresent() {
        return Library.loaded().isExtended();
    }

    /**
     * {@return what messages call the library: the path it was loaded from}
     *
     * @throws XevLinkageError if there is no library at all
     */
    public static String libraryName() {
        return Library.loaded().name();
    }

    /**
     * Makes a loop. It belongs to the thread that polls, flushes or submits first.
     *
     * @param loop {@link Xev#XEV_SIZEOF_LOOP} bytes that stay where they are
     * @param options {@link Options}, which tell the port then, or {@link MemorySegment#NULL} for
     *     the defaults
     * @return 0, or a positive {@link ErrorCode}
     */
    public static int xev_ext_loop_init(MemorySegment loop, MemorySegment options) {
        Callback.dropOf(loop);
        try {
            return (int) ExtFunctions.LoopInit.CALL.invokeExact(loop, options);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * The memory that the loop shares with its client.
     *
     * @param loop a loop that {@link #xev_ext_loop_init} made
     * @return the {@link Port}, valid until {@link Xev#xev_loop_deinit}; {@link MemorySegment#NULL}
     *     if there is no loop
     */
    public static MemorySegment xev_ext_loop_port(MemorySegment loop) {
        try {
            var port = (MemorySegment) ExtFunctions.LoopPort.CALL.invokeExact(loop);
            return Port.at(port.address());
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Starts submissions, waits for events, and leaves them in the array at {@link Port#events}. An
     * interrupted wait ends early, without events. What a callback of the C API threw is thrown
     * when the poll is over.
     *
     * @param loop a loop that {@link #xev_ext_loop_init} made
     * @param count how many submissions are in the array, from its start
     * @param timeout_ns the longest wait in nanoseconds; 0 does not wait, below 0 waits for ever
     * @return how many events there are, or a negative result (see {@link Event#code})
     */
    public static long xev_ext_poll(MemorySegment loop, int count, long timeout_ns) {
        long events;
        Callback.prepare();
        try {
            events = (long) ExtFunctions.Poll.CALL.invokeExact(loop, count, timeout_ns);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
        Callback.throwFailures(loop);
        return events;
    }

    /**
     * Starts submissions and does not wait. Their events come with the next poll.
     *
     * @param loop a loop that {@link #xev_ext_loop_init} made
     * @param count how many submissions are in the array, from its start
     * @return 0, or a negative result (see {@link Event#code})
     */
    public static long xev_ext_flush(MemorySegment loop, int count) {
        try {
            return (long) ExtFunctions.Flush.CALL.invokeExact(loop, count);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Ends the wait of the loop, or keeps its next poll from waiting. Any thread; may be called at
     * any time until {@link Xev#xev_loop_deinit}.
     *
     * @param loop a loop that {@link #xev_ext_loop_init} made
     * @return 0, or a positive {@link ErrorCode}
     */
    public static int xev_ext_wake(MemorySegment loop) {
        try {
            return (int) ExtFunctions.Wake.CALL.invokeExact(loop);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Reads the monotonic clock, which is a virtual one on the simulated backend.
     *
     * @param loop a loop that {@link #xev_ext_loop_init} made
     * @return nanoseconds
     */
    public static long xev_ext_now(MemorySegment loop) {
        try {
            return (long) ExtFunctions.Now.CALL.invokeExact(loop);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * The moment from which the delay of a timer that is started now counts, on the clock of {@link
     * #xev_ext_now}: never before it, at most 2 microseconds after it, and never before the moment
     * that was told last. The call does not wait for what the processor has begun to load. A delay
     * of 0 counts from the clock itself. No garbage collection begins meanwhile.
     *
     * @param loop a loop that {@link #xev_ext_loop_init} made
     * @return nanoseconds; 0 if there is no loop
     */
    public static long xev_ext_moment(MemorySegment loop) {
        try {
            return (long) ExtFunctions.Moment.CALL.invokeExact(loop);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * What the system can wait on for reading until the loop has something to do.
     *
     * @param loop a loop that {@link #xev_ext_loop_init} made
     * @return a descriptor of the loop, or -1 if it was not made with {@link Options#EMBEDDED}
     */
    public static int xev_ext_loop_handle(MemorySegment loop) {
        try {
            return (int) ExtFunctions.LoopHandle.CALL.invokeExact(loop);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * How the loop talks to the system.
     *
     * @param loop a loop that {@link #xev_ext_loop_init} made
     * @return a {@link BackendCode}
     */
    public static int xev_ext_backend(MemorySegment loop) {
        try {
            return (int) ExtFunctions.Backend.CALL.invokeExact(loop);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * The name of a backend.
     *
     * @param backend a {@link BackendCode}
     * @return the name, or null if there is no such backend
     */
    @SuppressWarnings("exports") // the annotation of the result is for compilers only
    public static @Nullable String xev_ext_backend_name(int backend) {
        try {
            return Functions.text(
                    (MemorySegment) ExtFunctions.BackendName.CALL.invokeExact(backend));
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Whether a backend can be used in this process.
     *
     * @param backend a {@link BackendCode}
     * @return 0, or the positive {@link ErrorCode} that says why not
     */
    public static int xev_ext_backend_available(int backend) {
        try {
            return (int) ExtFunctions.BackendAvailable.CALL.invokeExact(backend);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Makes {@link Xev#xev_loop_run} return after the callback that runs.
     *
     * @param loop a loop that {@link #xev_ext_loop_init} made
     */
    public static void xev_ext_stop(MemorySegment loop) {
        try {
            ExtFunctions.Stop.CALL.invokeExact(loop);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Whether the loop was stopped.
     *
     * @param loop a loop that {@link #xev_ext_loop_init} made
     * @return 1 or 0
     */
    public static int xev_ext_stopped(MemorySegment loop) {
        try {
            return (int) ExtFunctions.Stopped.CALL.invokeExact(loop);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Starts any operation with a callback of its own.
     *
     * @param loop a loop that {@link #xev_ext_loop_init} made
     * @param completion {@link Xev#XEV_SIZEOF_COMPLETION} bytes that stay where they are while
     *     active
     * @param submission one {@link Submission}, copied; slot and generation are not used
     * @param userdata handed to the callback
     * @param cb called with each event: {@link ExtCallback#bind}
     * @return 0, or a positive {@link ErrorCode}
     */
    public static int xev_ext_submit(
            MemorySegment loop,
            MemorySegment completion,
            MemorySegment submission,
            MemorySegment userdata,
            MemorySegment cb) {
        Callback.started(loop, completion, cb);
        try {
            return (int)
                    ExtFunctions.Submit.CALL.invokeExact(
                            loop, completion, submission, userdata, cb);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Asks for the end of an operation, which reports it with an event of its own.
     *
     * @param loop a loop that {@link #xev_ext_loop_init} made
     * @param target the completion to cancel
     * @param c_cancel a completion for the cancel itself
     * @param userdata handed to the callback
     * @param cb called with the event of the cancel: {@link ExtCallback#bind}
     * @return 0, or a positive {@link ErrorCode}
     */
    public static int xev_ext_cancel(
            MemorySegment loop,
            MemorySegment target,
            MemorySegment c_cancel,
            MemorySegment userdata,
            MemorySegment cb) {
        Callback.started(loop, c_cancel, cb);
        try {
            return (int) ExtFunctions.Cancel.CALL.invokeExact(loop, target, c_cancel, userdata, cb);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * How many error codes there are.
     *
     * @return the count
     */
    public static int xev_ext_error_count() {
        try {
            return (int) ExtFunctions.ErrorCount.CALL.invokeExact();
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * The name of an error.
     *
     * @param code an {@link ErrorCode}
     * @return such as {@code CANCELED}, or null if there is no such code
     */
    @SuppressWarnings("exports") // the annotation of the result is for compilers only
    public static @Nullable String xev_ext_error_name(int code) {
        try {
            return Functions.text((MemorySegment) ExtFunctions.ErrorName.CALL.invokeExact(code));
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * What an error means, in a few words.
     *
     * @param code an {@link ErrorCode}
     * @return the text, or null if there is no such code
     */
    @SuppressWarnings("exports") // the annotation of the result is for compilers only
    public static @Nullable String xev_ext_error_text(int code) {
        try {
            return Functions.text((MemorySegment) ExtFunctions.ErrorText.CALL.invokeExact(code));
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * The error of a name.
     *
     * @param name a name, ended by a zero
     * @return an {@link ErrorCode}, or 0 if there is no such name
     */
    public static int xev_ext_error_code(MemorySegment name) {
        try {
            return (int) ExtFunctions.ErrorCode.CALL.invokeExact(name);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * The error in a result: {@link Event#code}, in C.
     *
     * @param result a result
     * @return an {@link ErrorCode}, or 0 if it is no error
     */
    public static int xev_ext_result_code(long result) {
        try {
            return (int) ExtFunctions.ResultCode.CALL.invokeExact(result);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * The system's number of an error: {@link Event#errno}, in C.
     *
     * @param result a result
     * @return the number, or 0
     */
    public static int xev_ext_result_errno(long result) {
        try {
            return (int) ExtFunctions.ResultErrno.CALL.invokeExact(result);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * The bytes that moved before an error: {@link Event#moved}, in C.
     *
     * @param result a result
     * @return the bytes
     */
    public static long xev_ext_result_moved(long result) {
        try {
            return (long) ExtFunctions.ResultMoved.CALL.invokeExact(result);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * The binary interface of the library, one fact a line.
     *
     * @return the text
     * @throws UnsupportedOperationException if the library has only the functions of {@code xev.h}
     */
    public static String xev_ext_manifest() {
        Library library = Library.loaded();
        MemorySegment manifest = library.find("xev_ext_manifest").orElse(MemorySegment.NULL);
        String text = Functions.text(manifest);
        if (text != null) return text;
        throw new UnsupportedOperationException(library.name() + " has no xev_ext_manifest");
    }

    /**
     * Scripts the next operations of one code, on the simulated backend.
     *
     * @param loop a loop that {@link #xev_ext_loop_init} made
     * @param fault a {@link Fault}, copied
     * @return 0, or a positive {@link ErrorCode}
     */
    public static int xev_ext_simulate(MemorySegment loop, MemorySegment fault) {
        try {
            return (int) ExtFunctions.Simulate.CALL.invokeExact(loop, fault);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Blocking operations that closed loops had to give up, in this process.
     *
     * @return the count
     */
    public static long xev_ext_abandoned() {
        try {
            return (long) ExtFunctions.Abandoned.CALL.invokeExact();
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    private XevExt() {}
}
