import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Runs the pinned Zig with the arguments given, fetching it first where it is missing: {@code java
 * tools/Zig.java build}.
 *
 * <p>Zig is, in this order: what {@code $ZIG} names; {@code zig} on the PATH when it has exactly
 * the pinned version; the copy in the user's cache directory; the {@code ziglang} wheel, downloaded
 * by pip, checked and unpacked into that cache. JDK only and Java 17 syntax, so that any {@code
 * java} on the PATH can run it.
 */
final class Zig {
    private static final String VERSION = "0.16.0";

    /** Platform, the tag by which pip knows it, and the SHA-256 of the wheel for it. */
    private static final String WHEELS =
            """
            linux-x86_64    manylinux_2_12_x86_64  \
            9fcda73f62b851dd72a54b710ad40a209896db14cfb13649e62191243556342b
            linux-aarch64   manylinux_2_17_aarch64 \
            e27d409812b11e0fb89ed0200cf2e55b6464d43f9461553104e4a4f9a94a1fd5
            macos-x86_64    macosx_12_0_x86_64     \
            18e14f6b25678d7b7c65708c82501ee6090fe39ed5c783477d56267af1fa5629
            macos-aarch64   macosx_12_0_arm64      \
            b61e5413c49508d9d62e5dcea543e3af491594154d74a00ff52f84ed508260cc
            windows-x86_64  win_amd64              \
            089a16a4eb5a2f45151993342f8fabad24ff1a0723dc146642895c29208a3939
            windows-aarch64 win_arm64              \
            e44a5271f7b72f7980017bb615823ed52e765f96b6482d93a2fd338cd53101bf
            """;

    private static final String INSTALL =
            "install Zig " + VERSION + " and let the environment variable ZIG name it";

    private static final String OS = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    private static final String EXECUTABLE = OS.startsWith("windows") ? "zig.exe" : "zig";

    private record Wheel(String platform, String tag, String sha256) {}

    /** What the user has to know and can mend: one sentence, printed without a stack trace. */
    private static final class Problem extends Exception {
        private static final long serialVersionUID = 1;

        Problem(String format, Object... arguments) {
            super(format.formatted(arguments));
        }
    }

    private Zig() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        try {
            System.exit(run(find(), args));
        } catch (Problem problem) {
            System.err.println("Zig: " + problem.getMessage());
            System.exit(1);
        }
    }

    private static int run(Path zig, String[] args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(zig.toString()));
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command).inheritIO().start();
        // A caller that gives up on us must not leave a compiler or a hanging test behind.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> killTree(process.toHandle())));
        return process.waitFor();
    }

    private static void killTree(ProcessHandle process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static Path find() throws Problem, IOException, InterruptedException {
        String named = System.getenv("ZIG");
        if (named != null && !named.isEmpty()) {
            return checked(Path.of(named));
        }
        String path = System.getenv().getOrDefault("PATH", "");
        for (String directory : path.split(System.getProperty("path.separator"))) {
            Path candidate = Path.of(directory).resolve(EXECUTABLE);
            if (Files.isExecutable(candidate) && VERSION.equals(versionOf(candidate))) {
                return candidate;
            }
        }
        return cached(wheel());
    }

    private static Path checked(Path zig) throws Problem, InterruptedException {
        String version = versionOf(zig);
        if (!VERSION.equals(version)) {
            throw new Problem(
                    "the environment variable ZIG names %s, which %s; unset it, or %s.",
                    zig, version == null ? "cannot be run" : "is version " + version, INSTALL);
        }
        return zig;
    }

    /** What {@code zig version} prints, or null when it cannot be asked. */
    private static String versionOf(Path zig) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(zig.toString(), "version").start();
            process.getOutputStream().close();
            String answer = new String(process.getInputStream().readAllBytes()).strip();
            return process.waitFor() == 0 ? answer : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static Wheel wheel() throws Problem {
        String os = OS.startsWith("mac") ? "macos" : OS.startsWith("windows") ? "windows" : OS;
        String arch = System.getProperty("os.arch");
        String platform = os + "-" + arch.replace("amd64", "x86_64").replace("arm64", "aarch64");
        return WHEELS.lines()
                .map(line -> line.split(" +"))
                .map(fields -> new Wheel(fields[0], fields[1], fields[2]))
                .filter(wheel -> wheel.platform.equals(platform))
                .findFirst()
                .orElseThrow(
                        () ->
                                new Problem(
                                        "there is no packaged Zig for %s; %s.", platform, INSTALL));
    }

    private static Path cached(Wheel wheel) throws Problem, IOException, InterruptedException {
        Path cache = cacheDirectory();
        Path home = cache.resolve("zig-" + VERSION + "-" + wheel.platform);
        Path zig = home.resolve("ziglang").resolve(EXECUTABLE);
        if (Files.isExecutable(zig)) {
            return zig;
        }
        Files.createDirectories(cache);
        Path lockFile = cache.resolve(home.getFileName() + ".lock");
        try (FileChannel channel =
                FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.lock();
            if (!Files.isExecutable(zig)) {
                fetch(wheel, home);
            }
        }
        return zig;
    }

    private static Path cacheDirectory() {
        String cache = System.getenv("XDG_CACHE_HOME");
        if (cache != null && Path.of(cache).isAbsolute()) {
            return Path.of(cache, "xev");
        }
        String home = System.getenv().getOrDefault("HOME", System.getProperty("user.home"));
        return Path.of(home, ".cache", "xev");
    }

    /** Leaves a complete Zig in {@code home}, or nothing; called with the lock held. */
    private static void fetch(Wheel wheel, Path home)
            throws Problem, IOException, InterruptedException {
        Path work = home.resolveSibling(home.getFileName() + ".partial");
        delete(work); // what an interrupted call left
        delete(home);
        Path unpacked = Files.createDirectories(work.resolve("unpacked"));
        try {
            unpack(checked(download(wheel, work), wheel), unpacked);
            unpacked.resolve("ziglang").resolve(EXECUTABLE).toFile().setExecutable(true, false);
            Files.move(unpacked, home, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            delete(work);
        }
    }

    private static Path download(Wheel wheel, Path into)
            throws Problem, IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(python(), "-m", "pip", "download"));
        command.addAll(List.of("--quiet", "--disable-pip-version-check", "--no-deps"));
        command.addAll(List.of("--only-binary", ":all:", "--platform", wheel.tag));
        command.addAll(List.of("--dest", into.toString(), "ziglang==" + VERSION));
        System.err.println("Zig: fetching Zig " + VERSION + ", once, into " + into.getParent());
        Path log = into.resolve("pip.log");
        int status =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start()
                        .waitFor();
        if (status != 0) {
            List<String> lines = Files.readAllLines(log);
            throw new Problem(
                    "pip could not download ziglang==%s (%s); look at its connection, or %s.",
                    VERSION,
                    lines.isEmpty() ? "it says nothing" : lines.get(lines.size() - 1),
                    INSTALL);
        }
        try (Stream<Path> files = Files.list(into)) {
            return files.filter(file -> file.toString().endsWith(".whl")).findFirst().orElseThrow();
        }
    }

    private static String python() throws Problem, InterruptedException {
        for (String python : List.of("python3", "python")) {
            if (succeeds(python, "-c", "import sys; sys.exit(sys.version_info < (3,))")) {
                if (succeeds(python, "-m", "pip", "--version")) {
                    return python;
                }
                throw new Problem(
                        "%s has no pip, which fetches Zig; install it (Debian: python3-pip), or"
                                + " %s.",
                        python, INSTALL);
            }
        }
        throw new Problem(
                "there is no python3, whose pip fetches Zig; install both (Debian: python3-pip), or"
                        + " %s.",
                INSTALL);
    }

    private static boolean succeeds(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static Path checked(Path file, Wheel wheel) throws Problem, IOException {
        String sha256 = sha256(file);
        if (!sha256.equals(wheel.sha256)) {
            throw new Problem(
                    "the downloaded %s has SHA-256 %s instead of %s; it was thrown away.",
                    file.getFileName(), sha256, wheel.sha256);
        }
        return file;
    }

    private static String sha256(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            Files.copy(file, new DigestOutputStream(OutputStream.nullOutputStream(), digest));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    private static void unpack(Path file, Path into) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry; (entry = zip.getNextEntry()) != null; ) {
                Path target = into.resolve(entry.getName()).normalize();
                if (!entry.isDirectory() && target.startsWith(into)) {
                    Files.createDirectories(target.getParent());
                    Files.copy(zip, target);
                }
            }
        }
    }

    private static void delete(Path tree) throws IOException {
        if (Files.exists(tree)) {
            try (Stream<Path> paths = Files.walk(tree)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }
    }
}
