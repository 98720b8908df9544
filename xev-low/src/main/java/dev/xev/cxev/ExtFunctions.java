package dev.xev.cxev;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.invoke.MethodHandle;

/**
 * The functions of {@code xev_ext.h} as constants, which is what makes calling them cheap. None of
 * them is {@code critical}: that saves 2 ns on a leaf, and stops every garbage collection
 * meanwhile.
 */
final class ExtFunctions {
    static final MethodHandle LOOP_INIT =
            Functions.bind("xev_ext_loop_init", JAVA_INT, ADDRESS, ADDRESS);
    static final MethodHandle LOOP_PORT = Functions.bind("xev_ext_loop_port", ADDRESS, ADDRESS);
    static final MethodHandle POLL =
            Functions.bind("xev_ext_poll", JAVA_LONG, ADDRESS, JAVA_INT, JAVA_LONG);
    static final MethodHandle FLUSH = Functions.bind("xev_ext_flush", JAVA_LONG, ADDRESS, JAVA_INT);
    static final MethodHandle WAKE = Functions.bind("xev_ext_wake", JAVA_INT, ADDRESS);
    static final MethodHandle NOW = Functions.bind("xev_ext_now", JAVA_LONG, ADDRESS);
    static final MethodHandle LOOP_HANDLE =
            Functions.bind("xev_ext_loop_handle", JAVA_INT, ADDRESS);
    static final MethodHandle BACKEND = Functions.bind("xev_ext_backend", JAVA_INT, ADDRESS);
    static final MethodHandle BACKEND_NAME =
            Functions.bind("xev_ext_backend_name", ADDRESS, JAVA_INT);
    static final MethodHandle BACKEND_AVAILABLE =
            Functions.bind("xev_ext_backend_available", JAVA_INT, JAVA_INT);
    static final MethodHandle BACKEND_REASON =
            Functions.bind("xev_ext_backend_reason", JAVA_LONG, ADDRESS, ADDRESS, JAVA_INT);
    static final MethodHandle STOP = Functions.bindVoid("xev_ext_stop", ADDRESS);
    static final MethodHandle STOPPED = Functions.bind("xev_ext_stopped", JAVA_INT, ADDRESS);
    static final MethodHandle SUBMIT =
            Functions.bind("xev_ext_submit", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
    static final MethodHandle CANCEL =
            Functions.bind("xev_ext_cancel", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
    static final MethodHandle ERROR_COUNT = Functions.bind("xev_ext_error_count", JAVA_INT);
    static final MethodHandle ERROR_NAME = Functions.bind("xev_ext_error_name", ADDRESS, JAVA_INT);
    static final MethodHandle ERROR_TEXT = Functions.bind("xev_ext_error_text", ADDRESS, JAVA_INT);
    static final MethodHandle ERROR_CODE = Functions.bind("xev_ext_error_code", JAVA_INT, ADDRESS);
    static final MethodHandle RESULT_CODE =
            Functions.bind("xev_ext_result_code", JAVA_INT, JAVA_LONG);
    static final MethodHandle RESULT_ERRNO =
            Functions.bind("xev_ext_result_errno", JAVA_INT, JAVA_LONG);
    static final MethodHandle RESULT_MOVED =
            Functions.bind("xev_ext_result_moved", JAVA_LONG, JAVA_LONG);
    static final MethodHandle MANIFEST = Functions.bind("xev_ext_manifest", ADDRESS);
    static final MethodHandle SIMULATE =
            Functions.bind("xev_ext_simulate", JAVA_INT, ADDRESS, ADDRESS);
    static final MethodHandle ABANDONED = Functions.bind("xev_ext_abandoned", JAVA_LONG);
    static final MethodHandle SOCKET =
            Functions.bind("xev_ext_socket", JAVA_LONG, ADDRESS, JAVA_INT, JAVA_INT);
    static final MethodHandle BIND =
            Functions.bind("xev_ext_bind", JAVA_LONG, ADDRESS, JAVA_INT, ADDRESS);
    static final MethodHandle LISTEN =
            Functions.bind("xev_ext_listen", JAVA_LONG, ADDRESS, JAVA_INT, JAVA_INT);
    static final MethodHandle SET_OPTION =
            Functions.bind("xev_ext_set_option", JAVA_LONG, ADDRESS, JAVA_INT, JAVA_INT, JAVA_LONG);
    static final MethodHandle GET_OPTION =
            Functions.bind("xev_ext_get_option", JAVA_LONG, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
    static final MethodHandle LOCAL_ADDRESS =
            Functions.bind("xev_ext_local_address", JAVA_LONG, ADDRESS, JAVA_INT, ADDRESS);
    static final MethodHandle PEER_ADDRESS =
            Functions.bind("xev_ext_peer_address", JAVA_LONG, ADDRESS, JAVA_INT, ADDRESS);
    static final MethodHandle OPEN =
            Functions.bind("xev_ext_open", JAVA_LONG, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT);
    static final MethodHandle ADOPT = Functions.bind("xev_ext_adopt", JAVA_LONG, ADDRESS, JAVA_INT);
    static final MethodHandle RELEASE =
            Functions.bind("xev_ext_release", JAVA_LONG, ADDRESS, JAVA_INT);
    static final MethodHandle CLOSE = Functions.bind("xev_ext_close", JAVA_LONG, ADDRESS, JAVA_INT);
    static final MethodHandle HANDLE_FD =
            Functions.bind("xev_ext_handle_fd", JAVA_LONG, ADDRESS, JAVA_INT);
    static final MethodHandle BUFFERS_OPEN =
            Functions.bind("xev_ext_buffers_open", JAVA_LONG, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
    static final MethodHandle BUFFERS_CLOSE =
            Functions.bind("xev_ext_buffers_close", JAVA_LONG, ADDRESS, JAVA_INT);

    private ExtFunctions() {}
}
