package dev.xev.bench.run;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Where this program is, and how to start more of it. */
public final class Home {
    /** The same for every JVM that is measured; Netty asks for the last three. */
    private static final List<String> OPTIONS =
            List.of(
                    "-XX:+UseSerialGC",
                    "-Xms256m",
                    "-Xmx1g",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "--add-opens=java.base/java.nio=ALL-UNNAMED",
                    "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED");

    private Home() {}

    static List<String> options() {
        return OPTIONS;
    }

    /** {@return the directory that Maven has built into} */
    public static Path target() {
        return Objects.requireNonNull(jar().getParent());
    }

    /** {@return where the sources of the peers are} */
    static Path natives() {
        return target().resolveSibling("src").resolve("main").resolve("native");
    }

    /** {@return where the build puts the program of an example} */
    public static Path example(String name) {
        return target().resolve("../../examples", name, "target", name + ".jar").normalize();
    }

    /** {@return the beginning of a command that runs Java, with these after our own options} */
    public static List<String> java(List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.addAll(options);
        return command;
    }

    /** {@return the command that runs a class of ours in a JVM of its own} */
    public static List<String> java(List<String> options, Class<?> main, String... arguments) {
        List<String> command = java(options);
        command.addAll(List.of("-cp", jar().toString(), main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static Path jar() {
        try {
            return Path.of(Home.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
