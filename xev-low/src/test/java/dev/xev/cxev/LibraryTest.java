package dev.xev.cxev;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** Where the library is found, and what is said when it is not. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LibraryTest {
    @TempDir static Path shared;
    private static Path library;
    private static Packed packed;

    @TempDir Path directory;
    private final Map<String, String> properties = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();
    private Path cache;
    private Path mount;

    @BeforeAll
    static void makeALibraryAndAJar() throws Exception {
        library = CLibrary.compile("libxev_only.c", shared);
        Path jar = shared.resolve("xev-low.jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry(LibrarySearch.resource()));
            Files.copy(library, out);
        }
        packed = Packed.find(jar, LibrarySearch.resource());
    }

    @BeforeEach
    void makeDirectories() throws Exception {
        cache = directory.resolve("cache");
        environment.put("XDG_CACHE_HOME", cache.toString());
        properties.put("user.home", directory.resolve("home").toString());
        properties.put(
                "java.io.tmpdir", Files.createDirectory(directory.resolve("tmp")).toString());
    }

    @AfterEach
    void unmount() throws Exception {
        // Lazily: a loader that failed may keep the file mapped.
        if (mount != null) run("umount", "--lazy", mount.toString());
    }

    @Test
    void thePropertyComesFirst() {
        properties.put("xev.library", library.toString());
        environment.put("XEV_LIBRARY", "/nowhere/libxev.so");

        assertEquals(library.toString(), find(packed).name());
    }

    @Test
    void theEnvironmentComesSecond() {
        environment.put("XEV_LIBRARY", library.toString());

        assertEquals(library.toString(), find(packed).name());
    }

    @Test
    void aLibraryThatWasNamedIsUsedOrNone() {
        properties.put("xev.library", "/nowhere/libxev.so");
        environment.put("XEV_LIBRARY", library.toString());

        String message = assertThrows(XevLinkageError.class, () -> find(packed)).getMessage();

        assertTrue(message.contains("-Dxev.library=/nowhere/libxev.so"), message);
        assertTrue(message.contains("there is no such file"), message);
    }

    @Test
    void aFileBesideTheClassesIsLoadedFromThere() throws Exception {
        assertEquals(library.toString(), find(new Packed.Loose(library)).name());
        assertFalse(Files.exists(cache), "nothing is unpacked");
    }

    @Test
    void thePackedLibraryIsUnpackedToTheCacheOnce() throws Exception {
        Path first = Path.of(find(packed).name());
        var time = Files.getLastModifiedTime(first);
        Path second = Path.of(find(packed).name());

        assertEquals(cache.resolve("xev"), first.getParent());
        assertEquals(first, second);
        assertEquals(time, Files.getLastModifiedTime(second));
        assertArrayEquals(Files.readAllBytes(library), Files.readAllBytes(first));
        assertEquals("rwx------", permissions(first.getParent()));
        try (var files = Files.list(first.getParent())) {
            assertEquals(1, files.count(), "no draft is left");
        }
    }

    @Test
    void theCacheOfTheUserIsInHomeByDefault() {
        environment.clear();

        assertTrue(find(packed).name().startsWith(directory + "/home/.cache/xev/"));
    }

    @Test
    void aFileWithOtherContentIsReplaced() throws Exception {
        Path file = Path.of(find(packed).name());
        byte[] content = Files.readAllBytes(file);
        byte[] other = content.clone();
        other[other.length / 2] ^= 1;
        // A new file, since the old one is loaded in this process.
        Files.delete(file);
        Files.write(file, other);

        assertEquals(file.toString(), find(packed).name());
        assertArrayEquals(content, Files.readAllBytes(file));
    }

    @Test
    void aFileOfAnotherSizeIsReplaced() throws Exception {
        Path file = Path.of(find(packed).name());
        byte[] content = Files.readAllBytes(file);
        Files.delete(file);
        Files.write(file, Arrays.copyOf(content, content.length / 2));

        assertEquals(file.toString(), find(packed).name());
        assertArrayEquals(content, Files.readAllBytes(file));
    }

    @Test
    void aFileThatIsDamagedInItsJarIsNotUnpacked() throws Exception {
        Packed.InJar right = (Packed.InJar) packed;
        var wrong = new Packed.InJar(right.jar(), right.name(), right.size(), right.sum() ^ 1);

        String message = assertThrows(XevLinkageError.class, () -> find(wrong)).getMessage();

        assertTrue(message.contains(LibrarySearch.resource() + " is damaged"), message);
        try (var files = Files.list(cache.resolve("xev"))) {
            assertEquals(0, files.count(), "no draft is left");
        }
    }

    @Test
    void whatOnlyAClassLoaderCanReadIsUnpackedToTheSameFile() throws Exception {
        Packed.InJar jar = (Packed.InJar) packed;
        var url = URI.create("jar:" + jar.jar().toUri() + "!/" + jar.name()).toURL();

        assertEquals(find(packed).name(), find(Packed.Elsewhere.read(url)).name());
    }

    @Test
    void whatLiesInTheDirectoryOfTheClassesIsFoundThere() throws Exception {
        Path file = directory.resolve(LibrarySearch.resource());
        Files.createDirectories(file.getParent());
        Files.copy(library, file);

        Packed found = Packed.find(directory, LibrarySearch.resource());

        assertEquals(new Packed.Loose(file), found);
        assertArrayEquals(Files.readAllBytes(library), found.content());
        assertNull(Packed.find(directory, "nothing"));
        assertNull(Packed.find(shared.resolve("xev-low.jar"), "nothing"));
    }

    @Test
    void aFileThatOthersMayWriteIsReplaced() throws Exception {
        Path file = Path.of(find(packed).name());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));

        assertEquals(file.toString(), find(packed).name());
        assertEquals("rw-------", permissions(file));
    }

    @Test
    void aLinkInTheCacheIsReplaced() throws Exception {
        Path file = Path.of(find(packed).name());
        Path elsewhere = Files.move(file, directory.resolve("elsewhere.so"));
        Files.createSymbolicLink(file, elsewhere);

        assertEquals(file.toString(), find(packed).name());
        assertFalse(Files.isSymbolicLink(file));
    }

    @Test
    void aCacheThatTheGroupMayWriteIsNotUsed() throws Exception {
        makeCache("rwxrwx---");

        assertUnpackedToANewDirectory();
    }

    @Test
    void aCacheOfAnotherUserIsNotUsed() throws Exception {
        makeCache("rwx------");
        assumeTrue(chown(cache.resolve("xev"), 12_345), "only root gives files away");

        assertUnpackedToANewDirectory();
    }

    @Test
    void aCacheThatIsALinkIsNotUsed() throws Exception {
        Files.createDirectory(cache);
        Files.createSymbolicLink(
                cache.resolve("xev"), Files.createDirectory(directory.resolve("x")));

        assertUnpackedToANewDirectory();
    }

    @Test
    void aCacheThatAnybodyMayReplaceIsNotUsed() throws Exception {
        makeCache("rwx------");
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertUnpackedToANewDirectory();
    }

    @Test
    void aDirectoryMountedNoexecIsSkipped() throws Exception {
        mountNoexec(cache);

        assertUnpackedToANewDirectory();
    }

    @Test
    void withoutAnyUsableDirectoryTheLibraryIsLoadedFromMemory() throws Exception {
        mountNoexec(directory.resolve("tmp"));
        environment.put("XDG_CACHE_HOME", directory.resolve("tmp").toString());

        assertEquals("a file in memory", find(packed).name());
    }

    @Test
    void theLibraryPathComesLast() throws Exception {
        Path other = Files.createDirectory(directory.resolve("lib"));
        Path file = Files.copy(library, other.resolve(LibrarySearch.fileName()));
        properties.put("java.library.path", "/nowhere::" + other);

        assertEquals(file.toString(), find(null).name());
    }

    @Test
    void theErrorNamesEveryPlaceAndItsReasonInOneSentence() throws Exception {
        Path text = Files.writeString(directory.resolve(LibrarySearch.fileName()), "no library");
        properties.put("java.library.path", "/nowhere:" + directory);

        String message = assertThrows(XevLinkageError.class, () -> find(null)).getMessage();

        for (String part :
                List.of(
                        "-Dxev.library is not set",
                        "XEV_LIBRARY is not set",
                        "there is no " + LibrarySearch.resource() + " beside the classes",
                        "/nowhere/"
                                + LibrarySearch.fileName()
                                + " (java.library.path): there is no",
                        text + " (java.library.path): ",
                        "file too short",
                        "set -Dxev.library to the path of one")) {
            assertTrue(message.contains(part), () -> part + " is not in: " + message);
        }
        assertEquals(1, message.lines().count());
    }

    @Test
    void anotherLibraryIsRefused() throws Exception {
        Path zip = Path.of(System.getProperty("java.home"), "lib", System.mapLibraryName("zip"));
        properties.put("xev.library", zip.toString());

        String message = assertThrows(XevLinkageError.class, () -> find(packed)).getMessage();

        assertTrue(message.contains("it has no function xev_loop_init"), message);
    }

    @Test
    void aLibraryOfAnotherVersionIsRefusedAndTheDifferenceNamed() throws Exception {
        Path other = CLibrary.compile("other_version.c", directory);
        properties.put("xev.library", other.toString());

        String message = assertThrows(XevLinkageError.class, () -> find(packed)).getMessage();

        assertTrue(message.contains("it is another version"), message);
        assertTrue(message.contains("it lacks 'struct submission 64'"), message);
        assertTrue(message.contains(" more"), message);
        assertEquals(1, message.lines().count());
    }

    @Test
    void aDirectoryIsRefused() {
        properties.put("xev.library", directory.toString());

        String message = assertThrows(XevLinkageError.class, () -> find(packed)).getMessage();

        assertTrue(message.contains("it is a directory"), message);
    }

    @Test
    void manyAtOnceUnpackTheSameFile() throws Exception {
        Callable<String> load = () -> find(packed).name();
        try (var executor = Executors.newFixedThreadPool(8)) {
            var results = executor.invokeAll(Collections.nCopies(32, load));
            for (var result : results) {
                assertEquals(cache.resolve("xev"), Path.of(result.get()).getParent());
            }
        }
        try (var files = Files.list(cache.resolve("xev"))) {
            assertEquals(1, files.count());
        }
    }

    private Library find(@Nullable Packed packed) {
        return new LibrarySearch(properties, environment, () -> packed).find();
    }

    private void assertUnpackedToANewDirectory() throws Exception {
        String tmp = properties.get("java.io.tmpdir");
        String name = find(packed).name();

        assertTrue(name.startsWith(tmp + "/xev-"), name);
        try (var files = Files.list(Path.of(tmp))) {
            assertEquals(0, files.count(), "nothing is left");
        }
    }

    private void makeCache(String permissions) throws Exception {
        Path made = Files.createDirectories(cache.resolve("xev"));
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwx------"));
        Files.setPosixFilePermissions(made, PosixFilePermissions.fromString(permissions));
    }

    private void mountNoexec(Path path) throws Exception {
        Files.createDirectories(path);
        int exit = run("mount", "-t", "tmpfs", "-o", "noexec,size=16m", "xev", path.toString());
        assumeTrue(exit == 0, "only root mounts");
        mount = path;
    }

    private static int run(String... command) throws Exception {
        return Child.execute(new ProcessBuilder(command)).exit();
    }

    private static boolean chown(Path path, int uid) {
        try {
            Files.setAttribute(path, "unix:uid", uid);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String permissions(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
