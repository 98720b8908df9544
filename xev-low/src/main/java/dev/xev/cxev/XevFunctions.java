package dev.xev.cxev;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.invoke.MethodHandle;

/**
 * The functions of {@code xev.h} as constants, which is what makes calling them cheap. Each is
 * bound when it is called first: binding takes milliseconds, and a program calls few of them.
 */
final class XevFunctions {
    static final class LoopInit {
        static final MethodHandle CALL = Functions.bind("xev_loop_init", JAVA_INT, ADDRESS);
    }

    static final class LoopDeinit {
        static final MethodHandle CALL = Functions.bindVoid("xev_loop_deinit", ADDRESS);
    }

    static final class LoopRun {
        static final MethodHandle CALL =
                Functions.bind("xev_loop_run", JAVA_INT, ADDRESS, JAVA_INT);
    }

    static final class LoopNow {
        static final MethodHandle CALL = Functions.bind("xev_loop_now", JAVA_LONG, ADDRESS);
    }

    static final class LoopUpdateNow {
        static final MethodHandle CALL = Functions.bindVoid("xev_loop_update_now", ADDRESS);
    }

    static final class CompletionZero {
        static final MethodHandle CALL = Functions.bindVoid("xev_completion_zero", ADDRESS);
    }

    static final class CompletionState {
        static final MethodHandle CALL = Functions.bind("xev_completion_state", JAVA_INT, ADDRESS);
    }

    static final class ThreadpoolConfigInit {
        static final MethodHandle CALL = Functions.bindVoid("xev_threadpool_config_init", ADDRESS);
    }

    static final class ThreadpoolConfigSetStackSize {
        static final MethodHandle CALL =
                Functions.bindVoid("xev_threadpool_config_set_stack_size", ADDRESS, JAVA_INT);
    }

    static final class ThreadpoolConfigSetMaxThreads {
        static final MethodHandle CALL =
                Functions.bindVoid("xev_threadpool_config_set_max_threads", ADDRESS, JAVA_INT);
    }

    static final class ThreadpoolInit {
        static final MethodHandle CALL =
                Functions.bind("xev_threadpool_init", JAVA_INT, ADDRESS, ADDRESS);
    }

    static final class ThreadpoolDeinit {
        static final MethodHandle CALL = Functions.bindVoid("xev_threadpool_deinit", ADDRESS);
    }

    static final class ThreadpoolShutdown {
        static final MethodHandle CALL = Functions.bindVoid("xev_threadpool_shutdown", ADDRESS);
    }

    static final class ThreadpoolSchedule {
        static final MethodHandle CALL =
                Functions.bindVoid("xev_threadpool_schedule", ADDRESS, ADDRESS);
    }

    static final class ThreadpoolTaskInit {
        static final MethodHandle CALL =
                Functions.bindVoid("xev_threadpool_task_init", ADDRESS, ADDRESS);
    }

    static final class ThreadpoolBatchInit {
        static final MethodHandle CALL = Functions.bindVoid("xev_threadpool_batch_init", ADDRESS);
    }

    static final class ThreadpoolBatchPushTask {
        static final MethodHandle CALL =
                Functions.bindVoid("xev_threadpool_batch_push_task", ADDRESS, ADDRESS);
    }

    static final class ThreadpoolBatchPushBatch {
        static final MethodHandle CALL =
                Functions.bindVoid("xev_threadpool_batch_push_batch", ADDRESS, ADDRESS);
    }

    static final class TimerInit {
        static final MethodHandle CALL = Functions.bind("xev_timer_init", JAVA_INT, ADDRESS);
    }

    static final class TimerDeinit {
        static final MethodHandle CALL = Functions.bindVoid("xev_timer_deinit", ADDRESS);
    }

    static final class TimerRun {
        static final MethodHandle CALL =
                Functions.bindVoid(
                        "xev_timer_run", ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS);
    }

    static final class TimerReset {
        static final MethodHandle CALL =
                Functions.bindVoid(
                        "xev_timer_reset",
                        ADDRESS,
                        ADDRESS,
                        ADDRESS,
                        ADDRESS,
                        JAVA_LONG,
                        ADDRESS,
                        ADDRESS);
    }

    static final class TimerCancel {
        static final MethodHandle CALL =
                Functions.bindVoid(
                        "xev_timer_cancel", ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
    }

    static final class AsyncInit {
        static final MethodHandle CALL = Functions.bind("xev_async_init", JAVA_INT, ADDRESS);
    }

    static final class AsyncDeinit {
        static final MethodHandle CALL = Functions.bindVoid("xev_async_deinit", ADDRESS);
    }

    static final class AsyncNotify {
        static final MethodHandle CALL = Functions.bind("xev_async_notify", JAVA_INT, ADDRESS);
    }

    static final class AsyncWait {
        static final MethodHandle CALL =
                Functions.bindVoid("xev_async_wait", ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
    }

    private XevFunctions() {}
}
