//! What the library exports: the manifest, every function in it, and nothing else. Reads the file
//! as it is, so that it can be the library of another architecture, too.

const std = @import("std");
const elf = std.elf;

const library = @embedFile("library");
const manifest = @embedFile("golden manifest");

test "the manifest and every function in it are exported, and nothing else" {
    const gpa = std.testing.allocator;
    var exported: std.StringHashMapUnmanaged(void) = .empty;
    defer exported.deinit(gpa);
    try readExports(gpa, &exported);

    var missing: usize = if (exported.remove("xev_ext_manifest")) 0 else 1;
    var lines = std.mem.tokenizeScalar(u8, manifest, '\n');
    while (lines.next()) |line| {
        if (!std.mem.startsWith(u8, line, "fn ")) continue;
        if (exported.remove(line["fn ".len..])) continue;
        std.debug.print("not exported: {s}\n", .{line});
        missing += 1;
    }
    var others = exported.keyIterator();
    while (others.next()) |name| std.debug.print("exported besides: {s}\n", .{name.*});
    try std.testing.expectEqual(@as(usize, 0), missing + exported.count());
}

test "the library needs no other" {
    const sections = try sectionHeaders();
    for (sections) |section| {
        if (section.sh_type != elf.SHT_DYNAMIC) continue;
        for (items(elf.Elf64_Dyn, section)) |entry| {
            try std.testing.expect(entry.d_tag != elf.DT_NEEDED);
        }
    }
}

fn readExports(gpa: std.mem.Allocator, names: *std.StringHashMapUnmanaged(void)) !void {
    const sections = try sectionHeaders();
    for (sections) |section| {
        if (section.sh_type != elf.SHT_DYNSYM) continue;
        const strings = library[@intCast(sections[section.sh_link].sh_offset)..];
        for (items(elf.Elf64_Sym, section)) |symbol| {
            if (symbol.st_shndx == elf.SHN_UNDEF) continue;
            try names.put(gpa, std.mem.sliceTo(strings[symbol.st_name..], 0), {});
        }
        return;
    }
    return error.NoSymbols;
}

fn sectionHeaders() ![]align(1) const elf.Elf64_Shdr {
    const header = std.mem.bytesAsValue(elf.Elf64_Ehdr, library[0..@sizeOf(elf.Elf64_Ehdr)]);
    try std.testing.expectEqualStrings(elf.MAGIC, header.e_ident[0..4]);
    const bytes = library[@intCast(header.e_shoff)..];
    const all = bytes[0 .. @as(usize, header.e_shnum) * @sizeOf(elf.Elf64_Shdr)];
    return std.mem.bytesAsSlice(elf.Elf64_Shdr, all);
}

fn items(comptime T: type, section: elf.Elf64_Shdr) []align(1) const T {
    const bytes = library[@intCast(section.sh_offset)..][0..@intCast(section.sh_size)];
    return std.mem.bytesAsSlice(T, bytes);
}
