//! Builds the C programs beside this file the way users do, with gcc and with `zig cc`, as C99 and
//! as C17 (the header also as C++), against the library, and runs them on every backend of the
//! host that they can reach.

const std = @import("std");
const LazyPath = std.Build.LazyPath;
const Step = std.Build.Step;

const programs = [_][]const u8{
    "async",
    "cancel",
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
const cpp: Language = .{ .name = "c++", .flags = &.{ "-x", "c++", "-std=c++11" } };

/// Makes `test_step` depend on every program, each of which uses `library`.
pub fn add(b: *std.Build, test_step: *Step, library: *Step.Compile) void {
    const scene: Scene = .{ .b = b, .test_step = test_step, .library = library };
    const zig: Compiler = .{ .name = "zig cc", .command = &.{ b.graph.zig_exe, "cc" } };
    for (programs) |program| {
        scene.run(zig, program, c99, .any_backend);
        scene.run(zig, program, c17, .any_backend);
        scene.run(zig, program, c17, .without_io_uring);
    }
    scene.run(zig, "header", cpp, .any_backend);

    const path = b.findProgram(&.{"gcc"}, &.{}) catch {
        const notice = b.allocator.create(Step) catch @panic("out of memory");
        notice.* = .init(.{ .id = .custom, .name = "gcc", .owner = b, .makeFn = tellNoGcc });
        return test_step.dependOn(notice);
    };
    const gcc: Compiler = .{ .name = "gcc", .command = &.{path} };
    for (programs) |program| {
        scene.run(gcc, program, c99, .any_backend);
        scene.run(gcc, program, c17, .any_backend);
    }
}

fn tellNoGcc(_: *Step, _: Step.MakeOptions) anyerror!void {
    std.debug.print("gcc is not installed: the C tests were compiled by zig cc alone\n", .{});
}

const Compiler = struct { name: []const u8, command: []const []const u8 };

const Conditions = enum { any_backend, without_io_uring };

const Scene = struct {
    b: *std.Build,
    test_step: *Step,
    library: *Step.Compile,

    fn run(
        scene: Scene,
        compiler: Compiler,
        program: []const u8,
        language: Language,
        conditions: Conditions,
    ) void {
        const b = scene.b;
        const name = b.fmt("{s} ({s}, {s})", .{ program, compiler.name, language.name });
        const execution = Step.Run.create(b, b.fmt("{s} {t}", .{ name, conditions }));
        execution.addFileArg(scene.build(compiler, program, language, name));
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
        program: []const u8,
        language: Language,
        name: []const u8,
    ) LazyPath {
        const b = scene.b;
        const compile = b.addSystemCommand(compiler.command);
        compile.setName(b.fmt("build {s}", .{name}));
        compile.addArgs(&flags);
        compile.addPrefixedDirectoryArg("-I", b.path("include"));
        compile.addArg("-MD");
        _ = compile.addPrefixedDepFileOutputArg("-MF", b.fmt("{s}.d", .{program}));
        compile.addArgs(language.flags);
        compile.addFileArg(b.path(b.fmt("test/c/{s}.c", .{program})));
        // Also the end of the language's flags: what follows is no source.
        compile.addArgs(&.{ "-x", "none", "-pthread" });
        compile.addFileArg(scene.library.getEmittedBin());
        const directory = scene.library.getEmittedBinDirectory();
        compile.addPrefixedDirectoryArg("-Wl,-rpath,", directory);
        return compile.addPrefixedOutputFileArg("-o", program);
    }
};
