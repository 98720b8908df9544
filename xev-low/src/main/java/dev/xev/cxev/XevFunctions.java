package dev.xev.cxev;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.invoke.MethodHandle;

/** The functions of {@code xev.h} as constants, which is what makes calling them cheap. */
final class XevFunctions {
    static final MethodHandle LOOP_INIT = Functions.bind("xev_loop_init", JAVA_INT, ADDRESS);
    static final MethodHandle LOOP_DEINIT = Functions.bindVoid("xev_loop_deinit", ADDRESS);
    static final MethodHandle LOOP_RUN =
            Functions.bind("xev_loop_run", JAVA_INT, ADDRESS, JAVA_INT);
    static final MethodHandle LOOP_NOW = Functions.bind("xev_loop_now", JAVA_LONG, ADDRESS);
    static final MethodHandle LOOP_UPDATE_NOW = Functions.bindVoid("xev_loop_update_now", ADDRESS);
    static final MethodHandle COMPLETION_ZERO = Functions.bindVoid("xev_completion_zero", ADDRESS);
    static final MethodHandle COMPLETION_STATE =
            Functions.bind("xev_completion_state", JAVA_INT, ADDRESS);
    static final MethodHandle THREADPOOL_CONFIG_INIT =
            Functions.bindVoid("xev_threadpool_config_init", ADDRESS);
    static final MethodHandle THREADPOOL_CONFIG_SET_STACK_SIZE =
            Functions.bindVoid("xev_threadpool_config_set_stack_size", ADDRESS, JAVA_INT);
    static final MethodHandle THREADPOOL_CONFIG_SET_MAX_THREADS =
            Functions.bindVoid("xev_threadpool_config_set_max_threads", ADDRESS, JAVA_INT);
    static final MethodHandle THREADPOOL_INIT =
            Functions.bind("xev_threadpool_init", JAVA_INT, ADDRESS, ADDRESS);
    static final MethodHandle THREADPOOL_DEINIT =
            Functions.bindVoid("xev_threadpool_deinit", ADDRESS);
    static final MethodHandle THREADPOOL_SHUTDOWN =
            Functions.bindVoid("xev_threadpool_shutdown", ADDRESS);
    static final MethodHandle THREADPOOL_SCHEDULE =
            Functions.bindVoid("xev_threadpool_schedule", ADDRESS, ADDRESS);
    static final MethodHandle THREADPOOL_TASK_INIT =
            Functions.bindVoid("xev_threadpool_task_init", ADDRESS, ADDRESS);
    static final MethodHandle THREADPOOL_BATCH_INIT =
            Functions.bindVoid("xev_threadpool_batch_init", ADDRESS);
    static final MethodHandle THREADPOOL_BATCH_PUSH_TASK =
            Functions.bindVoid("xev_threadpool_batch_push_task", ADDRESS, ADDRESS);
    static final MethodHandle THREADPOOL_BATCH_PUSH_BATCH =
            Functions.bindVoid("xev_threadpool_batch_push_batch", ADDRESS, ADDRESS);
    static final MethodHandle TIMER_INIT = Functions.bind("xev_timer_init", JAVA_INT, ADDRESS);
    static final MethodHandle TIMER_DEINIT = Functions.bindVoid("xev_timer_deinit", ADDRESS);
    static final MethodHandle TIMER_RUN =
            Functions.bindVoid(
                    "xev_timer_run", ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS);
    static final MethodHandle TIMER_RESET =
            Functions.bindVoid(
                    "xev_timer_reset",
                    ADDRESS,
                    ADDRESS,
                    ADDRESS,
                    ADDRESS,
                    JAVA_LONG,
                    ADDRESS,
                    ADDRESS);
    static final MethodHandle TIMER_CANCEL =
            Functions.bindVoid(
                    "xev_timer_cancel", ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
    static final MethodHandle ASYNC_INIT = Functions.bind("xev_async_init", JAVA_INT, ADDRESS);
    static final MethodHandle ASYNC_DEINIT = Functions.bindVoid("xev_async_deinit", ADDRESS);
    static final MethodHandle ASYNC_NOTIFY = Functions.bind("xev_async_notify", JAVA_INT, ADDRESS);
    static final MethodHandle ASYNC_WAIT =
            Functions.bindVoid("xev_async_wait", ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);

    private XevFunctions() {}
}
