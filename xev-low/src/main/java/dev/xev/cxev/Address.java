package dev.xev.cxev;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** A socket address, the same on every system: {@code xev_address} of 128 bytes. */
public final class Address {
    /** Family: a path in the file system. */
    public static final int UNIX = 1;

    /** Family: 4 bytes, in network order. */
    public static final int IP4 = 4;

    /** Family: 16 bytes, in network order. */
    public static final int IP6 = 6;

    /** The most bytes an address may have. */
    public static final int BYTES_MAX = 112;

    /** Bytes of one structure. */
    public static final long SIZE = 128;

    /** The fields, by their names in C. */
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                    JAVA_SHORT.withName("family"),
                    JAVA_SHORT.withName("port"),
                    JAVA_INT.withName("scope"),
                    JAVA_INT.withName("flow"),
                    JAVA_INT.withName("length"),
                    MemoryLayout.sequenceLayout(112, JAVA_BYTE).withName("bytes"));

    static final long FAMILY_OFFSET = 0;
    static final long PORT_OFFSET = 2;
    static final long SCOPE_OFFSET = 4;
    static final long FLOW_OFFSET = 8;
    static final long LENGTH_OFFSET = 12;
    static final long BYTES_OFFSET = 16;

    /**
     * {@return the family: {@link #UNIX}, {@link #IP4} or {@link #IP6}}
     *
     * @param addresses the structures
     * @param index which structure of the array, from 0
     */
    public static int family(MemorySegment addresses, int index) {
        return Short.toUnsignedInt(addresses.get(JAVA_SHORT, index * SIZE + FAMILY_OFFSET));
    }

    /**
     * {@return the port, in host order}
     *
     * @param addresses the structures
     * @param index which structure of the array, from 0
     */
    public static int port(MemorySegment addresses, int index) {
        return Short.toUnsignedInt(addresses.get(JAVA_SHORT, index * SIZE + PORT_OFFSET));
    }

    /**
     * {@return the scope of an IPv6 address}
     *
     * @param addresses the structures
     * @param index which structure of the array, from 0
     */
    public static int scope(MemorySegment addresses, int index) {
        return addresses.get(JAVA_INT, index * SIZE + SCOPE_OFFSET);
    }

    /**
     * {@return the flow label of an IPv6 address}
     *
     * @param addresses the structures
     * @param index which structure of the array, from 0
     */
    public static int flow(MemorySegment addresses, int index) {
        return addresses.get(JAVA_INT, index * SIZE + FLOW_OFFSET);
    }

    /**
     * {@return how many of its bytes are used}
     *
     * @param addresses the structures
     * @param index which structure of the array, from 0
     */
    public static int length(MemorySegment addresses, int index) {
        return addresses.get(JAVA_INT, index * SIZE + LENGTH_OFFSET);
    }

    /**
     * {@return a copy of the bytes of the address: 4, 16, or those of a path}
     *
     * @param addresses the structures
     * @param index which structure of the array, from 0
     */
    public static byte[] bytes(MemorySegment addresses, int index) {
        byte[] bytes = new byte[Math.clamp(length(addresses, index), 0, BYTES_MAX)];
        long at = index * SIZE + BYTES_OFFSET;
        MemorySegment.copy(addresses, JAVA_BYTE, at, bytes, 0, bytes.length);
        return bytes;
    }

    /**
     * Writes a whole address.
     *
     * @param addresses the structures
     * @param index which structure of the array, from 0
     * @param family {@link #UNIX}, {@link #IP4} or {@link #IP6}
     * @param port 0 to 65535, in host order
     * @param scope the scope of an IPv6 address, or 0
     * @param bytes 4, 16, or those of a path: at most {@link #BYTES_MAX}
     * @throws IndexOutOfBoundsException if there are more bytes than fit
     */
    public static void write(
            MemorySegment addresses, int index, int family, int port, int scope, byte[] bytes) {
        MemorySegment address = addresses.asSlice(index * SIZE, SIZE);
        address.fill((byte) 0);
        address.set(JAVA_SHORT, FAMILY_OFFSET, (short) family);
        address.set(JAVA_SHORT, PORT_OFFSET, (short) port);
        address.set(JAVA_INT, SCOPE_OFFSET, scope);
        address.set(JAVA_INT, LENGTH_OFFSET, bytes.length);
        MemorySegment.copy(bytes, 0, address, JAVA_BYTE, BYTES_OFFSET, bytes.length);
    }

    private Address() {}
}
