//! Builds the C programs beside this file the way users do, with gcc and with `zig cc`, as C99 and
//! as C17 (the headers also as C++), against the library, and runs them on every backend of the
//! host that they can reach.

const std = @import("std");
const LazyPath = std.Build.LazyPath;
const Step = std.Build.Step;

const programs = [_][]const u8{
    "async",
    "cancel",
    "ext_callbacks",
    "ext_files",
    "ext_memory",
    "ext_mistakes",
    "ext_port",
    "ext_simulated",
    "ext_sockets",
    "ext_tables",
    "header",
    "loop",
    "storm",
    "threadpool",
    "timer",
};

const flags = [_][]const u8{ "-g", "-O1", "-Wall", "-Wextra", "-Wpedantic", "-Werror" };

const Language = struct { name: []const u8, flags: []const []const u8 };

const c99: Language = .{ .name = "c99", .flags = &.{"-std=c99"} };
const c17: Language = .{ .name = "c17", .flags = &.{"-std=c17"} };
/// Valgrind does not know every instruction of the newest processors.
const c17_anywhere: Language = .{
    .name = "c17, any processor",
    .flags = &.{ "-std=c17", "-mcpu=baseline" },
};
const cpp: Language = .{ .name = "c++", .flags = &.{ "-x", "c++", "-std=c++11" } };

/// Makes `test_step` depend on every program, each of which uses `library`.
pub fn add(b: *std.Build, test_step: *Step, library: *Step.Compile) void {
    const scene: Scene = .{ .b = b, .test_step = test_step, .library = library };
    const zig: Compiler = .{ .name = "zig cc", .command = &.{ b.graph.zig_exe, "cc" } };
    const facts: Program = .{ .name = "facts", .source = printFacts(b) };
    for (programs) |name| {
        const program = scene.program(name);
        scene.run(zig, program, c99, .any_backend);
        scene.run(zig, program, c17, .any_backend);
        scene.run(zig, program, c17, .without_io_uring);
    }
    scene.run(zig, scene.program("header"), cpp, .any_backend);
    for ([_]Language{ c99, c17, cpp }) |language| scene.run(zig, facts, language, .any_backend);

    const path = b.findProgram(&.{"gcc"}, &.{}) catch {
        const notice = "gcc is not installed: the C tests were compiled by zig cc alone\n";
        return test_step.dependOn(tell(b, notice));
    };
    const gcc: Compiler = .{ .name = "gcc", .command = &.{path} };
    for (programs) |name| {
        scene.run(gcc, scene.program(name), c99, .any_backend);
        scene.run(gcc, scene.program(name), c17, .any_backend);
    }
    scene.run(gcc, facts, c99, .any_backend);
    scene.run(gcc, facts, c17, .any_backend);
}

/// Makes `step` depend on the programs under valgrind's memory checker, which does not see what a
/// ring writes, and so without a ring. Values that nobody has set are no errors: the library looks
/// for its mark in completions that may hold anything.
pub fn addValgrind(b: *std.Build, step: *Step, library: *Step.Compile) void {
    const path = b.findProgram(&.{"valgrind"}, &.{}) catch {
        return step.dependOn(tell(b, "valgrind is not installed: no memory was checked\n"));
    };
    const scene: Scene = .{
        .b = b,
        .test_step = step,
        .library = library,
        .watcher = &.{ path, "--quiet", "--error-exitcode=99", "--undef-value-errors=no" },
    };
    const zig: Compiler = .{ .name = "zig cc", .command = &.{ b.graph.zig_exe, "cc" } };
    for (programs) |name| {
        // These name memory that is not there, on purpose.
        if (std.mem.eql(u8, name, "ext_memory")) continue;
        if (std.mem.eql(u8, name, "ext_mistakes")) continue;
        scene.run(zig, scene.program(name), c17_anywhere, .without_io_uring);
    }
}

/// Makes `step` depend on a program that uses `library` together with the C library musl.
pub fn addMusl(b: *std.Build, step: *Step, library: *Step.Compile) void {
    const path = b.findProgram(&.{"musl-gcc"}, &.{}) catch {
        return step.dependOn(tell(b, "musl-gcc is not installed: nothing was tried with musl\n"));
    };
    const scene: Scene = .{ .b = b, .test_step = step, .library = library };
    const compiler: Compiler = .{ .name = "musl-gcc", .command = &.{path} };
    scene.run(compiler, scene.program("musl"), c99, .any_backend);
}

/// The program that compares the headers with the library's manifest, which facts.zig prints.
fn printFacts(b: *std.Build) LazyPath {
    const module = b.createModule(.{
        .root_source_file = b.path("test/c/facts.zig"),
        .target = b.graph.host,
        .optimize = .Debug,
    });
    for ([_][]const u8{ "xev.h", "xev_ext.h" }) |name| {
        module.addAnonymousImport(name, .{
            .root_source_file = b.path(b.fmt("include/{s}", .{name})),
        });
    }
    const printer = b.addExecutable(.{ .name = "print-facts", .root_module = module });
    return b.addRunArtifact(printer).captureStdOut(.{ .basename = "facts.c" });
}

const Notice = struct { step: Step, text: []const u8 };

/// A step that says what was left out.
fn tell(b: *std.Build, text: []const u8) *Step {
    const notice = b.allocator.create(Notice) catch @panic("out of memory");
    notice.* = .{
        .step = .init(.{ .id = .custom, .name = "notice", .owner = b, .makeFn = print }),
        .text = text,
    };
    return &notice.step;
}

fn print(step: *Step, _: Step.MakeOptions) anyerror!void {
    const notice: *Notice = @fieldParentPtr("step", step);
    std.debug.print("{s}", .{notice.text});
}

const Compiler = struct { name: []const u8, command: []const []const u8 };

const Conditions = enum { any_backend, without_io_uring };

const Program = struct { name: []const u8, source: LazyPath };

const Scene = struct {
    b: *std.Build,
    test_step: *Step,
    library: *Step.Compile,
    /// A command that runs the program, and sees more of it than its exit code.
    watcher: []const []const u8 = &.{},

    fn program(scene: Scene, name: []const u8) Program {
        const b = scene.b;
        return .{ .name = name, .source = b.path(b.fmt("test/c/{s}.c", .{name})) };
    }

    fn run(
        scene: Scene,
        compiler: Compiler,
        what: Program,
        language: Language,
        conditions: Conditions,
    ) void {
        const b = scene.b;
        const name = b.fmt("{s} ({s}, {s})", .{ what.name, compiler.name, language.name });
        const execution = Step.Run.create(b, b.fmt("{s} {t}", .{ name, conditions }));
        execution.addArgs(scene.watcher);
        execution.addFileArg(scene.build(compiler, what, language, name));
        execution.addFileInput(scene.library.getEmittedBin());
        execution.expectExitCode(0);
        if (conditions == .without_io_uring) {
            execution.setEnvironmentVariable("XEV_TEST_DENY_IO_URING", "1");
        }
        scene.test_step.dependOn(&execution.step);
    }

    fn build(
        scene: Scene,
        compiler: Compiler,
        what: Program,
        language: Language,
        name: []const u8,
    ) LazyPath {
        const b = scene.b;
        const compile = b.addSystemCommand(compiler.command);
        compile.setName(b.fmt("build {s}", .{name}));
        compile.addArgs(&flags);
        compile.addPrefixedDirectoryArg("-I", b.path("include"));
        compile.addPrefixedDirectoryArg("-I", b.path("test/c"));
        compile.addArg("-MD");
        _ = compile.addPrefixedDepFileOutputArg("-MF", b.fmt("{s}.d", .{what.name}));
        compile.addArgs(language.flags);
        compile.addFileArg(what.source);
        // Also the end of the language's flags: what follows is no source.
        compile.addArgs(&.{ "-x", "none", "-pthread" });
        compile.addFileArg(scene.library.getEmittedBin());
        const directory = scene.library.getEmittedBinDirectory();
        compile.addPrefixedDirectoryArg("-Wl,-rpath,", directory);
        return compile.addPrefixedOutputFileArg("-o", what.name);
    }
};
