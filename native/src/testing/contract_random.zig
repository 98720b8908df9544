//! Random programs: operations, cancels and closes in any order, against a model that knows only
//! one thing, which is that each activation ends exactly once.

const std = @import("std");
const abi = @import("../abi.zig");
const client_file = @import("client.zig");
const Client = client_file.Client;
const direct = @import("../direct.zig");
const fixtures = @import("fixtures.zig");
const Operation = @import("../op.zig").Operation;
const testing = std.testing;

const slot_count = 64;
const pair_count = 6;

const Program = struct {
    client: Client,
    random: std.Random,
    group: u16,
    pairs: [pair_count][2]u32 = undefined,
    /// The generation of the activation that each slot is in, zero for none.
    armed: [slot_count]u32 = @splat(0),
    generation: u32 = 0,
    armed_count: u32 = 0,
    listener: u32,
    file: u32,
    memory: [slot_count][512]u8 = undefined,
    out: [512]u8 = @splat('o'),

    fn step(program: *Program) !void {
        const random = program.random;
        const client = &program.client;
        for (0..random.uintLessThan(u32, 12)) |_| try program.act();
        if (random.uintLessThan(u8, 8) == 0) return client.flush();
        _ = try client.poll(if (random.boolean()) 0 else 200_000);
        try program.take();
    }

    fn act(program: *Program) !void {
        const random = program.random;
        switch (random.uintLessThan(u8, 10)) {
            0, 1 => program.cancelOne(),
            2 => if (random.uintLessThan(u8, 4) == 0) try program.closeOne(),
            else => program.startOne(),
        }
    }

    fn startOne(program: *Program) void {
        const random = program.random;
        const slot = random.uintLessThan(u32, slot_count);
        if (program.armed[slot] != 0) return;
        const pair = program.pairs[random.uintLessThan(usize, pair_count)];
        const handle = pair[random.uintLessThan(usize, 2)];
        const memory = &program.memory[slot];
        var arguments: abi.Submission = .{
            .handle = handle,
            .address = @intFromPtr(memory),
            .length = random.uintLessThan(u32, memory.len) + 1,
            .group = program.group,
        };
        const code: Operation.Code = switch (random.uintLessThan(u8, 12)) {
            0 => .noop,
            1 => .timer,
            2, 3 => .receive,
            4, 5, 6 => .send,
            7 => .poll,
            8 => .accept,
            9 => .write_at,
            10 => .read_at,
            else => .fsync,
        };
        switch (code) {
            .timer => arguments.offset = random.uintLessThan(u64, 400_000),
            .poll => arguments.argument = 1,
            .send => arguments.address = @intFromPtr(&program.out),
            .accept => arguments.handle = program.listener,
            .write_at, .read_at, .fsync => arguments.handle = program.file,
            .receive => if (random.boolean()) {
                arguments.flags = abi.Submission.buffer_select;
                arguments.length = 0;
            },
            else => {},
        }
        const can_repeat = code == .accept or arguments.flags != 0;
        if (can_repeat and random.boolean()) arguments.flags |= abi.Submission.multishot;
        program.arm(slot, code, arguments);
    }

    fn arm(program: *Program, slot: u32, code: Operation.Code, arguments: abi.Submission) void {
        program.generation += 1;
        program.armed[slot] = program.generation;
        program.armed_count += 1;
        program.client.startIn(slot, program.generation, code, arguments);
    }

    fn cancelOne(program: *Program) void {
        const target = program.random.uintLessThan(u32, slot_count);
        const slot = program.random.uintLessThan(u32, slot_count);
        if (program.armed[slot] != 0 or program.armed[target] == 0) return;
        program.arm(slot, .cancel, .{
            .argument = target,
            .argument2 = program.armed[target],
        });
    }

    fn closeOne(program: *Program) !void {
        const random = program.random;
        const slot = random.uintLessThan(u32, slot_count);
        if (program.armed[slot] != 0) return;
        const pair = &program.pairs[random.uintLessThan(usize, pair_count)];
        const fresh = try fixtures.socketPair(&program.client, 1);
        program.arm(slot, .close, .{ .handle = pair[0] });
        _ = direct.close(program.client.loop, pair[1]);
        pair.* = fresh;
    }

    fn take(program: *Program) !void {
        const client = &program.client;
        for (client.events.items) |event| {
            if (program.armed[event.slot] == 0) return error.EndedTwice;
            if (event.flags & abi.Event.has_buffer != 0) {
                client.provide(program.group, event.buffer);
            }
            if (event.flags & abi.Event.more != 0) continue;
            program.armed[event.slot] = 0;
            program.armed_count -= 1;
        }
        client.events.clearRetainingCapacity();
    }

    /// Everything ends when everything is cancelled.
    fn finish(program: *Program) !void {
        const client = &program.client;
        for (0..2_000) |_| {
            for (program.armed, 0..) |generation, slot| {
                if (generation == 0) continue;
                client.loop.submissions[client.written] = .{
                    .op = @intFromEnum(Operation.Code.cancel),
                    .flags = abi.Submission.silent,
                    .argument = @intCast(slot),
                    .argument2 = generation,
                };
                client.written += 1;
            }
            _ = try client.poll(std.time.ns_per_ms);
            try program.take();
            if (program.armed_count == 0) break;
        }
        try testing.expectEqual(0, program.armed_count);
        try testing.expectEqual(0, client.loop.port.armed);
    }
};

fn run(code: abi.BackendCode, seed: u64, options: abi.Options, steps: u32) !void {
    errdefer std.debug.print("{s}: seed {d}\n", .{ @tagName(code), seed });
    var prng: std.Random.DefaultPrng = .init(seed);
    var full = options;
    full.backend = @intFromEnum(code);
    full.seed = seed;
    var client = Client.openWith(full);
    const name = fixtures.Name.in("/dev/shm", "");
    defer name.remove();
    const listener = try client.listen();
    const file = try name.open(&client, fixtures.fresh_file);
    const program = try testing.allocator.create(Program);
    defer testing.allocator.destroy(program);
    program.* = .{
        .client = client,
        .random = prng.random(),
        .group = try client.loop.buffers.open(client.loop, 4, 64),
        .listener = listener.handle,
        .file = file,
    };
    defer program.client.close();
    for (&program.pairs) |*pair| pair.* = try fixtures.socketPair(&program.client, 1);
    for (0..steps) |_| try program.step();
    try program.finish();
}

pub fn everyActivationOfARandomProgramEndsOnce(code: abi.BackendCode) !void {
    const before = fixtures.openDescriptors();
    for (0..12) |seed| try run(code, seed, .{}, 300);
    try testing.expectEqual(before, fixtures.openDescriptors());
}

pub fn soDoesEachWithTinyQueues(code: abi.BackendCode) !void {
    const options: abi.Options = .{ .entries = 2, .cq_entries = 8, .submissions = 70, .events = 4 };
    for (100..110) |seed| try run(code, seed, options, 300);
}
