//! Prints a C program that says what the headers declare, in the words of the manifest, and
//! compares it with the manifest of the library. What is in one and not in the other, or has
//! another offset, size or value there, makes the program fail.

const std = @import("std");
const Writer = std.Io.Writer;

const headers = [_][]const u8{ @embedFile("xev.h"), @embedFile("xev_ext.h") };
/// Structures and constants of `xev.h` are libxev's, and no part of the manifest.
const own_header = headers[1];

pub fn main(init: std.process.Init) !void {
    const gpa = init.arena.allocator();
    var buffer: [4096]u8 = undefined;
    var file = std.Io.File.stdout().writer(init.io, &buffer);
    const out = &file.interface;
    try out.writeAll("#include \"facts.h\"\n\nstatic void collect_facts(void)\n{\n");
    const text = try withoutComments(gpa, own_header);
    try structures(out, text);
    try enumerations(gpa, out, text);
    try definitions(gpa, out, text);
    for (headers) |header| try functions(out, try withoutComments(gpa, header));
    try out.writeAll("}\n");
    try out.flush();
}

fn withoutComments(gpa: std.mem.Allocator, header: []const u8) ![]const u8 {
    var text: std.ArrayList(u8) = .empty;
    var rest = header;
    while (std.mem.indexOf(u8, rest, "/*")) |start| {
        try text.appendSlice(gpa, rest[0..start]);
        const length = std.mem.indexOf(u8, rest[start..], "*/") orelse return error.OpenComment;
        rest = rest[start + length + 2 ..];
    }
    try text.appendSlice(gpa, rest);
    return text.items;
}

fn structures(out: *Writer, text: []const u8) !void {
    var rest = text;
    while (cut(&rest, "typedef struct ", " {")) |tag| {
        const short = manifestName(tag);
        try out.print("    STRUCTURE({s}, {s});\n", .{ tag, short });
        const body = cut(&rest, "", "}") orelse return error.OpenStructure;
        var fields = std.mem.tokenizeAny(u8, body, ";");
        while (fields.next()) |declaration| {
            const field = fieldName(declaration) orelse continue;
            if (std.mem.startsWith(u8, field, "reserved")) continue;
            try out.print("    FIELD({s}, {s}, {s});\n", .{ tag, short, field });
        }
    }
}

/// The last word of a declaration, without the size of an array.
fn fieldName(declaration: []const u8) ?[]const u8 {
    const end = std.mem.indexOfScalar(u8, declaration, '[') orelse declaration.len;
    const trimmed = std.mem.trim(u8, declaration[0..end], " \n");
    if (trimmed.len == 0) return null;
    const space = std.mem.lastIndexOfAny(u8, trimmed, " *") orelse return null;
    return trimmed[space + 1 ..];
}

fn enumerations(gpa: std.mem.Allocator, out: *Writer, text: []const u8) !void {
    var rest = text;
    while (cut(&rest, "enum {", "}")) |body| {
        var constants = std.mem.tokenizeScalar(u8, body, ',');
        while (constants.next()) |constant| {
            const end = std.mem.indexOfScalar(u8, constant, '=') orelse continue;
            try constantFact(gpa, out, std.mem.trim(u8, constant[0..end], " \n"));
        }
    }
}

fn definitions(gpa: std.mem.Allocator, out: *Writer, text: []const u8) !void {
    var lines = std.mem.tokenizeScalar(u8, text, '\n');
    while (lines.next()) |line| {
        if (!std.mem.startsWith(u8, line, "#define XEV_")) continue;
        var words = std.mem.tokenizeScalar(u8, line["#define ".len..], ' ');
        const name = words.next().?;
        // Neither the header's own guard nor what takes arguments.
        if (words.peek() == null or std.mem.indexOfScalar(u8, name, '(') != null) continue;
        try constantFact(gpa, out, name);
    }
}

const prefixes = [_]struct { c: []const u8, fact: []const u8 }{
    .{ .c = "XEV_OP_", .fact = "op" },
    .{ .c = "XEV_ERROR_", .fact = "error" },
    .{ .c = "XEV_OPTION_", .fact = "option" },
    .{ .c = "XEV_BACKEND_", .fact = "backend" },
    .{ .c = "XEV_", .fact = "const" },
};

fn constantFact(gpa: std.mem.Allocator, out: *Writer, name: []const u8) !void {
    for (prefixes) |prefix| {
        if (!std.mem.startsWith(u8, name, prefix.c)) continue;
        const upper = name[prefix.c.len..];
        const is_error = std.mem.eql(u8, prefix.fact, "error");
        const short = if (is_error) upper else try std.ascii.allocLowerString(gpa, upper);
        return out.print("    CONSTANT({s}, \"{s} {s}\");\n", .{ name, prefix.fact, short });
    }
    return error.ConstantWithoutPrefix;
}

/// Names that are followed by an argument list.
fn functions(out: *Writer, text: []const u8) !void {
    var position: usize = 0;
    while (std.mem.indexOfPos(u8, text, position, "xev_")) |start| {
        var end = start;
        while (std.ascii.isAlphanumeric(text[end]) or text[end] == '_') end += 1;
        position = end;
        const is_word = start == 0 or !std.ascii.isAlphanumeric(text[start - 1]);
        if (!is_word or text[end] != '(') continue;
        try out.print("    FUNCTION({s});\n", .{text[start..end]});
    }
}

/// What stands between the two, and moves `rest` behind it.
fn cut(rest: *[]const u8, before: []const u8, after: []const u8) ?[]const u8 {
    const start = (std.mem.indexOf(u8, rest.*, before) orelse return null) + before.len;
    const length = std.mem.indexOf(u8, rest.*[start..], after) orelse return null;
    defer rest.* = rest.*[start + length + after.len ..];
    return rest.*[start..][0..length];
}

fn manifestName(tag: []const u8) []const u8 {
    const short = tag["xev_".len..];
    return if (std.mem.startsWith(u8, short, "ext_")) short["ext_".len..] else short;
}
