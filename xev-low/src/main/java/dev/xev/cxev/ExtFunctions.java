package dev.xev.cxev;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.invoke.MethodHandle;

/**
 * The functions of {@code xev_ext.h} as constants, which is what makes calling them cheap. Each is
 * bound when it is called first: binding takes milliseconds, and a program calls few of them. One
 * alone is {@code critical}, a leaf of 10 ns for which it matters that the processor goes on with
 * what it has begun before; it saves 2 ns elsewhere, and stops every garbage collection meanwhile.
 */
final class ExtFunctions {
    static final class LoopInit {
        static final MethodHandle CALL =
                Functions.bind("xev_ext_loop_init", JAVA_INT, ADDRESS, ADDRESS);
    }

    static final class LoopPort {
        static final MethodHandle CALL = Functions.bind("xev_ext_loop_port", ADDRESS, ADDRESS);
    }

    static final class Poll {
        static final MethodHandle CALL =
                Functions.bind("xev_ext_poll", JAVA_LONG, ADDRESS, JAVA_INT, JAVA_LONG);
    }

    static final class Flush {
        static final MethodHandle CALL =
                Functions.bind("xev_ext_flush", JAVA_LONG, ADDRESS, JAVA_INT);
    }

    static final class Wake {
        static final MethodHandle CALL = Functions.bind("xev_ext_wake", JAVA_INT, ADDRESS);
    }

    static final class Now {
        static final MethodHandle CALL = Functions.bind("xev_ext_now", JAVA_LONG, ADDRESS);
    }

    static final class Moment {
        static final MethodHandle CALL = Functions.bindLeaf("xev_ext_moment", JAVA_LONG, ADDRESS);
    }

    static final class LoopHandle {
        static final MethodHandle CALL = Functions.bind("xev_ext_loop_handle", JAVA_INT, ADDRESS);
    }

    static final class Backend {
        static final MethodHandle CALL = Functions.bind("xev_ext_backend", JAVA_INT, ADDRESS);
    }

    static final class BackendName {
        static final MethodHandle CALL = Functions.bind("xev_ext_backend_name", ADDRESS, JAVA_INT);
    }

    static final class BackendAvailable {
        static final MethodHandle CALL =
                Functions.bind("xev_ext_backend_available", JAVA_INT, JAVA_INT);
    }

    static final class Stop {
        static final MethodHandle CALL = Functions.bindVoid("xev_ext_stop", ADDRESS);
    }

    static final class Stopped {
        static final MethodHandle CALL = Functions.bind("xev_ext_stopped", JAVA_INT, ADDRESS);
    }

    static final class Submit {
        static final MethodHandle CALL =
                Functions.bind(
                        "xev_ext_submit", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
    }

    static final class Cancel {
        static final MethodHandle CALL =
                Functions.bind(
                        "xev_ext_cancel", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
    }

    static final class ErrorCount {
        static final MethodHandle CALL = Functions.bind("xev_ext_error_count", JAVA_INT);
    }

    static final class ErrorName {
        static final MethodHandle CALL = Functions.bind("xev_ext_error_name", ADDRESS, JAVA_INT);
    }

    static final class ErrorText {
        static final MethodHandle CALL = Functions.bind("xev_ext_error_text", ADDRESS, JAVA_INT);
    }

    static final class ErrorCode {
        static final MethodHandle CALL = Functions.bind("xev_ext_error_code", JAVA_INT, ADDRESS);
    }

    static final class ResultCode {
        static final MethodHandle CALL = Functions.bind("xev_ext_result_code", JAVA_INT, JAVA_LONG);
    }

    static final class ResultErrno {
        static final MethodHandle CALL =
                Functions.bind("xev_ext_result_errno", JAVA_INT, JAVA_LONG);
    }

    static final class ResultMoved {
        static final MethodHandle CALL =
                Functions.bind("xev_ext_result_moved", JAVA_LONG, JAVA_LONG);
    }

    static final class Simulate {
        static final MethodHandle CALL =
                Functions.bind("xev_ext_simulate", JAVA_INT, ADDRESS, ADDRESS);
    }

    static final class Abandoned {
        static final MethodHandle CALL = Functions.bind("xev_ext_abandoned", JAVA_LONG);
    }

    static final class Socket {
        static final MethodHandle CALL =
                Functions.bind("xev_ext_socket", JAVA_LONG, ADDRESS, JAVA_INT, JAVA_INT);
    }

    static final class Bind {
        static final MethodHandle CALL =
                Functions.bind("xev_ext_bind", JAVA_LONG, ADDRESS, JAVA_INT, ADDRESS);
    }

    static final class Listen {
        static final MethodHandle CALL =
                Functions.bind("xev_ext_listen", JAVA_LONG, ADDRESS, JAVA_INT, JAVA_INT);
    }

    static final class SetOption {
        static final MethodHandle CALL =
                Functions.bind(
                        "xev_ext_set_option", JAVA_LONG, ADDRESS, JAVA_INT, JAVA_INT, JAVA_LONG);
    }

    static final class GetOption {
        static final MethodHandle CALL =
                Functions.bind(
                        "xev_ext_get_option", JAVA_LONG, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
    }

    static final class LocalAddress {
        static final MethodHandle CALL =
                Functions.bind("xev_ext_local_address", JAVA_LONG, ADDRESS, JAVA_INT, ADDRESS);
    }

    static final class PeerAddress {
        static final MethodHandle CALL =
                Functions.bind("xev_ext_peer_address", JAVA_LONG, ADDRESS, JAVA_INT, ADDRESS);
    }

    static final class Open {
        static final MethodHandle CALL =
                Functions.bind("xev_ext_open", JAVA_LONG, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT);
    }

    static final class Adopt {
        static final MethodHandle CALL =
                Functions.bind("xev_ext_adopt", JAVA_LONG, ADDRESS, JAVA_INT);
    }

    static final class Release {
        static final MethodHandle CALL =
                Functions.bind("xev_ext_release", JAVA_LONG, ADDRESS, JAVA_INT);
    }

    static final class Close {
        static final MethodHandle CALL =
                Functions.bind("xev_ext_close", JAVA_LONG, ADDRESS, JAVA_INT);
    }

    static final class HandleFd {
        static final MethodHandle CALL =
                Functions.bind("xev_ext_handle_fd", JAVA_LONG, ADDRESS, JAVA_INT);
    }

    static final class BuffersOpen {
        static final MethodHandle CALL =
                Functions.bind(
                        "xev_ext_buffers_open", JAVA_LONG, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
    }

    static final class BuffersClose {
        static final MethodHandle CALL =
                Functions.bind("xev_ext_buffers_close", JAVA_LONG, ADDRESS, JAVA_INT);
    }

    static final class MemoryAnnounce {
        static final MethodHandle CALL =
                Functions.bind("xev_ext_memory_announce", JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG);
    }

    private ExtFunctions() {}
}
