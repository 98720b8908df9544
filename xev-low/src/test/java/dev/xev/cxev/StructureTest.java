package dev.xev.cxev;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** The structures whose readers and writers do more than move one number. */
class StructureTest {
    private final Arena arena = Arena.ofAuto();

    @Test
    void anAddressComesBackAsItWasWritten() {
        MemorySegment addresses = arena.allocate(Address.LAYOUT, 2);
        addresses.fill((byte) 0xee);
        byte[] loopback = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

        Address.write(addresses, 1, Address.IP6, 65_535, 3, loopback);

        assertEquals(Address.IP6, Address.family(addresses, 1));
        assertEquals(65_535, Address.port(addresses, 1));
        assertEquals(3, Address.scope(addresses, 1));
        assertEquals(0, Address.flow(addresses, 1));
        assertArrayEquals(loopback, Address.bytes(addresses, 1));
        assertEquals((byte) 0xee, addresses.get(JAVA_BYTE, Address.SIZE - 1));
    }

    @Test
    void anAddressThatIsTooLongIsRefused() {
        MemorySegment addresses = arena.allocate(Address.LAYOUT, 2);
        byte[] path = new byte[Address.BYTES_MAX + 1];

        assertThrows(
                IndexOutOfBoundsException.class,
                () -> Address.write(addresses, 0, Address.UNIX, 0, 0, path));
    }

    @Test
    void onlyTheWakerOfASleepingLoopHasToCallTheSystem() {
        MemorySegment port = arena.allocate(Port.LAYOUT);

        assertFalse(Port.notify(port), "the loop runs");
        assertEquals(Port.NOTIFIED, Port.wake(port));

        port.set(JAVA_INT, Port.WAKE_OFFSET, Port.SLEEPING);
        assertTrue(Port.notify(port), "the loop sleeps");
        assertFalse(Port.notify(port), "somebody else wakes it already");
    }

    @Test
    void thePortLeadsToItsArrays() {
        MemorySegment port = arena.allocate(Port.LAYOUT);
        MemorySegment submissions = arena.allocate(Submission.LAYOUT, 4);
        MemorySegment events = arena.allocate(Event.LAYOUT, 8);
        port.set(JAVA_LONG, Port.SUBMISSIONS_OFFSET, submissions.address());
        port.set(JAVA_LONG, Port.EVENTS_OFFSET, events.address());
        port.set(JAVA_INT, Port.SUBMISSION_CAPACITY_OFFSET, 4);
        port.set(JAVA_INT, Port.EVENT_CAPACITY_OFFSET, 8);

        assertEquals(submissions.address(), Port.submissions(port).address());
        assertEquals(4 * Submission.SIZE, Port.submissions(port).byteSize());
        assertEquals(events.address(), Port.events(port).address());
        assertEquals(8 * Event.SIZE, Port.events(port).byteSize());
    }

    @Test
    void aCopyCanBeCanceledAndWatched() {
        MemorySegment copies = arena.allocate(CopyArguments.LAYOUT, 2);
        copies.set(JAVA_LONG, CopyArguments.SIZE + 32, 1L << 40);

        CopyArguments.cancel(copies, 1);

        assertEquals(1, copies.get(JAVA_INT, CopyArguments.SIZE + 24));
        assertEquals(1L << 40, CopyArguments.progress(copies, 1));
    }

    @Test
    void clearedOptionsSayHowLargeTheyAre() {
        MemorySegment options = arena.allocate(Options.LAYOUT);
        options.fill((byte) 0xee);

        Options.clear(options);

        assertEquals(64, options.get(JAVA_INT, 0));
        for (long at = 4; at < Options.SIZE; at += 4) assertEquals(0, options.get(JAVA_INT, at));
    }

    @Test
    void timesAreWrittenWhereTheyAreRead() {
        MemorySegment times = arena.allocate(Times.LAYOUT);

        Times.accessed_s(times, 0, -1);
        Times.accessed_ns(times, 0, Times.UNCHANGED);
        Times.modified_s(times, 0, 1L << 33);
        Times.modified_ns(times, 0, 999_999_999);

        assertEquals(-1, times.get(JAVA_LONG, offset(Times.LAYOUT, "accessed_s")));
        assertEquals(-1, times.get(JAVA_INT, offset(Times.LAYOUT, "accessed_ns")));
        assertEquals(1L << 33, Times.modified_s(times, 0));
        assertEquals(999_999_999, Times.modified_ns(times, 0));
    }

    private static long offset(StructLayout layout, String field) {
        return layout.byteOffset(PathElement.groupElement(field));
    }
}
