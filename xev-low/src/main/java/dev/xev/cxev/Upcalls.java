package dev.xev.cxev;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;

/**
 * The functions that the library calls: one for each shape of callback, made once and never freed.
 * Nothing that Java code throws gets out of them, since that would end the JVM. For the same reason
 * pointers are plain numbers here: making a segment of one may run out of memory, and is done where
 * that is caught.
 */
final class Upcalls {
    /** {@code int cb(xev_loop *, xev_completion *, int result, void *userdata)}. */
    static final MemorySegment COMPLETED =
            stub(
                    "completed",
                    FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG));

    /** {@code int cb(xev_loop *, xev_completion *, const xev_event *, void *userdata)}. */
    static final MemorySegment REPORTED =
            stub(
                    "reported",
                    FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));

    /** {@code void cb(xev_threadpool_task *)}. */
    static final MemorySegment TASK = stub("task", FunctionDescriptor.ofVoid(JAVA_LONG));

    private Upcalls() {}

    static boolean isOurs(MemorySegment function) {
        long address = function.address();
        return address == COMPLETED.address()
                || address == REPORTED.address()
                || address == TASK.address();
    }

    /** A pointer as the library passed it, which nothing can be read through. */
    static MemorySegment pointer(long address) {
        // SAFETY: the segment has no size; whoever gives it one knows what is there.
        return MemorySegment.ofAddress(address);
    }

    /** The event that the library calls with, until that call returns. */
    @SuppressWarnings("restricted")
    static MemorySegment event(long address) {
        // SAFETY: the library passes a whole event, and says how long it is valid.
        return MemorySegment.ofAddress(address).reinterpret(Event.SIZE);
    }

    static int completed(long loop, long completion, int result, long userdata) {
        return dispatch(loop, completion, result, userdata, false);
    }

    static int reported(long loop, long completion, long event, long userdata) {
        return dispatch(loop, completion, event, userdata, true);
    }

    private static int dispatch(
            long loop, long completion, long argument, long userdata, boolean isEvent) {
        Callback callback = null;
        try {
            callback = Callback.find(completion);
            if (callback == null) throw unbound("completion", completion);
            int action = callback.call(loop, argument, userdata);
            if (action != Xev.XEV_DISARM && action != Xev.XEV_REARM) {
                throw new IllegalStateException(
                        "a callback answered " + action + ", not XEV_DISARM or XEV_REARM");
            }
            long code = isEvent ? Event.code(Event.result(event(argument), 0)) : argument;
            // What was canceled is over, whatever the answer.
            if (action == Xev.XEV_REARM && code != ErrorCode.CANCELED) return action;
            callback.forget();
        } catch (Throwable e) {
            fail(callback, loop, e);
        }
        return Xev.XEV_DISARM;
    }

    private static void fail(@Nullable Callback callback, long loop, Throwable thrown) {
        try {
            if (callback != null) callback.fail(loop, thrown);
            else Callback.failUnbound(loop, thrown);
        } catch (Throwable e) {
            // There is no memory left even for this, and nobody to tell.
        }
    }

    /** A task belongs to no loop, so what it throws goes where a thread's last exception goes. */
    static void task(long task) {
        try {
            Callback callback = Callback.take(task);
            if (callback == null) throw unbound("task", task);
            callback.call(0, task, 0);
        } catch (Throwable e) {
            uncaught(e);
        }
    }

    private static void uncaught(Throwable thrown) {
        try {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
        } catch (Throwable e) {
            // As for any thread, what the handler throws is ignored.
        }
    }

    private static IllegalStateException unbound(String kind, long address) {
        return new IllegalStateException(
                "no callback is bound to the %s at 0x%x: it was called for the last time; bind one"
                                .formatted(kind, address)
                        + " each time it is started");
    }

    @SuppressWarnings("restricted")
    private static MemorySegment stub(String method, FunctionDescriptor descriptor) {
        try {
            var target =
                    MethodHandles.lookup()
                            .findStatic(Upcalls.class, method, descriptor.toMethodType());
            // SAFETY: on every ABI we run on a pointer is passed as a 64-bit integer is; the arena
            // is global, so the function stays as long as anybody could call it.
            return Linker.nativeLinker().upcallStub(target, descriptor, Arena.global());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(method, e);
        }
    }
}
