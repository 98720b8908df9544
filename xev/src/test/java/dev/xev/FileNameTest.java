package dev.xev;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.io.TempDir;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** File names are bytes, whatever the locale makes of them. */
class FileNameTest {
    @TempDir Path directory;

    @BackendTest
    void namesOfAnyBytesWorkInEveryLocale(Backend backend) throws Exception {
        for (String locale : List.of("C", "C.UTF-8", "POSIX")) {
            String printed =
                    new Child()
                            .environment(Map.of("LC_ALL", locale))
                            .run(Names.class, backend.name(), directory.toString(), locale);

            assertEquals("ok", printed);
        }
    }

    @BackendTest
    void permissionsHoldForAProcessThatIsNotRoot(Backend backend) throws Exception {
        Path secret = java.nio.file.Files.writeString(directory.resolve("secret"), "x");
        java.nio.file.Files.setPosixFilePermissions(
                secret, java.nio.file.attribute.PosixFilePermissions.fromString("---------"));
        java.nio.file.Files.setPosixFilePermissions(
                directory, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        Child child = new Child();
        if (System.getProperty("user.name").equals("root")) {
            child.by("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        }

        assertEquals(
                "ACCESS_DENIED ACCESS_DENIED",
                child.in(Path.of("/")).run(Denied.class, backend.name(), secret.toString()));
    }

    /** Makes, links, reads and deletes files whose names are no text. */
    static final class Names {
        public static void main(String[] arguments) throws Exception {
            byte[] base = arguments[1].getBytes(StandardCharsets.UTF_8);
            try (Loop loop = Loop.open(Backend.valueOf(arguments[0]))) {
                for (String hex : List.of("ff", "c3a4", "c3", "2061", "e697a5", "80612580", "3f")) {
                    use(loop, base, HexFormat.of().parseHex(hex));
                }
            }
            System.out.println("ok");
        }

        private static Path below(byte[] directory, byte[] name) {
            byte[] path = new byte[directory.length + 1 + name.length];
            System.arraycopy(directory, 0, path, 0, directory.length);
            path[directory.length] = '/';
            System.arraycopy(name, 0, path, directory.length + 1, name.length);
            return Paths.of(path);
        }

        private static void use(Loop loop, byte[] base, byte[] name) throws Exception {
            Path path = below(base, name);
            Path link = below(base, "link".getBytes(StandardCharsets.US_ASCII));
            Recorder<File> written = new Recorder<>();
            File[] file = new File[1];
            File.open(
                    loop,
                    path,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    0600,
                    (_, result) -> {
                        file[0] = result.orElseThrow();
                        file[0].write(name, 0, written);
                        return Action.DISARM;
                    });
            written.await(loop);
            file[0].close();
            require(MemorySegment.ofArray(name).mismatch(listed(base)) == -1, "listed");
            Recorder<Loop> done = new Recorder<>();
            PathOperations.createSymbolicLink(loop, link, Paths.of(name), done);
            loop.run();
            PathOperations.readSymbolicLink(
                    loop,
                    link,
                    (_, result) -> {
                        Path target = result.orElseThrow();
                        require(java.util.Arrays.equals(name, Paths.bytes(target)), "link");
                        return Action.DISARM;
                    });
            loop.run();
            PathOperations.delete(loop, link, done);
            PathOperations.delete(loop, path, done);
            loop.run();
            require(done.results.equals(List.of(0, 0, 0)), done.results.toString());
        }

        /** The one name in the directory, in the system's bytes. */
        private static MemorySegment listed(byte[] base) throws Exception {
            Process ls = new ProcessBuilder("ls", new String(base, StandardCharsets.UTF_8)).start();
            byte[] printed = ls.getInputStream().readAllBytes();
            return MemorySegment.ofArray(printed).asSlice(0, printed.length - 1);
        }

        private static void require(boolean holds, String what) {
            if (!holds) throw new IllegalStateException(what);
        }
    }

    /** Tries to open what it may not, in both ways. */
    static final class Denied {
        public static void main(String[] arguments) {
            Path path = Path.of(arguments[1]);
            try (Loop loop = Loop.open(Backend.valueOf(arguments[0]))) {
                String[] names = new String[2];
                try (File file = File.open(loop, path)) {
                    names[0] = file.toString();
                } catch (XevException e) {
                    names[0] = e.error().name();
                }
                File.open(
                        loop,
                        path,
                        Set.of(StandardOpenOption.READ),
                        0,
                        (_, result) -> {
                            names[1] =
                                    result instanceof Result.Failed<File>(XevError error)
                                            ? error.name()
                                            : result.toString();
                            return Action.DISARM;
                        });
                loop.run();
                System.out.println(names[0] + " " + names[1]);
            }
        }
    }
}
