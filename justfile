# What a person does here, by name. Plain `mvn` does the same without this file.

# Less than all, but unlike -q not without the compiler's warnings, which end the build.
quietly := "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"
jdk := "java tools/Jdk.java"
zig := "cd native && java ../tools/Zig.java"

# Lists the recipes.
_default:
    @just --list --unsorted

# Builds the native library for this host into native/zig-out/lib.
[group('build')]
native *args:
    {{ zig }} build {{ args }}

# Renews what is made from the sources: the manifest and the table of docs/operations.md.
[group('build')]
renew:
    {{ zig }} build abi operations

# Builds everything, without running a test.
[group('build')]
build *args:
    mvn {{ quietly }} -DskipTests package {{ args }}

# Runs every test, native and Java.
[group('test')]
test *args:
    mvn verify {{ args }}

# Runs the native tests only.
[group('test')]
test-native *args:
    {{ zig }} build test {{ args }}

# Runs the native tests under ThreadSanitizer, and the C programs under valgrind if it is there.
[group('test')]
sanitize *args:
    {{ zig }} build sanitize {{ args }}

# Builds and checks the library of every target, and tries it with musl where that is installed.
[group('test')]
test-cross *args:
    {{ zig }} build cross {{ args }}

# Runs one Java test class, or `Class#method`, of a module: `just test-java xev TimerTest`.
[group('test')]
test-java module test *args:
    mvn test -pl {{ module }} -am -Dnative.test.skip -Dtest={{ test }} \
        -Dsurefire.failIfNoSpecifiedTests=false {{ args }}

# Runs the concurrency tests: what several threads touch, in every order that a machine finds.
[group('test')]
[positional-arguments]
stress *args:
    mvn {{ quietly }} -Pstress -pl stress -am -DskipTests package
    cd stress/target && java ../../tools/Jdk.java -jar stress.jar "$@"

# Runs every style check: formatters, tidy, Error Prone and NullAway.
[group('check')]
check *args:
    mvn -Pstyle clean test-compile {{ args }}

# Lists everything that Error Prone and NullAway find, without failing on warnings.
[group('check')]
lint *args:
    mvn {{ quietly }} -Pstyle -Dwarnings=-Xlint:all -Dexec.skip clean test-compile {{ args }}

# Checks the mechanical rules of docs/style.md only.
[group('check')]
tidy:
    java tools/Tidy.java

# Does what continuous integration does: every test, then every style check.
[group('check')]
ci:
    .ci/run

# Lays out every Zig and Java source.
[group('check')]
fmt:
    {{ zig }} fmt .
    mvn {{ quietly }} -N -Pstyle -Dstyle.format=apply validate

# Compares the loop with its peers, NAME by NAME, in docs/performance.md; `--list`, `--short`.
[group('bench')]
[positional-arguments]
bench *args: build
    @tools/bench "$@"

# Compares ways to copy the same files, by scenario: `just bench-copy all --json results.json`.
[group('bench')]
[positional-arguments]
bench-copy *args: build
    @{{ jdk }} -jar examples/concurrent-copy/target/concurrent-copy.jar bench "$@"

# Runs concurrent-copy: `just example-concurrent-copy SOURCE TARGET --verify`, or `bench all`.
[group('example')]
[positional-arguments]
example-concurrent-copy *args: build
    @{{ jdk }} -jar examples/concurrent-copy/target/concurrent-copy.jar "$@"
