//! Builds the native library. Plain `zig build` leaves it for this host in zig-out/lib;
//! `-Dtargets=linux-x86_64,linux-aarch64` (or `host`, `all`) leaves one directory for each target.

const std = @import("std");
const c_programs = @import("test/c/programs.zig");

/// Directory name, which Java finds at run time, and the target it is built for. Linux is built
/// without libc, so that one file serves glibc and musl.
const targets = [_]struct { name: []const u8, triple: []const u8 }{
    .{ .name = "linux-x86_64", .triple = "x86_64-linux-none" },
    .{ .name = "linux-aarch64", .triple = "aarch64-linux-none" },
};

pub fn build(b: *std.Build) void {
    const optimize = b.option(
        std.builtin.OptimizeMode,
        "optimize",
        "Optimisation mode (default: ReleaseSafe)",
    ) orelse .ReleaseSafe;

    if (b.option([]const u8, "targets", "Comma separated, `host` or `all`")) |list| {
        installEach(b, list, optimize);
    } else {
        const artifact = library(b, tripleOf(hostName()), optimize);
        b.getInstallStep().dependOn(&b.addInstallArtifact(artifact, .{}).step);
    }

    const test_step = b.step("test", "Run the native tests");
    test_step.dependOn(&b.addRunArtifact(tests(b, .plain)).step);
    const for_host = library(b, tripleOf(hostName()), optimize);
    c_programs.add(b, test_step, for_host);
    test_step.dependOn(&b.addRunArtifact(exportsTest(b, for_host)).step);

    const sanitize_step = b.step("sanitize", "Run the native tests where their mistakes show");
    sanitize_step.dependOn(runForRaces(b));
    c_programs.addValgrind(b, sanitize_step, for_host);

    const cross_step = b.step("cross", "Build and check the library of every target, and try musl");
    for (targets) |target| {
        const built = library(b, target.triple, optimize);
        cross_step.dependOn(&b.addRunArtifact(exportsTest(b, built)).step);
    }
    c_programs.addMusl(b, cross_step, for_host);
    const operations_step = b.step("operations", "Renew the table of docs/operations.md");
    operations_step.dependOn(renewOperations(b));
    b.step("abi", "Renew abi/manifest.txt from the sources").dependOn(renewManifest(b));
}

const Watch = enum { plain, races };

/// The tests under ThreadSanitizer, which ends them at the first race.
fn runForRaces(b: *std.Build) *std.Build.Step {
    const execution = b.addRunArtifact(tests(b, .races));
    execution.setEnvironmentVariable("TSAN_OPTIONS", "halt_on_error=1");
    return &execution.step;
}

fn tests(b: *std.Build, watch: Watch) *std.Build.Step.Compile {
    const root = b.createModule(.{
        .root_source_file = b.path("src/root.zig"),
        .target = b.graph.host,
        .optimize = .Debug,
        .link_libc = true,
        .sanitize_thread = watch == .races,
    });
    const golden = b.path("abi/manifest.txt");
    root.addAnonymousImport("golden manifest", .{ .root_source_file = golden });
    root.addAnonymousImport("operations page", .{ .root_source_file = b.path(operations_page) });
    const boundary_page = b.path("../docs/abi.md");
    root.addAnonymousImport("boundary page", .{ .root_source_file = boundary_page });
    // Only LLVM knows how to watch for races.
    return b.addTest(.{ .root_module = root, .use_llvm = if (watch == .races) true else null });
}

/// Reads the file of a library, which may be that of another architecture.
fn exportsTest(b: *std.Build, built: *std.Build.Step.Compile) *std.Build.Step.Compile {
    const root = b.createModule(.{
        .root_source_file = b.path("test/exports.zig"),
        .target = b.graph.host,
        .optimize = .Debug,
    });
    root.addAnonymousImport("library", .{ .root_source_file = built.getEmittedBin() });
    const golden = b.path("abi/manifest.txt");
    root.addAnonymousImport("golden manifest", .{ .root_source_file = golden });
    return b.addTest(.{ .name = "exports", .root_module = root });
}

fn renewManifest(b: *std.Build) *std.Build.Step {
    const printer = b.addExecutable(.{
        .name = "print-manifest",
        .root_module = b.createModule(.{
            .root_source_file = b.path("src/print_manifest.zig"),
            .target = b.graph.host,
            .optimize = .Debug,
            .link_libc = true,
        }),
    });
    const renewed = b.addUpdateSourceFiles();
    const printed = b.addRunArtifact(printer).captureStdOut(.{});
    renewed.addCopyFileToSource(printed, "abi/manifest.txt");
    return &renewed.step;
}

const operations_page = "../docs/operations.md";

fn renewOperations(b: *std.Build) *std.Build.Step {
    const root = b.createModule(.{
        .root_source_file = b.path("src/print_operations.zig"),
        .target = b.graph.host,
        .optimize = .Debug,
        .link_libc = true,
    });
    root.addAnonymousImport("operations page", .{ .root_source_file = b.path(operations_page) });
    const printer = b.addExecutable(.{ .name = "print-operations", .root_module = root });
    const renewed = b.addUpdateSourceFiles();
    const printed = b.addRunArtifact(printer).captureStdOut(.{});
    renewed.addCopyFileToSource(printed, operations_page);
    return &renewed.step;
}

fn installEach(b: *std.Build, list: []const u8, optimize: std.builtin.OptimizeMode) void {
    if (std.mem.eql(u8, list, "all")) {
        for (targets) |target| install(b, target.name, optimize);
    } else if (std.mem.eql(u8, list, "host")) {
        install(b, hostName(), optimize);
    } else {
        var names = std.mem.tokenizeScalar(u8, list, ',');
        while (names.next()) |name| install(b, name, optimize);
    }
}

fn install(b: *std.Build, name: []const u8, optimize: std.builtin.OptimizeMode) void {
    const artifact = b.addInstallArtifact(library(b, tripleOf(name), optimize), .{
        .dest_dir = .{ .override = .{ .custom = name } },
    });
    b.getInstallStep().dependOn(&artifact.step);
}

fn library(
    b: *std.Build,
    triple: []const u8,
    optimize: std.builtin.OptimizeMode,
) *std.Build.Step.Compile {
    const query = std.Target.Query.parse(.{ .arch_os_abi = triple }) catch unreachable;
    return b.addLibrary(.{
        .linkage = .dynamic,
        .name = "xev",
        .root_module = b.createModule(.{
            .root_source_file = b.path("src/root.zig"),
            .target = b.resolveTargetQuery(query),
            .optimize = optimize,
            .strip = optimize != .Debug,
            .link_libc = false,
        }),
    });
}

fn hostName() []const u8 {
    const builtin = @import("builtin");
    return @tagName(builtin.os.tag) ++ "-" ++ @tagName(builtin.cpu.arch);
}

fn tripleOf(name: []const u8) []const u8 {
    for (targets) |target| {
        if (std.mem.eql(u8, target.name, name)) return target.triple;
    }
    std.process.fatal("no target named '{s}'; there are linux-x86_64 and linux-aarch64", .{name});
}
