package dev.xev.examples.copy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.xev.examples.copy.Program.Ended;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Names in any bytes, also where the locale knows only ASCII. */
class LocaleTest {
    @TempDir private Path temporary;

    private Ended sh(String locale, String script, List<String> more) throws Exception {
        var command = new ArrayList<>(List.of("sh", "-c", script, "sh"));
        command.addAll(more);
        var builder = new ProcessBuilder(command).directory(temporary.toFile());
        builder.environment().put("LC_ALL", locale);
        return Program.await(builder.start());
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "C.UTF-8"})
    void everythingIsCopiedWhateverTheLocale(String locale) throws Exception {
        String script =
                """
                set -e
                here=$(printf 'h\\303\\251re-\\376')
                mkdir "$here"
                cd "$here"
                source=$(printf 'source-\\377')
                target=$(printf 'target-\\303\\251')
                mkdir -p "$source/$(printf 'd\\200ir')"
                echo one > "$source/$(printf 'd\\200ir')/$(printf 'f\\303\\251\\301')"
                echo two > "$source/plain"
                ln -s "$(printf 'nowhere-\\375')" "$source/$(printf 'l\\376')"
                "$@" --verify "$source" "$target"
                diff -r --no-dereference "$source" "$target"
                """;

        Ended ended = sh(locale, script, Program.command(Program.classPath()));

        assertEquals(0, ended.code(), ended.out() + ended.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "C.UTF-8"})
    void failuresAreNamedInWhatTheLocaleCanWrite(String locale) throws Exception {
        Ended ended =
                sh(
                        locale,
                        "\"$@\" \"$(printf 'g\\303\\251ne\\377')\" target",
                        Program.command(Program.classPath()));

        assertEquals(1, ended.code());
        String name = locale.equals("C") ? "g\\xc3\\xa9ne\\xff" : "géne\\xff";
        assertEquals("failed " + name + ": no such file or directory\n", ended.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--", ""})
    void namesThatLookLikeOptionsFollowTwoDashes(String dashes) throws Exception {
        Files.writeString(temporary.resolve("--verify"), "content");
        var words = new ArrayList<>(Program.command(Program.classPath()));
        if (!dashes.isEmpty()) words.add(dashes);
        words.addAll(List.of("--verify", "target"));

        Ended ended = sh("C", "\"$@\"", words);

        assertEquals(dashes.isEmpty() ? 2 : 0, ended.code(), ended.err());
    }
}
