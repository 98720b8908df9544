import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Checks the rules of docs/style.md that a machine can check: {@code java tools/Tidy.java}. Each
 * rule stands in {@link #RULES} with a piece of text that breaks it and one that keeps it, and no
 * file is looked at before every rule has told the two apart. JDK only and Java 17 syntax.
 */
final class Tidy {
    private static final Set<String> SKIPPED =
            Set.of("target", ".git", ".zig-cache", "zig-out", "zig-pkg", ".idea");

    /** A text file, by its path from the root with forward slashes. */
    private record Source(String path, List<String> lines) {
        static Source of(String path, String text) {
            return new Source(path, text.lines().toList());
        }

        boolean is(String... endings) {
            return Stream.of(endings).anyMatch(path::endsWith);
        }

        boolean in(String... folders) {
            return Stream.of(folders).anyMatch(path::startsWith);
        }

        /** A line without its comment and without the contents of its strings. */
        String code(int line) {
            String text = lines.get(line).strip();
            if (text.startsWith("//") || text.startsWith("*") || text.startsWith("/*")) return "";
            if (text.startsWith("\\\\")) return "";
            return text.replaceAll("\"(\\\\.|[^\"\\\\])*\"", "\"\"").replaceAll("//.*", "");
        }
    }

    private interface Check {
        /** The lines of a source, counted from 0, that break the rule. */
        IntStream broken(Source source);
    }

    private record Rule(
            String name, Predicate<Source> applies, Check check, Source bad, Source good) {
        IntStream broken(Source source) {
            return applies.test(source) ? check.broken(source) : IntStream.empty();
        }
    }

    private static final Predicate<Source> CODE = source -> source.is(".zig", ".java", ".c", ".h");
    // A public header is one page on purpose, with its documentation.
    private static final Predicate<Source> SIZED =
            source -> CODE.test(source) && !source.in("native/include/");
    private static final Predicate<Source> ZIG =
            source -> source.in("native/src/") && source.is(".zig");

    /** The tests of the library put the system into states that the library never would. */
    private static final Predicate<Source> SYSTEM =
            source -> source.in("native/src/sys/", "native/src/backend/", "native/src/testing/");

    private static final Predicate<Source> JAVA = source -> source.is(".java");
    private static final Predicate<Source> TEST =
            source -> JAVA.test(source) && source.path.contains("/src/test/");

    // Strings that a rule would find in this file are written in two halves.
    private static final List<Rule> RULES =
            List.of(
                    new Rule(
                            "a line has at most 100 columns",
                            CODE,
                            each(Tidy::isTooWide),
                            Source.of("A.java", "/".repeat(101)),
                            Source.of("A.java", "/".repeat(100))),
                    new Rule(
                            "a Zig file has at most 800 lines, a Java file at most 500",
                            SIZED,
                            source -> firstIf(source.lines.size() > limit(source, 800, 500)),
                            Source.of("A.java", "\n".repeat(501)),
                            Source.of("a.zig", "\n".repeat(800))),
                    new Rule(
                            "a Zig file opens with //! and what it owns",
                            source -> source.is(".zig"),
                            source -> firstIf(!source.lines.get(0).startsWith("//! ")),
                            Source.of("native/src/a.zig", "const std = 1;"),
                            Source.of("native/src/a.zig", "//! Owns a.\nconst std = 1;")),
                    new Rule(
                            "a // SAFETY: comment stands within three lines of code above",
                            CODE,
                            Tidy::unexplained,
                            Source.of("A.java", "// why\nsegment.reinterpret(8);"),
                            Source.of("A.java", "// SAFETY: why\n\n\nsegment.reinterpret(8);")),
                    new Rule(
                            "`export` appears in native/src/c/ and nowhere else",
                            ZIG.and(source -> !source.in("native/src/c/")),
                            code("(^|\\s)export (fn|const|var)\\b|@export\\("),
                            Source.of("native/src/a.zig", "export fn a() void {}"),
                            Source.of("native/src/c/a.zig", "export fn a() void {}")),
                    new Rule(
                            "system calls live in native/src/sys/ and native/src/backend/",
                            ZIG.and(SYSTEM.negate()),
                            Tidy::systemCalls,
                            Source.of(
                                    "native/src/a.zig", "const os = std.os.linux;\n_ = os.dup(1);"),
                            Source.of("native/src/sys/a.zig", "_ = std.os.linux.dup(1);")),
                    new Rule(
                            "std.posix and std.Io change with every Zig release: use sys/",
                            ZIG,
                            code("\\bstd\\.(posix|Io)\\b"),
                            Source.of("native/src/a.zig", "const posix = std.posix;"),
                            Source.of("native/src/a.zig", "// not std.posix\n")),
                    new Rule(
                            "xev has no method handle, linker or memory layout",
                            JAVA.and(source -> source.in("xev/src/main/")),
                            code(
                                    "\\b(MethodHandles?|Linker|SymbolLookup|FunctionDescriptor"
                                            + "|(Memory|Struct|Group|Sequence|Address)Layout)\\b"),
                            Source.of("xev/src/main/A.java", "Linker.nativeLinker();"),
                            Source.of("xev-low/src/main/A.java", "Linker.nativeLinker();")),
                    new Rule(
                            "an arrow of native, xev-low, xev, examples is not skipped or reversed",
                            JAVA,
                            source -> matching(source, Tidy.arrow(source)),
                            Source.of("examples/a/A.java", "import dev.xev.cxev.Xev;"),
                            Source.of("xev/src/main/A.java", "import dev.xev.cxev.Xev;")),
                    new Rule(
                            "a test does not sleep",
                            TEST,
                            code("\\bThread\\.sleep\\(|\\bTimeUnit\\.\\w+\\.sleep\\("),
                            Source.of("xev/src/test/A.java", "Thread.sleep(100);"),
                            Source.of("xev/src/test/A.java", "// no Thread.sleep(100)")),
                    new Rule(
                            "a test is named as a statement, without test or should",
                            TEST,
                            code("\\bvoid (test|should)[A-Z]\\w*\\("),
                            Source.of("xev/src/test/A.java", "void testRearm() {"),
                            Source.of("xev/src/test/A.java", "void testament() {")),
                    new Rule(
                            "no banners",
                            source -> !source.is(".md"),
                            text("^\\s*(//+!?|#|\\*|/\\*+|<!--)\\s*([-=*#~_+])\\2\\2|^\\s*////"),
                            Source.of("a.zig", "// " + "-".repeat(20)),
                            Source.of("A.java", "/** It. */\n// a - b, --check")),
                    new Rule(
                            "nothing is left unfinished",
                            CODE,
                            text("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b"),
                            Source.of("A.java", "// TO" + "DO: later"),
                            Source.of("A.java", "// done")),
                    new Rule(
                            "no path of one machine, no registry by its address",
                            source -> true,
                            text(
                                    "(?<![\\w.])/(work|farm|root)/|/usr/lib/"
                                            + "jvm/\\w|/home/[a-z]\\w*/"
                                            + "|distribution"
                                            + "Url=|--(extra-)?index-url"
                                            + "|<(repository|pluginRepository)>"),
                            Source.of("README.md", "cd /wo" + "rk/xev"),
                            Source.of("README.md", "cd ../work/xev")));

    private Tidy() {}

    public static void main(String[] args) throws IOException {
        List<String> failures = new ArrayList<>();
        for (Rule rule : RULES) {
            boolean failsOnBad = rule.broken(rule.bad).findAny().isPresent();
            boolean passesOnGood = rule.broken(rule.good).findAny().isEmpty();
            if (!failsOnBad || !passesOnGood) {
                failures.add("tools/Tidy.java: this rule does not work: " + rule.name);
            }
        }
        List<Source> sources = new ArrayList<>();
        collect(Path.of(args.length > 0 ? args[0] : ""), "", sources);
        for (Source source : sources) {
            for (Rule rule : RULES) {
                rule.broken(source)
                        .mapToObj(line -> source.path + ":" + (line + 1) + ": " + rule.name)
                        .forEach(failures::add);
            }
            if (SIZED.test(source) && source.lines.size() > limit(source, 400, 250)) {
                System.out.printf("note: %s has %d lines%n", source.path, source.lines.size());
            }
        }
        failures.forEach(System.out::println);
        System.out.printf("Tidy: %d files, %d failures%n", sources.size(), failures.size());
        System.exit(failures.isEmpty() ? 0 : 1);
    }

    private static void collect(Path folder, String prefix, List<Source> into) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.sorted().toList()) {
                String name = entry.getFileName().toString();
                if (SKIPPED.contains(name)) continue;
                if (Files.isDirectory(entry)) {
                    collect(entry, prefix + name + "/", into);
                } else if (Files.isRegularFile(entry)) {
                    read(entry, prefix + name, into);
                }
            }
        }
    }

    private static void read(Path file, String path, List<Source> into) throws IOException {
        try {
            List<String> lines = Files.readAllLines(file);
            into.add(new Source(path, lines.isEmpty() ? List.of("") : lines));
        } catch (CharacterCodingException e) {
            // Not text, so no rule is about it.
        }
    }

    private static int limit(Source source, int zig, int java) {
        return JAVA.test(source) ? java : zig;
    }

    private static Check each(Predicate<String> broken) {
        return source -> lines(source, line -> broken.test(source.lines.get(line)));
    }

    private static Check text(String pattern) {
        return each(Pattern.compile(pattern).asPredicate());
    }

    private static Check code(String pattern) {
        Predicate<String> broken = Pattern.compile(pattern).asPredicate();
        return source -> lines(source, line -> broken.test(source.code(line)));
    }

    private static IntStream matching(Source source, String pattern) {
        return code(pattern).broken(source);
    }

    private static IntStream lines(Source source, IntPredicate broken) {
        return IntStream.range(0, source.lines.size()).filter(broken);
    }

    private static IntStream firstIf(boolean broken) {
        return broken ? IntStream.of(0) : IntStream.empty();
    }

    /** Imports cannot be broken, and neither can the address of a page. */
    private static boolean isTooWide(String line) {
        return line.codePointCount(0, line.length()) > 100
                && !line.startsWith("import ")
                && !line.contains("://");
    }

    /** A call of the system by whatever name the file has for it; its constants are fine. */
    private static IntStream systemCalls(Source source) {
        Pattern named = Pattern.compile("const (\\w+) = std\\.os\\.(linux|windows);");
        String names =
                source.lines.stream()
                        .map(named::matcher)
                        .filter(Matcher::find)
                        .map(matcher -> "|" + matcher.group(1))
                        .collect(Collectors.joining());
        String call = "\\b(std\\.os\\.linux|std\\.os\\.windows|std\\.c%s)\\.[a-z]\\w*\\(";
        return matching(source, call.formatted(names) + "|\\bsyscall\\d?\\(|\\basm volatile\\b");
    }

    private static String arrow(Source source) {
        if (source.in("xev-low/")) return "\\bdev\\.xev\\.(?!cxev\\b)[a-zA-Z]";
        if (source.in("benchmarks/src/main/java/dev/xev/bench/boundary/")) return "(?!)";
        if (source.in("examples/", "benchmarks/")) return "\\bdev\\.xev\\.cxev\\b";
        return "(?!)";
    }

    private static IntStream unexplained(Source source) {
        Pattern unsafe =
                Pattern.compile("(\\.|::)reinterpret\\b|\\bofAddress\\b|@ptrFrom" + "Int\\(");
        return lines(
                source,
                line -> unsafe.matcher(source.code(line)).find() && !isExplained(source, line));
    }

    private static boolean isExplained(Source source, int unsafe) {
        int codeLines = 0;
        for (int line = unsafe; line >= 0 && codeLines <= 3; line--) {
            String text = source.lines.get(line);
            if (text.contains("// SAFETY:")) return true;
            if (!text.strip().startsWith("//")) codeLines++;
        }
        return false;
    }
}
