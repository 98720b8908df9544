package dev.xev.cxev;

import java.lang.foreign.MemorySegment;

/**
 * The functions of {@code xev_ext.h} about handles and buffers, in its order: what completes at
 * once and needs no operation. As in {@link XevExt}, each of them throws {@link
 * UnsupportedOperationException} if the library that was loaded lacks it.
 */
public final class XevExtHandle {
    /**
     * Makes a socket: not blocking, not inherited.
     *
     * @param loop a loop that {@link XevExt#xev_ext_loop_init} made
     * @param family an {@link Address} family
     * @param type 1 stream, 2 datagram
     * @return a handle, or a negative result (see {@link Event#code})
     */
    public static long xev_ext_socket(MemorySegment loop, int family, int type) {
        try {
            return (long) ExtFunctions.Socket.CALL.invokeExact(loop, family, type);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Gives a socket its local address.
     *
     * @param loop a loop that {@link XevExt#xev_ext_loop_init} made
     * @param handle a handle of the loop
     * @param address the local {@link Address}
     * @return 0, or a negative result (see {@link Event#code})
     */
    public static long xev_ext_bind(MemorySegment loop, int handle, MemorySegment address) {
        try {
            return (long) ExtFunctions.Bind.CALL.invokeExact(loop, handle, address);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Makes a socket accept connections.
     *
     * @param loop a loop that {@link XevExt#xev_ext_loop_init} made
     * @param handle a handle of the loop
     * @param backlog how many connections may wait to be accepted
     * @return 0, or a negative result (see {@link Event#code})
     */
    public static long xev_ext_listen(MemorySegment loop, int handle, int backlog) {
        try {
            return (long) ExtFunctions.Listen.CALL.invokeExact(loop, handle, backlog);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Sets an option of a socket.
     *
     * @param loop a loop that {@link XevExt#xev_ext_loop_init} made
     * @param handle a handle of the loop
     * @param option a {@link SocketOptionCode}
     * @param value its value, in the unit of the option
     * @return 0, or a negative result (see {@link Event#code})
     */
    public static long xev_ext_set_option(MemorySegment loop, int handle, int option, long value) {
        try {
            return (long) ExtFunctions.SetOption.CALL.invokeExact(loop, handle, option, value);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Reads an option of a socket.
     *
     * @param loop a loop that {@link XevExt#xev_ext_loop_init} made
     * @param handle a handle of the loop
     * @param option a {@link SocketOptionCode}
     * @param value 8 bytes for the value
     * @return 0, or a negative result (see {@link Event#code})
     */
    public static long xev_ext_get_option(
            MemorySegment loop, int handle, int option, MemorySegment value) {
        try {
            return (long) ExtFunctions.GetOption.CALL.invokeExact(loop, handle, option, value);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * The address a socket is bound to.
     *
     * @param loop a loop that {@link XevExt#xev_ext_loop_init} made
     * @param handle a handle of the loop
     * @param address an {@link Address} to fill
     * @return 0, or a negative result (see {@link Event#code})
     */
    public static long xev_ext_local_address(
            MemorySegment loop, int handle, MemorySegment address) {
        try {
            return (long) ExtFunctions.LocalAddress.CALL.invokeExact(loop, handle, address);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * The address a socket is connected to.
     *
     * @param loop a loop that {@link XevExt#xev_ext_loop_init} made
     * @param handle a handle of the loop
     * @param address an {@link Address} to fill
     * @return 0, or a negative result (see {@link Event#code})
     */
    public static long xev_ext_peer_address(MemorySegment loop, int handle, MemorySegment address) {
        try {
            return (long) ExtFunctions.PeerAddress.CALL.invokeExact(loop, handle, address);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Opens a file, which may block for as long as its file system likes.
     *
     * @param loop a loop that {@link XevExt#xev_ext_loop_init} made
     * @param path a path in bytes, ended by a zero
     * @param flags a set of {@link OpenFlag}
     * @param mode the permission bits of a new file, before the umask
     * @return a handle, or a negative result (see {@link Event#code})
     */
    public static long xev_ext_open(MemorySegment loop, MemorySegment path, int flags, int mode) {
        try {
            return (long) ExtFunctions.Open.CALL.invokeExact(loop, path, flags, mode);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Takes over a descriptor. Pipes, sockets and terminals become non-blocking where the backend
     * needs it.
     *
     * @param loop a loop that {@link XevExt#xev_ext_loop_init} made
     * @param fd a descriptor, from now on the loop's
     * @return a handle, or a negative result (see {@link Event#code})
     */
    public static long xev_ext_adopt(MemorySegment loop, int fd) {
        try {
            return (long) ExtFunctions.Adopt.CALL.invokeExact(loop, fd);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Gives a descriptor away. Nothing may be armed on it: {@link ErrorCode#BUSY}.
     *
     * @param loop a loop that {@link XevExt#xev_ext_loop_init} made
     * @param handle a handle of the loop
     * @return the descriptor, from now on the caller's, or a negative result (see {@link
     *     Event#code})
     */
    public static long xev_ext_release(MemorySegment loop, int handle) {
        try {
            return (long) ExtFunctions.Release.CALL.invokeExact(loop, handle);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Closes a handle. What is armed on it ends with {@link ErrorCode#CANCELED}.
     *
     * @param loop a loop that {@link XevExt#xev_ext_loop_init} made
     * @param handle a handle of the loop
     * @return 0 if it is closed now, 1 if it will be after the last event of what was armed, or a
     *     negative result (see {@link Event#code})
     */
    public static long xev_ext_close(MemorySegment loop, int handle) {
        try {
            return (long) ExtFunctions.Close.CALL.invokeExact(loop, handle);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * The descriptor behind a handle, still the loop's.
     *
     * @param loop a loop that {@link XevExt#xev_ext_loop_init} made
     * @param handle a handle of the loop
     * @return the descriptor, or a negative result (see {@link Event#code})
     */
    public static long xev_ext_handle_fd(MemorySegment loop, int handle) {
        try {
            return (long) ExtFunctions.HandleFd.CALL.invokeExact(loop, handle);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Makes a group of buffers for {@link Submission#BUFFER_SELECT}.
     *
     * @param loop a loop that {@link XevExt#xev_ext_loop_init} made
     * @param count how many buffers, a power of two up to 32,768
     * @param size the bytes of each
     * @param address 8 bytes for the address of the first one; the others follow
     * @return the group, or a negative result (see {@link Event#code})
     */
    public static long xev_ext_buffers_open(
            MemorySegment loop, int count, int size, MemorySegment address) {
        try {
            return (long) ExtFunctions.BuffersOpen.CALL.invokeExact(loop, count, size, address);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Frees a group. None of its buffers may be lent and no receive armed on it: {@link
     * ErrorCode#BUSY}.
     *
     * @param loop a loop that {@link XevExt#xev_ext_loop_init} made
     * @param group a group of the loop
     * @return 0, or a negative result (see {@link Event#code})
     */
    public static long xev_ext_buffers_close(MemorySegment loop, int group) {
        try {
            return (long) ExtFunctions.BuffersClose.CALL.invokeExact(loop, group);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    /**
     * Announces memory that stays mapped, readable, writable and where it is until {@link
     * Xev#xev_loop_deinit} has returned: reads and writes of files that lie in it may cost less.
     *
     * @param loop a loop that {@link XevExt#xev_ext_loop_init} made
     * @param address where it begins
     * @param length how many bytes
     * @return 0, or a negative result (see {@link Event#code}): {@link ErrorCode#INVALID_ARGUMENT}
     *     for memory that cannot be, {@link ErrorCode#ALREADY_EXISTS} when some of it is announced
     *     already, {@link ErrorCode#NO_BUFFERS} when there is too much
     */
    public static long xev_ext_memory_announce(
            MemorySegment loop, MemorySegment address, long length) {
        try {
            return (long) ExtFunctions.MemoryAnnounce.CALL.invokeExact(loop, address, length);
        } catch (Throwable e) {
            throw Functions.unchecked(e);
        }
    }

    private XevExtHandle() {}
}
