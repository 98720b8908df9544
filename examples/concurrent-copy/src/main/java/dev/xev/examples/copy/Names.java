package dev.xev.examples.copy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * File names as what they are, bytes, whatever the locale says.
 *
 * <p>As text, bytes that are not UTF-8 are lone surrogates U+DC80 to U+DCFF, so every name survives
 * the way through a {@link String} and back (the scheme of Python's PEP 383). A {@link Path} keeps
 * bytes as they are, but only its URI form reveals them: {@code toString} and {@code Path.of}
 * replace or reject what the locale's encoding lacks.
 */
final class Names {
    private static final Path ROOT = Path.of("/");
    private static final Path HERE = workingDirectory();
    private static final int ESCAPED = 0xDC00;

    private Names() {}

    /** The text of a name given as bytes. */
    static String decode(byte[] name) {
        var decoder = StandardCharsets.UTF_8.newDecoder();
        var in = ByteBuffer.wrap(name);
        var out = CharBuffer.allocate(name.length);
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            if (result.isUnderflow()) return out.flip().toString();
            for (int i = 0; i < result.length(); i++) {
                out.put((char) (ESCAPED | (in.get() & 0xFF)));
            }
        }
    }

    /** The bytes of a name given as text: the inverse of {@link #decode}. */
    static byte[] encode(String text) {
        var bytes = new ByteArrayOutputStream(text.length());
        text.codePoints()
                .forEach(
                        point -> {
                            if (isEscapedByte(point)) bytes.write(point & 0xFF);
                            else bytes.writeBytes(utf8(point));
                        });
        return bytes.toByteArray();
    }

    /** The path that {@code text} names. */
    static Path path(String text) {
        if (isPlain(text)) return reachable(Path.of(text));
        boolean absolute = text.startsWith("/");
        var uri = new StringBuilder("file:///");
        for (byte b : encode(absolute ? text.replaceFirst("^/+", "") : text)) {
            if (isPlainInUri(b)) uri.append((char) b);
            else uri.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
        }
        Path path = Path.of(URI.create(uri.toString()));
        // Not relativize, which takes "." and ".." out.
        return reachable(absolute ? path : path.subpath(0, path.getNameCount()));
    }

    /**
     * The path from the root, unless it need not be: where the locale cannot write the name of the
     * working directory, Java looks for every relative path in a place that does not exist.
     */
    private static Path reachable(Path path) {
        boolean isReachable = path.isAbsolute() || HERE.equals(Path.of("").toAbsolutePath());
        return isReachable ? path : HERE.resolve(path);
    }

    private static Path workingDirectory() {
        try {
            return Path.of("/proc/self/cwd").toRealPath();
        } catch (IOException notLinux) {
            return Path.of("").toAbsolutePath();
        }
    }

    /** The text of a path, every byte of it. */
    static String text(Path path) {
        String plain = path.toString();
        if (isPlain(plain) && plain.indexOf('?') < 0) return plain;
        var bytes = new ByteArrayOutputStream();
        // Not toAbsolutePath, which asks a property that the locale may have damaged.
        String uri = ROOT.resolve(path).toUri().getRawPath();
        for (int i = path.isAbsolute() ? 0 : 1; i < uri.length(); i++) {
            if (uri.charAt(i) == '%') {
                bytes.write(Integer.parseInt(uri, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.write(uri.charAt(i));
            }
        }
        String text = decode(bytes.toByteArray());
        // A URI ends in a slash where there is a directory.
        return text.endsWith("/") && text.length() > 1
                ? text.substring(0, text.length() - 1)
                : text;
    }

    /**
     * The path as one line of text for a person: what {@code charset} cannot write, control
     * characters and bytes that are not text appear as {@code \xNN}.
     */
    static String display(Path path, Charset charset) {
        String text = text(path);
        if (isPlain(text)) return text;
        CharsetEncoder encoder = charset.newEncoder();
        var line = new StringBuilder();
        text.codePoints()
                .forEach(
                        point -> {
                            if (isEscapedByte(point)) appendHex(line, (byte) point);
                            else if (isShown(point, encoder)) line.appendCodePoint(point);
                            else for (byte b : utf8(point)) appendHex(line, b);
                        });
        return line.toString();
    }

    private static boolean isShown(int point, CharsetEncoder encoder) {
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED ->
                    false;
            case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            default -> encoder.canEncode(Character.toString(point));
        };
    }

    private static void appendHex(StringBuilder line, byte b) {
        line.append("\\x").append(HexFormat.of().toHexDigits(b));
    }

    private static byte[] utf8(int point) {
        return Character.toString(point).getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isEscapedByte(int point) {
        return point >= (ESCAPED | 0x80) && point <= (ESCAPED | 0xFF);
    }

    private static boolean isPlain(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c < 0x7F);
    }

    private static boolean isPlainInUri(byte b) {
        return (b >= '0' && b <= '9')
                || (b >= 'A' && b <= 'Z')
                || (b >= 'a' && b <= 'z')
                || "/.-_".indexOf(b) >= 0;
    }
}
