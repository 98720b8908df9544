package dev.xev;

import dev.xev.cxev.Address;
import dev.xev.cxev.Op;
import dev.xev.cxev.SocketOptionCode;
import dev.xev.cxev.XevExtHandle;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import java.util.Map;

/** What sockets and listeners do at once: addresses and options. */
final class Sockets {
    private static final int STREAM = 1;

    private static final Map<SocketOption<?>, Integer> CODES =
            Map.ofEntries(
                    Map.entry(StandardSocketOptions.SO_REUSEADDR, SocketOptionCode.REUSE_ADDRESS),
                    Map.entry(StandardSocketOptions.SO_REUSEPORT, SocketOptionCode.REUSE_PORT),
                    Map.entry(StandardSocketOptions.TCP_NODELAY, SocketOptionCode.NO_DELAY),
                    Map.entry(StandardSocketOptions.SO_KEEPALIVE, SocketOptionCode.KEEP_ALIVE),
                    Map.entry(StandardSocketOptions.SO_SNDBUF, SocketOptionCode.SEND_BUFFER),
                    Map.entry(StandardSocketOptions.SO_RCVBUF, SocketOptionCode.RECEIVE_BUFFER),
                    Map.entry(StandardSocketOptions.SO_LINGER, SocketOptionCode.LINGER),
                    Map.entry(StandardSocketOptions.IP_TOS, SocketOptionCode.TRAFFIC_CLASS),
                    Map.entry(XevSocketOptions.KEEP_IDLE, SocketOptionCode.KEEP_IDLE),
                    Map.entry(XevSocketOptions.KEEP_INTERVAL, SocketOptionCode.KEEP_INTERVAL),
                    Map.entry(XevSocketOptions.KEEP_COUNT, SocketOptionCode.KEEP_COUNT),
                    Map.entry(XevSocketOptions.QUICK_ACK, SocketOptionCode.QUICK_ACK),
                    Map.entry(XevSocketOptions.V6_ONLY, SocketOptionCode.V6_ONLY));

    private Sockets() {}

    /** A stream socket for this kind of address; the result is a handle or an error. */
    static long open(Core core, InetSocketAddress address) {
        int family = address.getAddress() instanceof Inet6Address ? Address.IP6 : Address.IP4;
        return XevExtHandle.xev_ext_socket(core.boundary.loop(), family, STREAM);
    }

    static long connect(
            Core core, InetSocketAddress address, ResultCallback<Loop, TcpSocket> callback) {
        core.checkStart();
        long handle = open(core, address);
        Operation operation = core.claim(Op.CONNECT, core.loop, callback);
        if (handle < 0) {
            if (core.begin(operation)) core.post(operation, handle);
            return operation.id;
        }
        operation.handle = new Handle(core, (int) handle);
        Block block = core.blocks.take((int) Address.SIZE);
        operation.block = block;
        operation.address = block.address;
        write(block.segment, address);
        return core.start(operation);
    }

    static Handle bind(
            Core core, SocketAddress address, int backlog, Map<SocketOption<?>, ?> options) {
        InetSocketAddress inet = inet(address);
        String what = "bind " + show(inet);
        Handle handle = new Handle(core, (int) require(open(core, inet), what));
        MemorySegment loop = core.boundary.loop();
        try (Arena arena = Arena.ofConfined()) {
            setCode(core, handle, SocketOptionCode.REUSE_ADDRESS, 1, what);
            options.forEach((option, value) -> setAny(core, handle, option, value));
            MemorySegment written = arena.allocate(Address.SIZE, 8);
            write(written, inet);
            require(XevExtHandle.xev_ext_bind(loop, handle.number, written), what);
            require(XevExtHandle.xev_ext_listen(loop, handle.number, backlog), what);
            return handle;
        } catch (Throwable failure) {
            core.boundary.closeHandle(handle.number);
            throw failure;
        }
    }

    private static long require(long result, String what) {
        if (result < 0) throw new XevException(what, XevError.ofOutcome(result));
        return result;
    }

    /** An address that can be used, or the reason why not. */
    static InetSocketAddress inet(SocketAddress address) {
        if (!(Check.notNull(address, "the address") instanceof InetSocketAddress inet)) {
            throw initCause(
                    new UnsupportedAddressTypeException(), address + " is not an address of TCP");
        }
        if (inet.isUnresolved()) {
            throw initCause(
                    new UnresolvedAddressException(),
                    inet.getHostString() + " has no address yet: look it up first");
        }
        return inet;
    }

    /** The JDK's exceptions for this have no message of their own. */
    private static <E extends IllegalArgumentException> E initCause(E exception, String message) {
        exception.initCause(new IllegalArgumentException(message));
        return exception;
    }

    static void write(MemorySegment to, InetSocketAddress address) {
        InetAddress ip = address.getAddress();
        boolean is6 = ip instanceof Inet6Address;
        int scope = ip instanceof Inet6Address ip6 ? ip6.getScopeId() : 0;
        int family = is6 ? Address.IP6 : Address.IP4;
        Address.write(to, 0, family, address.getPort(), scope, ip.getAddress());
    }

    private static SocketAddress read(MemorySegment from) {
        byte[] bytes = Address.bytes(from, 0);
        int scope = Address.scope(from, 0);
        try {
            InetAddress ip =
                    bytes.length == 16 && scope != 0
                            ? Inet6Address.getByAddress(null, bytes, scope)
                            : InetAddress.getByAddress(bytes);
            return new InetSocketAddress(ip, Address.port(from, 0));
        } catch (UnknownHostException e) {
            throw new AssertionError("an address of " + bytes.length + " bytes", e);
        }
    }

    static SocketAddress localAddress(Core core, Handle handle) {
        return address(core, handle, true);
    }

    static SocketAddress remoteAddress(Core core, Handle handle) {
        return address(core, handle, false);
    }

    private static SocketAddress address(Core core, Handle handle, boolean isLocal) {
        MemorySegment loop = core.boundary.loop();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment to = arena.allocate(Address.SIZE, 8);
            long result =
                    isLocal
                            ? XevExtHandle.xev_ext_local_address(loop, handle.number, to)
                            : XevExtHandle.xev_ext_peer_address(loop, handle.number, to);
            require(result, isLocal ? "local address" : "remote address");
            return read(to);
        }
    }

    static void setOption(Core core, Handle handle, SocketOption<?> option, Object value) {
        setAny(core, handle, option, value);
    }

    private static void setAny(Core core, Handle handle, SocketOption<?> option, Object value) {
        Check.notNull(value, "the value of " + option);
        if (!option.type().isInstance(value)) {
            throw new IllegalArgumentException(
                    option + " takes a value of " + option.type() + ", not " + value);
        }
        long number =
                switch (value) {
                    case Boolean flag -> flag ? 1 : 0;
                    case Integer integer -> integer;
                    case Duration duration -> seconds(duration);
                    default -> throw unknown(option);
                };
        setCode(core, handle, code(option), number, "set " + option + " to " + value);
    }

    private static long seconds(Duration duration) {
        return Math.clamp(duration.toSeconds(), 1, Integer.MAX_VALUE);
    }

    private static void setCode(Core core, Handle handle, int code, long value, String what) {
        MemorySegment loop = core.boundary.loop();
        require(XevExtHandle.xev_ext_set_option(loop, handle.number, code, value), what);
    }

    static <T> T option(Core core, Handle handle, SocketOption<T> option) {
        int code = code(option);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment to = arena.allocate(ValueLayout.JAVA_LONG);
            MemorySegment loop = core.boundary.loop();
            require(
                    XevExtHandle.xev_ext_get_option(loop, handle.number, code, to),
                    "get " + option);
            long number = to.get(ValueLayout.JAVA_LONG, 0);
            Class<T> type = option.type();
            if (type == Boolean.class) return type.cast(number != 0);
            if (type == Duration.class) return type.cast(Duration.ofSeconds(number));
            return type.cast((int) number);
        }
    }

    private static int code(SocketOption<?> option) {
        Integer code = CODES.get(Check.notNull(option, "the option"));
        if (code == null) throw unknown(option);
        return code;
    }

    private static UnsupportedOperationException unknown(SocketOption<?> option) {
        return new UnsupportedOperationException(option + " is not an option of TCP sockets here");
    }

    /** Whom a socket belongs to, for messages; never fails. */
    static String describe(Core core, Handle handle) {
        if (handle.isClosed() || core.isClosed()) return "closed";
        try {
            return show(localAddress(core, handle));
        } catch (XevException e) {
            return "handle " + handle.number;
        }
    }

    static String show(SocketAddress address) {
        if (!(address instanceof InetSocketAddress inet)) return address.toString();
        InetAddress ip = inet.getAddress();
        if (ip == null) return inet.toString();
        String text = ip.getHostAddress();
        return (ip instanceof Inet6Address ? "[" + text + "]" : text) + ":" + inet.getPort();
    }
}
