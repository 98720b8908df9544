//! Closes one or both directions of a socket; what was sent before goes out first.

const Shutdown = @This();
const abi = @import("../abi.zig");
const finishing = @import("../finish.zig");
const lifecycle = @import("../lifecycle.zig");
const linux = @import("../sys/linux.zig");
const ops = @import("../op.zig");
const output = @import("../output.zig");
const result = @import("../result.zig");

how: u32,

/// As shutdown(2) counts: 0 reading, 1 writing, 2 both.
const reading = 0;

pub fn decode(submission: *const abi.Submission) Shutdown {
    return .{ .how = submission.argument };
}

pub const uses: ops.Uses = .handle;

pub fn direct(op: *Shutdown, at: ops.At) bool {
    if (op.how == reading) {
        lifecycle.end(at.slot, result.plain(linux.shutdown(at.fd, op.how)));
    } else {
        output.enqueue(at.loop, at.slot);
    }
    return true;
}

pub const prepare = ops.unsupported;
pub const readiness = ops.unsupported;
pub const blocking = ops.unsupported;
pub const interrupt = ops.unsupported;
pub const finish = finishing.count;
