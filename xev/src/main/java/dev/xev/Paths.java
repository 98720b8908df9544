package dev.xev;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The bytes of paths. A file name is a string of bytes for the system, which need not be text in
 * any encoding; the JDK keeps the bytes, but its strings show them by guess. Its URIs do not: they
 * escape each byte.
 */
final class Paths {
    private static final Path ROOT = Path.of("/");
    private static final char REPLACEMENT = '\uFFFD';
    private static final boolean NAMES_ARE_UTF8 =
            "UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding"));
    static final int MOST_BYTES = 4096;
    private static final String HEX = "0123456789ABCDEF";

    private Paths() {}

    /** Gives an operation the path, in memory of the loop, and answers the address. */
    static long put(Core core, Operation operation, Path path) {
        byte[] bytes = bytes(path);
        Block block = core.blocks.take(bytes.length + 1);
        MemorySegment.copy(bytes, 0, block.segment, JAVA_BYTE, 0, bytes.length);
        block.segment.set(JAVA_BYTE, bytes.length, (byte) 0);
        block.next = operation.block;
        operation.block = block;
        return block.address;
    }

    /** The bytes that the system shall see. */
    static byte[] bytes(Path path) {
        if (Check.notNull(path, "the path").getFileSystem() != FileSystems.getDefault()) {
            throw new IllegalArgumentException(
                    path + " belongs to " + path.getFileSystem() + ", not to the default one");
        }
        String text = path.toString();
        byte[] bytes = isFaithful(text) ? text.getBytes(StandardCharsets.UTF_8) : ofUri(path);
        Check.argument(bytes.length > 0, "the path is empty");
        Check.argument(bytes.length < MOST_BYTES, "the path has too many bytes: ", bytes.length);
        return bytes;
    }

    /**
     * Whether the text is the bytes in UTF-8: in ASCII it always is, and beyond that when the JDK
     * reads names as UTF-8 and has put no mark where it could not.
     */
    private static boolean isFaithful(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 128 && (!NAMES_ARE_UTF8 || c == REPLACEMENT)) return false;
        }
        return true;
    }

    private static byte[] ofUri(Path path) {
        // Below the root, so that a relative path stays what it is; the URI itself is absolute.
        byte[] below = unescape(ROOT.resolve(path).toUri().getRawPath());
        int from = path.isAbsolute() ? 0 : 1;
        // The URI of a directory ends with a slash, which no path does.
        int to =
                below.length > 1 && below[below.length - 1] == '/'
                        ? below.length - 1
                        : below.length;
        return Arrays.copyOfRange(below, from, to);
    }

    private static byte[] unescape(String escaped) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(escaped.length());
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (c == '%') {
                bytes.write(
                        HEX.indexOf(escaped.charAt(i + 1)) << 4
                                | HEX.indexOf(escaped.charAt(i + 2)));
                i += 2;
            } else {
                bytes.write(c);
            }
        }
        return bytes.toByteArray();
    }

    /** The path with these bytes. */
    static Path of(byte[] bytes) {
        boolean isAbsolute = bytes.length > 0 && bytes[0] == '/';
        StringBuilder uri = new StringBuilder("file://");
        if (!isAbsolute) uri.append('/');
        for (byte b : bytes) {
            if (isPlain(b)) {
                uri.append((char) b);
            } else {
                uri.append('%').append(HEX.charAt(b >> 4 & 15)).append(HEX.charAt(b & 15));
            }
        }
        Path path = Path.of(URI.create(uri.toString()));
        return isAbsolute ? path : path.subpath(0, path.getNameCount());
    }

    private static boolean isPlain(byte b) {
        return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '/';
    }
}
