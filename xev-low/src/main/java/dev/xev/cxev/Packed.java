package dev.xev.cxev;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A file beside the classes of this module: in their jar or directory, or where their class loader
 * has it. That is asked last, because it looks through everything that comes before it.
 */
sealed interface Packed {
    /** {@return the bytes} */
    byte[] content() throws IOException;

    /** {@return how many bytes there are} */
    default long size() throws IOException {
        return content().length;
    }

    /** {@return the CRC-32 of the bytes} A jar has it of each file. */
    default long sum() throws IOException {
        return sum(content());
    }

    /** {@return the file of this name, which begins with no slash; null if there is none} */
    static @Nullable Packed find(String name) throws IOException {
        Path place = placeOfClasses();
        Packed found = place == null ? null : find(place, name);
        if (found != null) return found;
        URL url = Packed.class.getResource("/" + name);
        return url == null ? null : Elsewhere.read(url);
    }

    /** {@return the file of this name in a jar or a directory; null if there is none} */
    static @Nullable Packed find(Path place, String name) throws IOException {
        if (Files.isRegularFile(place)) return InJar.find(place, name);
        Path file = place.resolve(name);
        return Files.exists(file) ? new Loose(file) : null;
    }

    private static @Nullable Path placeOfClasses() {
        CodeSource source = Packed.class.getProtectionDomain().getCodeSource();
        URL location = source == null ? null : source.getLocation();
        if (location == null || !location.getProtocol().equals("file")) return null;
        try {
            return Path.of(location.toURI());
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
            return null;
        }
    }

    private static long sum(byte[] content) {
        CRC32 sum = new CRC32();
        sum.update(content);
        return sum.getValue();
    }

    /** A file that the system can load from where it is. */
    record Loose(Path file) implements Packed {
        @Override
        public byte[] content() throws IOException {
            return Files.readAllBytes(file);
        }
    }

    /** A file of a jar, which is read only when its content is asked for. */
    record InJar(Path jar, String name, long size, long sum) implements Packed {
        private static @Nullable Packed find(Path jar, String name) throws IOException {
            try (ZipFile zip = new ZipFile(jar.toFile())) {
                ZipEntry entry = zip.getEntry(name);
                if (entry == null) return null;
                return new InJar(jar, name, entry.getSize(), entry.getCrc());
            }
        }

        @Override
        public byte[] content() throws IOException {
            byte[] content;
            try (ZipFile zip = new ZipFile(jar.toFile());
                    var stream = zip.getInputStream(zip.getEntry(name))) {
                content = stream.readAllBytes();
            }
            // The stream does not look at it.
            if (content.length == size && Packed.sum(content) == sum) return content;
            throw new ZipException(jar + ": " + name + " is damaged");
        }
    }

    /** What a class loader has in its own way: read once, since size and sum need all of it. */
    final class Elsewhere implements Packed {
        private final byte[] content;

        private Elsewhere(byte[] content) {
            this.content = content;
        }

        static Packed read(URL url) throws IOException {
            try (var stream = url.openStream()) {
                return new Elsewhere(stream.readAllBytes());
            }
        }

        @Override
        public byte[] content() {
            return content;
        }
    }
}
