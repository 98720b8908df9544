package dev.xev.cxev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** What a whole JVM sees of the library, with one that has the functions of xev.h only. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LibraryLoadingTest {
    @TempDir static Path directory;
    private static Path library;

    @BeforeAll
    static void compile() throws Exception {
        library = CLibrary.compile("libxev_only.c", directory);
    }

    @Test
    void aLibraryWithoutExtensionsWorksForTheRest() throws Exception {
        String output = run(List.of("-Dxev.library=" + library), "call", "callback", "extension");

        assertEquals(
                """
                init 0 from %1$s
                now 1001
                timer 0 42
                java.lang.IllegalStateException: from the callback
                extension false
                java.lang.UnsupportedOperationException: %1$s has no function xev_ext_error_count
                """
                        .formatted(library),
                output);
    }

    @Test
    void aMissingLibraryIsExplainedEachTime() throws Exception {
        String output = run(List.of("-Dxev.library=/nowhere/libxev.so"), "call", "call");

        List<String> lines = output.lines().toList();
        assertEquals(2, lines.size(), output);
        assertEquals(lines.get(0), lines.get(1));
        assertTrue(lines.get(0).contains("XevLinkageError: no native library of xev"), output);
        assertTrue(lines.get(0).contains("/nowhere/libxev.so: there is no such file"), output);
    }

    @Test
    void twoClassLoadersUseOneLibrary() throws Exception {
        String output = run(List.of("-Dxev.library=" + library), "loaders");

        assertEquals("init 0 from %1$s\ninit 0 from %1$s\n".formatted(library), output);
    }

    @Test
    void deniedNativeAccessIsExplained() throws Exception {
        ProcessBuilder jvm =
                Child.jvm(
                        List.of("--illegal-native-access=deny", "-Dxev.library=" + library),
                        LibraryProbe.class,
                        "call");
        jvm.command().remove("--enable-native-access=ALL-UNNAMED");

        String output = Child.execute(jvm).output();

        assertTrue(output.contains("--enable-native-access=ALL-UNNAMED"), output);
        assertTrue(output.startsWith(XevLinkageError.class.getName()), output);
    }

    @Test
    void theLibraryOfAJarIsUnpackedAndUsed() throws Exception {
        Path jar = directory.resolve("xev-low-test.jar");
        packTo(jar);
        String classPath = Child.root(Child.class) + File.pathSeparator + jar;
        ProcessBuilder jvm = Child.jvmWith(classPath, List.of(), LibraryProbe.class, "call");
        jvm.environment().put("XDG_CACHE_HOME", directory.toString());
        jvm.environment().remove("XEV_LIBRARY");

        String output = Child.execute(jvm).output();

        assertTrue(output.startsWith("init 0 from " + directory + "/xev/"), output);
        assertFalse(output.contains("WARNING"), output);
    }

    private static String run(List<String> flags, String... arguments) throws Exception {
        var outcome = Child.execute(Child.jvm(flags, LibraryProbe.class, arguments));
        assertEquals(0, outcome.exit(), outcome.output());
        return outcome.output();
    }

    /** A jar like ours, with the test's library in the place of the real one. */
    private static void packTo(Path jar) throws Exception {
        Path root = Child.root(Library.class);
        List<Path> files = new ArrayList<>();
        try (var all = Files.walk(root.resolve("dev"))) {
            all.filter(Files::isRegularFile).forEach(files::add);
        }
        try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (Path file : files) {
                out.putNextEntry(new JarEntry(root.relativize(file).toString()));
                Files.copy(file, out);
            }
            out.putNextEntry(new JarEntry(LibrarySearch.resource()));
            Files.copy(library, out);
        }
    }
}
