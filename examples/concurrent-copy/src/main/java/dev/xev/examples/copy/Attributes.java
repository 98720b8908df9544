package dev.xev.examples.copy;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;

/**
 * What the walk learns about one name, without following a link.
 *
 * @param mode permission bits, 07777
 * @param device with {@code inode}, tells one file from another
 */
record Attributes(
        Kind kind,
        int mode,
        int owner,
        int group,
        long size,
        FileTime accessed,
        FileTime modified,
        long device,
        long inode) {

    enum Kind {
        FILE("file", false),
        DIRECTORY("directory", false),
        LINK("symbolic link", false),
        FIFO("FIFO", true),
        SOCKET("socket", true),
        CHARACTER_DEVICE("character device", true),
        BLOCK_DEVICE("block device", true),
        UNKNOWN("file of an unknown kind", true);

        final String text;

        /** Neither a file, nor a directory, nor a link: nothing that has content to copy. */
        final boolean isSpecial;

        Kind(String text, boolean isSpecial) {
            this.text = text;
            this.isSpecial = isSpecial;
        }

        private static Kind of(int mode) {
            return switch (mode >> 12 & 0xF) {
                case 1 -> FIFO;
                case 2 -> CHARACTER_DEVICE;
                case 4 -> DIRECTORY;
                case 6 -> BLOCK_DEVICE;
                case 8 -> FILE;
                case 10 -> LINK;
                case 12 -> SOCKET;
                default -> UNKNOWN;
            };
        }
    }

    static Attributes of(Path path) throws IOException {
        return read(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** Of what a link leads to. */
    static Attributes followed(Path path) throws IOException {
        return read(path);
    }

    /** Of a name that may be free. */
    static @Nullable Attributes ifExists(Path path) throws IOException {
        try {
            return of(path);
        } catch (NoSuchFileException nothingThere) {
            return null;
        }
    }

    boolean isDirectory() {
        return kind == Kind.DIRECTORY;
    }

    boolean isSameAs(Attributes other) {
        return device == other.device && inode == other.inode;
    }

    private static Attributes read(Path path, LinkOption... links) throws IOException {
        Map<String, Object> read =
                Files.readAttributes(
                        path,
                        "unix:mode,uid,gid,size,lastAccessTime,lastModifiedTime,dev,ino",
                        links);
        int mode = value(read, "mode", Integer.class);
        return new Attributes(
                Kind.of(mode),
                mode & 07777,
                value(read, "uid", Integer.class),
                value(read, "gid", Integer.class),
                value(read, "size", Long.class),
                value(read, "lastAccessTime", FileTime.class),
                value(read, "lastModifiedTime", FileTime.class),
                value(read, "dev", Long.class),
                value(read, "ino", Long.class));
    }

    private static <T> T value(Map<String, Object> read, String name, Class<T> type) {
        return type.cast(Objects.requireNonNull(read.get(name), name));
    }
}
